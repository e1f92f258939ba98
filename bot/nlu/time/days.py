"""Which days an expression may name: anchors give candidates in the order in which they are to be tried."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Final

from bot.nlu.time.festivals import festival_break, festival_day


@dataclass(frozen=True, slots=True)
class Days:
    """One day, or all days from `first` to `last`; `label` is the norm of a whole month or year, `note` a doubt."""

    first: date
    last: date
    label: str | None = None
    note: str | None = None

    @property
    def norm(self) -> str:
        """The norm of these days: month or year, day, or range of days."""
        if self.label:
            return self.label
        return self.first.isoformat() if self.first == self.last else f"{self.first}/{self.last}"


#: From an origin (usually today) and whether the past is meant, the candidates: nearest first. An anchor with a
#: direction of its own (明天, 下周三, 2026-12-01) yields exactly one.
Anchor = Callable[[date, bool], Iterator[Days]]

#: A date without a year that lies further ahead than this, and lies closely behind, is the one behind: nobody books ten
#: months ahead, but many speak of last week's date.
_TOO_FAR_AHEAD: Final = timedelta(days=270)
_YEARS_TRIED: Final = 9  # 29 February returns within eight years, even over 2100


def one_day(day: date) -> Days:
    """A single day."""
    return Days(day, day)


def _maybe_day(day: date | None) -> Days | None:
    return None if day is None else one_day(day)


def fixed(days: Days) -> Anchor:
    """Days that do not depend on where the search begins."""
    return lambda origin, past: iter((days,))


def any_day() -> Anchor:
    """No day named: today, then the days after (before, in the past), two weeks of them."""

    def candidates(origin: date, past: bool) -> Iterator[Days]:
        step = timedelta(days=-1 if past else 1)
        return (one_day(origin + index * step) for index in range(15))

    return candidates


def week_of(today: date, shift: int) -> Days:
    """Monday to Sunday of the week `shift` weeks from that of `today`."""
    monday = today + timedelta(days=7 * shift - today.weekday())
    return Days(monday, monday + timedelta(days=6))


def weekday(number: int) -> Anchor:
    """The day of the week `number` (Monday is 0), without saying of which week."""

    def candidates(origin: date, past: bool) -> Iterator[Days]:
        ahead = (number - origin.weekday()) % 7
        nearest = origin + timedelta(days=ahead - 7 if past and ahead else ahead)
        return (one_day(nearest + timedelta(days=-7 * index if past else 7 * index)) for index in range(3))

    return candidates


def weekend() -> Anchor:
    """Saturday and Sunday, without saying of which week."""

    def candidates(origin: date, past: bool) -> Iterator[Days]:
        for shift in (-1, -2) if past and origin.weekday() < 5 else (0, -1) if past else (0, 1):
            week = week_of(origin, shift)
            yield Days(week.last - timedelta(days=1), week.last)

    return candidates


def month_of(year: int, month: int) -> Days:
    """All days of a month; months beyond 1 to 12 count into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    first = date(year, month, 1)
    return Days(first, first.replace(day=calendar.monthrange(year, month)[1]), f"{year:04d}-{month:02d}")


def day_in_month(month: Days, day: int) -> date | None:
    """Day `day` of a month, None where the month is too short; -1 is its last day."""
    if day == -1:
        return month.last
    return month.first.replace(day=day) if day <= month.last.day else None


def day_of_month(day: int, note: str | None = None) -> Anchor:
    """The `day`-th (-1: the last day), without saying of which month."""

    def candidates(origin: date, past: bool) -> Iterator[Days]:
        for index in range(4):
            found = day_in_month(month_of(origin.year, origin.month + (-index if past else index)), day)
            if found and (found <= origin if past else found >= origin):
                yield Days(found, found, note=note)

    return candidates


def month_day(month: int, day: int) -> Anchor:
    """A date without a year."""

    return _yearly(lambda year: _maybe_day(day_in_month(month_of(year, month), day)))


def month(number: int) -> Anchor:
    """A month without a year; the present month counts."""
    return _yearly(lambda year: month_of(year, number))


def festival(name: str) -> Anchor:
    """A festival's own day, without a year."""
    return _yearly(lambda year: _maybe_day(festival_day(name, year)), keep_near_past=False)


def festival_days_off(name: str) -> Anchor:
    """The days off around a festival, without a year."""

    def in_year(year: int) -> Days | None:
        found = festival_break(name, year)
        if found is None:
            return None
        first, last, announced = found
        return Days(first, last, note=None if announced else "ambiguous: days off not announced")

    return _yearly(in_year, keep_near_past=False)


def _yearly(in_year: Callable[[int], Days | None], *, keep_near_past: bool = True) -> Anchor:
    def candidates(origin: date, past: bool) -> Iterator[Days]:
        years = range(origin.year, origin.year + (-_YEARS_TRIED if past else _YEARS_TRIED), -1 if past else 1)
        found = (days for year in years if (days := in_year(year)))
        if past:
            yield from islice((days for days in found if days.first <= origin), 2)
            return
        ahead = list(islice((days for days in found if days.last >= origin), 2))
        if keep_near_past and ahead and ahead[0].first - origin > _TOO_FAR_AHEAD:
            behind = in_year(origin.year) if ahead[0].first.year > origin.year else None
            behind = behind or in_year(origin.year - 1)
            if behind and origin - behind.last < timedelta(days=365) - _TOO_FAR_AHEAD:
                yield Days(behind.first, behind.last, behind.label, "ambiguous: year")
                return
        yield from ahead

    return candidates
