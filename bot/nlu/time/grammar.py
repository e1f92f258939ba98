"""Puts pieces together to expressions, each one span with one norm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from bot.nlu.time.context import ReadingContext
from bot.nlu.time.days import Days, fixed, one_day, week_of
from bot.nlu.time.resolver import Said, join, point_at, resolve, span_of
from bot.nlu.time.scanner import scan
from bot.nlu.time.tokens import Meaning, Slot, Token

#: Note of an expression that names no moment.
VAGUE: Final = "vague"

# How far 那阵子, 那几天 reach to either side of the days they are said of.
_AROUND: Final = timedelta(days=3)

_JOINT: Final = re.compile(r"[ ]?\)?(?:(?:的|那天的?|当天的?|这天的?|[吧呢呗]?,|t)[ ]?)?\Z")
_DATE_AND_WEEKDAY: Final = re.compile(r"[ ]?[(,]?[ ]?\Z|[ ]?的\Z")
_RANGE: Final = re.compile(r"[ ]?(?:直到|到|至|-|~|—)[ ]?\Z")
_AFTER: Final = re.compile(r"[ ]?(?:以后|之后|过后|往后|后(?![天面视备续轮桥排杠刹挡座窗盖门半]))")
_BEFORE: Final = re.compile(r"[ ]?(?:以前|之前|前(?![天面台后轮杠刹挡桥盖门窗些几两半]))")
_ABOUT: Final = re.compile(r"[ ]?(?:左右|前后|上下|来钟|许|多钟?(?!少|久|长|大))")
_THEREABOUTS: Final = re.compile(r"(?:的)?(?:前后)?(?:那阵子?|那段时间|那几天|那会儿|那两天|附近)")
_HABIT: Final = re.compile(r"(?:每天|每日|每|每个|天天|平时|平常|一到|往常|通常|经常|一般)[ ]?(?:的|都|在|到)?\Z")
# What was done then: 周三送来的, 上午换了机油. 能, 要, 想 before the verb speak of the future.
_DONE: Final = re.compile(
    r"的?那[次回单]|[^,。!?;能可会要想得该打准预约和或]{0,5}?(?:送|做|换|修|买|提|办|洗|装|取|来|拿|保养|补|喷|拖|付|投诉|反映|下单|到店|出厂)"
    r"(?:来|去|到|走|好|掉|上|进|回|过去|过来|完)?(?:的|过(?!去|来)|了)(?!话|吗|没|再|吧|就|时候)"
)


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time expression in normalised text.

    Attributes:
        start, end: its span.
        norm: as in the contract; None when it stays vague.
        note: "vague", or "ambiguous: …" with what is ambiguous; None when it is clear.
        earliest, latest: the days that a vague expression leaves, where it says so (国庆之后).
    """

    start: int
    end: int
    norm: str | None
    note: str | None = None
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class _Unit:
    """Pieces that together name one time."""

    start: int
    end: int
    said: Said
    last: Meaning
    pieces: int = 1


def read_expressions(text: str, context: ReadingContext) -> list[TimeExpression]:
    """All time expressions of a normalised text, from left to right, never overlapping. Never raises."""
    return list(_Reader(text, context).read())


