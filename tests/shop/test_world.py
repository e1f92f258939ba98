"""Shop descriptions: everything the format knows, relative times, reloading, and errors that name the
path.
"""

from __future__ import annotations

import copy
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.shop import records, slots, staff, world
from bot.shop.cards import order_card
from bot.shop.models import Booking, Customer, OrderLine, PriceItem, Staff, Store, Vehicle, WorkOrder
from bot.shop.planning import Wish
from bot.shop.shop import load_shop
from bot.shop.stages import Stage
from bot.shop.world import WorldError
from bot.shop.world.fields import Moments
from tests.shop.conftest import NOW, WORLD, at

DEMO = Path(__file__).parents[2] / "data" / "shop" / "demo.yml"

GIVEN: dict[str, Any] = {
    "slots": {"full": [{"store": "river", "from": "2026-11-25T08:30", "to": "2026-11-25T12:00"}]},
    "customers": [
        {
            "id": "k1",
            "name": "何一",
            "phone": 13900010001,
            "member": "金卡",
            "points": 1200,
            "coupons": [{"name": "洗车券", "expires": date(2026, 12, 31)}],
            "consents": {"marketing": True},
        }
    ],
    "vehicles": [{"plate": "浙A·88K01", "owner": "k1", "kind": "car", "brand": "大众", "model": "朗逸"}],
    "bookings": [
        {
            "id": "B-1",
            "customer": "k1",
            "plate": "浙A88K01",
            "store": "river",
            "service": "洗车",
            "start": "+1d 09:00",
        }
    ],
    "orders": [
        {
            "id": "O-1",
            "customer": "k1",
            "plate": "浙A88K01",
            "store": "river",
            "stage": "WAITING_PARTS",
            "opened": "-3d 09:00",
            "eta": "2026-11-26",
            "total": 520,
            "lines": [
                {
                    "id": "L1",
                    "kind": "part",
                    "name": "水泵",
                    "amount": 320,
                    "qty": 1,
                    "status": "ordered",
                    "arrives": "+2d",
                },
                {"kind": "labour", "name": "更换水泵", "hours": 2, "rate": 100, "amount": 200},
            ],
        }
    ],
    "complaints": [{"id": "C-1", "customer": "k1", "text": "等了两小时", "created": "-1d 09:00", "owner": "林一"}],
    "agents": [{"id": "a1", "load": 2}],
    "rescues": [{"id": "R-1", "customer": "k1", "location": "高架", "status": "done"}],
    "ratings": [{"order": "O-0", "score": 5}],
}


async def load(session: AsyncSession, given: dict[str, Any] | None = None, **changes: Any) -> None:
    await world.load(session, {**copy.deepcopy(WORLD), **changes}, copy.deepcopy(given), now=NOW)


@pytest.mark.asyncio
async def test_everything_given_is_loaded(session: AsyncSession) -> None:
    await load(session, GIVEN)
    await session.commit()
    customer = await session.get_one(Customer, "k1")
    assert (customer.phone, customer.coupons) == (
        "13900010001",
        [{"name": "洗车券", "expires": "2026-12-31"}],
    )
    order = (await session.scalars(select(WorkOrder))).one()
    assert order.vehicle is not None
    assert (order.vehicle.label, order.promised_at, order.total_fen) == (
        "大众 朗逸",
        at("2026-11-26T18:00"),
        52000,
    )
    assert [(line.fen, line.status) for line in order.lines] == [(32000, "ordered"), (20000, "approved")]
    assert order_card(order, now=NOW)["late_reason"] == "等待配件：水泵，预计11月25日到货"
    assert not await slots.is_free(session, Wish("river", "洗车"), at("2026-11-24T09:00"), now=NOW)
    assert not await slots.is_free(session, Wish("river", "洗车"), at("2026-11-25T11:30"), now=NOW)
    assert (await staff.availability(session, now=NOW)).online[0].load == 2


