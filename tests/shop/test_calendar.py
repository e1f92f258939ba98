"""Opening hours: the rules of single days, and properties of counting time in them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.shop.calendar import (
    DayKind,
    OpeningHours,
    ShopCalendar,
    desk_hours,
    format_hours,
    parse_hours,
    store_hours,
)
from tests.shop.conftest import at

WEEK = {day: parse_hours(["08:30-12:00", "13:00-18:00"]) for day in range(7)}
HOURS = store_hours(WEEK, ShopCalendar(), closed_weekdays=frozenset({1}))
DESK = desk_hours(
    {
        DayKind.WORKDAY: parse_hours("08:30-18:00"),
        DayKind.WEEKEND: parse_hours("09:00-16:00"),
        DayKind.PUBLIC_HOLIDAY: (),
    },
    ShopCalendar(public_holidays=frozenset({date(2026, 11, 25)}), makeup_workdays=frozenset({date(2026, 11, 28)})),
)


@st.composite
def opening_hours(draw: st.DrawFn) -> OpeningHours:
    """Stores that open at least on one weekday, with up to three windows a day."""
    marks = st.lists(st.integers(0, 48).map(lambda half: half * 30), min_size=2, max_size=6, unique=True).map(sorted)
    days = draw(st.dictionaries(st.integers(0, 6), marks, min_size=1))
    week = {day: tuple(zip(m[::2], m[1::2], strict=False)) for day, m in days.items()}
    closed = draw(st.frozensets(st.dates(date(2026, 11, 1), date(2026, 12, 31)), max_size=5))
    return store_hours(week, ShopCalendar(closed=closed))


moments = st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0, second=0, tzinfo=SHANGHAI)
)
amounts = st.integers(1, 60 * 30).map(lambda minutes: timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("written", "windows"),
    [
        ("08:30-18:00", ((510, 1080),)),
        (["13:00-18:00", "08:30-12:00"], ((510, 720), (780, 1080))),
        ("8:30–12:00, 13:00–24:00", ((510, 720), (780, 1440))),
        ("24h", ((0, 1440),)),
        ("closed", ()),
        (None, ()),
    ],
)
def test_hours_are_read(written: object, windows: object) -> None:
    assert parse_hours(written) == windows


@pytest.mark.parametrize("written", ["18:00-08:30", "morning", ["08:00-12:00", "11:00-13:00"], 830, "08:30-25:00"])
def test_hours_that_cannot_be_are_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"hours|window"):
        parse_hours(written)


def test_written_hours_are_read_again() -> None:
    assert parse_hours(format_hours(WEEK[0])) == WEEK[0]


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T08:29", False),
        ("2026-11-23T08:30", True),
        ("2026-11-23T12:00", False),
        ("2026-11-23T12:30", False),
        ("2026-11-23T13:00", True),
        ("2026-11-23T17:59", True),
        ("2026-11-23T18:00", False),
        ("2026-11-24T10:00", False),
    ],
)
def test_lunch_break_and_rest_day(moment: str, is_open: bool) -> None:
    assert HOURS.is_open(at(moment)) is is_open


def test_next_opening_skips_the_rest_day() -> None:
    assert HOURS.next_opening(at("2026-11-23T18:00")) == at("2026-11-25T08:30")
    assert HOURS.next_opening(at("2026-11-23T10:00")) == at("2026-11-23T10:00")
    assert HOURS.next_close(at("2026-11-23T10:00")) == at("2026-11-23T12:00")
    assert HOURS.next_close(at("2026-11-23T19:00")) == at("2026-11-25T12:00")


def test_a_store_works_through_public_holidays_unless_closed() -> None:
    day = date(2026, 10, 1)
    assert ShopCalendar().day_kind(day) is DayKind.PUBLIC_HOLIDAY
    assert store_hours(WEEK, ShopCalendar()).opens_on(day)
    assert not store_hours(WEEK, ShopCalendar(closed=frozenset({day}))).opens_on(day)


def test_make_up_workday_opens_who_rests_the_weekend_only() -> None:
    saturday = date(2026, 10, 10)
    assert ShopCalendar().is_makeup_workday(saturday)
    assert store_hours(WEEK, ShopCalendar(), closed_weekdays=frozenset({5, 6})).opens_on(saturday)
    assert not store_hours(WEEK, ShopCalendar(), closed_weekdays=frozenset({5})).opens_on(saturday)


def test_short_hours_hold_for_stores_that_open() -> None:
    calendar = ShopCalendar(short_hours={date(2026, 11, 23): parse_hours("09:30-16:30")})
    assert store_hours(WEEK, calendar).windows(date(2026, 11, 23)) == [(time(9, 30), time(16, 30))]
    closed = store_hours(WEEK, calendar, closed_weekdays=frozenset({0}))
    assert not closed.opens_on(date(2026, 11, 23))


def test_special_hours_of_a_store_win() -> None:
    day = date(2026, 11, 24)
    hours = store_hours(
        WEEK,
        ShopCalendar(closed=frozenset({day})),
        closed_weekdays=frozenset({1}),
        special_hours={day: parse_hours("10:00-24:00")},
    )
    assert hours.windows(day) == [(time(10), time.max)]


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-24T17:30", True),
        ("2026-11-25T10:00", False),
        ("2026-11-28T17:30", True),
        ("2026-11-29T15:30", True),
        ("2026-11-29T17:30", False),
    ],
)
def test_desk_follows_kinds_of_day(moment: str, is_open: bool) -> None:
    assert DESK.is_open(at(moment)) is is_open


def test_unknown_year_uses_the_weekday_and_says_so() -> None:
    calendar = ShopCalendar(public_holidays=frozenset({date(2031, 2, 1)}))
    assert calendar.day_kind(date(2031, 1, 4)) is DayKind.WEEKEND
    assert not calendar.is_known(date(2031, 1, 4))
    assert calendar.is_known(date(2031, 2, 1))
    assert ShopCalendar().is_known(date(2026, 10, 10))


def test_two_business_hours_go_over_night_and_lunch() -> None:
    assert HOURS.add_business_time(at("2026-11-23T11:30"), timedelta(hours=2)) == at("2026-11-23T14:30")
    assert HOURS.add_business_time(at("2026-11-23T17:00"), timedelta(hours=2)) == at("2026-11-25T09:30")
    assert HOURS.add_business_time(at("2026-11-23T16:00"), timedelta(hours=2)) == at("2026-11-23T18:00")


def test_what_never_opens_has_no_next_opening() -> None:
    never = store_hours({}, ShopCalendar())
    assert never.next_opening(at("2026-11-23T10:00")) is None
    assert never.next_close(at("2026-11-23T10:00")) is None
    assert never.add_business_time(at("2026-11-23T10:00"), timedelta(hours=1)) is None
    assert never.next_opening_day(date(2026, 11, 23)) is None


@given(opening_hours(), moments, amounts)
def test_adding_business_time_and_counting_it_agree(hours: OpeningHours, start: datetime, amount: timedelta) -> None:
    end = hours.add_business_time(start, amount)
    assert end is not None
    assert hours.business_minutes_between(start, end) == amount.total_seconds() / 60


@given(opening_hours(), moments, moments, moments)
def test_counting_is_additive(hours: OpeningHours, a: datetime, b: datetime, c: datetime) -> None:
    first, middle, last = sorted([a, b, c])
    whole = hours.business_minutes_between(first, last)
    assert whole == hours.business_minutes_between(first, middle) + hours.business_minutes_between(middle, last)
    assert 0 <= whole <= (last - first).total_seconds() / 60


@given(opening_hours(), moments)
def test_next_opening_is_the_first_open_moment(hours: OpeningHours, start: datetime) -> None:
    opening = hours.next_opening(start)
    assert opening is not None
    assert opening >= start
    assert hours.is_open(opening)
    assert hours.business_minutes_between(start, opening) == 0
    assert (opening == start) == hours.is_open(start)


@given(opening_hours(), moments)
def test_windows_and_is_open_agree(hours: OpeningHours, moment: datetime) -> None:
    inside = any(start <= moment.time() < end for start, end in hours.windows(moment.date()))
    assert hours.is_open(moment) == inside
