"""What a customer means by a time, given what was said before it."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from actions.base import Entity
from bot.clock import SHANGHAI

_NAMES_A_DAY = re.compile(
    r"[今明后昨前]\s*[天日早晚儿个]|听日|聽日|周|週|礼拜|禮拜|星期|月|号|號|日|天|[-/.]\d{1,2}|节|元旦|国庆|春节|现在|马上|小时|分钟"
)
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Wish:
    """A wished moment (``end`` is None) or stretch of time."""

    start: datetime
    end: datetime | None = None

    @property
    def is_moment(self) -> bool:
        """Whether it is one moment rather than a stretch to choose from."""
        return self.end is None


def wish_from(entities: Sequence[Entity], known_day: date | None, known_clock: time | None) -> Wish | None:
    """The wish that the last readable time among ``entities`` states.

    A clock time without a day means the day under discussion; a new day keeps the clock time already agreed.
    """
    readable = [entity for entity in entities if isinstance(entity.norm, str)]
    if not readable:
        return None
    wish = read_norm(readable[-1].norm)
    if wish is None:
        return None
    says_day = readable[-1].pressed or bool(_NAMES_A_DAY.search(readable[-1].value))
    if not says_day and known_day is not None:
        return _on(wish, known_day)
    if says_day and known_clock is not None and _is_whole_day(wish):
        return Wish(datetime.combine(wish.start.date(), known_clock, SHANGHAI))
    return wish


def read_norm(norm: str) -> Wish | None:
    """Parse a time's machine-readable form: minute, day, or range of either; None for months and years."""
    first, _, second = norm.partition("/")
    try:
        start = _at(first, end=False)
        if second:
            return Wish(start, _at(second, end=True))
    except ValueError:
        return None
    if "T" in first:
        return Wish(start)
    return Wish(start, start + timedelta(days=1))


def _at(text: str, *, end: bool) -> datetime:
    if "T" in text:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    day = datetime.combine(date.fromisoformat(text), time(), SHANGHAI)
    return day + timedelta(days=1) if end else day


def _on(wish: Wish, day: date) -> Wish:
    shift = day - wish.start.date()
    return Wish(wish.start + shift, wish.end + shift if wish.end else None)


def _is_whole_day(wish: Wish) -> bool:
    return wish.end is not None and wish.end - wish.start == timedelta(days=1) and wish.start.time() == time()


def speak_moment(at: datetime, now: datetime) -> str:
    """``明天（11月25日 周三）10:30``."""
    return f"{speak_day(at.date(), now)}{at:%H:%M}"


def speak_day(day: date, now: datetime) -> str:
    """``明天（11月25日 周三）``; further away without the day word."""
    word = {0: "今天", 1: "明天", 2: "后天"}.get((day - now.date()).days)
    exact = f"{day.month}月{day.day}日 周{_WEEKDAYS[day.weekday()]}"
    return f"{word}（{exact}）" if word else f"{exact} "


def speak_stretch(wish: Wish, now: datetime) -> str:
    """A wished stretch in words: a day, several days, or part of a day."""
    assert wish.end is not None
    last = wish.end - timedelta(seconds=1)
    if wish.start.date() == last.date():
        day = speak_day(wish.start.date(), now).strip()
        if wish.end - wish.start >= timedelta(days=1):
            return day
        return f"{day}{wish.start:%H:%M}–{wish.end:%H:%M}"
    return f"{speak_day(wish.start.date(), now).strip()}到{speak_day(last.date(), now).strip()}"


_SLOT_FORMAT = "%Y-%m-%dT%H:%M"


def moment(text: str) -> datetime:
    """The moment a slot holds."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def whole_day(at: datetime) -> list[str]:
    """The window slot of the day that ``at`` lies in."""
    midnight = datetime.combine(at.date(), time(), SHANGHAI)
    return [midnight.strftime(_SLOT_FORMAT), (midnight + timedelta(days=1)).strftime(_SLOT_FORMAT)]


def window_of(filled: MutableMapping[str, Any], task: str) -> Wish | None:
    """The stretch of time a task is to choose from."""
    window = filled.get(f"{task}_window")
    return Wish(moment(window[0]), moment(window[1])) if window else None


def take_time(entities: Sequence[Entity], filled: MutableMapping[str, Any], task: str) -> None:
    """Fill ``<task>_time`` with a moment, or ``<task>_window`` with a stretch to choose from."""
    agreed = moment(filled[f"{task}_time"]) if filled.get(f"{task}_time") else None
    window = window_of(filled, task)
    known_day = agreed.date() if agreed else (window.start.date() if window else None)
    wish = wish_from(entities, known_day, agreed.time() if agreed else None)
    if wish is None:
        return
    if wish.end is None:
        filled[f"{task}_time"], filled[f"{task}_window"] = wish.start.strftime(_SLOT_FORMAT), None
    else:
        stretch = [wish.start.strftime(_SLOT_FORMAT), wish.end.strftime(_SLOT_FORMAT)]
        filled[f"{task}_time"], filled[f"{task}_window"] = None, stretch
