"""Roles and stores: who sees and does what, over every endpoint, list and event of the desk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import select, update

from bot.http.services import Services
from bot.shop import staff
from bot.shop.models import AuditEntry, Booking, Staff
from tests.channels.page import Visitor
from tests.desk.people import Clerk, employ

Arrive = Callable[..., Awaitable[Visitor]]


@pytest.fixture
async def far(client: TestClient) -> Clerk:
    """An advisor of the other store."""
    return await employ(client, "孟婷", store_id="campus")


@pytest.fixture
async def here(arrive: Arrive) -> Visitor:
    """A customer of 滨江店 who waits for a person."""
    visitor = await arrive(store="river")
    async with await visitor.say("转人工") as response:
        assert response.status == 202
    await visitor.hear(1, kind="queue", sender="system")
    return visitor


async def test_another_stores_conversation_is_closed_to_every_step(far: Clerk, here: Visitor) -> None:
    path = f"/conversations/{here.conversation}"
    for read in (path, f"{path}/events"):
        await far.get(read, status=403)
    message = {"client_id": "a", "text": "您好"}
    steps: dict[str, dict[str, Any]] = {
        "accept": {}, "decline": {}, "takeover": {}, "messages": message, "typing": {}, "read": {"seq": 1}, "viewing": {"here": True},
        "notes": {"text": "x"}, "transfer": {"reason": "x"}, "hand_back": {}, "close": {"outcome": "solved"},
    }  # fmt: skip
    for step, body in steps.items():
        await far.post(f"{path}/{step}", body, status=403)


async def test_lists_hold_only_what_one_may_open(far: Clerk, zhou: Clerk, here: Visitor) -> None:
    assert [one["id"] for one in (await zhou.get("/queue"))["waiting"]] == [here.conversation]
    queue = await far.get("/queue")
    assert (queue["waiting"], queue["counts"]["queued"], queue["counts"]["complaints"]) == ([], 0, 0)
    for path in ("/conversations", "/conversations?owner=queued,ringing"):
        assert (await far.get(path))["conversations"] == []
    for name in ("complaints", "orders"):
        assert (await far.get(f"/{name}"))[name] == []
        assert (await far.get(f"/{name}?store=river"))[name] == []
        assert (await zhou.get(f"/{name}"))[name] != []
    assert [one["no"] for one in (await far.get("/bookings?day=2026-11-24"))["bookings"]] == ["B-2"]
    assert [one["no"] for one in (await zhou.get("/bookings?day=2026-11-24"))["bookings"]] == []
    await far.get("/orders/O-1", status=403)
    await far.get("/complaints/TS1", status=403)


async def test_of_a_customer_each_store_sees_its_own(far: Clerk, zhou: Clerk) -> None:
    (there,), (mine,) = [(await one.get("/customers/c2"))["bookings"] for one in (far, zhou)]
    assert (there["no"], mine["no"]) == ("B-2", "B-1")


async def test_events_of_another_store_keep_their_numbers_and_nothing_else(
    far: Clerk, zhou: Clerk, here: Visitor
) -> None:
    await zhou.post(f"/conversations/{here.conversation}/accept")
    await zhou.post(f"/conversations/{here.conversation}/notes", {"text": "问过两次"}, status=201)
    seen, other = [(await one.get("/events?after=0"))["events"] for one in (zhou, far)]
    assert [event["seq"] for event in other] == [event["seq"] for event in seen]
    hidden = [event for event in other if event["kind"] == "elsewhere"]
    assert {event["body"]["of"] for event in hidden} >= {"message", "owner", "note"}
    assert all(set(event) == {"seq", "at", "kind", "body"} for event in hidden)
    assert here.conversation not in str(other)


async def test_signals_of_another_store_are_not_heard(far: Clerk, zhou: Clerk, here: Visitor, parts: Services) -> None:
    await zhou.post(f"/conversations/{here.conversation}/accept")
    seq = (await zhou.get("/queue"))["seq"]

    async def heard(clerk: Clerk) -> list[dict[str, Any]]:
        path = f"/api/v1/desk/events?after={seq}&wait=1"
        async with clerk.client.get(path, headers=clerk.headers) as response:
            return list((await response.json())["events"])

    mine, theirs = asyncio.create_task(heard(zhou)), asyncio.create_task(heard(far))
    await asyncio.sleep(0.2)
    await zhou.post(f"/conversations/{here.conversation}/typing", status=204)
    assert [event["kind"] for event in await mine] == ["typing"]
    assert [event for event in await theirs if event["kind"] == "typing"] == []


async def test_who_is_given_a_conversation_of_another_store_may_open_it(
    far: Clerk, zhou: Clerk, here: Visitor, parts: Services
) -> None:
    path = f"/conversations/{here.conversation}"
    await zhou.post(f"{path}/accept")
    await far.post("/status", {"online": True})
    given = await zhou.post(f"{path}/transfer", {"staff": far.id, "reason": "车在那边"})
    assert given["staff"]["name"] == "孟婷"
    assert (await far.get(path))["conversation"]["mine"]
    await far.post(f"{path}/messages", {"client_id": "a", "text": "您好"}, status=202)


async def test_a_record_of_ones_store_opens_the_conversation_it_was_made_in(
    far: Clerk, here: Visitor, parts: Services
) -> None:
    await far.get(f"/conversations/{here.conversation}", status=403)
    async with parts.database.session() as session:
        await session.execute(update(Booking).where(Booking.no == "B-2").values(conversation_id=here.conversation))
        await session.commit()
    await far.get(f"/conversations/{here.conversation}")


async def test_a_supervisor_of_a_store_leads_that_store_only(client: TestClient, zhou: Clerk, here: Visitor) -> None:
    path = f"/conversations/{here.conversation}"
    await zhou.post(f"{path}/accept")
    stranger = await employ(client, "外店长", role="supervisor", store_id="campus")
    own = await employ(client, "本店长", role="supervisor", store_id="river")
    await stranger.post(f"{path}/takeover", status=403)
    await stranger.get("/orders/O-1", status=403)
    taken = await own.post(f"{path}/takeover")
    assert taken["staff"]["name"] == "本店长"


async def test_an_admin_with_a_store_serves_every_store(client: TestClient, here: Visitor) -> None:
    admin = await employ(client, "管理员", role="admin", store_id="campus")
    await admin.get("/orders/O-1")
    assert [one["id"] for one in (await admin.get("/queue"))["waiting"]] == [here.conversation]


async def test_another_role_or_store_holds_at_once(zhou: Clerk, parts: Services) -> None:
    await zhou.get("/orders/O-1")
    async with parts.database.session() as session:
        account = await session.get_one(Staff, zhou.id)
        now = parts.clock.now()
        await staff.appoint(session, account, role="supervisor", store_id="campus", actor="cli", now=now)
        await session.commit()
        entry = (await session.scalars(select(AuditEntry.action))).all()
    assert (await zhou.get("/me"))["role"] == "supervisor"
    await zhou.get("/orders/O-1", status=403)
    assert "staff_role" in entry