class _Reader:
    """One pass over the pieces of one text."""

    def __init__(self, text: str, context: ReadingContext) -> None:
        self._text = text
        self._context = context
        self._tokens = list(scan(text, context.now))
        self._next = 0

    def read(self) -> Iterator[TimeExpression]:
        while self._next < len(self._tokens):
            expression = self._read_one()
            if expression is None:
                continue
            # A tail (月底那几天) may have taken what would be a piece of its own.
            while self._next < len(self._tokens) and self._tokens[self._next].start < expression.end:
                self._next += 1
            if not _HABIT.search(self._text[: expression.start]):
                yield expression

    def _read_one(self) -> TimeExpression | None:
        token = self._tokens[self._next]
        if token.meaning.slot is Slot.WHOLE:
            self._next += 1
            return self._express_whole(token)
        unit = self._read_unit()
        before_range = self._next
        later = self._read_range_end(unit)
        if later is not None and (expression := self._express_range(unit, later)):
            return expression
        self._next = before_range
        return self._express(unit)

    def _read_unit(self) -> _Unit:
        token = self._tokens[self._next]
        self._next += 1
        unit = _Unit(token.start, token.end, _said_with(Said(), token.meaning), token.meaning)
        while self._next < len(self._tokens):
            following = self._tokens[self._next]
            said = self._continue(unit, following)
            if said is None:
                break
            self._next += 1
            unit = _Unit(unit.start, following.end, said, following.meaning, unit.pieces + 1)
        return unit

    def _continue(self, unit: _Unit, following: Token) -> Said | None:
        """What `unit` and `following` say together; None if they are two times."""
        gap, new = self._text[unit.end : following.start], following.meaning
        if new.slot is Slot.WHOLE:
            return None
        if new.slot > unit.last.slot:
            return _said_with(unit.said, new) if _JOINT.match(gap) else None
        if new.slot is not Slot.DAY or unit.pieces > 1 or not _DATE_AND_WEEKDAY.match(gap):
            return None
        if unit.last.week is not None and new.loose_weekday and new.weekday is not None:
            week = week_of(self._context.now.date(), unit.last.week)
            return Said(anchor=fixed(one_day(week.first + timedelta(days=new.weekday))))
        if new.loose_weekday and unit.last.weekday is None and self._is_one_day(unit.last):
            return Said(anchor=unit.last.anchor, weekday=new.weekday)
        if unit.last.weekday is not None and new.weekday is None and self._is_one_day(new):
            return Said(anchor=new.anchor, weekday=unit.last.weekday)
        return None

    def _is_one_day(self, meaning: Meaning) -> bool:
        days = next(meaning.anchor(self._context.now.date(), False), None) if meaning.anchor else None
        return days is not None and days.first == days.last

    def _read_range_end(self, unit: _Unit) -> _Unit | None:
        if self._next >= len(self._tokens):
            return None
        following = self._tokens[self._next]
        if following.meaning.slot is Slot.WHOLE:
            return None
        if _RANGE.match(self._text[unit.end : following.start]):
            return self._read_unit()
        later: _Unit | None = None
        end = unit.end
        # 周三四, 周一二三四五: weekdays of which only the first is written out.
        while unit.last.weekday is not None and self._is_following_weekday(end):
            later = self._read_unit()
            end = later.end
        return later

    def _is_following_weekday(self, end: int) -> bool:
        token = self._tokens[self._next] if self._next < len(self._tokens) else None
        return token is not None and token.start == end and token.end == end + 1

    def _express_whole(self, token: Token) -> TimeExpression:
        meaning = token.meaning
        if meaning.moment is None:
            bound = _AFTER.match(self._text, token.end) or _BEFORE.match(self._text, token.end)
            return _vague(token.start, bound.end() if bound else token.end, meaning.bounds)
        meant = span_of(meaning.moment, meaning.until) if meaning.until else point_at(meaning.moment)
        about = _ABOUT.match(self._text, token.end)
        return TimeExpression(token.start, about.end() if about else token.end, meant.norm)

    def _express_range(self, unit: _Unit, later: _Unit) -> TimeExpression | None:
        said = replace(unit.said, past=self._is_past(later.end))
        first = resolve(said, self._context)
        meant = join(first, later.said, self._context) if first else None
        return TimeExpression(unit.start, later.end, meant.norm, meant.note) if meant else None

    def _express(self, unit: _Unit) -> TimeExpression | None:
        after, before = _AFTER.match(self._text, unit.end), _BEFORE.match(self._text, unit.end)
        about = _ABOUT.match(self._text, unit.end)
        if unit.pieces == 1 and unit.last.weak and not (after or before or about):
            return None
        if unit.said.clock is None and (vague := self._vague_rest(unit.end)):
            # 今天下班以后: the day is clear, the time is not.
            self._next += 1
            meant = resolve(unit.said, self._context)
            return _vague(unit.start, vague.end, meant.days if meant else None)
        bound = after or before
        side = "after" if after else "before" if before else None
        said = replace(unit.said, past=self._is_past(unit.end), bound=side)
        meant = resolve(said, self._context)
        if meant is None:
            return _vague(unit.start, unit.end)
        if bound is not None and meant.days is not None:
            days = meant.days
            return TimeExpression(
                unit.start, bound.end(), None, VAGUE,
                earliest=days.last + timedelta(days=1) if after else None, latest=days.last if before else None,
            )  # fmt: skip
        thereabouts = _THEREABOUTS.match(self._text, unit.end)
        if thereabouts and meant.days is not None:
            around = Days(meant.days.first - _AROUND, meant.days.last + _AROUND)
            return _vague(unit.start, thereabouts.end(), around)
        tail = bound or about or (thereabouts if said.clock else None)
        note = "ambiguous: about that day" if about and meant.days and not meant.note else meant.note
        return TimeExpression(unit.start, tail.end() if tail else unit.end, meant.norm, note)

    def _vague_rest(self, end: int) -> Token | None:
        token = self._tokens[self._next] if self._next < len(self._tokens) else None
        if token is None or token.meaning.slot is not Slot.WHOLE or token.meaning.moment is not None:
            return None
        return token if self._text[end : token.start] in ("", " ", "的") else None

    def _is_past(self, end: int) -> bool:
        return _DONE.match(self._text, end) is not None


def _said_with(said: Said, meaning: Meaning) -> Said:
    if meaning.slot is Slot.DAY:
        return replace(said, anchor=meaning.anchor)
    if meaning.slot is Slot.PART:
        return replace(said, part=meaning.part)
    return replace(said, clock=meaning.clock)


def _vague(start: int, end: int, bounds: Days | None = None) -> TimeExpression:
    if bounds is None:
        return TimeExpression(start, end, None, VAGUE)
    return TimeExpression(start, end, None, VAGUE, bounds.first, bounds.last)
