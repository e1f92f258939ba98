"""Promised calls that nobody made: told once, promised again, alerted about; and complaints that pile up."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from bot.clock import in_shanghai
from bot.conversation import intake
from bot.conversation.log import events_after
from bot.conversation.models import Alert, LogEvent, Note
from bot.conversation.timers import run_due
from bot.db import Database
from bot.shop import callbacks, complaints
from bot.shop.models import Callback
from tests.conversation.test_timers import NOW, database, phrase

__all__ = ["database"]

LATE = NOW.replace(hour=22, minute=30)


@pytest.fixture
async def conversation(database: Database) -> str:
    return await intake.open_conversation(database, now=NOW, entry_store="river", greeting=[])


async def promise(database: Database, conversation: str, **wish: Any) -> str:
    async with database.session() as session:
        call = await callbacks.promise(session, "13800135678", now=LATE, conversation_id=conversation, **wish)
        await session.commit()
        return call.no


async def calls(database: Database) -> list[Callback]:
    async with database.session() as session:
        return list(await session.scalars(select(Callback).order_by(Callback.attempt)))


async def said(database: Database, conversation: str) -> list[LogEvent]:
    async with database.session() as session:
        return [e for e in await events_after(session, conversation, 0) if e.kind == "message"]


async def test_a_window_that_passed_is_told_once_and_promised_again(database: Database, conversation: str) -> None:
    no = await promise(database, conversation, priority="high", reason="问刹车")
    (call,) = await calls(database)
    assert call.counts_from == call.due_from == in_shanghai(datetime(2026, 11, 24, 8, 30))
    assert await run_due(database, phrase, call.due_to) == []
    for _ in range(3):
        await run_due(database, phrase, call.due_to + timedelta(minutes=1))
    missed, again = await calls(database)
    assert (missed.no, missed.status, callbacks.status_text(missed)) == (no, "missed", "未按时回电")
    assert (again.status, again.follows, again.attempt, again.priority) == ("scheduled", no, 2, "high")
    assert again.due_from == call.due_to + timedelta(minutes=1)
    assert again.counts_from == call.counts_from
    texts = [event.body for event in await said(database, conversation)]
    assert [body.get("text") or body.get("card_id") for body in texts] == [
        "utter_callback_missed", f"callback:{again.no}",
    ]  # fmt: skip
    async with database.session() as session:
        (alert,) = await session.scalars(select(Alert))
        assert (alert.kind, alert.text, alert.store_id) == ("call_missed", "utter_desk_call_missed", "river")
        assert [note.text for note in await session.scalars(select(Note))] == ["utter_desk_call_missed"]


async def test_after_three_missed_windows_a_lead_has_to_see_to_it(database: Database, conversation: str) -> None:
    await promise(database, conversation)
    now = LATE
    for _ in range(5 * 24 * 2):
        now += timedelta(minutes=30)
        await run_due(database, phrase, now)
    assert [call.status for call in await calls(database)] == ["missed"] * 3
    told = [event.body.get("text") for event in await said(database, conversation) if "text" in event.body]
    assert told == ["utter_callback_missed", "utter_callback_missed", "utter_callback_given_up"]
    async with database.session() as session:
        assert len(list(await session.scalars(select(Alert)))) == 3


@pytest.mark.parametrize("status", ["in_progress", "done", "cancelled", "requested"])
async def test_a_call_that_is_made_or_was_never_promised_is_not_missed(
    database: Database, conversation: str, status: str
) -> None:
    await promise(database, conversation)
    async with database.session() as session:
        (call,) = await session.scalars(select(Callback))
        call.status = status
        await session.commit()
    await run_due(database, phrase, LATE + timedelta(days=3))
    assert [call.status for call in await calls(database)] == [status]
    assert await said(database, conversation) == []


async def test_a_call_promised_in_no_conversation_is_missed_too(database: Database) -> None:
    async with database.session() as session:
        await callbacks.promise(session, "13800135678", now=LATE)
        await session.commit()
    await run_due(database, phrase, LATE + timedelta(days=1))
    assert [call.status for call in await calls(database)] == ["missed", "scheduled"]


async def test_leads_are_alerted_once_of_complaints_that_pile_up(database: Database) -> None:
    async with database.session() as session:
        for _ in range(5):
            wish = complaints.ComplaintRequest("修完还是漏油", category="quality", store_id="river")
            await complaints.file_complaint(session, wish, now=NOW)
        await session.commit()
    for _ in range(2):
        await run_due(database, phrase, NOW)
    async with database.session() as session:
        alerts = list(await session.scalars(select(Alert).order_by(Alert.text)))
        assert [(a.text, a.store_id) for a in alerts] == [
            ("utter_desk_complaints_category", None), ("utter_desk_complaints_store", "river"),
        ]  # fmt: skip


def test_templates_have_what_they_need() -> None:
    """Every text of a call can be said with the values it is given."""
    responses = yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))["responses"]
    values = dict.fromkeys(["no", "start", "end", "hotline", "new_no", "new_start", "new_end", "attempt", "name", "count", "staff"], "x")
    for name in responses:
        if name.startswith(("utter_callback_missed", "utter_callback_given_up", "utter_desk_c")):
            responses[name][0]["text"].format(**values, opening="x")

