"""What the pieces of a time expression carry, and the table entry that recognises one kind of piece."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from re import Match
from typing import Final

from bot.nlu.time.dayparts import Clock, DayPart
from bot.nlu.time.days import Anchor, Days


class Slot(IntEnum):
    """The place of a piece: an expression fills the slots from left to right, each at most once."""

    DAY = 1
    PART = 2
    CLOCK = 3
    #: complete in itself: 半小时后, 现在, 过两天
    WHOLE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a piece of a time expression says.

    Attributes:
        slot: its place in an expression.
        anchor: the days it names (DAY).
        weekday: the day of the week that is part of its name (周三, 下周三), Monday is 0 (DAY).
        loose_weekday: it is a weekday without a week, so that a date may stand beside it (DAY).
        week: it is a whole week; its shift from the present one (DAY).
        part: the part of the day (PART).
        clock: the clock time (CLOCK).
        moment: a computed moment (WHOLE).
        until: the end of a computed range of moments (WHOLE).
        bounds: the days that it leaves, where it names no moment that could be computed (WHOLE).
        weak: it is an everyday word as well (一点) and counts only beside another piece.
    """

    slot: Slot
    anchor: Anchor | None = None
    weekday: int | None = None
    loose_weekday: bool = False
    week: int | None = None
    part: DayPart | None = None
    clock: Clock | None = None
    moment: datetime | None = None
    until: datetime | None = None
    bounds: Days | None = None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a time expression: `text[start:end]` of the normalised text and what it says."""

    start: int
    end: int
    meaning: Meaning


#: Reads a match of its pattern, now being known; None where it is no time after all (13月, 25点).
Reader = Callable[[Match[str], datetime], Meaning | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of piece: a regular expression over normalised text and what reads its matches."""

    name: str
    pattern: str
    read: Reader


#: Two numbers said as one: 两三点, 三四天后.
NEIGHBOURS: Final = {
    **{"一二三四五六七八九十"[first : first + 2]: (first + 1, first + 2) for first in range(9)},
    "一两": (1, 2),
    "两三": (2, 3),
    "十十一": (10, 11),
    "十一二": (11, 12),
}

# 马上周三, 安排一下周四: 上 and 下 belong to the word before.
#: Regular expression of a word that shifts a week or a month; `SHIFTS` says by how many.
SHIFT: Final = "(?<![马晚早网以])(?:上上|(?<!一)下下|上|(?<![一名])下|这|本)"
SHIFTS: Final = {"上上": -2, "下下": 2, "上": -1, "下": 1, "这": 0, "本": 0}


def day_meaning(anchor: Anchor) -> Meaning:
    """A piece that names days."""
    return Meaning(slot=Slot.DAY, anchor=anchor)


def vague_meaning(bounds: Days | None = None) -> Meaning:
    """A piece that names no moment, at most the days that it leaves."""
    return Meaning(slot=Slot.WHOLE, bounds=bounds)
