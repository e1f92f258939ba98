"""The list of low scores: what was given, why, and the task that is done or promised anew."""

from __future__ import annotations

from datetime import timedelta

from aiohttp.test_utils import TestClient
from sqlalchemy import select, update

from bot.conversation.models import Conversation
from bot.http.services import Services
from bot.shop import callbacks, surveys
from bot.shop.models import Callback, Survey
from tests.channels.page import Visitor
from tests.desk.people import NOON, PHONE, PLATE, Clerk, employ


async def rated(parts: Services, score: int, words: str = "", **about: str) -> str:
    """The number of the task that a rating made."""
    async with parts.database.session() as session:
        survey = await surveys.ask_rating(session, now=NOON, **about)  # type: ignore[arg-type]
        assert survey is not None
        await surveys.answer_rating(session, survey, score, now=NOON)
        call = await surveys.follow_up(session, survey, score, now=NOON, phone=PHONE, customer_id=None)
        if words:
            await surveys.give_reason(session, survey, words)
        await session.commit()
        return call.no


async def test_a_low_score_is_listed_with_its_reason_until_its_task_is_done(zhou: Clerk, parts: Services) -> None:
    no = await rated(parts, 2, f"等了三个小时，车牌{PLATE}", order_no="O-1")
    listed = await zhou.get("/low_scores")
    (row,) = listed["scores"]
    assert (row["score"], row["scale"], row["order_no"], row["store"]["name"]) == (2, 5, "O-1", "滨江店")
    assert row["words"].startswith("等了三个小时") and PLATE not in row["words"]
    assert (row["low"], row["task"]["no"], row["task"]["status"]) == (True, no, "scheduled")
    picked_up = await zhou.post(f"/callbacks/{no}/pick_up")
    assert picked_up["ring"] == PHONE
    assert (await zhou.get("/low_scores"))["scores"][0]["task"]["owner"]["name"] == zhou.name
    await zhou.post(f"/callbacks/{no}/done")
    assert (await zhou.get("/low_scores"))["scores"] == []
    (kept,) = (await zhou.get("/low_scores?status=all"))["scores"]
    assert (kept["task"]["status"], kept["words"]) == ("done", row["words"])


async def test_a_task_not_kept_is_listed_once_as_it_was_promised_anew(zhou: Clerk, parts: Services) -> None:
    no = await rated(parts, 1, episode="c:1")
    for day in (1, 2):
        async with parts.database.session() as session:
            missed = await callbacks.overdue(session, now=NOON + timedelta(days=day))
            again = [await callbacks.miss(session, call, now=NOON + timedelta(days=day)) for call in missed]
            await session.commit()
        no = next(call.no for call in again if call is not None and call.reason and "低分" in call.reason)
    (row,) = (await zhou.get("/low_scores"))["scores"]
    assert (row["task"]["no"], row["task"]["attempt"], row["score"]) == (no, 3, 1)
    assert (await zhou.get("/low_scores?status=all"))["total"] == 1


async def test_a_better_score_since_is_told_and_the_earliest_promise_comes_first(zhou: Clerk, parts: Services) -> None:
    later = await rated(parts, 2, episode="c:1")
    await rated(parts, 1, episode="c:2")
    async with parts.database.session() as session:
        survey = await session.scalar(select(Survey).where(Survey.episode == "c:1"))
        assert survey is not None
        await surveys.answer_rating(session, survey, 5, now=NOON)
        await session.execute(
            update(Callback).where(Callback.no == later).values(due_from=NOON + timedelta(hours=2))
        )
        await session.commit()
    rows = (await zhou.get("/low_scores"))["scores"]
    assert [(row["score"], row["low"]) for row in rows] == [(1, True), (5, False)]


async def test_another_stores_low_scores_are_not_listed(
    client: TestClient, parts: Services, zhou: Clerk, waiting: Visitor
) -> None:
    far = await employ(client, "孙悦", store_id="campus")
    async with parts.database.session() as session:
        row = await session.get_one(Conversation, waiting.conversation)
        row.entry_store = "river"
        await session.commit()
    await rated(parts, 1, episode="c:9", conversation_id=waiting.conversation)
    assert (await zhou.get("/low_scores"))["total"] == 1
    assert (await far.get("/low_scores"))["total"] == 0
