"""Episodes: what happened in each, in the order of the log, and when it is over. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from bot.conversation.intake import EPISODE_ENDS_AFTER
from bot.figures.rows import TalkRow

PERSON = "human"
WAITING = frozenset({"queued", "ringing"})
_NO_HANDOFF = frozenset({"unanswered"})
"""Reasons in the record of hand-offs under which the bot handed nothing over: it was requeued from a person."""


@dataclass(slots=True)
class Episode:
    """One episode. ``entries``: messages and changes of owner by seq; ``handoffs``: reasons of recorded hand-offs.

    ``party``: the customer where known, else the conversation.
    """

    conversation: str
    number: int
    party: str
    store: str | None
    entries: list[TalkRow] = field(default_factory=list)
    handoffs: list[str] = field(default_factory=list)

    @property
    def spam(self) -> bool:
        """Whether a person closed it as spam."""
        return any(entry.outcome == "spam" for entry in self.entries)

    @property
    def started_at(self) -> datetime | None:
        """When the customer first wrote; None if they did not."""
        return next((entry.at for entry in self.entries if _is_customers(entry)), None)

    @property
    def owner(self) -> str:
        """Who has it last; every episode begins with the bot."""
        return next((entry.what for entry in reversed(self.entries) if entry.kind == "owner"), "bot")

    @property
    def outcome(self) -> str | None:
        """As what a person closed it."""
        return next((entry.outcome for entry in reversed(self.entries) if entry.kind == "owner"), None)

    @property
    def served(self) -> bool:
        """Whether a person had it."""
        return any(entry.kind == "owner" and entry.what == PERSON for entry in self.entries)

    @property
    def handed_off(self) -> bool:
        """Whether it was handed to people: into the queue, or as a call that was promised."""
        queued = any(entry.kind == "owner" and entry.what == "queued" for entry in self.entries)
        return queued or any(reason not in _NO_HANDOFF for reason in self.handoffs)

    def ended_at(self, now: datetime) -> datetime | None:
        """When it was over; None while it goes on."""
        owner = self.owner
        if owner == "closed":
            return next(entry.at for entry in reversed(self.entries) if entry.kind == "owner")
        last = next((entry.at for entry in reversed(self.entries) if _is_customers(entry)), None)
        return last if owner == "bot" and last is not None and now - last > EPISODE_ENDS_AFTER else None


def _is_customers(entry: TalkRow) -> bool:
    return entry.kind == "message" and entry.what == "customer"


def episodes(rows: Iterable[TalkRow]) -> Iterator[Episode]:
    """Episodes from their rows, which come by conversation, episode and seq."""
    for (conversation, number), group in groupby(rows, key=lambda row: (row.conversation, row.episode)):
        entries = list(group)
        stated = next((entry.store for entry in entries if entry.kind == "owner" and entry.store), None)
        first = entries[0]
        yield Episode(
            conversation,
            number,
            first.party or conversation,
            stated or first.entry_store,
            [entry for entry in entries if entry.kind != "handoff"],
            [entry.what for entry in entries if entry.kind == "handoff"],
        )
