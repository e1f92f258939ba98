"""Reading a shop description: typed access to nested data whose every complaint names the path."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.clock import SHANGHAI, in_shanghai

_RELATIVE = re.compile(r"^([+-])\s*(\d+)\s*(od|d|h|min|m)(?:\s+(\d{1,2}):(\d{2}))?$")
_MINUTES = {"h": 60, "min": 1, "m": 1}

OpeningDay = Callable[[date, int], date]
"""The n-th opening day after a day (before it for a negative n); used for ``+2od``."""


class WorldError(ValueError):
    """A shop description that cannot be loaded: ``path: what is wrong``. ``path`` and ``why`` are its two halves, the
    path empty where it is not about one place.
    """

    def __init__(self, why: str, path: str = "") -> None:
        super().__init__(f"{path}: {why}" if path else why)
        self.path = path
        self.why = why


@dataclass(frozen=True)
class Moments:
    """How times are read: ISO, or relative to ``now``: ``+1d 09:00``, ``-3d``, ``+2h``, ``+1od 09:00``
    (opening day).
    """

    now: datetime
    opening_day: OpeningDay

    def parse(self, value: Any, at: time) -> datetime:
        """A moment in Asia/Shanghai; ``at`` is the time of day where only a date is given.

        Raises:
            ValueError: not of these forms.
        """
        if isinstance(value, datetime):
            return in_shanghai(value)
        if isinstance(value, date):
            return datetime.combine(value, at, SHANGHAI)
        text = str(value).strip()
        match = _RELATIVE.match(text)
        if match:
            return self._relative(match)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return datetime.combine(date.fromisoformat(text), at, SHANGHAI)
        return in_shanghai(datetime.fromisoformat(text.replace("Z", "+00:00")))

    def _relative(self, match: re.Match[str]) -> datetime:
        sign, digits, unit, hour, minute = match.groups()
        count = int(sign + digits)
        now = in_shanghai(self.now)
        if unit in _MINUTES:
            return (now + timedelta(minutes=count * _MINUTES[unit])).replace(second=0, microsecond=0)
        day = self.opening_day(now.date(), count) if unit == "od" else now.date() + timedelta(days=count)
        clock = time(int(hour), int(minute)) if hour else now.time().replace(second=0, microsecond=0)
        return datetime.combine(day, clock, SHANGHAI)


@dataclass(frozen=True)
class Node:
    """A value of a description and where it stands."""

    value: Any
    path: str
    moments: Moments

    def fail(self, message: str) -> WorldError:
        """The error that says what is wrong here."""
        return WorldError(message, self.path)

    def child(self, key: str) -> Node:
        """A member of a mapping; its value is None when it is missing."""
        if not isinstance(self.value, Mapping):
            raise self.fail(f"expected a mapping, got {self.value!r}")
        return Node(self.value.get(key), f"{self.path}.{key}", self.moments)

    def items(self, key: str) -> list[Node]:
        """The members of a list under ``key``; a missing list is empty, a single value a list of one."""
        node = self.child(key)
        if node.value is None:
            return []
        values = node.value if isinstance(node.value, list) else [node.value]
        return [Node(value, f"{node.path}[{index}]", self.moments) for index, value in enumerate(values)]

    def has(self, key: str) -> bool:
        """Whether a member is given and not null."""
        return self.child(key).value is not None

    def text(self, key: str, longest: int | None = None) -> str:
        """A text that must be given, of at most ``longest`` characters; numbers are taken as they are written."""
        found = self.maybe_text(key, longest)
        if found is None:
            raise self.child(key).fail("is missing")
        return found

    def maybe_text(self, key: str, longest: int | None = None) -> str | None:
        """A text of at most ``longest`` characters, None when missing or empty."""
        node = self.child(key)
        if node.value is None:
            return None
        # YAML makes dates of words that look like one.
        if isinstance(node.value, bool) or not isinstance(node.value, str | int | float | date):
            raise node.fail(f"expected text, got {node.value!r}")
        text = str(node.value).strip()
        if longest is not None and len(text) > longest:
            raise node.fail(f"at most {longest} characters")
        return text or None

    def choice(self, key: str, allowed: Mapping[str, Any] | tuple[str, ...], default: str) -> str:
        """One of some words."""
        found = self.maybe_text(key) or default
        if found not in allowed:
            raise self.child(key).fail(f"{found!r} is not one of {', '.join(allowed)}")
        return found

    def number(self, key: str) -> float | None:
        """A number, None when missing."""
        node = self.child(key)
        if node.value is None:
            return None
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise node.fail(f"expected a number, got {node.value!r}")
        return float(node.value)

    def whole(self, key: str, default: int | None = None) -> int | None:
        """A whole number, ``default`` when missing."""
        found = self.number(key)
        if found is None:
            return default
        if found != int(found):
            raise self.child(key).fail(f"expected a whole number, got {found}")
        return int(found)

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false, ``default`` when missing."""
        node = self.child(key)
        if node.value is None:
            return default
        if not isinstance(node.value, bool):
            raise node.fail(f"expected true or false, got {node.value!r}")
        return node.value

    def fen(self, key: str) -> int | None:
        """An amount written in yuan, as fen; None when missing."""
        node = self.child(key)
        if node.value is None:
            return None
        try:
            return int((Decimal(str(node.value)) * 100).quantize(Decimal(1)))
        except InvalidOperation:
            raise node.fail(f"expected an amount in yuan, got {node.value!r}") from None

    def mapping(self, key: str) -> dict[str, Any]:
        """A mapping, empty when missing."""
        node = self.child(key)
        if node.value is None:
            return {}
        if not isinstance(node.value, Mapping):
            raise node.fail(f"expected a mapping, got {node.value!r}")
        return dict(node.value)

    def moment(self, key: str, at: time = time(9)) -> datetime:
        """A moment that must be given."""
        found = self.maybe_moment(key, at)
        if found is None:
            raise self.child(key).fail("is missing")
        return found

    def maybe_moment(self, key: str, at: time = time(9)) -> datetime | None:
        """A moment, None when missing; ``at``: the time of day where only a date is given."""
        node = self.child(key)
        return None if node.value is None else node.as_moment(at)

    def as_moment(self, at: time = time(9)) -> datetime:
        """This value as a moment."""
        try:
            return self.moments.parse(self.value, at)
        except ValueError:
            raise self.fail(f"expected a time like 2026-11-25T09:00 or +1d 09:00, got {self.value!r}") from None

    def as_days(self) -> list[date]:
        """This value as a day, or as the days of a range ``2026-10-01/2026-10-07``."""
        if isinstance(self.value, str) and "/" in self.value:
            first, last = (Node(part, self.path, self.moments).as_moment().date() for part in self.value.split("/", 1))
            return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
        return [self.as_moment().date()]


def plain(value: Any) -> Any:
    """The value fit for a JSON column, which holds no dates; YAML makes them of everything that looks like one."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
