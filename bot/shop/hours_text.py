"""Opening hours as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from bot.shop.calendar import OpeningHours, parse_hours
from bot.shop.models import Store

_DAYS = "一二三四五六日"


def windows_text(windows: Sequence[tuple[time, time]]) -> str:
    """``08:30–12:00、13:00–18:00``; ``休息`` when there is none."""
    if not windows:
        return "休息"
    return "、".join(f"{start:%H:%M}–{'24:00' if end == time.max else f'{end:%H:%M}'}" for start, end in windows)


def day_text(hours: OpeningHours, day: date) -> str:
    """The windows of a day; a day no calendar knows yet is marked as subject to the store's notice."""
    text = windows_text(hours.windows(day))
    return text if hours.calendar.is_known(day) else f"{text}（以门店通知为准）"


def week_text(store: Store) -> str:
    """A store's usual week: ``每天08:30–18:00，周二休息``, or its different days one after the other."""
    week = {int(day): parse_hours(hours) for day, hours in store.hours.items()}
    resting = sorted({*store.closed_weekdays, *(day for day in range(7) if not week.get(day))})
    days = [day for day in range(7) if day not in resting]
    if not days:
        return "暂停营业"
    rest = "，" + "、".join(f"周{_DAYS[day]}" for day in resting) + "休息" if resting else ""
    groups: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day in days:
        groups.setdefault(week[day], []).append(day)
    if len(groups) == 1:
        return f"每天{_minutes_text(week[days[0]])}{rest}"
    return "；".join(f"{_days_text(group)}{_minutes_text(windows)}" for windows, group in groups.items()) + rest


def _minutes_text(windows: Sequence[tuple[int, int]]) -> str:
    return "、".join(f"{s // 60:02d}:{s % 60:02d}–{e // 60:02d}:{e % 60:02d}" for s, e in windows)


def _days_text(days: Sequence[int]) -> str:
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"周{_DAYS[days[0]]}至周{_DAYS[days[-1]]}"
    return "、".join(f"周{_DAYS[day]}" for day in days)
