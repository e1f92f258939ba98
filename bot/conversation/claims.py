"""Claiming a conversation for one turn: a lease on its row, and a count of attempts that survives a crash."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.log import Expect
from bot.conversation.models import Choice, Conversation, LogEvent, StoredTracker
from bot.conversation.ownership import Owner
from bot.db import Database

LEASE = timedelta(seconds=30)
SEND_PICTURE = "send_picture"
"""The intent of a turn that consists of pictures."""


@dataclass(frozen=True, slots=True)
class PendingMessage:
    """One message of the turn; ``meaning`` is set for a pressed button and for a shared position."""

    seq: int
    text: str
    meaning: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A conversation held for one turn, with all that the turn needs to know about it; ``began`` in seconds of the
    monotonic clock.
    """

    conversation_id: str
    process: str
    owner: Owner
    epoch: int
    messages: list[PendingMessage]
    prompt: str | None
    attempts: int
    at: datetime
    address: str
    conversation: Conversation
    state: dict[str, Any] | None
    saved_at: datetime | None
    began: float = field(default_factory=time.monotonic)

    @property
    def expect(self) -> Expect:
        """What must still hold when the turn is committed."""
        return Expect(self.epoch, self.process)

    @property
    def reply_to(self) -> int | None:
        """The last customer message of the turn."""
        return self.messages[-1].seq if self.messages else None

    @property
    def seqs(self) -> list[int]:
        """Seqs of the turn's messages."""
        return [message.seq for message in self.messages]


async def claim(database: Database, conversation_id: str, process: str, now: datetime) -> Claim | None:
    """Hold the conversation and count an attempt on the messages of its next turn; None if there is nothing to do.

    A turn is a button or a shared position, or pictures that follow each other, or the text messages up to the next of
    these, or, when there is nothing, what ``prompt`` names.
    """
    async with database.session() as session:
        if not await _lease(session, conversation_id, process, now):
            await session.rollback()
            return None
        messages = _one_turn(await _pending(session, conversation_id))
        conversation = await session.get_one(Conversation, conversation_id)
        prompt = conversation.prompt if not messages else None
        if not messages and prompt is None:
            await session.execute(_release(conversation_id, process))
            await session.commit()
            return None
        seqs = [message.seq for message in messages]
        await session.execute(
            update(LogEvent)
            .where(LogEvent.conversation_id == conversation_id, LogEvent.seq.in_(seqs))
            .values(attempts=LogEvent.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        await session.commit()
        tracker = await session.get(StoredTracker, conversation_id)
        meanings = await _meanings(session, messages)
    return Claim(
        conversation_id=conversation_id,
        process=process,
        owner=Owner(conversation.owner),
        epoch=conversation.epoch,
        messages=[_message(m, meanings) for m in messages],
        prompt=prompt,
        attempts=messages[0].attempts + 1 if messages else 1,
        at=messages[-1].at if messages else now,
        address=(messages[-1].address or "") if messages else "",
        conversation=conversation,
        state=tracker.body if tracker else None,
        saved_at=tracker.saved_at if tracker else None,
    )


async def forget_leases(database: Database) -> None:
    """Drop every lease: for the only process of an installation, at its start."""
    async with database.session() as session:
        await session.execute(update(Conversation).values(lease_by=None, lease_until=None))
        await session.commit()


async def waiting_conversations(database: Database, before: datetime, now: datetime) -> list[str]:
    """Conversations nobody holds, with unhandled messages from ``before`` or earlier, or a turn the bot owes."""
    free = or_(Conversation.lease_until.is_(None), Conversation.lease_until < now)
    unhandled = (
        select(LogEvent.conversation_id)
        .join(Conversation, Conversation.id == LogEvent.conversation_id)
        .where(LogEvent.state == "pending", LogEvent.at <= before, free)
        .distinct()
        .limit(100)
    )
    owed = select(Conversation.id).where(Conversation.prompt.is_not(None), free).limit(100)
    async with database.session() as session:
        return list({*(await session.scalars(unhandled)).all(), *(await session.scalars(owed)).all()})


async def _lease(session: AsyncSession, conversation_id: str, process: str, now: datetime) -> bool:
    free = or_(Conversation.lease_until.is_(None), Conversation.lease_until < now, Conversation.lease_by == process)
    result = await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, free)
        .values(lease_by=process, lease_until=now + LEASE)
        .returning(Conversation.id)
        .execution_options(synchronize_session=False)
    )
    return result.one_or_none() is not None


def _release(conversation_id: str, process: str) -> Any:
    return (
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.lease_by == process)
        .values(lease_by=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )


async def _pending(session: AsyncSession, conversation_id: str) -> list[LogEvent]:
    query = (
        select(LogEvent)
        .where(LogEvent.conversation_id == conversation_id, LogEvent.state == "pending")
        .order_by(LogEvent.seq)
    )
    return list((await session.scalars(query)).all())


def _one_turn(pending: list[LogEvent]) -> list[LogEvent]:
    if not pending or _stands_alone(pending[0]):
        return pending[:1]
    kind = pending[0].body["type"]
    return list(takewhile(lambda event: event.body["type"] == kind and not _stands_alone(event), pending))


def _stands_alone(event: LogEvent) -> bool:
    return "choice" in event.body or "location" in event.body


def _message(event: LogEvent, meanings: dict[str, dict[str, Any]]) -> PendingMessage:
    if event.picture_id is not None:
        return PendingMessage(event.seq, "", {"intent": SEND_PICTURE})
    return PendingMessage(event.seq, event.body["text"], _meaning(event, meanings))


def _meaning(message: LogEvent, of_choices: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    if "location" in message.body:
        return {"intent": "inform", "entities": {"location": message.body["text"]}}
    return of_choices.get(message.body.get("choice", ""))


async def _meanings(session: AsyncSession, messages: list[LogEvent]) -> dict[str, dict[str, Any]]:
    ids = [event.body["choice"] for event in messages if "choice" in event.body]
    if not ids:
        return {}
    rows = (await session.execute(select(Choice.id, Choice.meaning).where(Choice.id.in_(ids)))).all()
    return {row.id: row.meaning for row in rows}
