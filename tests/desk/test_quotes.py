"""Quotes from the desk: posted into the customer's chat, answered, withdrawn; bad input changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.conversation.models import Conversation, OutboxItem
from bot.http.services import Services
from bot.shop.models import Quote, WorkOrder
from tests.channels.page import Visitor
from tests.desk.people import Clerk, on_every_engine
from tests.desk.test_reception import follow, log_of

PADS = {"kind": "part", "name": "前刹车片", "amount": 38000, "reason": "磨到2毫米", "origin": "原厂"}
WORK = {"kind": "labour", "name": "更换前刹车片", "hours": 1.5, "rate": 12000}


async def prove(parts: Services, visitor: Visitor, order_no: str) -> None:
    """The visitor has proven to be the order's customer."""
    async with parts.database.session() as session:
        customer_id = await session.scalar(select(WorkOrder.customer_id).where(WorkOrder.no == order_no))
        await session.execute(
            update(Conversation)
            .where(Conversation.id == visitor.conversation)
            .values(customer_id=customer_id, verified=True)
        )
        await session.commit()


async def cards_of(visitor: Visitor) -> list[dict[str, Any]]:
    return [event for event in await log_of(visitor) if event["body"].get("card") == "quote"]


@on_every_engine
async def test_extra_items_are_asked_in_the_chat(zhou: Clerk, parts: Services, visitor: Visitor) -> None:
    await prove(parts, visitor, "O-1")
    body = {"lines": [PADS, WORK], "eta_if_approved": "2026-11-24T19:00:00+08:00", "client_id": "q1"}
    made = await zhou.post("/orders/O-1/quotes", body, status=201)
    assert (made["stage"], made["told"], made["quotes"][0]["version"]) == ("ADDITIONAL_QUOTE", 1, 1)
    (event,) = await cards_of(visitor)
    shown = event["body"]
    assert (shown["card_id"], shown["asks"]) == ("quote:O-1:1", ["confirm"])
    assert [line["amount"] for line in shown["data"]["lines"]] == [38000, 18000]
    placed = [(choice.get("line"), choice.get("answer")) for choice in shown["choices"]]
    first = shown["data"]["lines"][0]["id"]
    assert ("*", "approved") in placed
    assert (first, "declined") in placed
    again = await zhou.post("/orders/O-1/quotes", body, status=200)
    assert len(again["quotes"]) == 1
    async with parts.database.session() as session:
        assert await session.scalar(select(func.count()).select_from(Quote)) == 1
        assert await session.scalar(select(func.count()).where(OutboxItem.kind == "quote_reminder")) == 1


async def test_amounts_wait_for_proof(zhou: Clerk, parts: Services, visitor: Visitor) -> None:
    await follow(parts, visitor, "O-1")
    made = await zhou.post("/orders/O-1/quotes", {"lines": [PADS]}, status=201)
    assert made["told"] == 1
    assert await cards_of(visitor) == []
    assert "38000" not in str(await log_of(visitor))
    assert "380" not in str([event["body"] for event in await log_of(visitor)])


async def test_a_new_version_changes_the_old_card(zhou: Clerk, parts: Services, visitor: Visitor) -> None:
    await prove(parts, visitor, "O-1")
    await zhou.post("/orders/O-1/quotes", {"lines": [PADS, WORK]}, status=201)
    made = await zhou.post("/orders/O-1/quotes", {"lines": [{**PADS, "amount": 35000}]}, status=201)
    assert [quote["card"]["data"]["status"] for quote in made["quotes"]] == ["open", "superseded"]
    old = [event for event in await cards_of(visitor) if event["kind"] == "card"]
    assert [(e["body"]["card_id"], e["body"]["data"]["status"], e["body"]["choices"]) for e in old] == [
        ("quote:O-1:1", "superseded", [])
    ]


async def test_said_by_telephone(zhou: Clerk, parts: Services, visitor: Visitor) -> None:
    await prove(parts, visitor, "O-1")
    made = await zhou.post("/orders/O-1/quotes", {"lines": [PADS, WORK]}, status=201)
    keys = [line["id"] for line in made["quotes"][0]["card"]["data"]["lines"]]
    said = {"answers": {keys[0]: "approved", keys[1]: "declined"}, "how": "电话"}
    done = await zhou.post("/orders/O-1/quotes/decisions", said)
    assert done["stage"] == "IN_REPAIR"
    audit = done["quotes"][0]["decisions"]
    assert [(d["line"], d["decision"], d["amount"], d["by"], d["how"]) for d in audit] == [
        (keys[0], "approved", 38000, "周毅", "电话"),
        (keys[1], "declined", 18000, "周毅", "电话"),
    ]
    renewed = (await cards_of(visitor))[-1]
    assert (renewed["kind"], renewed["body"]["data"]["status"]) == ("card", "decided")
    refused = await zhou.post("/orders/O-1/quotes/decisions", said, status=409)
    assert "答复过" in refused["title"]


async def test_withdrawn(zhou: Clerk, parts: Services, visitor: Visitor) -> None:
    await prove(parts, visitor, "O-1")
    await zhou.post("/orders/O-1/quotes", {"lines": [PADS]}, status=201)
    refused = await zhou.post("/orders/O-1/stage", {"stage": "IN_REPAIR"}, status=409)
    assert "增项" in refused["title"]
    back = await zhou.post("/orders/O-1/quotes/withdraw", {"reason": "联系不上"})
    assert (back["stage"], back["quotes"][0]["card"]["data"]["status"]) == ("IN_REPAIR", "withdrawn")
    await zhou.post("/orders/O-1/quotes/withdraw", {}, status=409)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "lines"),
        ({"lines": []}, "lines"),
        ({"lines": "刹车片"}, "lines"),
        ({"lines": [PADS] * 41}, "lines"),
        ({"lines": [{**PADS, "name": " "}]}, "name"),
        ({"lines": [{**PADS, "amount": 12.5}]}, "lines[0].amount"),
        ({"lines": [{**PADS, "amount": 10**12}]}, "lines[0].amount"),
        ({"lines": [{"name": "工时", "kind": "labour", "hours": 2}]}, "lines[0].amount"),
        ({"lines": [{**WORK, "hours": -1}]}, "lines[0].hours"),
        ({"lines": [{**PADS, "kind": "gift"}]}, "lines[0].kind"),
        ({"lines": [{**PADS, "origin": "拆车"}]}, "lines[0].origin"),
        ({"lines": ["刹车片"]}, "lines[0]"),
        ({"lines": [PADS], "expires_at": "2020-01-01T00:00:00+08:00"}, "expires_at"),
    ],
)
async def test_bad_quotes(zhou: Clerk, body: dict[str, Any], field: str) -> None:
    problem = await zhou.post("/orders/O-1/quotes", body, status=422)
    assert (problem["field"], bool(problem["title"])) == (field, True)
    assert (await zhou.get("/orders/O-1"))["quotes"] == []


async def test_no_such_order_and_too_late(zhou: Clerk) -> None:
    await zhou.post("/orders/O-99/quotes", {"lines": [PADS]}, status=404)
    await zhou.post("/orders/O-1/stage", {"stage": "READY"})
    assert "不能再报价" in (await zhou.post("/orders/O-1/quotes", {"lines": [PADS]}, status=409))["title"]
    for body in (
        {"how": "电话"},
        {"answers": {"L1": "maybe"}, "how": "电话"},
        {"answers": {"L1": "approved"}, "how": "微信"},
    ):
        await zhou.post("/orders/O-1/quotes/decisions", body, status=422)
