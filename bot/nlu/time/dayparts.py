"""Parts of the day and clock times: what 三点 may mean, and how a part of the day decides it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

_MINUTES_A_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of the day, in minutes after midnight; the end may lie on the next day."""

    name: str
    start: int
    end: int


_DAWN = DayPart("凌晨", 0, 6 * 60)
_MORNING = DayPart("上午", 8 * 60, 12 * 60)
_NOON = DayPart("中午", 11 * 60, 13 * 60)
_AFTERNOON = DayPart("下午", 14 * 60, 18 * 60)
_DUSK = DayPart("傍晚", 17 * 60, 19 * 60)
_EVENING = DayPart("晚上", 18 * 60, 22 * 60)
_NIGHT = DayPart("半夜", 22 * 60, 30 * 60)

#: Every word for a part of the day, dialects included.
PART_WORDS: Final[dict[str, DayPart]] = {
    word: part
    for part, words in (
        (_DAWN, "凌晨 凌晨间 后半夜 下半夜"),
        (_MORNING, "清晨 清早 大清早 一大清早 一大早 大早上 一早 早晨 早上 早间 早 晨"),
        (_MORNING, "上午 上半天 前晌 头午 朝早 朝头早 朝 上半日 上昼 早浪"),
        (_NOON, "中午 正午 晌午 午间 大中午"),
        (_AFTERNOON, "午后 下午 下晌 下半日 下半天 后晌 下昼 晏昼"),
        (_DUSK, "傍晚 黄昏 傍黑"),
        (_EVENING, "晚上 晚间 夜里 夜间 夜晚 晚黑 大晚上 前半夜 上半夜 晚 夜"),
        (_NIGHT, "半夜 大半夜 深夜 三更半夜 午夜"),
    )
    for word in words.split()
}


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time as said.

    Attributes:
        hour: 0 to 24, as said.
        minute: 0 to 59; negative for 差五分四点.
        explicit: written so that morning and afternoon cannot be confused (15:30, 08:00, 0点).
        until: the later hour of 两三点.
    """

    hour: int
    minute: int = 0
    explicit: bool = False
    until: int | None = None

    def minutes(self, part: DayPart | None) -> list[int]:
        """What it may mean within `part` of the day, in minutes after midnight (1440 and more: the day after)."""
        said = self.hour * 60 + self.minute
        if self.explicit or self.hour > 12 or part is _DAWN:
            return [said % (12 * 60) if part is _DAWN and self.hour == 12 else said]
        if part is None:
            return sorted({said % _MINUTES_A_DAY, (said + 12 * 60) % _MINUTES_A_DAY})
        return [_in_part(said, self.hour, part)]


def _in_part(said: int, hour: int, part: DayPart) -> int:
    if part is _MORNING:
        return said
    if part is _NOON:
        return said if hour >= 10 else said + 12 * 60
    if part in (_AFTERNOON, _DUSK):
        return said if hour == 12 else said + 12 * 60
    # Evening and night: twelve is midnight, and one to four belong to the night that follows.
    if hour == 12:
        return said + 12 * 60
    return said + (_MINUTES_A_DAY if hour < 5 else 12 * 60)


def at_minute(day: date, minutes: int, like: datetime) -> datetime:
    """The moment `minutes` after midnight of `day`, in the zone of `like`."""
    return datetime.combine(day, time(), like.tzinfo) + timedelta(minutes=minutes)


def part_end_after(minutes: int) -> int:
    """Where the part of the day that holds `minutes` ends (三点以后 ends with the afternoon).

    Noon counts as the beginning of the afternoon here.
    """
    minutes %= _MINUTES_A_DAY
    return next(end for end in (12 * 60, 18 * 60, 22 * 60, _MINUTES_A_DAY) if minutes < end)


def part_start_before(minutes: int) -> int:
    """Where the part of the day that ends with `minutes` begins (五点之前 begins with the afternoon)."""
    minutes = minutes % _MINUTES_A_DAY or _MINUTES_A_DAY
    bounds = ((8, 0), (12, 8), (14, 11), (18, 14), (22, 18), (24, 22))
    return next(start for end, start in bounds if minutes <= end * 60) * 60