@pytest.mark.asyncio
async def test_records_have_the_named_fields(session: AsyncSession) -> None:
    await load(session, GIVEN)
    await session.commit()
    assert await records.records(session, "booking") == [
        {
            "kind": "booking",
            "id": "B-1",
            "plate": "浙A88K01",
            "phone": "13900010001",
            "service": "洗车",
            "store": "river",
            "start": "2026-11-24T09:00",
            "vehicle_kind": "car",
            "pickup": False,
            "address": None,
            "status": "confirmed",
            "conversation": None,
        }
    ]
    complaint = (await records.records(session, "complaint"))[0]
    assert (complaint["about"], complaint["severity"], complaint["status"]) == ("delay", "normal", "open")
    consent = (await records.records(session, "consent"))[0]
    assert (consent["about"], consent["decision"], consent["amount"]) == ("marketing", "approved", None)
    assert [r["location"] for r in await records.records(session, "rescue")] == ["高架"]
    assert [r["score"] for r in await records.records(session, "rating")] == [5]
    assert await records.records(session, "callback") == await records.records(session, "deletion") == []


@pytest.mark.asyncio
async def test_loading_again_updates_and_leaves_what_lives(shop_db: Database) -> None:
    async with shop_db.session() as session:
        await load(session, GIVEN)
        await session.commit()
    async with shop_db.session() as session:
        (await session.scalars(select(Booking))).one().status = "cancelled"
        await session.commit()
    stores = copy.deepcopy(WORLD["stores"])[:1]
    stores[0] |= {"name": "临江新店", "hours": "09:00-17:00"}
    async with shop_db.session() as session:
        await load(session, GIVEN, stores=stores, prices=[{"item": "标准洗车", "price": "45"}], calendar={})
        await session.commit()
    async with shop_db.session() as session:
        shop = await load_shop(session)
        assert list(shop.stores) == ["river"]
        assert shop.store("river").name == "临江新店"
        assert shop.hours["river"].windows(date(2026, 12, 31)) == [(time(9), time(17))]
        assert [(row.item, row.fen) for row in await session.scalars(select(PriceItem))] == [("标准洗车", 4500)]
        assert not (await session.get_one(Store, "hill")).active
        assert (await session.scalars(select(Booking))).one().status == "cancelled"
        for table, count in ((Customer, 1), (Vehicle, 1), (WorkOrder, 1), (OrderLine, 2), (Staff, 1)):
            assert await session.scalar(select(func.count()).select_from(table)) == count


@pytest.mark.asyncio
async def test_calendar_of_one_store_and_of_all(session: AsyncSession) -> None:
    table = {
        "stores_closed": ["2027-02-05/2027-02-07", {"dates": ["2026-11-25"], "store": "hill"}],
        "stores_short_hours": [
            {"dates": ["2026-11-26"], "hours": "10:00-16:00"},
            {"dates": ["2026-11-27"], "hours": "10:00-12:00", "store": "临江店"},
        ],
    }
    await load(session, calendar=table)
    await session.commit()
    await load(session, calendar=table)
    await session.commit()
    hours = (await load_shop(session)).hours
    assert [hours["river"].opens_on(date(2027, 2, day)) for day in (4, 5, 6, 7, 8)] == [True, False, False, False, True]
    assert (hours["river"].opens_on(date(2026, 11, 25)), hours["hill"].opens_on(date(2026, 11, 25))) == (True, False)
    assert hours["hill"].windows(date(2026, 11, 26)) == [(time(10), time(16))]
    assert hours["river"].windows(date(2026, 11, 27)) == [(time(10), time(12))]
    assert len(hours["hill"].windows(date(2026, 11, 27))) == 2


