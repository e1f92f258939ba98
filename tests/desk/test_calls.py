"""Call-backs at the desk: the morning list, picking up, and what leads are alerted about."""

from __future__ import annotations

from datetime import timedelta

from aiohttp.test_utils import TestClient
from sqlalchemy import select

from bot.clock import ManualClock
from bot.conversation.models import HandoffRecord
from bot.http.services import Services
from bot.shop import callbacks
from bot.shop.models import AuditEntry
from tests.channels.page import Visitor
from tests.desk.people import NOON, PHONE, Clerk, employ


async def promise(parts: Services, no: str, **wish: object) -> None:
    async with parts.database.session() as session:
        call = await callbacks.promise(session, PHONE, now=NOON, **wish)  # type: ignore[arg-type]
        call.no = no
        await session.commit()


async def test_the_list_is_ordered_by_danger_promise_and_age(zhou: Clerk, visitor: Visitor, parts: Services) -> None:
    later = (NOON + timedelta(hours=3), NOON + timedelta(hours=4))
    await promise(parts, "HD2", wished=later)
    await promise(parts, "HD3", priority="high", wished=later)
    await promise(parts, "HD4", wished=later, conversation_id=visitor.conversation)
    async with parts.database.session() as session:
        record = HandoffRecord(
            conversation_id=visitor.conversation, episode=1, at=NOON, reason="safety", priority=2
        )
        session.add(record)
        await session.commit()
    rows = (await zhou.get("/callbacks"))["callbacks"]
    assert [row["no"] for row in rows] == ["HD4", "HD3", "HD1", "HD2"]
    assert [row.get("danger") for row in rows] == [True, None, None, None]


async def test_whoever_picks_up_sees_the_number_and_the_customer_is_told(
    client: TestClient, zhou: Clerk, visitor: Visitor, parts: Services
) -> None:
    await promise(parts, "HD2", conversation_id=visitor.conversation)
    for _ in range(2):
        shown = await zhou.post("/callbacks/HD2/pick_up")
        assert (shown["status"], shown["ring"], shown["owner"]["name"]) == ("in_progress", PHONE, "周毅")
    assert "ring" not in (await zhou.get("/callbacks"))["callbacks"][0]
    other = await employ(client, "孟婷")
    assert "周毅" in (await other.post("/callbacks/HD2/pick_up", status=409))["title"]
    await zhou.post("/callbacks/HD2/done")
    texts = [e["body"]["text"] for e in (await visitor.events("after=0"))["events"] if e["kind"] == "message"]
    assert [text.split()[0] for text in texts if "callback" in text] == [
        "utter_callback_picked_up", "utter_callback_done",
    ]  # fmt: skip
    async with parts.database.session() as session:
        looked = select(AuditEntry.actor).where(AuditEntry.subject == "callback:HD2", AuditEntry.action == "reveal")
        assert set(await session.scalars(looked)) == {zhou.id}


async def test_leads_see_what_went_wrong_until_one_takes_note(
    client: TestClient, zhou: Clerk, boss: Clerk, visitor: Visitor, parts: Services, clock: ManualClock
) -> None:
    await promise(parts, "HD2", conversation_id=visitor.conversation)
    clock.advance(2 * 3600)
    await parts.engine.sweep()
    shown = (await zhou.get("/callbacks?status=missed"))["callbacks"]
    assert {row["status_text"] for row in shown} == {"未按时回电"}
    texts = [e["body"].get("text", "") for e in (await visitor.events("after=0"))["events"] if e["kind"] == "message"]
    assert sum("utter_callback_missed" in text for text in texts) == 1
    assert (await zhou.get("/alerts"))["alerts"] == []
    alerts = (await boss.get("/alerts"))["alerts"]
    about = [alert for alert in alerts if alert.get("conversation") == visitor.conversation]
    assert [alert["kind"] for alert in about] == ["call_missed"]
    await zhou.post(f"/alerts/{about[0]['id']}/seen", status=403)
    far = await employ(client, "外店长", role="supervisor", store_id="campus")
    assert about[0]["id"] in [alert["id"] for alert in (await far.get("/alerts"))["alerts"]]  # of no store
    for _ in range(2):
        await boss.post(f"/alerts/{about[0]['id']}/seen", status=204)
    assert about[0]["id"] not in [alert["id"] for alert in (await boss.get("/alerts"))["alerts"]]
    for wrong in ("0", "x", "99999999999999"):
        await boss.post(f"/alerts/{wrong}/seen", status=404)
