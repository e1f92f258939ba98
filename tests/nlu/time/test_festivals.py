"""Festivals, breaks and make-up workdays."""

from __future__ import annotations

from datetime import date

import pytest

from bot.nlu.time.festivals import festival_break, festival_day, next_makeup_workday


@pytest.mark.parametrize(
    ("name", "year", "day"),
    [
        ("元旦", 2027, date(2027, 1, 1)),
        ("春节", 2026, date(2026, 2, 17)),
        ("春节", 2027, date(2027, 2, 6)),
        ("清明", 2026, date(2026, 4, 5)),
        ("清明", 2028, date(2028, 4, 4)),
        ("清明", 2033, date(2033, 4, 4)),
        ("端午", 2026, date(2026, 6, 19)),
        ("中秋", 2031, date(2031, 10, 1)),
        ("国庆", 2050, date(2050, 10, 1)),
        ("春节", 2050, None),
    ],
)
def test_festival_day(name: str, year: int, day: date | None) -> None:
    assert festival_day(name, year) == day


@pytest.mark.parametrize(
    ("name", "year", "expected"),
    [
        ("国庆", 2026, (date(2026, 10, 1), date(2026, 10, 7), True)),
        ("春节", 2026, (date(2026, 2, 15), date(2026, 2, 23), True)),
        ("元旦", 2027, (date(2027, 1, 1), date(2027, 1, 3), False)),
        ("五一", 2029, (date(2029, 5, 1), date(2029, 5, 2), False)),
        ("端午", 2029, (date(2029, 6, 16), date(2029, 6, 17), False)),
        ("圣诞", 2026, None),
        ("春节", 2050, None),
    ],
)
def test_festival_break(name: str, year: int, expected: tuple[date, date, bool] | None) -> None:
    assert festival_break(name, year) == expected


def test_next_makeup_workday() -> None:
    assert next_makeup_workday(date(2026, 9, 21)) == date(2026, 10, 10)
    assert next_makeup_workday(date(2026, 10, 10)) == date(2026, 10, 10)
    assert next_makeup_workday(date(2099, 1, 1)) is None