@pytest.mark.asyncio
async def test_an_empty_list_of_agents_means_nobody(session: AsyncSession) -> None:
    fresh = {**WORLD["desk"], "agents": [{"id": "b1", "name": "新人", "online": True}]}
    await load(session, {"agents": []}, desk=fresh)
    await session.commit()
    assert not (await session.get_one(Staff, "b1")).online


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("change", "given", "complaint"),
    [
        ({"stores": []}, None, "world.stores: a shop has at least one store"),
        ({"stores": [{"id": "x"}]}, None, "world.stores[0].name: is missing"),
        (
            {"stores": [{"id": "x", "name": "店", "hours": "8-18"}]},
            None,
            "world.stores[0].hours: hours are written like",
        ),
        (
            {"stores": [{"id": "x", "name": "店", "hours": "24h", "closed_weekdays": ["day"]}]},
            None,
            "world.stores[0].closed_weekdays[0]:",
        ),
        ({"default_store": "nowhere"}, None, "world.default_store: no store 'nowhere'"),
        ({"desk": {"workday": "18:00-08:00"}}, None, "world.desk.workday:"),
        ({"prices": [{"price": 4}]}, None, "world.prices[0].item: is missing"),
        ({"slots": {"step_minutes": 0}}, None, "world.slots.step_minutes:"),
        ({"policy": {"complaint": {"first_answer_hours": "soon"}}}, None, "world.policy:"),
        ({"calendar": {"public_holidays": ["Monday"]}}, None, "world.calendar.public_holidays[0]:"),
        ({}, {"bookings": [{"id": "B", "customer": "k9"}]}, "given.bookings[0].customer: no customer 'k9'"),
        (
            {},
            {"orders": [{"id": "O", "stage": "LOST"}]},
            "given.orders[0].stage: 'LOST' is not one of BOOKED",
        ),
        (
            {},
            {"orders": [{"id": "O", "lines": [{"name": "x"}]}]},
            "given.orders[0].lines[0].amount: is missing",
        ),
        ({}, {"bookings": [{"id": "B", "start": "+1x"}]}, "given.bookings[0].start: expected a time"),
        ({}, {"slots": {"full": [{"from": "+1d 10:00", "to": "+1d 09:00"}]}}, "given.slots.full[0].to:"),
        (
            {},
            {"customers": [{"id": "a", "phone": "13900010001"}, {"id": "b", "phone": "13900010001"}]},
            "given.customers[1].phone: another customer has this phone",
        ),
    ],
)
async def test_errors_name_the_path(
    session: AsyncSession, change: dict[str, Any], given: dict[str, Any] | None, complaint: str
) -> None:
    with pytest.raises(WorldError) as error:
        await load(session, given, **change)
    assert str(error.value).startswith(complaint)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-25T09:00", "2026-11-25T09:00"),
        ("2026-11-25 09:00", "2026-11-25T09:00"),
        ("2026-11-25T01:00:00Z", "2026-11-25T09:00"),
        ("2026-11-25", "2026-11-25T18:00"),
        (date(2026, 11, 25), "2026-11-25T18:00"),
        ("+1d 09:00", "2026-11-24T09:00"),
        ("-3d", "2026-11-20T10:00"),
        ("+2h", "2026-11-23T12:00"),
        ("-90min", "2026-11-23T08:30"),
        ("+2od 08:30", "2026-11-27T08:30"),
    ],
)
def test_moments(written: Any, moment: str) -> None:
    moments = Moments(NOW, lambda day, count: day + timedelta(days=2 * count))
    assert moments.parse(written, time(18)) == at(moment)


@pytest.mark.asyncio
@pytest.mark.parametrize("now", ["2026-11-23T10:07", "2026-09-30T22:30", "2027-06-13T06:00"])
async def test_the_demonstration_never_ages(db: Database, now: str) -> None:
    async with db.session() as session:
        counts = await world.load_file(session, DEMO, now=at(now))
        await session.commit()
    assert counts["stores"] == 3
    assert counts["customers"] == 25
    assert counts["prices"] >= 40
    async with db.session() as session:
        rows = list(await session.scalars(select(WorkOrder)))
        assert {row.stage for row in rows} == {stage.value for stage in Stage}
        for row in rows:
            order_card(row, now=at(now))
        shop = await load_shop(session)
        for store in shop.stores.values():
            for kind in store.vehicles:
                free = await slots.free_slots(
                    session,
                    Wish(store.id, "保养", kind),
                    at(now),
                    at(now) + timedelta(days=4),
                    now=at(now),
                    limit=50,
                )
                assert len({slot.start.date() for slot in free}) >= 3
        for booking in await session.scalars(select(Booking).where(Booking.status == "confirmed")):
            assert booking.start > at(now)
            assert shop.hours[booking.store_id].is_open(booking.start)
    async with db.session() as session:
        again = await world.load_file(session, DEMO, now=at(now) + timedelta(days=1))
        await session.commit()
        assert again == counts
