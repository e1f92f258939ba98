"""What falls due by itself: ratings and follow-ups after a delivery, solutions nobody opposed."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import in_shanghai
from bot.conversation import intake
from bot.conversation.log import events_after
from bot.conversation.models import LogEvent, WatchedOrder
from bot.conversation.timers import run_due
from bot.db import Database
from bot.shop import complaints, world
from bot.shop.models import Survey

NOW = in_shanghai(datetime(2026, 11, 23, 10, 0))
WORLD = {
    "default_store": "river",
    "stores": [
        {"id": "river", "name": "滨江店", "address": "a", "phone": "1", "vehicles": ["car"], "hours": "08:30-18:00"}
    ],
    "desk": {"workday": "08:30-18:00", "weekend": "09:00-16:00", "public_holiday": "closed"},
}


def phrase(response: str, **values: object) -> str:
    return response


@pytest.fixture
async def database(tmp_path: Path, _empty_database: Path) -> AsyncIterator[Database]:
    path = tmp_path / "shop.db"
    shutil.copy(_empty_database, path)
    found = Database(f"sqlite+aiosqlite:///{path}")
    order = {"id": "O-1", "plate": "沪A12345", "phone": "13800135678", "store": "river", "stage": "DELIVERED"}
    order |= {"opened": NOW - timedelta(days=2), "delivered": NOW}
    async with found.session() as session:
        await world.load(session, WORLD, {"orders": [order]}, now=NOW)
        await session.commit()
    yield found
    await found.close()


async def a_conversation(database: Database) -> str:
    conversation = await intake.open_conversation(database, now=NOW, entry_store=None, greeting=[])
    async with database.session() as session:
        session.add(WatchedOrder(conversation_id=conversation, order_no="O-1"))
        await session.commit()
    return conversation


async def said(database: Database, conversation: str) -> list[LogEvent]:
    async with database.session() as session:
        return list(await events_after(session, conversation, 0))


async def test_a_delivery_is_rated_once_and_asked_after_three_days_later(database: Database) -> None:
    conversation = await a_conversation(database)
    assert await run_due(database, phrase, NOW + timedelta(hours=1)) == []
    for _ in range(2):
        await run_due(database, phrase, NOW + timedelta(hours=2))
    asked = await said(database, conversation)
    assert [event.body.get("asks") for event in asked] == [None, ["score"]]
    night = NOW + timedelta(days=3, hours=12)
    assert await run_due(database, phrase, night) == []
    for _ in range(2):
        await run_due(database, phrase, night + timedelta(hours=12))
    assert [event.body.get("asks") for event in (await said(database, conversation))[2:]] == [["what"]]


async def test_nobody_to_ask_is_noted_and_an_old_delivery_left_alone(database: Database) -> None:
    assert await run_due(database, phrase, NOW + timedelta(days=11)) == []
    async with database.session() as session:
        assert list(await session.scalars(select(Survey))) == []
    await run_due(database, phrase, NOW + timedelta(hours=3))
    conversation = await a_conversation(database)
    assert await run_due(database, phrase, NOW + timedelta(hours=4)) == []
    assert await said(database, conversation) == []


async def test_a_solution_nobody_opposed_closes_the_case_and_is_told(database: Database) -> None:
    conversation = await a_conversation(database)
    async with database.session() as session:
        wish = complaints.ComplaintRequest(text="补漆有色差", conversation_id=conversation)
        complaint = await complaints.file_complaint(session, wish, now=NOW)
        complaints.propose(complaint, "重新喷涂", actor="s1", now=NOW)
        await session.commit()
        no = complaint.no
    await run_due(database, phrase, NOW + timedelta(hours=71))
    told = await run_due(database, phrase, NOW + timedelta(hours=72))
    assert set(told) == {conversation}
    async with database.session() as session:
        assert (await complaints.find_by_no(session, no)).status == "closed"
    assert "utter_complaint_unopposed" in [event.body.get("text") for event in await said(database, conversation)]
