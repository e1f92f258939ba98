"""Effects outside the database, carried out after the commit: at least once, each with an id to drop repeats by."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.log import Draft, append
from bot.conversation.models import OutboxItem, SmsLogEntry
from bot.conversation.ownership import Overtaken
from bot.db import Database
from bot.metrics import OUTBOX

logger = logging.getLogger(__name__)

_BATCH = 20
_HELD_FOR = timedelta(seconds=60)
_LONGEST_PAUSE = timedelta(minutes=10)


class Sender(Protocol):
    """Carries out one kind of effect. May be called again with the same id."""

    async def __call__(self, item_id: str, payload: dict[str, Any], now: datetime) -> str | None:
        """Do it; the id of a conversation whose log has grown, if any. Raise to have it repeated later."""
        ...


class SmsLog:
    """Sends text messages to the log instead of a phone, and, if ``shown``, to the customer's page.

    For development and demonstration: whoever sees the page sees the code.
    """

    def __init__(self, database: Database, *, shown: bool = True) -> None:
        self._database = database
        self._shown = shown

    async def __call__(self, item_id: str, payload: dict[str, Any], now: datetime) -> str | None:
        """Log ``payload``: ``phone``, ``text`` and, where the page may show it, ``conversation``."""
        conversation_id = payload.get("conversation")
        async with self._database.session() as session:
            session.add(
                SmsLogEntry(
                    id=item_id,
                    at=now,
                    conversation_id=conversation_id,
                    phone=payload["phone"],
                    text=payload["text"],
                )
            )
            try:
                await session.flush()
            except IntegrityError:
                return None
            if conversation_id and self._shown:
                body = {"type": "text", "text": payload["text"], "sms": True}
                try:
                    await append(session, conversation_id, [Draft("message", "system", body)], now=now)
                except Overtaken:
                    conversation_id = None
            await session.commit()
        return conversation_id if self._shown else None


async def send_due(database: Database, senders: dict[str, Sender], now: datetime) -> list[str]:
    """Carry out what is due; ids of the conversations whose logs have grown."""
    grown = []
    for item in await _take(database, now):
        sender = senders[item.kind]
        try:
            conversation_id = await sender(item.id, item.payload, now)
        except Exception:
            logger.exception("outbox item %s (%s) failed, attempt %s", item.id, item.kind, item.attempts)
            OUTBOX.labels(item.kind, "failed").inc()
            continue
        await _done(database, item.id, now)
        OUTBOX.labels(item.kind, "sent").inc()
        if conversation_id:
            grown.append(conversation_id)
    return grown


async def _take(database: Database, now: datetime) -> list[OutboxItem]:
    """Hold due items for a while, so that no other process sends them meanwhile."""
    async with database.session() as session:
        ids = await _due_ids(session, now)
        if not ids:
            return []
        due = (
            select(OutboxItem)
            .where(OutboxItem.id.in_(ids), OutboxItem.done_at.is_(None), OutboxItem.due_at <= now)
            .with_for_update(skip_locked=True)
        )
        items = list((await session.scalars(due)).all())
        for item in items:
            item.attempts += 1
            item.due_at = now + min(_HELD_FOR * 2 ** (item.attempts - 1), _LONGEST_PAUSE)
        await session.commit()
        return items


async def _due_ids(session: AsyncSession, now: datetime) -> list[str]:
    query = select(OutboxItem.id).where(
        OutboxItem.done_at.is_(None), OutboxItem.due_at <= now, OutboxItem.expires_at > now
    )
    return list((await session.scalars(query.order_by(OutboxItem.due_at).limit(_BATCH))).all())


async def _done(database: Database, item_id: str, now: datetime) -> None:
    async with database.session() as session:
        await session.execute(update(OutboxItem).where(OutboxItem.id == item_id).values(done_at=now))
        await session.commit()
