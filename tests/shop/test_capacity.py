"""What fits into a store at once: bays, technicians, drivers, night hours. Properties of random days."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.shop.errors import DriversTaken, NotCollected, SlotTaken, StoreClosed
from bot.shop.lanes import DRIVERS, TECHNICIANS, Occupancy, Wish
from bot.shop.models import CalendarDay, ShopSettings, Store
from bot.shop.pickup import bands_text, fee_text, pickup_service
from bot.shop.planning import Planner
from bot.shop.services import CATEGORIES
from bot.shop.shop import Shop, build_shop
from tests.shop.conftest import NOW, at

WEEK = {str(day): ["08:30-18:00"] for day in range(7)}
TEN = at("2026-11-25T10:00")


def a_shop(days: list[CalendarDay] | None = None, **river: object) -> Shop:
    values: dict[str, object] = {"vehicles": ["car", "moto"], "hours": WEEK, "closed_weekdays": []} | river
    stores = [
        Store(id="river", name="临江店", **values),
        Store(id="hill", name="山前店", vehicles=["car"], hours=WEEK, closed_weekdays=[1]),
    ]
    return build_shop(stores, days or [], ShopSettings(id="shop", default_store="river"))


def a_planner(shop: Shop) -> Planner:
    return Planner(shop, Occupancy({}, ()), NOW)


def take(planner: Planner, wish: Wish, start: datetime, owner: str) -> None:
    places = planner.places(wish, start)
    assert places is not None
    for cell, place in places.items():
        assert place not in planner.occupancy.claims.setdefault(cell, {})
        planner.occupancy.claims[cell][place] = owner


def test_cars_and_motorcycles_share_the_technicians() -> None:
    planner = a_planner(a_shop(bays={"car": 2, "moto": 2}, technicians=2))
    take(planner, Wish("river", "保养"), TEN, "a")
    take(planner, Wish("river", "保养", "moto"), TEN, "b")
    assert planner.objection(Wish("river", "保养"), TEN) is SlotTaken
    assert planner.objection(Wish("river", "保养"), TEN + timedelta(hours=1)) is None


def test_the_specialist_is_taken_before_who_can_do_everything() -> None:
    planner = a_planner(a_shop(bays={"car": 3}, technicians=2, skills=[[], ["保养", "轮胎"]]))
    take(planner, Wish("river", "保养"), TEN, "a")
    assert planner.objection(Wish("river", "钣喷"), TEN) is None
    take(planner, Wish("river", "钣喷"), TEN, "b")
    assert planner.objection(Wish("river", "轮胎"), TEN) is SlotTaken


def test_a_wash_bay_is_only_for_washing() -> None:
    planner = a_planner(a_shop(bays={"car": 1, "洗车": 1}))
    take(planner, Wish("river", "洗车"), TEN, "a")
    assert planner.objection(Wish("river", "保养"), TEN) is None
    assert planner.objection(Wish("river", "洗车"), TEN) is SlotTaken


def test_night_work_is_for_what_is_done_at_night() -> None:
    night = {"hours": ["19:00-22:00"], "services": ["维修"], "surcharge_fen": 5000}
    planner = a_planner(a_shop(night=night))
    assert planner.objection(Wish("river", "维修"), at("2026-11-25T20:00")) is None
    assert planner.objection(Wish("river", "洗车"), at("2026-11-25T20:00")) is StoreClosed
    assert planner.objection(Wish("river", "维修"), at("2026-11-25T18:30")) is StoreClosed
    evening = planner.free_starts(Wish("river", "维修"), at("2026-11-25T18:00"), at("2026-11-26T00:00"))
    assert (evening[0], evening[-1]) == (at("2026-11-25T19:00"), at("2026-11-25T21:30"))
    day = planner.free_starts(Wish("river", "维修"), at("2026-11-25T00:00"), at("2026-11-26T00:00"))
    assert max(day) == at("2026-11-25T17:30")


PICKUP = {
    "offered": True,
    "hours": ["09:00-17:00"],
    "drivers": 1,
    "minutes": 60,
    "bands": [
        {"to_km": 5.0, "fee_fen": 0, "areas": ["武林"]},
        {"to_km": 12.0, "fee_fen": 3900, "areas": ["滨江区", "武林新城"]},
        {"to_km": None, "fee_fen": None, "areas": []},
    ],
}


def test_a_driver_collects_one_vehicle_at_a_time() -> None:
    shop = a_shop(pickup=PICKUP)
    planner = a_planner(shop)
    collected = Wish("river", "保养", pickup=True)
    take(planner, collected, TEN, "a")
    assert planner.objection(collected, TEN + timedelta(minutes=30)) is DriversTaken
    assert planner.objection(Wish("river", "保养"), TEN + timedelta(minutes=30)) is None
    assert planner.objection(collected, TEN + timedelta(minutes=60)) is None
    assert planner.objection(collected, at("2026-11-25T08:30")) is NotCollected


@pytest.mark.parametrize(
    ("address", "fee"),
    [("武林路1号", "免费"), ("滨江区江南大道", "39元"), ("武林新城3幢", "39元"), ("很远的地方", None)],
)
def test_the_fee_is_that_of_the_place_named(address: str, fee: str | None) -> None:
    assert fee_text(pickup_service(a_shop(pickup=PICKUP).store("river")), address) == fee


def test_fees_by_distance_are_said_in_words() -> None:
    service = pickup_service(a_shop(pickup=PICKUP).store("river"))
    assert bands_text(service) == "5公里内免费，5–12公里39元，12公里以上面议"
    assert bands_text(pickup_service(a_shop().store("river"))) == ""


windows = st.sampled_from([["08:30-18:00"], ["08:30-12:00", "13:00-18:00"], ["10:00-16:30"], []])
hours = st.lists(windows, min_size=7, max_size=7).map(lambda week: {str(day): own for day, own in enumerate(week)})
skills = st.lists(st.lists(st.sampled_from([*CATEGORIES, "car", "moto"]), max_size=3, unique=True), max_size=3)
closed = st.lists(st.integers(0, 6), max_size=2, unique=True)
wishes = st.lists(
    st.tuples(
        st.sampled_from(CATEGORIES),
        st.sampled_from(["car", "moto"]),
        st.integers(-4, 7 * 48),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=30, deadline=None)
@given(hours, skills, st.integers(0, 3), st.integers(0, 2), closed, wishes, st.booleans())
def test_nothing_is_ever_taken_twice(
    week: dict[str, list[str]],
    technicians: list[list[str]],
    cars: int,
    motos: int,
    rests: list[int],
    wanted: list[tuple[str, str, int, bool]],
    described: bool,
) -> None:
    """Whatever is asked for, in which order ever: what is granted is open, ahead, and within every capacity."""
    days = [CalendarDay(store_id=None, day=(NOW + timedelta(days=d)).date(), kind="closed") for d in rests]
    store: dict[str, object] = {"hours": week, "pickup": PICKUP}
    if described:
        store |= {"bays": {"car": cars, "moto": motos}, "technicians": len(technicians), "skills": technicians or None}
    shop = a_shop(days, **store)
    planner = a_planner(shop)
    granted: list[tuple[Wish, datetime]] = []
    for index, (service, kind, half, pickup) in enumerate(wanted):
        wish = Wish("river", service, kind, booking_id=str(index), pickup=pickup)
        start = datetime(2026, 11, 23, tzinfo=SHANGHAI) + timedelta(minutes=30 * half)
        if planner.objection(wish, start) is None:
            take(planner, wish, start, str(index))
            granted.append((wish, start))
            continue
        for slot in planner.alternatives(wish, start, 4):
            there = wish.at_store(slot.store_id)
            assert planner.objection(there, slot.start) is None
            assert slot.start >= NOW
            assert shop.hours[slot.store_id].is_open(slot.start)
    for _, start in granted:
        assert start >= NOW
        assert shop.hours["river"].is_open(start)
    for (_, lane, _), taken in planner.occupancy.claims.items():
        limit = {DRIVERS: 1, TECHNICIANS: len(technicians), "car": cars, "moto": motos}[lane] if described else 1
        assert len(taken) <= limit
    if not described:
        return
    for at_step, busy in _at_once(planner, granted).items():
        assert len(busy) <= len(technicians), at_step
        kinds = Counter(wish.vehicle_kind for wish in busy)
        assert kinds["car"] <= cars
        assert kinds["moto"] <= motos


def _at_once(planner: Planner, granted: list[tuple[Wish, datetime]]) -> dict[datetime, list[Wish]]:
    """Which bookings are worked on in each half hour, counted from their times and durations alone."""
    busy: dict[datetime, list[Wish]] = {}
    for wish, start in granted:
        step = start
        while step < planner.end_of(wish, start):
            busy.setdefault(step, []).append(wish)
            step += timedelta(minutes=30)
    return busy
