"""The desk's timers on a real database: ringing, passing on, taking back, promising a call."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from actions.context import Handoff, TurnContext
from bot.brain.turn import Said
from bot.clock import ManualClock
from bot.conversation.models import Alert, Conversation, DeskEvent, Note, Ring
from bot.shop.models import ShopSettings, Staff
from tests.conversation.scripted import NOW, Desk

OPEN = {"workday": ["08:30-18:00"], "weekend": ["09:00-16:00"], "public_holiday": []}


async def _wants_a_person(context: TurnContext, said: list[Said]) -> list[dict[str, object]]:
    if said[0].meaning == {"intent": "request_human"}:
        return [{"text": "登记回电"}]
    if said[0].text == "人工":
        context.effects.handoff = Handoff("customer_request")
    return [{"text": "好的"}]


@pytest.fixture
async def staffed(desk: Desk) -> Desk:
    """Two people at an open desk, each with room for one; the customer waits."""
    desk.brain.script = _wants_a_person
    async with desk.engine.database.session() as session:
        settings = await session.get_one(ShopSettings, "shop")
        settings.desk = OPEN
        for staff_id, name in (("a", "林晓"), ("b", "周航")):
            session.add(Staff(id=staff_id, name=name, online=True, last_seen=NOW, capacity=1, created_at=NOW))
        await session.commit()
    await desk.post("人工")
    await desk.idle()
    return desk


async def later(desk: Desk, seconds: float, *present: str) -> None:
    """``seconds`` pass; the pages of ``present`` stay open; a round is made."""
    clock = desk.engine.clock
    assert isinstance(clock, ManualClock)
    clock.advance(seconds)
    async with desk.engine.database.session() as session:
        await session.execute(update(Staff).where(Staff.id.in_(present)).values(last_seen=clock.now()))
        await session.commit()
    await desk.engine.sweep()
    await desk.idle()


async def row(desk: Desk) -> Conversation:
    async with desk.engine.database.session() as session:
        return await session.get_one(Conversation, desk.conversation_id)


async def owners(desk: Desk) -> list[str]:
    return [event.body["owner"] for event in await desk.events() if event.kind == "owner"]


async def test_a_waiting_customer_rings_at_one_page_at_once(staffed: Desk) -> None:
    await later(staffed, 1, "a", "b")
    found = await row(staffed)
    assert (found.owner, found.staff_id) == ("ringing", "a")
    assert (await staffed.events())[-1].body == {"owner": "ringing", "staff": "林晓"}


async def test_the_bot_still_answers_while_it_rings(staffed: Desk) -> None:
    await later(staffed, 1, "a", "b")
    await staffed.post("你们几点下班")
    await staffed.idle()
    assert (await staffed.said())[-1] == "好的"
    assert (await row(staffed)).owner == "ringing"


async def test_what_nobody_answers_rings_at_the_next_page_and_leads_are_told(staffed: Desk) -> None:
    await later(staffed, 1, "a", "b")
    queued_at = (await row(staffed)).queued_at
    await later(staffed, 30, "a", "b")
    await later(staffed, 1, "a", "b")
    found = await row(staffed)
    assert (found.owner, found.staff_id, found.queued_at) == ("ringing", "b", queued_at)
    assert await owners(staffed) == ["queued", "ringing", "queued", "ringing"]
    async with staffed.engine.database.session() as session:
        assert [r.outcome for r in await session.scalars(select(Ring).order_by(Ring.id))] == ["missed", None]
        told = await session.scalar(select(DeskEvent).where(DeskEvent.kind == "note"))
        assert told is not None
        note = await session.get_one(Note, told.note_id)
        alert = await session.scalar(select(Alert))
        assert alert is not None and (alert.kind, alert.text) == ("ring_missed", note.text)
        assert "林晓" in note.text and note.staff_id is None


async def test_a_page_that_closed_stops_ringing(staffed: Desk) -> None:
    await later(staffed, 1, "a", "b")
    await later(staffed, 61, "b")
    await later(staffed, 1, "b")
    assert (await row(staffed)).staff_id == "b"


async def test_passing_rings_at_the_next_page(staffed: Desk) -> None:
    await later(staffed, 1, "a", "b")
    assert not await staffed.engine.ringing.decline(staffed.conversation_id, "b", staffed.engine.clock.now())
    assert await staffed.engine.ringing.decline(staffed.conversation_id, "a", staffed.engine.clock.now())
    await later(staffed, 1, "a", "b")
    assert (await row(staffed)).staff_id == "b"


async def test_accepting_ends_the_ringing_whoever_accepts(staffed: Desk) -> None:
    await later(staffed, 1, "a", "b")
    await staffed.engine.staffing.accept(staffed.conversation_id, "b", "周航", staffed.engine.clock.now())
    found = await row(staffed)
    assert (found.owner, found.staff_id, found.rung_at) == ("human", "b", None)
    async with staffed.engine.database.session() as session:
        assert [r.outcome for r in await session.scalars(select(Ring))] == ["withdrawn"]


async def test_leaving_the_queue_ends_the_ringing(staffed: Desk) -> None:
    await later(staffed, 1, "a", "b")
    assert await staffed.engine.leave_queue(staffed.conversation_id)
    found = await row(staffed)
    assert (found.owner, found.staff_id, found.rung_at) == ("bot", None, None)


async def test_whoever_takes_a_customer_and_says_nothing_loses_them(staffed: Desk) -> None:
    await later(staffed, 1, "a", "b")
    await staffed.engine.staffing.accept(staffed.conversation_id, "a", "林晓", staffed.engine.clock.now())
    await later(staffed, 119, "a")
    assert (await row(staffed)).owner == "human"
    await later(staffed, 1, "a", "b")
    found = await row(staffed)
    assert (found.owner, found.priority, found.queue_position) == ("queued", 1, 1)
    assert (await staffed.said("system"))[-1].startswith("utter_requeued")


async def test_whoever_answered_may_take_time_but_not_go_away(staffed: Desk) -> None:
    staffing, now = staffed.engine.staffing, staffed.engine.clock.now()
    await staffing.accept(staffed.conversation_id, "a", "林晓", now)
    await staffing.reply(staffed.conversation_id, "a", "林晓", "您好", "s1", now)
    await staffed.post("我的车呢")
    await later(staffed, 300, "a")
    assert (await row(staffed)).owner == "human"
    await later(staffed, 61)
    assert (await row(staffed)).owner in ("queued", "bot")


async def test_a_desk_that_everybody_left_promises_a_call(staffed: Desk) -> None:
    await later(staffed, 61)
    found = await row(staffed)
    assert found.owner == "bot"
    assert (await staffed.said())[-1] == "登记回电"


async def test_at_closing_time_those_who_wait_are_promised_a_call(staffed: Desk) -> None:
    clock = staffed.engine.clock
    assert isinstance(clock, ManualClock)
    await later(staffed, (NOW.replace(hour=18) - clock.now()) / timedelta(seconds=1), "a", "b")
    assert (await row(staffed)).owner == "bot"
    assert (await staffed.said())[-1] == "登记回电"


async def test_nobody_rings_beyond_their_capacity(staffed: Desk) -> None:
    first = staffed.conversation_id
    others = []
    clock = staffed.engine.clock
    assert isinstance(clock, ManualClock)
    for number in range(2):
        clock.advance(1)
        staffed.conversation_id = await staffed.engine.open_conversation("river")
        others.append(staffed.conversation_id)
        await staffed.post("人工", f"other-{number}")
        await staffed.idle()
    await later(staffed, 1, "a", "b")
    async with staffed.engine.database.session() as session:
        rung = dict((await session.execute(select(Conversation.id, Conversation.staff_id))).all())
    assert (rung[first], rung[others[0]], rung[others[1]]) == ("a", "b", None)
    assert [e.body["position"] for e in await staffed.events() if e.kind == "queue"] == [3]
