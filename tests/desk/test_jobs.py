"""Drives: planned for a booking or an order, told to the customer, moved on until the vehicle is there."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from bot.clock import ManualClock
from bot.conversation.models import WatchedOrder
from bot.http.services import Services
from bot.shop import erasure, holdings
from bot.shop.models import Booking, TransportJob
from tests.channels.page import Visitor
from tests.desk.people import NOON, OTHER_PHONE, PHONE, PLATE, Clerk, employ, on_every_engine

AT = "2026-11-23T13:30:00+08:00"
COLLECT = {"booking": "B-1", "direction": "collect", "at": AT, "address": "文三路88号3幢", "driver": "老周", "fee": 3000}
DELIVER = {"order": "O-1", "direction": "deliver", "at": AT, "address": "滨江大道1号"}


async def texts(visitor: Visitor) -> list[str]:
    events = (await visitor.events("before=1000000&limit=200"))["events"]
    return [e["body"].get("text", "") for e in events if (e["kind"], e["from"]) == ("message", "system")]


async def made_here(parts: Services, visitor: Visitor) -> None:
    async with parts.database.session() as session:
        await session.execute(
            update(Booking).where(Booking.no == "B-1").values(conversation_id=visitor.conversation)
        )
        await session.commit()


@on_every_engine
async def test_a_vehicle_is_collected_and_the_customer_is_told_each_time(
    zhou: Clerk, visitor: Visitor, parts: Services
) -> None:
    await made_here(parts, visitor)
    job = await zhou.post("/jobs", COLLECT, status=201)
    assert (job["status_text"], job["direction_text"], job["told"]) == ("已安排", "上门取车", 1)
    assert await zhou.post("/jobs", COLLECT) == {**job, "told": 0}
    (booking,) = (await zhou.get("/bookings?day=2026-11-23"))["bookings"]
    assert booking["pickup"] is True
    (listed,) = (await zhou.get("/jobs?day=2026-11-23"))["jobs"]
    assert (listed["no"], listed["address"], listed["driver"]) == (job["no"], "文三路88号3幢", "老周")
    assert OTHER_PHONE not in str(listed)
    for status, shown in (("under_way", "司机已出发"), ("done", "已接到车")):
        for _ in range(2):
            moved = await zhou.post(f"/jobs/{job['no']}/status", {"status": status})
            assert moved["status_text"] == shown
    assert moved["next"] == []
    said = [text for text in await texts(visitor) if job["no"] in text]
    assert len(said) == 3
    refused = await zhou.post(f"/jobs/{job['no']}/status", {"status": "cancelled"}, status=409)
    assert refused["title"] == "这趟取送已经完成"


@on_every_engine
async def test_pressed_by_two_at_once_one_drive_is_planned(zhou: Clerk, boss: Clerk) -> None:
    answers = await asyncio.gather(*(clerk.send("/jobs", DELIVER) for clerk in (zhou, boss)))
    assert sorted(answer.status for answer in answers) in ([200, 201], [201, 409])
    assert (await boss.get("/jobs?day=2026-11-23"))["total"] == 1


async def test_an_order_is_brought_home(zhou: Clerk, visitor: Visitor, parts: Services) -> None:
    async with parts.database.session() as session:
        session.add(WatchedOrder(conversation_id=visitor.conversation, order_no="O-1"))
        await session.commit()
    job = await zhou.post("/jobs", DELIVER, status=201)
    assert (job["order_no"], job["told"], job["plate"] != PLATE) == ("O-1", 1, True)
    another = await zhou.post("/jobs", {**DELIVER, "address": "别处"}, status=409)
    assert another["title"] == "已经安排过这趟取送，请先取消再重新安排"
    await zhou.post(f"/jobs/{job['no']}/status", {"status": "cancelled"})
    again = await zhou.post("/jobs", {**DELIVER, "address": "别处"}, status=201)
    assert again["no"] != job["no"]


async def test_a_cancelled_collection_is_taken_out_of_its_booking(zhou: Clerk) -> None:
    job = await zhou.post("/jobs", COLLECT, status=201)
    await zhou.post(f"/jobs/{job['no']}/status", {"status": "cancelled"})
    (booking,) = (await zhou.get("/bookings?day=2026-11-23"))["bookings"]
    assert booking["pickup"] is False


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"direction": "fly"}, "direction"),
        ({"address": " "}, "address"),
        ({"at": "2026-11-23T09:00:00+08:00"}, "at"),
        ({"fee": -1}, "fee"),
        ({"order": "O-1"}, "booking"),
        ({"booking": None}, "booking"),
    ],
)
async def test_what_is_wrong_is_said(zhou: Clerk, change: dict[str, Any], field: str) -> None:
    assert (await zhou.post("/jobs", {**COLLECT, **change}, status=422))["field"] == field


async def test_what_is_left_of_earlier_days_stays_listed(zhou: Clerk, clock: ManualClock) -> None:
    job = await zhou.post("/jobs", COLLECT, status=201)
    tomorrow = "/jobs?day=2026-11-24"
    clock.set(NOON + timedelta(hours=3))
    assert [(one["no"], one["overdue"]) for one in (await zhou.get(tomorrow))["jobs"]] == [(job["no"], True)]
    await zhou.post(f"/jobs/{job['no']}/status", {"status": "done"})
    assert (await zhou.get(tomorrow))["jobs"] == []


async def test_another_store_neither_sees_nor_moves_it(client: TestClient, zhou: Clerk) -> None:
    far = await employ(client, "孟婷", store_id="campus")
    job = await zhou.post("/jobs", COLLECT, status=201)
    assert (await far.get("/jobs?day=2026-11-23"))["jobs"] == []
    await far.post(f"/jobs/{job['no']}/status", {"status": "done"}, status=403)
    await far.post("/jobs", DELIVER, status=403)


async def test_addresses_are_told_to_and_forgotten_with_the_customer(zhou: Clerk, parts: Services) -> None:
    await zhou.post("/jobs", DELIVER, status=201)
    async with parts.database.session() as session:
        held = await holdings.of_customer(session, "c1")
        assert held.customer.phone == PHONE
        assert [job["address"] for job in holdings.as_json(held)["jobs"]] == ["滨江大道1号"]
        await erasure.erase(session, held, now=NOON)
        await session.commit()
        assert [job.address for job in held.jobs] == [None]


async def test_a_drive_has_one_subject(parts: Services) -> None:
    async with parts.database.session() as session:
        session.add(
            TransportJob(no="QS1", direction="collect", store_id="river", at=NOON, created_at=NOON, created_by="x")
        )
        with pytest.raises(IntegrityError):
            await session.commit()
