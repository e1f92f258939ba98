"""When the shop is open: opening hours with breaks, rest days, holidays, make-up workdays, and time counted
in them.

Everything here is pure: built from the shop's own table, over the official Chinese calendar where the table
is silent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from itertools import pairwise

import chinese_calendar

from bot.clock import SHANGHAI, in_shanghai

Minutes = tuple[int, int]
"""A window of a day in minutes from midnight, the end excluded; 1440 is the end of the day."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_MINUTES = 24 * 60
_HORIZON_DAYS = 400
_WINDOW = re.compile(r"^\s*(\d{1,2}):(\d{2})\s*(?:-|–|—|~|至|到)\s*(\d{1,2}):(\d{2})\s*$")
_CLOSED = {"closed", "休息", "不营业", ""}
_ALL_DAY = {"24h", "24小时", "全天"}


class DayKind(str, Enum):
    """What a day is to people who work by the official calendar."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    PUBLIC_HOLIDAY = "public_holiday"


class HoursError(ValueError):
    """Windows of a day that cannot be. ``why``: ``form``, ``order`` (an end not after its start), ``overlap``;
    ``given``: what was written.
    """

    def __init__(self, why: str, given: object, message: str) -> None:
        super().__init__(f"{message}, got {given!r}")
        self.why = why
        self.given = given


_FORM = "hours are written like '08:30-18:00'"


def parse_hours(value: object) -> tuple[Minutes, ...]:
    """Windows of a day from ``"08:30-18:00"``, a list of such, ``"24h"``, ``"closed"`` or None (closed).

    Raises:
        HoursError: not of this form, empty or overlapping windows.
    """
    if value is None:
        return ()
    if isinstance(value, str):
        text = value.strip().lower()
        if text in _CLOSED:
            return ()
        if text in _ALL_DAY:
            return ((0, _DAY_MINUTES),)
        items: Sequence[object] = [part for part in re.split(r"[,，;；、]", text) if part.strip()]
    elif isinstance(value, Sequence):
        items = value
    else:
        raise HoursError("form", value, _FORM)
    windows = sorted(_parse_window(item) for item in items)
    for (_, end), (start, _) in pairwise(windows):
        if start < end:
            raise HoursError("overlap", value, "windows overlap")
    return tuple(windows)


def _parse_window(item: object) -> Minutes:
    match = _WINDOW.match(item) if isinstance(item, str) else None
    if match is None:
        raise HoursError("form", item, _FORM)
    h1, m1, h2, m2 = (int(part) for part in match.groups())
    start, end = h1 * 60 + m1, h2 * 60 + m2
    if not (0 <= start < end <= _DAY_MINUTES and m1 < 60 and m2 < 60):
        raise HoursError("order", item, "a window ends after it starts and lies within one day")
    return start, end


def format_hours(windows: Sequence[Minutes]) -> list[str]:
    """The inverse of :func:`parse_hours`, as a list; empty when closed."""
    return [f"{s // 60:02d}:{s % 60:02d}-{e // 60:02d}:{e % 60:02d}" for s, e in windows]


@dataclass(frozen=True)
class ShopCalendar:
    """The shop's own table of days. What it does not mention follows the official calendar.

    Attributes:
        public_holidays: days that count as public holidays.
        makeup_workdays: days that count as workdays.
        closed: days on which no store opens.
        short_hours: days on which every store that opens keeps these windows.
    """

    public_holidays: frozenset[date] = frozenset()
    makeup_workdays: frozenset[date] = frozenset()
    closed: frozenset[date] = frozenset()
    short_hours: Mapping[date, tuple[Minutes, ...]] = field(default_factory=dict)

    def day_kind(self, day: date) -> DayKind:
        """Workday, weekend or public holiday: the shop's table first, then the official one, then the
        weekday.
        """
        if day in self.public_holidays:
            return DayKind.PUBLIC_HOLIDAY
        if day in self.makeup_workdays:
            return DayKind.WORKDAY
        try:
            off, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY
        if not off:
            return DayKind.WORKDAY
        # A bridge day off between holidays carries the holiday's name, a plain weekend none.
        return DayKind.PUBLIC_HOLIDAY if name else DayKind.WEEKEND

    def is_makeup_workday(self, day: date) -> bool:
        """Whether this Saturday or Sunday is worked."""
        return day.weekday() >= 5 and self.day_kind(day) is DayKind.WORKDAY

    def is_known(self, day: date) -> bool:
        """False when neither the shop nor the official calendar knows this day: then only the weekday was
        used.
        """
        if day in self.public_holidays or day in self.makeup_workdays or day in self.closed or day in self.short_hours:
            return True
        try:
            chinese_calendar.is_workday(day)
        except NotImplementedError:
            return False
        return True


DayRule = Callable[[date], tuple[Minutes, ...]]


@dataclass(frozen=True)
class OpeningHours:
    """Opening hours of a store or of the desk, and time counted in them.

    Moments are aware; results are in Asia/Shanghai. A window includes its start and excludes its end.

    Attributes:
        rule: the windows of any day, sorted and apart from each other.
        calendar: the calendar the rule was made with.
    """

    rule: DayRule
    calendar: ShopCalendar = field(default_factory=ShopCalendar)

    def windows(self, day: date) -> Sequence[tuple[time, time]]:
        """The windows of a day as wall times; an end of 24:00 is given as ``time.max``."""
        return [(_wall(start), _wall(end)) for start, end in self.rule(day)]

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """The windows of a day as moments."""
        midnight = datetime.combine(day, time(), SHANGHAI)
        return [(midnight + timedelta(minutes=s), midnight + timedelta(minutes=e)) for s, e in self.rule(day)]

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at this moment."""
        at = in_shanghai(at)
        return any(start <= at < end for start, end in self.spans(at.date()))

    def opens_on(self, day: date) -> bool:
        """Whether it opens at all that day."""
        return bool(self.rule(day))

    def next_opening(self, at: datetime) -> datetime | None:
        """``at`` itself when open, else the next moment it opens; None when it does not within 400 days."""
        return next((max(start, in_shanghai(at)) for start, _ in self._spans_from(at)), None)

    def next_close(self, at: datetime) -> datetime | None:
        """The end of the window that is open now or opens next (windows that touch are one)."""
        close: datetime | None = None
        for start, end in self._spans_from(at):
            if close is not None and start != close:
                return close
            close = end
        return close

    def next_opening_day(self, day: date, count: int = 1) -> date | None:
        """The ``count``-th day after ``day`` on which it opens; for a negative count, before it. None within
        400 days.
        """
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        for _ in range(_HORIZON_DAYS):
            day += step
            if self.opens_on(day):
                left -= 1
                if left <= 0:
                    return day
        return None

    def business_minutes_between(self, start: datetime, end: datetime) -> float:
        """Open minutes in ``[start, end)``; 0 when ``end`` is not later."""
        start, end = in_shanghai(start), in_shanghai(end)
        total = timedelta()
        day = start.date()
        while day <= end.date():
            for opens, closes in self.spans(day):
                total += max(timedelta(), min(closes, end) - max(opens, start))
            day += timedelta(days=1)
        return total.total_seconds() / 60

    def add_business_time(self, at: datetime, amount: timedelta) -> datetime | None:
        """The moment at which ``amount`` of open time has passed since ``at``; None when that is over 400
        days away.

        The end of a window counts as reached in that window: two hours from 16:00 with a close at 18:00 is
        18:00.
        """
        left = amount
        if left <= timedelta():
            return in_shanghai(at)
        for start, end in self._spans_from(at):
            begin = max(start, in_shanghai(at))
            if end - begin >= left:
                return begin + left
            left -= end - begin
        return None

    def _spans_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        at = in_shanghai(at)
        for offset in range(_HORIZON_DAYS):
            for start, end in self.spans(at.date() + timedelta(days=offset)):
                if end > at:
                    yield start, end


