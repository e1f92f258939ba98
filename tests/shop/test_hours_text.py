"""Opening hours as people read them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.shop.calendar import ShopCalendar, parse_hours, store_hours
from bot.shop.hours_text import day_text, week_text
from bot.shop.models import Store

LUNCH = ["08:30-12:00", "13:00-18:00"]


@pytest.mark.parametrize(
    ("week", "resting", "text"),
    [
        ({day: ["08:30-18:00"] for day in range(7)}, [], "每天08:30–18:00"),
        ({day: LUNCH for day in range(7)}, [1], "每天08:30–12:00、13:00–18:00，周二休息"),
        ({day: LUNCH for day in range(5)}, [], "每天08:30–12:00、13:00–18:00，周六、周日休息"),
        (
            {**{day: ["08:30-18:00"] for day in range(5)}, 5: ["09:00-16:00"], 6: ["09:00-16:00"]},
            [],
            "周一至周五08:30–18:00；周六、周日09:00–16:00",
        ),
        ({}, [], "暂停营业"),
    ],
)
def test_week(week: dict[int, list[str]], resting: list[int], text: str) -> None:
    store = Store(id="s", name="店", hours={str(day): hours for day, hours in week.items()}, closed_weekdays=resting)
    assert week_text(store) == text


def test_day() -> None:
    hours = store_hours(
        dict.fromkeys(range(7), parse_hours("08:30-24:00")), ShopCalendar(), closed_weekdays=frozenset({1})
    )
    assert day_text(hours, date(2026, 11, 23)) == "08:30–24:00"
    assert day_text(hours, date(2026, 11, 24)) == "休息"
    assert day_text(hours, date(2031, 11, 24)) == "08:30–24:00（以门店通知为准）"
