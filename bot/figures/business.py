"""Durations in the desk's opening time, for many moments of the same days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.clock import in_shanghai
from bot.shop.calendar import OpeningHours


class OpeningClock:
    """Measures like :meth:`OpeningHours.business_minutes_between`, and looks at every day only once."""

    def __init__(self, hours: OpeningHours) -> None:
        self._hours = hours
        self._days: dict[date, list[tuple[datetime, datetime]]] = {}

    def seconds_between(self, start: datetime, end: datetime) -> float:
        """Open seconds in ``[start, end)``; 0 when ``end`` is not later."""
        start, end = in_shanghai(start), in_shanghai(end)
        total, day, last = 0.0, start.date(), end.date()
        while day <= last:
            for opens, closes in self._spans(day):
                total += max(0.0, (min(closes, end) - max(opens, start)).total_seconds())
            day += timedelta(days=1)
        return total

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        spans = self._days.get(day)
        if spans is None:
            spans = self._days[day] = self._hours.spans(day)
        return spans
