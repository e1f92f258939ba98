"""Promised windows lie in real opening time, whatever the calendar: breaks, holidays, make-up days, month ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.shop.calendar import DayKind, Minutes, OpeningHours, ShopCalendar, desk_hours
from bot.shop.callbacks import SHORTEST, WINDOW, promised_window

_MINUTES = st.integers(0, 24 * 4).map(lambda quarter: quarter * 15)


@st.composite
def windows(draw: st.DrawFn) -> tuple[Minutes, ...]:
    """Up to three windows a day, sorted and apart: mornings, lunch breaks, evenings, closed days, all day."""
    marks = sorted(draw(st.sets(_MINUTES, max_size=6)))
    return tuple((start, end) for start, end in zip(marks[::2], marks[1::2], strict=False))


@st.composite
def desks(draw: st.DrawFn) -> OpeningHours:
    """Golden week, the spring festival, the turn of years and months, with the shop's own days on top."""
    days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
    calendar = ShopCalendar(
        public_holidays=frozenset(draw(st.sets(days, max_size=8))),
        makeup_workdays=frozenset(draw(st.sets(days, max_size=8))),
    )
    return desk_hours({kind: draw(windows()) for kind in DayKind}, calendar)


_EDGES = [
    datetime(2026, 2, 14, 17, 59), datetime(2026, 9, 30, 18, 0), datetime(2026, 10, 10, 8, 29), datetime(2026, 12, 31, 23, 59),
    datetime(2027, 2, 28, 12, 0), datetime(2026, 5, 9, 12, 30),
]  # fmt: skip
moments = st.one_of(st.sampled_from(_EDGES), st.datetimes(datetime(2026, 1, 1), datetime(2027, 11, 30))).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=SHANGHAI)
)


def minutes(desk: OpeningHours, start: datetime, end: datetime) -> float:
    return desk.business_minutes_between(start, end) * 60


@given(desks(), moments)
@settings(max_examples=400, deadline=None)
def test_a_promised_window_is_open_from_end_to_end(desk: OpeningHours, now: datetime) -> None:
    window = promised_window(desk, now)
    if window is None:
        assert desk.next_opening(now) is None
        return
    start, end = window
    assert now <= start < end <= start + WINDOW
    assert minutes(desk, start, end) == (end - start).total_seconds()
    # Nothing open was passed over but what is too short for a promise.
    opened = desk.next_opening(now)
    assert opened is not None
    if start != opened:
        assert minutes(desk, opened, start) < SHORTEST.total_seconds()


@given(desks(), moments, st.integers(0, 20_000), st.integers(15, 600))
@settings(max_examples=400, deadline=None)
def test_a_wished_window_keeps_its_open_part(desk: OpeningHours, now: datetime, ahead: int, length: int) -> None:
    wished = (now + timedelta(minutes=ahead), now + timedelta(minutes=ahead + length))
    window = promised_window(desk, now, wished)
    if window is None:
        return
    start, end = window
    assert wished[0] <= start < end
    assert minutes(desk, start, end) == (end - start).total_seconds()
    if desk.is_open(wished[0]):
        assert start == wished[0] and end <= wished[1]


@given(desks(), moments, st.integers(0, 5))
@settings(max_examples=200, deadline=None)
def test_every_window_that_is_missed_is_followed_by_a_later_one(desk: OpeningHours, now: datetime, times: int) -> None:
    window = promised_window(desk, now)
    for _ in range(times):
        if window is None:
            return
        again = promised_window(desk, window[1] + timedelta(seconds=1))
        assert again is None or again[0] > window[0]
        window = again


def test_lunch_golden_week_and_make_up_days() -> None:
    lunch = ((8 * 60 + 30, 12 * 60), (13 * 60, 18 * 60))
    desk = desk_hours({DayKind.WORKDAY: lunch, DayKind.WEEKEND: ((9 * 60, 16 * 60),)}, ShopCalendar())

    def promised(text: str) -> tuple[str, str]:
        window = promised_window(desk, datetime.fromisoformat(text).replace(tzinfo=SHANGHAI))
        assert window is not None
        return f"{window[0]:%m-%d %H:%M}", f"{window[1]:%m-%d %H:%M}"

    assert promised("2026-11-23T11:50") == ("11-23 13:00", "11-23 14:00")  # ten minutes before lunch is no promise
    assert promised("2026-11-23T11:30") == ("11-23 11:30", "11-23 12:00")
    assert promised("2026-11-23T12:15") == ("11-23 13:00", "11-23 14:00")
    assert promised("2026-11-23T17:50") == ("11-24 08:30", "11-24 09:30")
    assert promised("2026-09-30T20:00") == ("10-08 08:30", "10-08 09:30")  # the national holiday, seven days
    assert promised("2026-10-09T19:00") == ("10-10 08:30", "10-10 09:30")  # a Saturday that is worked
