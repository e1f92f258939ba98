"""The failure rules of a turn, ownership against the bot, gathering: on a real database with a scripted brain."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from actions.context import Handoff, TurnContext
from bot.brain.turn import Said
from bot.conversation import turns
from bot.conversation.intake import ClientIdReused, Incoming, UnknownChoice
from bot.conversation.queue import tell_positions
from bot.conversation.staffing import AlreadyTaken, NotYours
from bot.shop.models.feedback import Feedback
from tests.conversation.scripted import NOW, Desk


async def test_fragments_typed_together_become_one_turn(desk: Desk) -> None:
    for text in ("我想", "约个", "保养"):
        await desk.post(text)
        await asyncio.sleep(0.05)
    await desk.idle()
    assert desk.brain.seen == ["我想\n约个\n保养"]
    last = (await desk.events())[-1]
    assert last.body["reply_to"] == last.seq - 1


async def test_typing_holds_a_turn_back_but_not_for_ever(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.conversation.gather.LONGEST", 0.6)
    await desk.post("我想")
    for _ in range(4):
        desk.engine.gatherer.typing(desk.conversation_id)
        await asyncio.sleep(0.1)
    assert desk.brain.seen == []
    await desk.idle()
    assert desk.brain.seen == ["我想"]


async def test_danger_does_not_wait_for_the_window(desk: Desk) -> None:
    await desk.post("着火了")
    started = asyncio.get_running_loop().time()
    await desk.idle()
    assert asyncio.get_running_loop().time() - started < 0.3


async def test_a_failing_action_is_tried_twice_then_apologised_for(desk: Desk) -> None:
    async def fails(context: TurnContext, said: list[Said]) -> list[dict[str, Any]]:
        context.session.add(Feedback(text="x", at=NOW))
        raise RuntimeError("boom")

    desk.brain.script = fails
    await desk.post("你好")
    await desk.idle()
    assert desk.brain.seen == ["你好", "你好"]
    assert (await desk.said())[-1].startswith("utter_bot_failure")
    assert (await desk.events())[0].state == "failed"
    async with desk.engine.database.session() as session:
        assert await session.get(Feedback, 1) is None


async def test_an_empty_answer_is_a_failure(desk: Desk) -> None:
    async def silent(context: TurnContext, said: list[Said]) -> list[dict[str, Any]]:
        return []

    desk.brain.script = silent
    await desk.post("你好")
    await desk.idle()
    assert (await desk.said())[-1].startswith("utter_bot_failure")


async def test_no_answer_in_time_is_a_failure(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "ANSWER_WITHIN", 0.1)

    async def slow(context: TurnContext, said: list[Said]) -> list[dict[str, Any]]:
        await asyncio.sleep(5)
        return [{"text": "zu spät"}]

    desk.brain.script = slow
    await desk.post("你好")
    await desk.idle()
    assert (await desk.said())[-1].startswith("utter_bot_failure")


async def test_a_failure_in_danger_brings_a_person_without_asking(desk: Desk) -> None:
    async def fails(context: TurnContext, said: list[Said]) -> list[dict[str, Any]]:
        raise RuntimeError("boom")

    desk.brain.script = fails
    await desk.post("着火了")
    await desk.idle()
    assert (await desk.said())[-1].startswith("utter_danger")
    assert [e.body["owner"] for e in await desk.events() if e.kind == "owner"] == ["queued"]


async def test_messages_wait_while_the_database_is_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real, failures = turns.claims.claim, 3

    async def away(*args: Any) -> Any:
        nonlocal failures
        if failures:
            failures -= 1
            raise OperationalError("select", {}, Exception("connection refused"))
        return await real(*args)

    monkeypatch.setattr(turns.claims, "claim", away)
    monkeypatch.setattr("bot.conversation.gather._RETRY_AFTER", 0.01)
    await desk.post("你好")
    await desk.idle()
    assert await desk.said() == ["答：你好"]


async def test_a_turn_overtaken_by_a_person_is_rolled_back_whole(desk: Desk) -> None:
    async def overtaken(context: TurnContext, said: list[Said]) -> list[dict[str, Any]]:
        context.session.add(Feedback(text="x", at=NOW))
        await desk.engine.staffing.take_over(desk.conversation_id, "s1", "林晓", NOW)
        return [{"text": "too late"}]

    desk.brain.script = overtaken
    await desk.post("你好")
    await desk.idle()
    assert await desk.said() == []
    assert (await desk.events())[0].state == "human"
    async with desk.engine.database.session() as session:
        assert await session.get(Feedback, 1) is None


async def test_the_bot_keeps_silent_while_a_person_owns_the_conversation(desk: Desk) -> None:
    await desk.engine.staffing.take_over(desk.conversation_id, "s1", "林晓", NOW)
    await desk.post("/restart")
    await desk.post('/handoff{"phone_verified":true}')
    await desk.idle()
    assert desk.brain.seen == []
    assert await desk.said() == []


async def test_danger_under_a_person_shows_the_hotline_as_the_system(desk: Desk) -> None:
    await desk.engine.staffing.take_over(desk.conversation_id, "s1", "林晓", NOW)
    await desk.post("着火了")
    await desk.idle()
    assert (await desk.said("system"))[-1].startswith("utter_danger")
    assert await desk.said() == []


async def test_of_two_who_accept_one_wins(desk: Desk) -> None:
    async def hands_off(context: TurnContext, said: list[Said]) -> list[dict[str, Any]]:
        context.effects.handoff = Handoff("customer_request")
        return [{"text": "转接中"}]

    desk.brain.script = hands_off
    await desk.post("转人工")
    await desk.idle()
    staffing = desk.engine.staffing
    outcomes = await asyncio.gather(
        *(staffing.accept(desk.conversation_id, f"s{n}", f"顾问{n}", NOW) for n in range(20)), return_exceptions=True
    )
    assert sum(outcome is None for outcome in outcomes) == 1
    assert all(outcome is None or isinstance(outcome, AlreadyTaken) for outcome in outcomes)
    winner = outcomes.index(None)
    with pytest.raises(NotYours):
        await staffing.reply(desk.conversation_id, f"s{(winner + 1) % 20}", "x", "hi", "r1", NOW)
    first = await staffing.reply(desk.conversation_id, f"s{winner}", "x", "您好", "r1", NOW)
    assert await staffing.reply(desk.conversation_id, f"s{winner}", "x", "您好", "r1", NOW) == first


async def test_the_bot_owes_a_turn_after_the_hand_back(desk: Desk) -> None:
    await desk.engine.staffing.take_over(desk.conversation_id, "s1", "林晓", NOW)
    await desk.engine.staffing.hand_back(desk.conversation_id, "s1", NOW)
    await desk.engine.sweep()
    await desk.idle()
    assert await desk.said() == ["答："]
    await desk.engine.sweep()
    await desk.idle()
    assert len(desk.brain.seen) == 1


async def test_one_client_id_is_one_message(desk: Desk) -> None:
    seqs = await asyncio.gather(*(desk.post("你好", "same") for _ in range(5)))
    assert len(set(seqs)) == 1
    with pytest.raises(ClientIdReused):
        await desk.post("别的", "same")
    await desk.idle()
    assert desk.brain.seen == ["你好"]


async def test_a_button_is_pressed_once_and_must_have_been_issued(desk: Desk) -> None:
    async def asks(context: TurnContext, said: list[Said]) -> list[dict[str, Any]]:
        return [{"text": "确认？", "buttons": [{"title": "是", "payload": "/affirm"}], "asks": ["confirm"]}]

    desk.brain.script = asks
    await desk.post("你好")
    await desk.idle()
    choice = (await desk.events())[-1].body["choices"][0]["choice"]
    first = await desk.engine.post(desk.conversation_id, Incoming("p1", choice=choice), "")
    await desk.idle()
    again = await desk.engine.post(desk.conversation_id, Incoming("p2", choice=choice), "")
    assert again.seq == first.seq
    with pytest.raises(UnknownChoice):
        await desk.engine.post(desk.conversation_id, Incoming("p3", choice="forged"), "")


async def test_a_message_to_a_closed_conversation_opens_an_episode(desk: Desk) -> None:
    await desk.engine.staffing.take_over(desk.conversation_id, "s1", "林晓", NOW)
    await desk.engine.staffing.close(desk.conversation_id, "s1", "solved", NOW)
    await desk.post("还有个事")
    await desk.idle()
    owners = [e.body["owner"] for e in await desk.events() if e.kind == "owner"]
    assert owners == ["human", "closed", "bot"]
    assert (await desk.events())[-1].episode == 2


async def test_a_move_up_the_queue_is_told_once(desk: Desk) -> None:
    async def hands_off(context: TurnContext, said: list[Said]) -> list[dict[str, Any]]:
        context.effects.handoff = Handoff("customer_request")
        return [{"text": "转接中"}]

    desk.brain.script = hands_off
    first, second = desk.conversation_id, await desk.engine.open_conversation("river")
    for conversation_id in (first, second):
        await desk.engine.post(conversation_id, Incoming("q1", "转人工"), "")
        await desk.idle()
        desk.engine.clock.advance(1)  # type: ignore[attr-defined]
    await desk.engine.staffing.accept(first, "s1", "林晓", NOW)
    await asyncio.gather(*(tell_positions(desk.engine.database, NOW) for _ in range(5)))
    desk.conversation_id = second
    assert [e.body["position"] for e in await desk.events() if e.kind == "queue"] == [2, 1]
