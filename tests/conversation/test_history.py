"""What is recorded for the figures: who had a conversation when, and every turn of the bot, without a word of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from actions.context import Handoff, TurnContext
from bot.brain.brain import guess_of
from bot.brain.turn import Said
from bot.clock import ManualClock
from bot.conversation.history import UNSERVED, BotTurn, OwnerChange
from bot.conversation.models import Conversation
from bot.shop.models import ShopSettings
from tests.conversation.scripted import NOW, Desk


async def _answers(context: TurnContext, said: list[Said]) -> list[dict[str, object]]:
    if said[0].text == "人工":
        context.effects.handoff = Handoff("customer_request")
    if said[0].text == "嗯？":
        context.effects.missed = True
    if said[0].text == "坏":
        raise RuntimeError("boom")
    return [{"text": "好的"}]


async def changes(desk: Desk) -> list[tuple[Any, ...]]:
    query = select(OwnerChange.owner, OwnerChange.staff_id, OwnerChange.outcome, OwnerChange.why, OwnerChange.store_id)
    async with desk.engine.database.session() as session:
        return [tuple(row) for row in await session.execute(query.order_by(OwnerChange.seq))]


async def test_every_change_of_hands_is_recorded_with_its_place_in_the_log(desk: Desk) -> None:
    desk.brain.script = _answers
    await desk.post("人工")
    await desk.idle()
    staffing = desk.engine.staffing
    await staffing.accept(desk.conversation_id, "a", "林晓", NOW)
    await staffing.close(desk.conversation_id, "a", "solved", NOW)
    await desk.post("你好")
    await desk.idle()
    assert await changes(desk) == [
        ("queued", None, None, None, "river"),
        ("human", "a", None, None, "river"),
        ("closed", None, "solved", None, "river"),
        ("bot", None, None, None, "river"),
    ]
    async with desk.engine.database.session() as session:
        recorded = list(await session.execute(select(OwnerChange.seq, OwnerChange.episode).order_by(OwnerChange.seq)))
    logged = [(event.seq, event.episode) for event in await desk.events() if event.kind == "owner"]
    assert [tuple(row) for row in recorded] == logged


async def test_a_wait_that_nobody_was_there_to_end_is_told_from_one_the_customer_gave_up(desk: Desk) -> None:
    desk.brain.script = _answers
    async with desk.engine.database.session() as session:
        settings = await session.get_one(ShopSettings, "shop")
        settings.desk = {"workday": ["08:30-18:00"]}
        await session.commit()
    await desk.post("人工")
    await desk.idle()
    clock = desk.engine.clock
    assert isinstance(clock, ManualClock)
    clock.advance(600)
    await desk.engine.sweep()
    await desk.idle()
    assert [change[0::3][:2] for change in await changes(desk)] == [("queued", None), ("bot", UNSERVED)]


async def test_every_turn_is_recorded_once_with_its_outcome(desk: Desk) -> None:
    desk.brain.script = _answers
    for text in ("你好", "嗯？", "坏"):
        await desk.post(text)
        await desk.idle()
    query = select(BotTurn.outcome, BotTurn.intent, BotTurn.store_id, BotTurn.at, BotTurn.seq).order_by(BotTurn.seq)
    async with desk.engine.database.session() as session:
        rows = list(await session.execute(query))
    asked = [event.seq for event in await desk.events() if event.sender == "customer"]
    assert [tuple(row) for row in rows] == [
        ("answered", "inform", "river", NOW, asked[0]),
        ("missed", "inform", "river", NOW, asked[1]),
        ("failed", None, "river", NOW, asked[2]),
    ]


async def test_a_turn_the_bot_owed_is_nobodys_question(desk: Desk) -> None:
    async with desk.engine.database.session() as session:
        await session.execute(update(Conversation).values(prompt="resume_task"))
        await session.commit()
    await desk.engine.sweep()
    await desk.idle()
    async with desk.engine.database.session() as session:
        assert list(await session.scalars(select(BotTurn))) == []


def test_the_guess_is_the_likeliest_business_of_what_was_refused() -> None:
    ranking = [{"name": name} for name in ("out_of_scope", "nlu_fallback", "ask_price", "ask_hours")]
    assert guess_of({"intent": {"name": "nlu_fallback"}, "intent_ranking": ranking}) == "ask_price"
    assert guess_of({"intent": {"name": "ask_price"}, "intent_ranking": ranking[2:]}) is None
    assert guess_of({"intent": {"name": "out_of_scope"}}) is None
