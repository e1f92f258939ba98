"""Which moments can be booked: rules of single moments, and properties of what is offered."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.shop.errors import InPast, SlotTaken, StoreClosed, TooFar, VehicleNotTaken
from bot.shop.models import ShopSettings, SlotBlock, Store
from bot.shop.planning import Occupancy, Planner, Wish, spread
from bot.shop.shop import Shop, build_shop
from tests.shop.conftest import NOW, at


def a_shop(**river: object) -> Shop:
    """Two stores: river for everything, hill (rests on Tuesdays) for cars."""
    every_day = {str(day): ["08:30-18:00"] for day in range(7)}
    values: dict[str, object] = {
        "id": "river",
        "name": "临江店",
        "vehicles": ["car", "moto"],
        "hours": every_day,
        "closed_weekdays": [],
    }
    stores = [
        Store(**{**values, **river}),
        Store(id="hill", name="山前店", vehicles=["car"], hours=every_day, closed_weekdays=[1]),
    ]
    return build_shop(stores, [], ShopSettings(id="shop", default_store="river"))


def a_planner(shop: Shop, *blocks: SlotBlock, claims: dict | None = None) -> Planner:  # type: ignore[type-arg]
    return Planner(shop, Occupancy(claims or {}, blocks), NOW)


def block(start: str, end: str, lane: str | None = None) -> SlotBlock:
    return SlotBlock(store_id="river", lane=lane, starts=at(start), ends=at(end))


WISH = Wish("river", "保养")


@pytest.mark.parametrize(
    ("start", "kind", "objection"),
    [
        ("2026-11-25T09:15", "car", None),
        ("2026-11-23T10:00", "car", None),
        ("2026-11-23T09:59", "car", InPast),
        ("2026-11-25T07:00", "car", StoreClosed),
        ("2026-11-25T18:00", "car", StoreClosed),
        ("2028-11-25T09:00", "car", TooFar),
        ("2026-11-25T09:00", "truck", VehicleNotTaken),
    ],
)
def test_objections(start: str, kind: str, objection: type | None) -> None:
    assert a_planner(a_shop()).objection(Wish("river", "保养", kind), at(start)) is objection


def test_a_blocked_stretch_ends_before_its_end() -> None:
    planner = a_planner(a_shop(), block("2026-11-25T08:30", "2026-11-25T12:00"))
    assert planner.objection(WISH, at("2026-11-25T11:30")) is SlotTaken
    assert planner.objection(WISH, at("2026-11-25T12:00")) is None


def test_a_block_of_one_lane_leaves_the_other() -> None:
    planner = a_planner(a_shop(), block("2026-11-25T08:30", "2026-11-25T12:00", "moto"))
    assert planner.objection(WISH, at("2026-11-25T09:00")) is None
    assert planner.objection(Wish("river", "保养", "moto"), at("2026-11-25T09:00")) is SlotTaken


def test_without_bays_a_booking_takes_one_step() -> None:
    planner = a_planner(a_shop())
    assert planner.cells(WISH, at("2026-11-25T09:15")) == [("river", "car", at("2026-11-25T09:00"))]


def test_with_bays_a_booking_takes_as_long_as_the_work() -> None:
    planner = a_planner(a_shop(bays={"car": 1}))
    assert [cell[2] for cell in planner.cells(WISH, at("2026-11-25T09:15"))] == [
        at("2026-11-25T09:00"),
        at("2026-11-25T09:30"),
        at("2026-11-25T10:00"),
    ]
    late = planner.cells(WISH, at("2026-11-25T17:30"))
    assert [cell[2] for cell in late] == [at("2026-11-25T17:30")]


def test_capacity_is_the_smaller_of_bays_and_technicians() -> None:
    assert a_planner(a_shop(bays={"car": 4}, technicians=2)).capacity(WISH) == 2
    assert a_planner(a_shop(bays={"car": 4})).capacity(Wish("river", "保养", "moto")) == 0
    assert a_planner(a_shop()).capacity(WISH) == 1


def test_own_places_do_not_stand_in_the_way() -> None:
    cell = ("river", "car", at("2026-11-25T09:00"))
    planner = a_planner(a_shop(), claims={cell: {0: "b1"}})
    assert planner.objection(WISH, cell[2]) is SlotTaken
    assert planner.objection(Wish("river", "保养", "car", "b1"), cell[2]) is None


def test_alternatives_are_near_and_elsewhere() -> None:
    planner = a_planner(a_shop(), block("2026-11-25T09:00", "2026-11-25T11:00"))
    found = planner.alternatives(WISH, at("2026-11-25T10:00"), 4)
    assert [(slot.store_id, slot.start) for slot in found] == [
        ("river", at("2026-11-25T11:00")),
        ("river", at("2026-11-25T08:30")),
        ("river", at("2026-11-25T11:30")),
        ("hill", at("2026-11-25T10:00")),
    ]


def test_alternatives_of_a_past_wish_lie_ahead() -> None:
    found = a_planner(a_shop()).alternatives(WISH, at("2026-11-23T08:30"), 3)
    assert found
    assert all(slot.start > NOW for slot in found)


def test_alternatives_for_a_kind_the_store_does_not_take() -> None:
    found = a_planner(a_shop()).alternatives(Wish("hill", "保养", "moto"), at("2026-11-25T10:00"), 3)
    assert {slot.store_id for slot in found} == {"river"}
    assert found[0].start == at("2026-11-25T10:00")


half_hours = st.integers(0, 47).map(lambda half: timedelta(minutes=30 * half))
busy = st.lists(st.tuples(st.integers(0, 6), half_hours, st.integers(1, 16)), max_size=8).map(
    lambda items: [_busy(day, offset, steps) for day, offset, steps in items]
)


def _busy(day: int, offset: timedelta, steps: int) -> SlotBlock:
    starts = datetime(2026, 11, 23 + day, tzinfo=SHANGHAI) + offset
    return SlotBlock(store_id="river", starts=starts, ends=starts + timedelta(minutes=30 * steps))


@given(busy, st.integers(0, 6), half_hours, st.booleans())
def test_everything_offered_can_be_booked(
    blocks: list[SlotBlock], day: int, offset: timedelta, by_duration: bool
) -> None:
    planner = a_planner(a_shop(bays={"car": 2}) if by_duration else a_shop(), *blocks)
    wished = datetime(2026, 11, 23 + day, tzinfo=SHANGHAI) + offset
    offered = planner.alternatives(WISH, wished, 4)
    assert len(offered) <= 4
    assert len(set(offered)) == len(offered)
    for slot in offered:
        assert planner.objection(WISH.at_store(slot.store_id), slot.start) is None


@given(st.lists(st.integers(0, 500), unique=True).map(sorted), st.integers(1, 8))
def test_spread_chooses_among_what_is_there(halves: list[int], limit: int) -> None:
    starts = [NOW + timedelta(minutes=30 * half) for half in halves]
    chosen = spread(starts, limit)
    assert chosen == sorted(set(chosen))
    assert set(chosen) <= set(starts)
    assert len(chosen) == min(limit, len(starts))


def test_spread_covers_half_days() -> None:
    day = [at("2026-11-25T08:30") + timedelta(minutes=30 * i) for i in range(19)]
    two_days = day + [moment + timedelta(days=1) for moment in day]
    assert {(moment.day, moment.hour >= 12) for moment in spread(two_days, 4)} == {
        (25, False),
        (25, True),
        (26, False),
        (26, True),
    }
    soonest, *later = spread(two_days, 4)
    assert soonest == day[0]
    assert [moment.hour for moment in later] == [15, 10, 15]
    morning = spread(day[:7], 3)
    assert morning == [day[0], day[3], day[6]]
