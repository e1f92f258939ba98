"""Work lists and cases: masked, in the right order, read in a fixed number of queries."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import event, select, update

from bot.clock import ManualClock
from bot.conversation.models import Conversation, LogEvent
from bot.http.services import Services
from bot.shop import complaints, orders, rescue
from bot.shop.models import AuditEntry, Callback, Complaint
from tests.channels.page import Visitor
from tests.desk.people import PHONE, SECRETS, Clerk, on_every_engine

LISTS = (
    "/callbacks", "/callbacks?status=all", "/complaints", "/bookings", "/bookings?day=2026-11-24", "/orders", "/rescues",
    "/low_scores", "/low_scores?status=all", "/jobs", "/jobs?day=2026-11-23",    "/customers?q=5678", "/conversations", "/queue", "/staff", "/orders?q=13800135678",
)  # fmt: skip


async def made_in(parts: Services, visitor: Visitor, kind: Any) -> None:
    async with parts.database.session() as session:
        await session.execute(update(kind).values(conversation_id=visitor.conversation))
        await session.commit()


async def log_of(visitor: Visitor) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = (await visitor.events("before=1000000&limit=200"))["events"]
    return events


@pytest.mark.parametrize("path", LISTS)
async def test_lists_are_masked(zhou: Clerk, parts: Services, visitor: Visitor, path: str) -> None:
    for kind in (Callback, Complaint):
        await made_in(parts, visitor, kind)
    await visitor.say(f"我叫王五，电话{PHONE}，车牌沪A12345，座机021-55667788")
    text = json.dumps(await zhou.get(path), ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in text] == []
    assert "55667788" not in text


async def test_opened_records_show_everything_and_are_written_down(zhou: Clerk, parts: Services) -> None:
    order = await zhou.get("/orders/o-1")
    assert (order["phone"], order["plate"], order["name"]) == (PHONE, "沪A12345", "张三丰")
    complaint = await zhou.get("/complaints/TS1")
    assert (complaint["phone"], complaint["text"]) == (PHONE, "修了两次还是漏油，电话13800135678，车牌沪A12345")
    assert (await zhou.get("/customers/c1"))["orders"][0]["phone"] == PHONE
    async with parts.database.session() as session:
        looks = await session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "reveal"))
    assert set(looks) == {"order:O-1", "complaint:TS1", "customer:c1"}
    for path in ("/orders/none", "/complaints/none", "/customers/none", "/conversations/none"):
        assert (await zhou.get(path, status=404))["title"]


async def test_a_look_is_written_down_once_in_a_quarter_of_an_hour(
    zhou: Clerk, boss: Clerk, parts: Services, clock: ManualClock
) -> None:
    for clerk in (zhou, zhou, boss):
        await clerk.get("/orders/O-1")
    clock.advance(15 * 60)
    await zhou.get("/orders/O-1")
    async with parts.database.session() as session:
        actors = list(await session.scalars(select(AuditEntry.actor).where(AuditEntry.action == "reveal")))
    assert sorted(actors) == sorted([zhou.id, boss.id, zhou.id])


@on_every_engine
async def test_late_orders_come_first(zhou: Clerk, parts: Services, clock: ManualClock) -> None:
    now = clock.now()
    async with parts.database.session() as session:
        for number, promised in enumerate([None, now.replace(hour=18), now.replace(hour=13)]):
            await orders.open_order(
                session, store_id="river", plate=f"沪B6666{number}", phone="13700137000", actor="x", now=now,
                promised_at=promised,
            )  # fmt: skip
        await session.commit()
    clock.advance(2 * 3600)
    shown = await zhou.get("/orders")
    assert [(order["late"], order.get("promised_at", "")[11:13]) for order in shown["orders"]] == [
        (True, "13"),
        (False, "18"),
        (False, "12"),
        (False, ""),
    ]
    assert shown["counts"] == {"CHECKED_IN": 3, "IN_REPAIR": 1}
    assert [order["no"] for order in (await zhou.get("/orders?stage=IN_REPAIR"))["orders"]] == ["O-1"]
    assert (await zhou.get("/orders?store=campus"))["orders"] == []


@pytest.mark.parametrize(
    "query",
    ["/orders?stage=FLYING", "/bookings?day=soon", "/callbacks?status=x", "/orders?page=x", "/conversations?owner=me",
     "/conversations?q=" + "x" * 65, "/bookings?day=0001-01-01", "/customers", "/events?after=x"],
)  # fmt: skip
async def test_wrong_parameters_are_named(zhou: Clerk, query: str) -> None:
    problem = await zhou.get(query, status=422)
    assert problem["field"]
    assert problem["title"]


async def test_a_call_made_is_told_once(zhou: Clerk, parts: Services, visitor: Visitor) -> None:
    await made_in(parts, visitor, Callback)
    assert [call["no"] for call in (await zhou.get("/callbacks"))["callbacks"]] == ["HD1"]
    before = len(await log_of(visitor))
    for _ in range(2):
        done = await zhou.post("/callbacks/HD1/done")
        assert (done["status_text"], done["owner"]["name"]) == ("已回电", "周毅")
    assert len(await log_of(visitor)) == before + 1
    assert (await zhou.post("/callbacks/HD1/missed", status=409))["title"] == "这个回电已回电"
    assert (await zhou.get("/callbacks"))["callbacks"] == []
    await zhou.post("/callbacks/none/done", status=404)


@on_every_engine
async def test_a_complaint_is_answered_and_closed_once(zhou: Clerk, parts: Services, visitor: Visitor) -> None:
    await made_in(parts, visitor, Complaint)
    async with parts.database.session() as session:
        card = {"type": "card", "card": "complaint", "card_id": "complaint:TS1", "data": {}}
        row = await session.get_one(Conversation, visitor.conversation)
        session.add(
            LogEvent(
                conversation_id=row.id, seq=row.next_seq, at=parts.clock.now(), kind="message", sender="bot", body=card,
                card_id="complaint:TS1", episode=1, attempts=0,
            )
        )  # fmt: skip
        row.next_seq += 1
        await session.commit()
    before = len(await log_of(visitor))
    for _ in range(2):
        answered = await zhou.post("/complaints/TS1/steps", {"text": "<i>师傅在查</i>"})
        assert (answered["status"], answered["steps"][-1]["text"]) == ("in_progress", "<i>师傅在查</i>")
    told = (await log_of(visitor))[before:]
    assert [event["kind"] for event in told] == ["card", "message"]
    assert told[0]["body"]["data"]["steps"][-1]["text"] == "<i>师傅在查</i>"
    assert told[1]["body"]["text"] == "utter_complaint_answered TS1 <i>师傅在查</i>"
    for _ in range(2):
        proposed = await zhou.post("/complaints/TS1/steps", {"text": "已换油封", "close": True})
        assert (proposed["status"], proposed["status_text"]) == ("in_progress", "已给出方案，等您确认")
        assert "due" not in proposed
    told = (await log_of(visitor))[before:]
    assert [event["kind"] for event in told[2:]] == ["card", "message"]
    assert [choice["label"] for choice in told[3]["body"]["choices"]] == [
        "utter_label_settled",
        "utter_label_unsettled",
    ]
    await zhou.post("/complaints/TS1/steps", {"text": "已换油封", "confirmed": True}, status=422)
    for _ in range(2):
        closed = await zhou.post("/complaints/TS1/steps", {"text": "已换油封", "close": True, "confirmed": True})
        assert closed["status"] == "closed"
        assert "due" not in closed
    assert len(await log_of(visitor)) == before + 6
    await zhou.post("/complaints/TS1/steps", {"text": "还有"}, status=409)
    assert [item["no"] for item in (await zhou.get("/complaints?status=closed"))["complaints"]] == ["TS1"]


async def test_lists_take_the_same_number_of_queries_however_long(
    zhou: Clerk, parts: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def rest() -> None:
        """The engine's own statements are not counted."""

    monkeypatch.setattr(parts.engine, "sweep", rest)

    async def queries_of(path: str) -> int:
        count = 0

        def counted(*_: Any) -> None:
            nonlocal count
            count += 1

        engines = {parts.database.reader.sync_engine, parts.database.writer.sync_engine}
        for engine in engines:
            event.listen(engine, "before_cursor_execute", counted)
        await zhou.get(path)
        for engine in engines:
            event.remove(engine, "before_cursor_execute", counted)
        return count

    async def add(numbers: range) -> None:
        now = parts.clock.now()
        async with parts.database.session() as session:
            for number in numbers:
                session.add(
                    Conversation(
                        id=f"{number:032d}", created_at=now, owner="queued", queued_at=now, last_message_at=now, epoch=1,
                        next_seq=1, episode=1, verified=False, misses=0, priority=0, read_seq=0, staff_read_seq=0,
                        customer_id="c1", handoff_reason="safety",
                    )
                )  # fmt: skip
                await orders.open_order(
                    session, store_id="river", plate=f"沪B{number:05d}", phone="13700137000", actor="x", now=now
                )
            await session.commit()

    paths = ["/queue", "/conversations?owner=queued", "/orders", "/bookings", "/callbacks", "/complaints", "/rescues"]
    await add(range(2))
    few = [await queries_of(path) for path in paths]
    await add(range(2, 25))
    many = [await queries_of(path) for path in paths]
    assert many == few
    shown = (await zhou.get("/queue"))["waiting"]
    assert len(shown) == 25
    assert all(item["danger"] for item in shown)


