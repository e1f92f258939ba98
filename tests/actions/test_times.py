"""What a customer means by a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.base import Entity, Message
from actions.times import (
    SLOT_FORMAT,
    lies_ahead,
    moment,
    read_norm,
    shift_in,
    speak_moment,
    speak_stretch,
    still_to_come,
    take_time,
    take_times,
    tells_of_the_past,
)
from bot.clock import SHANGHAI

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
"""A Monday."""


def said(value: str, norm: str | None) -> Entity:
    return Entity("datetime", value, norm, 0, len(value), pressed=False)


def message(*entities: Entity, text: str = "") -> Message:
    return Message(text or "".join(e.value for e in entities), "inform", 1.0, entities)


def filled(**slots: Any) -> dict[str, Any]:
    return {"booking_time": None, "booking_window": None} | {f"booking_{k}": v for k, v in slots.items()}


def test_a_moment_fills_the_time_and_a_day_the_window() -> None:
    slots = filled()
    take_times([said("后天上午十点", "2026-11-25T10:00")], slots, "booking")
    assert slots == filled(time="2026-11-25T10:00")
    take_times([said("周五", "2026-11-27")], slots := filled(), "booking")
    assert slots == filled(window=["2026-11-27T00:00", "2026-11-28T00:00"])


def test_a_clock_time_means_the_day_under_discussion() -> None:
    slots = filled(window=["2026-11-29T14:00", "2026-11-29T18:00"])
    take_times([said("三点", "2026-11-23T15:00")], slots, "booking")
    assert slots["booking_time"] == "2026-11-29T15:00"


def test_a_new_day_keeps_the_clock_time_agreed() -> None:
    slots = filled(time="2026-11-25T10:00")
    take_times([said("周五", "2026-11-27")], slots, "booking")
    assert slots["booking_time"] == "2026-11-27T10:00"


def test_a_part_of_the_day_is_chosen_from_although_a_time_was_agreed() -> None:
    slots = filled(time="2026-11-25T10:00")
    take_times([said("下午", "2026-11-23T14:00/2026-11-23T18:00")], slots, "booking")
    assert slots == filled(window=["2026-11-25T14:00", "2026-11-25T18:00"])


def test_what_lies_behind_is_not_wished_for() -> None:
    entities = [said("明天", "2026-11-24"), said("昨天", "2026-11-22")]
    assert [e.value for e in still_to_come(entities, NOW)] == ["明天"]
    assert [e.value for e in still_to_come(entities[1:], NOW)] == ["昨天"]


def test_a_vague_time_bounds_what_is_offered() -> None:
    slots = filled()
    take_time(message(said("国庆之后", None)), slots, "booking", NOW)
    assert slots["booking_time"] is None
    assert slots["booking_window"] is None or slots["booking_window"][0] >= NOW.strftime(SLOT_FORMAT)[:10]


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("往后推一天", timedelta(days=1)),
        ("能推迟一个小时吗", timedelta(hours=1)),
        ("提前半小时行吗", timedelta(minutes=-30)),
        ("晚两个小时到", timedelta(hours=2)),
        ("延后一周", timedelta(weeks=1)),
        ("改到周六", None),
        ("晚上七点", None),
        ("早上八点", None),
    ],
)
def test_shifts(text: str, shift: timedelta | None) -> None:
    assert shift_in(text) == shift


@pytest.mark.parametrize("norm", ["2026-11", "2025", "31", "2026-02-31", "2026-11-25T25:00", "heute"])
def test_months_years_and_nonsense_are_no_wish(norm: str) -> None:
    assert read_norm(norm) is None


@pytest.mark.parametrize(
    ("value", "norm", "text", "window"),
    [
        ("明天", "2026-11-24", "明天下班后来", ["2026-11-24T17:00", "2026-11-25T00:00"]),
        ("明天下班后", None, "明天下班后来洗车行不", ["2026-11-24T17:00", "2026-11-25T00:00"]),
        ("", None, "下了班再过去行吗", ["2026-11-23T17:00", "2026-11-24T00:00"]),
        ("明天上午", "2026-11-24T06:00/2026-11-24T12:00", "明天上午，不用下班后", ["2026-11-24T06:00", "2026-11-24T12:00"]),
    ],
)
def test_after_work_is_the_end_of_the_day(value: str, norm: str | None, text: str, window: list[str]) -> None:
    slots = filled()
    take_time(message(*([said(value, norm)] if value else []), text=text), slots, "booking", NOW)
    assert slots["booking_window"] == window


def test_speaking() -> None:
    assert speak_moment(moment("2026-11-24T09:30"), NOW) == "明天（11月24日 周二）09:30"
    assert speak_moment(moment("2026-12-05T10:00"), NOW) == "12月5日 周六 10:00"
    weekend = read_norm("2026-11-28/2026-11-29")
    assert weekend is not None
    assert speak_stretch(weekend, NOW) == "11月28日 周六到11月29日 周日"


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_a_moment_survives_its_slot(at: datetime) -> None:
    minute = at.replace(second=0, microsecond=0)
    assert moment(minute.strftime(SLOT_FORMAT)) == minute.replace(tzinfo=SHANGHAI)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.integers(1, 72))
def test_only_the_past_does_not_lie_ahead(at: datetime, hours: int) -> None:
    start = at.replace(second=0, microsecond=0)
    entity = said("x", start.strftime(SLOT_FORMAT))
    now = start.replace(tzinfo=SHANGHAI)
    assert lies_ahead(entity, now - timedelta(hours=hours))
    assert not lies_ahead(entity, now + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("text", "norm", "told"),
    [
        ("前天蹭了一下，保险杠要喷漆", "2026-11-21", True),
        ("上礼拜换的刹车片又响", "2026-11-16/2026-11-22", True),
        ("昨天上午十点来保养", "2026-11-22T10:00", False),
        ("帮我约昨天的，蹭了漆", "2026-11-22", False),
        ("明天去，蹭了一下", "2026-11-24", False),
    ],
)
def test_what_happened_is_no_wish(text: str, norm: str, told: bool) -> None:
    message = Message(text, "book_service", 0.9, (Entity("datetime", text[:4], norm, 0, 4, pressed=False),))
    assert tells_of_the_past(message, NOW) is told
