"""Conversations at the desk: one owner however many press, answers that arrive once, the way back to the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import ManualClock
from bot.conversation.models import Conversation
from bot.conversation.staffing import AlreadyTaken
from bot.http.services import Services
from bot.shop.models import AuditEntry
from tests.channels.page import Visitor
from tests.desk.people import Clerk, employ, on_every_engine

HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def owners(events: list[dict[str, Any]]) -> list[str]:
    return [event["body"]["owner"] for event in events if event["kind"] == "owner"]


async def log_of(visitor: Visitor) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = (await visitor.events("before=1000000&limit=200"))["events"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    return events


@on_every_engine
async def test_of_a_hundred_who_accept_one_succeeds(client: TestClient, waiting: Visitor) -> None:
    clerks = [await employ(client, f"员工{n}") for n in range(100)]
    path = f"/conversations/{waiting.conversation}/accept"
    responses = await asyncio.gather(*(clerk.send(path) for clerk in clerks))
    statuses = [response.status for response in responses]
    assert sorted(statuses) == [200] + [409] * 99
    winner = clerks[statuses.index(200)]
    problems = [await response.json(content_type=None) for response in responses if response.status == 409]
    assert {problem["title"] for problem in problems} == {f"这个会话已被{winner.name}接走"}
    events = await log_of(waiting)
    assert owners(events) == ["queued", "human"]
    assert [e["body"].get("staff") for e in events if e["kind"] == "owner"][-1] == winner.name


@on_every_engine
async def test_of_ten_processes_that_accept_one_succeeds(parts: Services, waiting: Visitor) -> None:
    """Without the lock that makes the requests of one process take turns.

    Here they share one process's readers, of which each holds one while it waits to write: fewer than there are.
    """

    async def accept(number: int) -> str | None:
        try:
            await parts.engine.staffing.accept(waiting.conversation, f"s{number}", f"员工{number}", parts.clock.now())
        except AlreadyTaken:
            return None
        return f"员工{number}"

    winners = [name for name in await asyncio.gather(*map(accept, range(10))) if name]
    assert len(winners) == 1
    events = await log_of(waiting)
    assert [e["body"].get("staff") for e in events if e["kind"] == "owner"] == [None, winners[0]]


@on_every_engine
@pytest.mark.parametrize("turn", ["begins", "stops"])
async def test_accepting_while_the_ringing_begins_or_stops_succeeds(
    zhou: Clerk, waiting: Visitor, parts: Services, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, turn: str
) -> None:
    await zhou.post("/status", {"online": True})
    ringing, staffing = parts.engine.ringing, parts.engine.staffing
    if turn == "stops":
        await ringing.round(clock.now())
        assert owners(await log_of(waiting))[-1] == "ringing"
    looked, meanwhile = staffing._row, [clock.now() + timedelta(seconds=31 if turn == "stops" else 0)]

    async def look(session: AsyncSession, conversation_id: str) -> Any:
        row = await looked(session, conversation_id)
        if meanwhile:
            assert await ringing.round(meanwhile.pop())
        return row

    monkeypatch.setattr(staffing, "_row", look)
    taken = await zhou.post(f"/conversations/{waiting.conversation}/accept")
    assert (taken["owner"], taken["mine"]) == ("human", True)


async def test_accepting_twice_is_accepting_once(zhou: Clerk, waiting: Visitor) -> None:
    path = f"/conversations/{waiting.conversation}/accept"
    responses = await asyncio.gather(*(zhou.send(path) for _ in range(5)))
    assert [response.status for response in responses] == [200] * 5
    assert owners(await log_of(waiting)) == ["queued", "human"]


@on_every_engine
async def test_of_those_who_take_over_from_the_bot_one_succeeds(client: TestClient, visitor: Visitor) -> None:
    await (await visitor.say("你好")).json()
    await visitor.hear(1)
    clerks = [await employ(client, f"员工{n}") for n in range(8)]
    path = f"/conversations/{visitor.conversation}/takeover"
    responses = await asyncio.gather(*(clerk.send(path) for clerk in clerks))
    assert sorted(response.status for response in responses) == [200] + [403] * 7
    assert owners(await log_of(visitor)) == ["human"]


async def test_only_leads_take_from_a_colleague(client: TestClient, zhou: Clerk, boss: Clerk, waiting: Visitor) -> None:
    await zhou.post(f"/conversations/{waiting.conversation}/accept")
    other = await employ(client, "孟婷")
    problem = await other.post(f"/conversations/{waiting.conversation}/takeover", status=403)
    assert "周毅" in problem["title"]
    taken = await boss.post(f"/conversations/{waiting.conversation}/takeover")
    assert (taken["owner"], taken["mine"], taken["staff"]["name"]) == ("human", True, "店长")
    await zhou.post(f"/conversations/{waiting.conversation}/messages", {"client_id": "a", "text": "在"}, status=409)


@on_every_engine
async def test_an_answer_arrives_once_and_as_it_was_typed(zhou: Clerk, waiting: Visitor) -> None:
    path = f"/conversations/{waiting.conversation}/messages"
    await zhou.post(path, {"client_id": "a", "text": HTML}, status=409)
    await zhou.post(f"/conversations/{waiting.conversation}/accept")
    answers = await asyncio.gather(*(zhou.post(path, {"client_id": "a", "text": HTML}, status=202) for _ in range(5)))
    assert len({answer["seq"] for answer in answers}) == 1
    problem = await zhou.post(path, {"client_id": "a", "text": "别的"}, status=409)
    assert problem["field"] == "client_id"
    said = [event for event in await log_of(waiting) if event["from"] == "staff"]
    assert [event["body"] for event in said] == [{"type": "text", "text": HTML, "staff": "周毅"}]


@on_every_engine
async def test_hand_back_lets_the_bot_go_on(zhou: Clerk, waiting: Visitor) -> None:
    await zhou.post(f"/conversations/{waiting.conversation}/accept")
    before = len(await waiting.hear(1))
    for _ in range(2):
        given_back = await zhou.post(f"/conversations/{waiting.conversation}/hand_back")
        assert (given_back["owner"], given_back["mine"]) == ("bot", False)
    await waiting.hear(before + 1)
    events = await log_of(waiting)
    assert owners(events) == ["queued", "human", "bot"]
    assert events[-1]["from"] == "bot"


async def test_closing_ends_the_episode_once(zhou: Clerk, waiting: Visitor) -> None:
    path = f"/conversations/{waiting.conversation}"
    await zhou.post(f"{path}/close", {"outcome": "solved"}, status=409)
    await zhou.post(f"{path}/accept")
    assert (await zhou.post(f"{path}/close", {"outcome": "later"}, status=422))["field"] == "outcome"
    for _ in range(2):
        assert (await zhou.post(f"{path}/close", {"outcome": "solved"}))["owner"] == "closed"
    assert owners(await log_of(waiting)) == ["queued", "human", "closed"]
    await zhou.post(f"{path}/hand_back", status=409)


async def test_those_who_wait_move_up_at_once(
    zhou: Clerk, clock: ManualClock, arrive: Callable[..., Awaitable[Visitor]], waiting: Visitor
) -> None:
    clock.advance(1)
    second = await arrive()
    await second.say("转人工")
    await second.hear(1, kind="queue", sender="system")
    shown = (await zhou.get("/queue"))["waiting"]
    assert [(item["id"], item["queue"]["position"]) for item in shown] == [
        (waiting.conversation, 1),
        (second.conversation, 2),
    ]
    assert shown[0]["reason_text"] == "客户要求人工"
    await zhou.post(f"/conversations/{waiting.conversation}/accept")
    told = [event for event in await log_of(second) if event["kind"] == "queue"]
    assert [event["body"]["position"] for event in told] == [2, 1]


@on_every_engine
async def test_notes_stay_at_the_desk(zhou: Clerk, boss: Clerk, waiting: Visitor) -> None:
    path = f"/conversations/{waiting.conversation}"
    after = (await boss.get("/queue"))["seq"]
    first = await zhou.post(f"{path}/notes", {"text": HTML}, status=201)
    assert await zhou.post(f"{path}/notes", {"text": HTML}) == first
    await zhou.post(f"{path}/notes", {"text": "另一条"}, status=201)
    shown = (await boss.get(path))["notes"]
    assert [note["text"] for note in shown] == [HTML, "另一条"]
    assert shown[0]["staff"]["name"] == "周毅"
    assert not any(HTML in str(event) for event in await log_of(waiting))
    told = (await boss.get(f"/events?after={after}"))["events"]
    assert [event["body"]["text"] for event in told if event["kind"] == "note"] == [HTML, "另一条"]


async def test_a_transfer_needs_somebody_who_is_there(client: TestClient, zhou: Clerk, waiting: Visitor) -> None:
    path = f"/conversations/{waiting.conversation}"
    meng = await employ(client, "孟婷", capacity=1)
    await zhou.post(f"{path}/accept")
    wish = {"staff": meng.id, "reason": "她熟悉混动"}
    assert (await zhou.post(f"{path}/transfer", wish, status=409))["title"] == "孟婷现在不在线"
    await meng.post("/status", {"online": True})
    await zhou.post(f"{path}/transfer", {"staff": meng.id}, status=422)
    passed_on = await zhou.post(f"{path}/transfer", wish)
    assert (passed_on["mine"], passed_on["staff"]["name"]) == (False, "孟婷")
    await zhou.post(f"{path}/transfer", wish, status=409)
    assert (await meng.get(path))["notes"][-1]["text"] == "转给孟婷：她熟悉混动"
    assert owners(await log_of(waiting)) == ["queued", "human", "human"]
    await meng.post(f"{path}/messages", {"client_id": "m", "text": "我来"}, status=202)


async def test_a_full_colleague_gets_no_more(
    client: TestClient, zhou: Clerk, arrive: Callable[..., Awaitable[Visitor]], waiting: Visitor
) -> None:
    meng = await employ(client, "孟婷", capacity=1)
    await meng.post("/status", {"online": True})
    other = await arrive()
    await meng.post(f"/conversations/{other.conversation}/takeover")
    await zhou.post(f"/conversations/{waiting.conversation}/accept")
    wish = {"staff": meng.id, "reason": "忙"}
    problem = await zhou.post(f"/conversations/{waiting.conversation}/transfer", wish, status=409)
    assert problem["title"] == "孟婷现在接待已满"


@on_every_engine
async def test_a_transfer_to_a_store_waits_in_front(
    zhou: Clerk, boss: Clerk, arrive: Callable[..., Awaitable[Visitor]], waiting: Visitor
) -> None:
    path = f"/conversations/{waiting.conversation}"
    await zhou.post(f"{path}/accept")
    other = await arrive()
    await other.say("转人工")
    await other.hear(1, kind="queue", sender="system")
    assert (await zhou.post(f"{path}/transfer", {"store": "nowhere", "reason": "x"}, status=422))["field"] == "store"
    passed_on = await zhou.post(f"{path}/transfer", {"store": "campus", "reason": "车在那边"})
    assert (passed_on["owner"], passed_on["store"]["name"], passed_on["queue"]["position"]) == ("queued", "大学城店", 1)
    assert [item["id"] for item in (await boss.get("/queue"))["waiting"]] == [waiting.conversation, other.conversation]
    assert [item["id"] for item in (await zhou.get("/queue"))["waiting"]] == [other.conversation]


async def test_typing_and_reading_reach_the_customer_only_from_whoever_answers(
    zhou: Clerk, boss: Clerk, waiting: Visitor
) -> None:
    path = f"/conversations/{waiting.conversation}"
    await zhou.post(f"{path}/accept")
    seq = (await log_of(waiting))[-1]["seq"]

    async def heard_while(clerk: Clerk) -> list[tuple[str, str]]:
        listening = asyncio.create_task(waiting.events(f"after={seq}&wait=1"))
        await asyncio.sleep(0.1)
        await clerk.post(f"{path}/typing", status=204)
        return [(event["kind"], event["from"]) for event in (await listening)["events"]]

    assert await heard_while(zhou) == [("typing", "staff")]
    assert await heard_while(boss) == []
    assert (await zhou.get("/conversations?mine=1"))["conversations"][0]["unread"] == 1
    await zhou.post(f"{path}/read", {"seq": seq}, status=204)
    assert (await zhou.get("/conversations?mine=1"))["conversations"][0]["unread"] == 0
    await zhou.post(f"{path}/read", {"seq": seq + 100}, status=204)
    assert (await zhou.get(path))["conversation"]["staff_read_seq"] == seq


async def test_colleagues_see_who_looks_at_a_conversation_and_the_customer_does_not(
    zhou: Clerk, boss: Clerk, waiting: Visitor
) -> None:
    after = (await boss.get("/queue"))["seq"]
    seq = (await log_of(waiting))[-1]["seq"]
    customer = asyncio.create_task(waiting.events(f"after={seq}&wait=1"))
    for here in (True, False):
        colleague = asyncio.create_task(boss.get(f"/events?after={after}&wait=5"))
        while not colleague.done():  # as an open page does: what nobody listened to yet is lost
            await zhou.post(f"/conversations/{waiting.conversation}/viewing", {"here": here}, status=204)
            await asyncio.sleep(0.1)
        event = next(event for event in (await colleague)["events"] if event["kind"] == "viewing")
        assert (event["kind"], event["from"], event["conversation"]) == ("viewing", "staff", waiting.conversation)
        assert event["body"] == {"staff": {"id": zhou.id, "name": zhou.name}, "here": here}
        assert "seq" not in event
    assert (await customer)["events"] == []
    wrong = await zhou.post(f"/conversations/{waiting.conversation}/viewing", {"here": "yes"}, status=422)
    assert wrong["field"] == "here"


async def test_the_stream_shows_words_only_of_my_conversations(zhou: Clerk, boss: Clerk, waiting: Visitor) -> None:
    after = (await zhou.get("/queue"))["seq"]
    await zhou.post(f"/conversations/{waiting.conversation}/accept")
    await waiting.say("我的电话13800135678")
    await zhou.post(f"/conversations/{waiting.conversation}/messages", {"client_id": "a", "text": "好的"}, status=202)
    mine = (await zhou.get(f"/events?after={after}"))["events"]
    seen = (await boss.get(f"/events?after={after}"))["events"]
    assert [event["seq"] for event in mine] == list(range(after + 1, after + len(mine) + 1))
    assert [event["body"]["text"] for event in mine if event["kind"] == "message"][-2:] == [
        "我的电话13800135678",
        "好的",
    ]
    words = [event for event in seen if event["kind"] == "message"]
    assert all("body" not in event for event in words)
    assert [event["preview"] for event in words][-2:] == ["我的电话138****5678", "好的"]
    assert [event["body"]["owner"] for event in seen if event["kind"] == "owner"] == ["human"]
    assert {event["conversation"] for event in seen} == {waiting.conversation}


async def test_the_stream_resumes_where_it_was(zhou: Clerk, waiting: Visitor) -> None:
    headers = {**zhou.headers, "Accept": "text/event-stream", "Last-Event-ID": "2"}
    async with zhou.client.get("/api/v1/desk/events", headers=headers) as response:
        assert response.content_type == "text/event-stream"
        assert await response.content.readline() == b": open\n"
        await response.content.readline()
        assert await response.content.readline() == b"id: 3\n"


@on_every_engine
async def test_an_opened_conversation_shows_everything_and_is_written_down(
    zhou: Clerk, parts: Services, waiting: Visitor
) -> None:
    async with parts.database.session() as session:
        row = await session.get_one(Conversation, waiting.conversation)
        row.customer_id, row.verified = "c1", True
        await session.commit()
    listed = (await zhou.get("/conversations?owner=queued"))["conversations"][0]
    assert listed["customer"] == {"id": "c1", "name": "张**", "phone": "138****5678", "verified": True}
    assert listed["plate"] == "沪A***45"
    opened = await zhou.get(f"/conversations/{waiting.conversation}")
    await zhou.get(f"/conversations/{waiting.conversation}")
    assert opened["conversation"]["customer"]["phone"] == "13800135678"
    assert opened["customer"]["vehicles"][0]["plate"] == "沪A12345"
    assert [card["data"]["no"] for card in opened["orders"]] == ["O-1"]
    assert opened["orders"][0]["card_id"] == "order:O-1"
    assert [step["stage"] for step in opened["order_next"]["O-1"]] == ["WAITING_PARTS", "ADDITIONAL_QUOTE", "QC"]
    assert opened["handoff"]["reason"] == "customer_request"
    assert [event["seq"] for event in opened["events"]] == list(range(1, len(opened["events"]) + 1))
    async with parts.database.session() as session:
        looks = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "reveal"))).all()
    assert [(look.actor, look.subject) for look in looks] == [(zhou.id, f"conversation:{waiting.conversation}")]


async def test_history_comes_by_pages(zhou: Clerk, waiting: Visitor) -> None:
    path = f"/conversations/{waiting.conversation}/events"
    everything = (await zhou.get(path))["events"]
    page = await zhou.get(f"{path}?before={everything[-1]['seq']}&limit=2")
    assert page["events"] == everything[-3:-1]
    later = await zhou.get(f"{path}?after={everything[1]['seq']}")
    assert later["events"] == everything[2:]
    await zhou.get("/conversations/none/events", status=404)


@pytest.mark.parametrize(
    "words", ["13800135678", "+86 138-0013-5678", "5678", "沪A12345", "沪a·12345", "张三丰", "O-1", "o-1", "周毅"]
)
async def test_search_finds_by_whole_identifiers(
    zhou: Clerk, parts: Services, arrive: Callable[..., Awaitable[Visitor]], waiting: Visitor, words: str
) -> None:
    other = await arrive()
    await other.say("你好")
    async with parts.database.session() as session:
        (await session.get_one(Conversation, waiting.conversation)).customer_id = "c1"
        await session.commit()
    await zhou.post(f"/conversations/{waiting.conversation}/accept")
    found = await zhou.client.get("/api/v1/desk/conversations", params={"q": words}, headers=zhou.headers)
    answer = await found.json()
    assert [item["id"] for item in answer["conversations"]] == [waiting.conversation]
    assert (answer["total"], answer["pages"]) == (1, 1)


@pytest.mark.parametrize("words", ["你好", "张", "沪A", "1380013", "%", "' OR 1=1 --"])
async def test_search_does_not_find_by_words_or_parts(zhou: Clerk, waiting: Visitor, words: str) -> None:
    async with zhou.client.get("/api/v1/desk/conversations", params={"q": words}, headers=zhou.headers) as found:
        assert (await found.json())["conversations"] == []
