"""Festivals, their breaks and the make-up workdays of mainland China."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from chinese_calendar.constants import holidays, workdays

_DAY: Final = timedelta(days=1)

# First day of the lunar year, 端午 (5th of the 5th month) and 中秋 (15th of the 8th), as (month, day).
_LUNAR: Final = {
    2024: ((2, 10), (6, 10), (9, 17)), 2025: ((1, 29), (5, 31), (10, 6)), 2026: ((2, 17), (6, 19), (9, 25)),
    2027: ((2, 6), (6, 9), (9, 15)), 2028: ((1, 26), (5, 28), (10, 3)), 2029: ((2, 13), (6, 16), (9, 22)),
    2030: ((2, 3), (6, 5), (9, 12)), 2031: ((1, 23), (6, 24), (10, 1)), 2032: ((2, 11), (6, 12), (9, 19)),
    2033: ((1, 31), (6, 1), (9, 8)), 2034: ((2, 19), (6, 20), (9, 27)), 2035: ((2, 8), (6, 10), (9, 16)),
    2036: ((1, 28), (5, 30), (10, 4)),
}  # fmt: skip
_LUNAR_INDEX: Final = {"春节": 0, "端午": 1, "中秋": 2}
_LANTERN: Final = timedelta(days=14)
#: The day of a solar term in year Y of this century is [Y * 0.2422 + C] - [Y / 4]: month and C.
_SOLAR_TERMS: Final = {"清明": (4, 4.81), "冬至": (12, 21.94)}
_SOLAR: Final = {
    "元旦": (1, 1),
    "五一": (5, 1),
    "国庆": (10, 1),
    "平安夜": (12, 24),
    "圣诞": (12, 25),
    "双十一": (11, 11),
    "双十二": (12, 12),
    "情人节": (2, 14),
}

# 全国年节及纪念日放假办法 (2024 revision): first statutory day relative to the festival, and how many.
_STATUTORY: Final = {
    "元旦": (0, 1), "春节": (-1, 4), "清明": (0, 1), "五一": (0, 2), "端午": (0, 1), "中秋": (0, 1), "国庆": (0, 3),
}  # fmt: skip

#: Names that customers use, and the name used here.
ALIASES: Final = {"过年": "春节", "大年初一": "春节", "劳动节": "五一", "十一": "国庆"}


def festival_day(name: str, year: int) -> date | None:
    """The festival's own day in `year`, None for a lunar festival in a year that the table does not hold.

    清明 and 冬至 follow the usual formula for the 21st century.
    """
    if name in _SOLAR:
        return date(year, *_SOLAR[name])
    if name in _SOLAR_TERMS:
        (month, constant), short = _SOLAR_TERMS[name], year % 100
        return date(year, month, int(short * 0.2422 + constant) - short // 4) if 2000 <= year < 2100 else None
    if name == "元宵":
        new_year = festival_day("春节", year)
        return None if new_year is None else new_year + _LANTERN
    if year not in _LUNAR:
        return None
    return date(year, *_LUNAR[year][_LUNAR_INDEX[name]])


def festival_break(name: str, year: int) -> tuple[date, date, bool] | None:
    """First and last day off around a festival, and whether the State Council has announced it.

    For a year that the calendar does not hold, the statutory days and the weekends touching them stand in.
    None where the festival's day is unknown or it has no day off.
    """
    day = festival_day(name, year)
    if day is None or name not in _STATUTORY:
        return None
    announced = any(known.year == year for known in holidays)
    start, count = _STATUTORY[name]
    statutory = {day + (start + index) * _DAY for index in range(count)}

    def is_off(candidate: date) -> bool:
        return candidate in holidays if announced else candidate in statutory or candidate.weekday() >= 5

    first = last = day
    while is_off(first - _DAY):
        first -= _DAY
    while is_off(last + _DAY):
        last += _DAY
    return first, last, announced


def has_days_off(name: str) -> bool:
    """Whether a festival is a public holiday."""
    return name in _STATUTORY


def next_makeup_workday(today: date) -> date | None:
    """The next weekend day, today included, that has been announced as a workday (调休上班)."""
    return min((day for day in workdays if day >= today), default=None)
