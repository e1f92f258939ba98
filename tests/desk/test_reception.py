"""The shop's daily work: vehicles come in once, orders move on, and the customer is told."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import func, select

from bot.conversation.models import WatchedOrder
from bot.http.services import Services
from bot.shop import bookings
from bot.shop.models import Booking, OrderEvent, WorkOrder
from tests.channels.page import Visitor
from tests.desk.people import OTHER_PHONE, OTHER_PLATE, Clerk, employ, on_every_engine

HTML = "<b>好</b>"


async def follow(parts: Services, visitor: Visitor, order_no: str) -> None:
    async with parts.database.session() as session:
        session.add(WatchedOrder(conversation_id=visitor.conversation, order_no=order_no))
        await session.commit()


async def log_of(visitor: Visitor) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = (await visitor.events("before=1000000&limit=200"))["events"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    return events


@on_every_engine
async def test_a_stage_that_moved_is_told_once(zhou: Clerk, parts: Services, visitor: Visitor) -> None:
    await follow(parts, visitor, "O-1")
    before = len(await log_of(visitor))
    moved = await zhou.post("/orders/O-1/stage", {"stage": "QC", "note": HTML})
    assert (moved["stage"], moved["told"]) == ("QC", 1)
    told = (await log_of(visitor))[before:]
    assert any("质检中" in str(event["body"]) and HTML in str(event["body"]) for event in told)
    card = next(event["body"] for event in told if event["body"]["type"] == "card")
    assert (card["card_id"], card["data"]["stage"]) == ("order:O-1", "QC")
    again = await zhou.post("/orders/O-1/stage", {"stage": "QC", "note": HTML})
    assert again["told"] == 0
    assert len(await log_of(visitor)) == before + len(told)
    ready = await zhou.post("/orders/O-1/stage", {"stage": "READY"})
    assert [event["stage"] for event in ready["events"] if event["kind"] == "stage"][-2:] == ["QC", "READY"]
    renewed = [event for event in await log_of(visitor) if event["kind"] == "card"]
    assert [event["body"]["data"]["stage"] for event in renewed] == ["READY"]


@on_every_engine
async def test_pressing_together_moves_once(zhou: Clerk, parts: Services, visitor: Visitor) -> None:
    await follow(parts, visitor, "O-1")
    moves = [zhou.post("/orders/O-1/stage", {"stage": "QC"}) for _ in range(5)]
    assert sorted(answer["told"] for answer in await asyncio.gather(*moves)) == [0, 0, 0, 0, 1]
    async with parts.database.session() as session:
        reached = select(func.count()).select_from(OrderEvent).where(OrderEvent.stage == "QC")
        assert await session.scalar(reached) == 1


async def test_another_promised_time_is_told_with_its_reason(zhou: Clerk, parts: Services, visitor: Visitor) -> None:
    await follow(parts, visitor, "O-1")
    wish = {"promised_at": "2026-11-25T17:00:00+08:00", "reason": "等配件"}
    for told in (1, 0):
        assert (await zhou.post("/orders/O-1/stage", wish))["told"] == told
    events = await log_of(visitor)
    assert sum("utter_order_promised 11月25日 17:00 （等配件）" in str(e["body"].get("text")) for e in events) == 1
    assert events[-1]["body"]["data"]["promised_at"].startswith("2026-11-25T17:00:00+08:00")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"stage": "DELIVERED"}, 200),
        ({"stage": "CHECKED_IN"}, 409),
        ({"stage": "REWORK"}, 200),
        ({"stage": "CANCELLED"}, 409),
        ({"stage": "FLYING"}, 422),
        ({}, 422),
        ({"promised_at": "2026-11-20T17:00:00+08:00"}, 422),
        ({"promised_at": "tomorrow"}, 422),
        ({"promised_at": "9999-12-31T23:59:59-12:00"}, 422),
        ({"note": "x" * 201}, 422),
    ],
)
async def test_what_an_order_may_become(zhou: Clerk, body: dict[str, Any], status: int) -> None:
    answer = await zhou.post("/orders/O-1/stage", body, status=status)
    assert status == 200 or answer["title"]


async def test_nobody_walks_over_the_customers_decision(zhou: Clerk) -> None:
    body = {"plate": "沪B66666", "phone": "13700137000", "store": "river"}
    no = (await zhou.post("/orders", body, status=201))["no"]
    await zhou.post(f"/orders/{no}/stage", {"stage": "IN_REPAIR"}, status=409)
    await zhou.post(f"/orders/{no}/stage", {"stage": "QUOTED"})
    approved = await zhou.post(f"/orders/{no}/stage", {"stage": "APPROVED"})
    assert [step["stage"] for step in approved["next"]] == ["DISPATCHED"]
    assert (await zhou.post(f"/orders/{no}/stage", {"stage": "QC"}))["stage"] == "QC"


@on_every_engine
async def test_a_booking_is_checked_in_once(client: TestClient, zhou: Clerk, parts: Services) -> None:
    assert [b["no"] for b in (await zhou.get("/bookings"))["bookings"]] == ["B-1"]
    responses = await asyncio.gather(*(zhou.send("/bookings/B-1/check_in", {"mileage": 50000}) for _ in range(6)))
    assert sorted(response.status for response in responses) == [200] * 5 + [201]
    assert len({(await response.json())["no"] for response in responses}) == 1
    async with parts.database.session() as session:
        orders = (await session.scalars(select(WorkOrder).where(WorkOrder.booking_id.is_not(None)))).all()
    assert [(order.stage, order.mileage, order.phone) for order in orders] == [("CHECKED_IN", 50000, OTHER_PHONE)]
    shown = (await zhou.get("/bookings?day=2026-11-23"))["bookings"][0]
    assert (shown["status"], shown["order_no"]) == ("done", orders[0].no)
    again = await zhou.post("/orders", {"booking": "B-1"})
    assert again["no"] == orders[0].no


@on_every_engine
async def test_the_conversation_that_booked_follows_the_order(zhou: Clerk, parts: Services, visitor: Visitor) -> None:
    now = parts.clock.now()
    async with parts.database.session() as session:
        request = bookings.BookingRequest(
            "river", "保养", "小保养", now.replace(hour=15), plate="沪C11111", phone="13700137000",
            conversation_id=visitor.conversation,
        )  # fmt: skip
        booking = await bookings.book(session, request, now=now)
        await session.commit()
    await zhou.post(f"/bookings/{booking.no}/check_in", status=201)
    before = await log_of(visitor)
    assert "utter_checked_in" in before[-2]["body"]["text"]
    assert before[-1]["body"]["data"]["stage_text"] == "已接车"
    moved = await zhou.post(f"/orders/{before[-1]['body']['data']['no']}/stage", {"stage": "DIAGNOSING"})
    assert moved["told"] == 1
    assert "检测中" in str((await log_of(visitor))[len(before) :])


async def test_a_booking_without_a_plate_asks_for_it(zhou: Clerk, parts: Services) -> None:
    now = parts.clock.now()
    async with parts.database.session() as session:
        request = bookings.BookingRequest("river", "洗车", "洗车", now.replace(hour=16), phone="13700137000")
        booking = await bookings.book(session, request, now=now)
        await session.commit()
    shown = (await zhou.get("/bookings"))["bookings"]
    assert next(b["needs"] for b in shown if b["no"] == booking.no) == ["plate"]
    problem = await zhou.post(f"/bookings/{booking.no}/check_in", status=422)
    assert (problem["field"], problem["title"]) == ("plate", "请填写正确的车牌号")
    checked_in = await zhou.post(f"/bookings/{booking.no}/check_in", {"plate": "沪C 22222"}, status=201)
    assert checked_in["plate"] == "沪C22222"


async def test_a_cancelled_booking_is_not_checked_in(zhou: Clerk, parts: Services) -> None:
    async with parts.database.session() as session:
        booking = await session.scalar(select(Booking).where(Booking.no == "B-1"))
        await bookings.cancel(session, booking)
        await session.commit()
    assert (await zhou.post("/bookings/B-1/check_in", status=409))["title"] == "这个预约已取消"


@on_every_engine
@pytest.mark.parametrize("plate", [OTHER_PLATE, "沪B66666"])
async def test_a_vehicle_comes_in_once(zhou: Clerk, parts: Services, plate: str) -> None:
    body = {
        "plate": plate,
        "phone": "137-0013-7000",
        "store": "river",
        "name": "王五",
        "service": "检测",
        "mileage": 12,
    }
    responses = await asyncio.gather(*(zhou.send("/orders", body) for _ in range(5)))
    assert sorted(response.status for response in responses) == [201] + [409] * 4
    answers = [await response.json(content_type=None) for response in responses]
    made = next(answer for answer in answers if "stage" in answer)
    assert {answer["order"] for answer in answers if "stage" not in answer} == {made["no"]}
    assert (made["phone"], made["plate"], made["events"][0]["actor"]) == ("13700137000", plate, "周毅")
    async with parts.database.session() as session:
        count = select(func.count()).select_from(WorkOrder).where(WorkOrder.plate_index.is_not(None))
        assert await session.scalar(count) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"plate": "not a plate!"}, "plate"),
        ({"phone": "123"}, "phone"),
        ({"store": "nowhere"}, "store"),
        ({"kind": "boat"}, "kind"),
        ({"service": "理发"}, "service"),
        ({"mileage": -1}, "mileage"),
        ({"mileage": "12"}, "mileage"),
        ({"plate": None}, "plate"),
    ],
)
async def test_a_wrong_field_is_named(zhou: Clerk, change: dict[str, Any], field: str) -> None:
    body = {"plate": "沪B66666", "phone": "13700137000", "store": "river"} | change
    assert (await zhou.post("/orders", body, status=422))["field"] == field


async def test_an_advisor_changes_only_their_store(client: TestClient, boss: Clerk) -> None:
    stranger = await employ(client, "孟婷", store_id="campus")
    await stranger.post("/orders/O-1/stage", {"stage": "QC"}, status=403)
    await stranger.post("/bookings/B-1/check_in", status=403)
    await stranger.post("/orders", {"plate": "沪B66666", "phone": "13700137000", "store": "river"}, status=403)
    await stranger.post("/complaints/TS1/steps", {"text": "在查"}, status=403)
    await stranger.post("/bookings/B-2/check_in", status=201)
    await boss.post("/orders/O-1/stage", {"stage": "QC"})


async def test_customers_and_vehicles_are_made_once(zhou: Clerk) -> None:
    body = {"phone": "+86 137 0013 7000", "name": HTML}
    made = await zhou.post("/customers", body, status=201)
    assert (made["phone"], made["name"]) == ("13700137000", HTML)
    assert (await zhou.post("/customers", body))["id"] == made["id"]
    car = {"plate": "沪b·66666", "customer": made["id"], "brand": "丰田", "mileage": 5}
    vehicle = await zhou.post("/vehicles", car, status=201)
    assert (vehicle["plate"], vehicle["owner"], vehicle["kind"]) == ("沪B66666", made["id"], "car")
    assert (await zhou.post("/vehicles", car))["id"] == vehicle["id"]
    await zhou.post("/vehicles", {"plate": "沪B66667", "phone": "13700137999"}, status=422)
    shown = await zhou.get(f"/customers/{made['id']}")
    assert [owned["plate"] for owned in shown["vehicles"]] == ["沪B66666"]
    found = (await zhou.get("/customers?q=7000"))["customers"]
    assert found == [
        {
            "id": made["id"],
            "name": "<" + "*" * (len(HTML) - 1),
            "phone": "137****7000",
            "vehicles": [{"id": vehicle["id"], "plate": "沪B***66", "kind": "car", "label": "丰田"}],
        }
    ]


async def test_a_part_of_ones_store_is_moved_on_once(client: TestClient, zhou: Clerk) -> None:
    assert (await zhou.post("/orders/O-1/parts/L9", {"step": "arrived"}, status=404))["title"]
    assert (await zhou.post("/orders/O-1/parts/L9", {"step": "lost"}, status=422))["field"] == "step"
    stranger = await employ(client, "外店", store_id="campus")
    await stranger.post("/orders/O-1/parts/L9", {"step": "arrived"}, status=403)
