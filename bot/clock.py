"""Time is injected: one clock in Asia/Shanghai, never ``datetime.now()`` elsewhere."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in Asia/Shanghai."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in Asia/Shanghai."""
        return datetime.now(SHANGHAI)


class ManualClock:
    """A clock that stands still until it is moved: for tests, conversation files and messages handled later."""

    def __init__(self, at: datetime) -> None:
        self._at = in_shanghai(at)

    def now(self) -> datetime:
        """The moment it was last set to."""
        return self._at

    def set(self, at: datetime) -> None:
        """Move to ``at``."""
        self._at = in_shanghai(at)

    def advance(self, seconds: float) -> None:
        """Move on by ``seconds``."""
        self._at += timedelta(seconds=seconds)


def in_shanghai(at: datetime) -> datetime:
    """``at`` in Asia/Shanghai; a naive value is taken as Shanghai wall time."""
    return at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at.astimezone(SHANGHAI)


current_clock: ContextVar[Clock] = ContextVar("current_clock", default=SystemClock())  # noqa: B039
"""The clock of what is being done now: during a turn it stands at the moment of the customer's message."""