async def test_stages_tell_what_may_follow(zhou: Clerk) -> None:
    stages = {stage["stage"]: stage for stage in (await zhou.get("/stages"))["stages"]}
    assert [step["stage"] for step in stages["IN_REPAIR"]["next"]] == ["WAITING_PARTS", "ADDITIONAL_QUOTE", "QC"]
    assert stages["CHECKED_IN"]["reach"] == ["DIAGNOSING", "QUOTED", "APPROVED", "DECLINED"]
    assert stages["CLOSED"]["next"] == stages["CLOSED"]["reach"] == []


async def test_the_shop_is_listed(client: TestClient, zhou: Clerk) -> None:
    stores = (await zhou.get("/stores"))["stores"]
    assert [(store["id"], store["open_now"]) for store in stores] == [("river", True), ("campus", True)]


@on_every_engine
async def test_a_rescue_is_moved_on_and_the_customer_told_once(zhou: Clerk, parts: Services, visitor: Visitor) -> None:
    async with parts.database.session() as session:
        job = await rescue.request_rescue(
            session, now=parts.clock.now(), location="港城路口", conversation_id=visitor.conversation
        )
        await session.commit()
        no = job.no
    before = len(await log_of(visitor))
    arrival = (parts.clock.now() + timedelta(minutes=25)).isoformat()
    for _ in range(2):
        moved = await zhou.post(f"/rescues/{no}/status", {"status": "scheduled", "promised_at": arrival})
        assert (moved["status"], moved["owner"]["name"]) == ("scheduled", "周毅")
    told = (await log_of(visitor))[before:]
    assert [event["kind"] for event in told] == ["message"]
    assert told[0]["body"]["text"].startswith("utter_rescue_news")
    await zhou.post(f"/rescues/{no}/status", {"status": "requested"}, status=409)
    await zhou.post(f"/rescues/{no}/status", {"status": "lost"}, status=422)
    await zhou.post(f"/rescues/{no}/status", {}, status=422)
    done = await zhou.post(f"/rescues/{no}/status", {"status": "done"})
    assert done["next"] == []
    assert (await zhou.post(f"/rescues/{no}/status", {"status": "done"}, status=200))["status"] == "done"
    await zhou.post("/rescues/none/status", {"status": "done"}, status=404)


@on_every_engine
async def test_five_complaints_warn_the_manager_until_noted(zhou: Clerk, boss: Clerk, parts: Services) -> None:
    async with parts.database.session() as session:
        for number in range(5):
            wish = complaints.ComplaintRequest(text="多收了钱", phone=f"1390001000{number}")
            await complaints.file_complaint(session, wish, now=parts.clock.now())
            await session.commit()
    assert (await zhou.get("/complaints"))["warnings"] == []
    (warning,) = (await boss.get("/complaints"))["warnings"]
    assert warning["text"] == "一周内“价格/乱收费”类投诉已有5起，请关注"
    await zhou.post(f"/complaint_warnings/{warning['id']}/seen", status=403)
    await boss.post(f"/complaint_warnings/{warning['id']}/seen", status=204)
    assert (await boss.get("/complaints"))["warnings"] == []
    await boss.post("/complaint_warnings/none/seen", status=404)
