"""What reading a time expression depends on: now, and when the shop is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, Protocol


class OpenHours(Protocol):
    """The shop's opening hours."""

    def windows(self, day: date) -> Sequence[tuple[time, time]]:
        """The hours the shop is open on `day`, as (opens, closes) in order; empty when it is closed that day."""
        ...


@dataclass(frozen=True, slots=True)
class DailyHours:
    """The same single window every day."""

    opens: time
    closes: time

    def windows(self, day: date) -> Sequence[tuple[time, time]]:
        """One window, whatever the day."""
        return [(self.opens, self.closes)]


DAILY_0830_1800: Final[OpenHours] = DailyHours(time(8, 30), time(18, 0))


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """Now (aware, Asia/Shanghai) and the opening hours that decide what a bare hour means."""

    now: datetime
    hours: OpenHours = DAILY_0830_1800

    def hours_are_over(self) -> bool:
        """Whether the shop was open today and has closed for the day."""
        windows = self.hours.windows(self.now.date())
        return bool(windows) and self.now.timetz().replace(tzinfo=None) >= windows[-1][1]

    def is_open_around(self, moment: datetime, *, strict: bool) -> bool:
        """Whether `moment` lies between the first opening and the last closing of its day, lunch breaks included.

        A closed day is never open when `strict`, otherwise the default hours stand in for it: they still tell which
        three o'clock is meant.
        """
        windows = self.hours.windows(moment.date())
        if not windows:
            if strict:
                return False
            windows = DAILY_0830_1800.windows(moment.date())
        return windows[0][0] <= moment.time() <= windows[-1][1]