def store_hours(
    week: Mapping[int, tuple[Minutes, ...]],
    calendar: ShopCalendar,
    *,
    closed_weekdays: frozenset[int] = frozenset(),
    closed_days: frozenset[date] = frozenset(),
    special_hours: Mapping[date, tuple[Minutes, ...]] | None = None,
) -> OpeningHours:
    """Opening hours of a store.

    A repair shop works through public holidays unless its calendar closes it. A make-up workday opens a
    store that otherwise rests the whole weekend, as its week follows the office week; a single rest day
    (周二店休) stays one.

    Args:
        week: windows by weekday, Monday 0.
        calendar: the shop's table of days.
        closed_weekdays: its weekly rest days.
        closed_days: days on which this store alone is closed.
        special_hours: windows of single days of this store; they win over everything.
    """
    special = special_hours or {}
    rests_weekends = {5, 6} <= closed_weekdays

    def rule(day: date) -> tuple[Minutes, ...]:
        if day in special:
            return special[day]
        if day in calendar.closed or day in closed_days:
            return ()
        makes_up = rests_weekends and calendar.is_makeup_workday(day)
        if day.weekday() in closed_weekdays and not makes_up:
            return ()
        if day in calendar.short_hours:
            return calendar.short_hours[day]
        return week.get(day.weekday(), ())

    return OpeningHours(rule, calendar)


def desk_hours(by_kind: Mapping[DayKind, tuple[Minutes, ...]], calendar: ShopCalendar) -> OpeningHours:
    """When people answer: windows for workdays, weekends and public holidays; make-up workdays are
    workdays.
    """
    return OpeningHours(lambda day: by_kind.get(calendar.day_kind(day), ()), calendar)


def _wall(minutes: int) -> time:
    return time.max if minutes >= _DAY_MINUTES else time(minutes // 60, minutes % 60)
