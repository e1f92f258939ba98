"""Who may speak: the owners of a conversation and the legal changes between them (pure)."""

from __future__ import annotations

from enum import Enum


class Owner(str, Enum):
    """Who a conversation belongs to at a moment; there is always exactly one."""

    BOT = "bot"
    QUEUED = "queued"
    RINGING = "ringing"
    HUMAN = "human"
    CLOSED = "closed"


WAITING = (Owner.QUEUED, Owner.RINGING)
"""The customer waits for a person: in the queue, or while one person's page rings."""

_LEGAL: dict[Owner, frozenset[Owner]] = {
    Owner.BOT: frozenset({Owner.QUEUED, Owner.HUMAN, Owner.CLOSED}),
    Owner.QUEUED: frozenset({Owner.BOT, Owner.RINGING, Owner.HUMAN, Owner.CLOSED}),
    Owner.RINGING: frozenset({Owner.BOT, Owner.QUEUED, Owner.HUMAN, Owner.CLOSED}),
    Owner.HUMAN: frozenset({Owner.BOT, Owner.QUEUED, Owner.HUMAN, Owner.CLOSED}),
    Owner.CLOSED: frozenset({Owner.BOT, Owner.HUMAN}),
}

PRIORITIES: dict[str, int] = {"normal": 0, "high": 1, "urgent": 2}
"""Names of the hand-off priorities, by rank; the queue serves the highest rank first, then first come."""


class IllegalOwnerChange(Exception):
    """The conversation cannot go from this owner to that one."""


class Overtaken(Exception):
    """Somebody else owns the conversation now: what was prepared for it must not be written."""


def check_change(before: Owner, after: Owner) -> None:
    """Raise :class:`IllegalOwnerChange` unless ``before`` may become ``after``."""
    if after not in _LEGAL[before]:
        raise IllegalOwnerChange(f"{before.value} → {after.value}")


def may_run_turns(owner: Owner) -> bool:
    """Whether the bot answers: while it owns the conversation, and while the customer waits for a person."""
    return owner is Owner.BOT or owner in WAITING
