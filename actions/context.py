"""What an action may see of the turn it runs in, and what it may ask the conversation to do afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.models import DeletionRequest


@dataclass(frozen=True, slots=True)
class Handoff:
    """A person is asked for. ``reason`` and ``priority`` are those of the conversation contract.

    ``queue`` is false when nobody can answer now: the hand-off is recorded and the bot stays the owner.
    """

    reason: str
    priority: str = "normal"
    queue: bool = True


@dataclass(slots=True)
class Effects:
    """What the conversation does when the turn is committed, in the same transaction.

    ``consent``: the privacy notice was agreed to, or (false) the agreement was withdrawn. ``forget``: this
    deletion is carried out, all but the messages of this turn. ``closed_notice``: the customer was told that nobody
    answers before then.
    """

    handoff: Handoff | None = None
    leave_queue: bool = False
    missed: bool = False
    closed_notice: datetime | None = None
    consent: bool | None = None
    customer_id: str | None = None
    verified: bool = False
    watched_orders: list[str] = field(default_factory=list)
    forget: DeletionRequest | None = None
    changed_orders: list[str] = field(default_factory=list)
    outbox: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@dataclass(slots=True)
class TurnContext:
    """One turn: its unit of work, its moment, and the facts of its conversation.

    Attributes:
        session: reads at once, writes when the turn is committed; actions only add and change objects.
        now: the moment of the customer's message; a turn that is run again sees the same one.
        owner: who speaks, ``bot`` or ``queued``.
        customer_id: the known customer, if any; ``verified`` says whether identity was proven strongly.
        consented: whether the customer agreed to the privacy notice in force, of version ``notice``.
        episode: the number of the conversation's present episode.
        misses: how many turns in a row were not understood, before this one.
        address: the client's address, for limits on guessing; never shown.
        watched: numbers of the orders this conversation is told about.
        last_turn_at: the moment of the turn before, None if there was none.
        closed_notice: the opening of the desk up to which the customer was told that it is closed.
    """

    session: AsyncSession
    now: datetime
    conversation_id: str
    owner: str = "bot"
    entry_store: str | None = None
    customer_id: str | None = None
    verified: bool = False
    consented: bool = False
    notice: str = ""
    misses: int = 0
    episode: int = 1
    address: str = ""
    queue_position: int | None = None
    watched: tuple[str, ...] = ()
    last_turn_at: datetime | None = None
    closed_notice: datetime | None = None
    effects: Effects = field(default_factory=Effects)


class OpensTurns(Protocol):
    """What gives actions a unit of work of their own when no turn is running (``rasa run actions``)."""

    def __call__(self, conversation_id: str) -> Any:
        """An async context manager that yields a :class:`TurnContext` and commits when it is left."""
        ...


_current: ContextVar[TurnContext | None] = ContextVar("current_turn", default=None)
_opener: OpensTurns | None = None


def use_opener(opener: OpensTurns) -> None:
    """Say how actions that run outside a turn get their unit of work."""
    global _opener
    _opener = opener


@asynccontextmanager
async def running_turn(context: TurnContext) -> AsyncIterator[TurnContext]:
    """Make ``context`` the current turn inside the block."""
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


@asynccontextmanager
async def turn_for(conversation_id: str) -> AsyncIterator[TurnContext]:
    """The current turn; outside of one, a unit of work of its own that commits at the end.

    Raises:
        RuntimeError: there is neither a turn nor a way to open one.
    """
    current = _current.get()
    if current is not None:
        yield current
        return
    if _opener is None:
        raise RuntimeError("an action was run outside a turn and nothing can open one")
    async with _opener(conversation_id) as context, running_turn(context):
        yield context
