"""Nothing is kept longer than it is needed: once a day, or by hand, what is too old is deleted.

How long is the shop's policy, ``retention: {chat_days, …}``, over :data:`DAYS`. Running it twice changes nothing more.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation import pictures
from bot.conversation.forgetting import carry_out
from bot.conversation.models import (
    Choice,
    Conversation,
    Job,
    LogEvent,
    Note,
    OutboxItem,
    Picture,
    SmsLogEntry,
    StoredTracker,
)
from bot.db import Database
from bot.shop import access, codes, erasure, links
from bot.shop import claims as holds
from bot.shop.models import ArticleUse, AuditEntry, DeletionRequest, MissedQuestion, Rescue
from bot.shop.policy import LOCATION_DAYS
from bot.shop.shop import load_shop

DAYS = {
    "chat_days": 180,
    "rescue_location_days": LOCATION_DAYS,
    "sms_log_days": 7,
    "missed_question_days": 30,
    "article_use_days": 400,
    "audit_days": 365,
}
"""Days by class where the shop states nothing. One-time codes go after an hour, failed tries after a day."""

LEAST = {"audit_days": 180}
"""The least that may be stated: logs of security events are kept six months (网络安全法)."""

JOB = "retention"
EVERY = timedelta(hours=24)
_HELD_FOR = timedelta(minutes=30)
_SENT_ITEMS = timedelta(days=1)
_UNPROVEN_WISH = timedelta(days=30)


async def run_if_due(database: Database, *, now: datetime) -> dict[str, int] | None:
    """Run it if no process has within a day; what it did, None if it was not due."""
    if not await _take(database, now):
        return None
    done = await run(database, now=now)
    async with database.session() as session:
        await session.execute(update(Job).where(Job.name == JOB).values(done_at=now, held_until=None))
        await session.commit()
    return done


async def run(database: Database, *, now: datetime) -> dict[str, int]:
    """Delete what is too old and carry out the deletions nothing stands in the way of any more; rows by class."""
    async with database.session() as session:
        policy = (await load_shop(session)).settings.policy
    steps = _steps(days_of(policy), int(policy.get("repair_archive_years", erasure.ARCHIVE_YEARS)), now)
    done: dict[str, int] = {}
    for name, step in steps.items():
        async with database.session() as session:
            done[name] = await step(session)
            await session.commit()
    done["deletions"] = await _deletions(database, now)
    return done


Step = Callable[[AsyncSession], Awaitable[int]]


def _steps(days: Mapping[str, int], years: int, now: datetime) -> dict[str, Step]:
    def before(name: str) -> datetime:
        return now - timedelta(days=days[name])

    return {
        "chat": lambda s: _chat(s, before("chat_days")),
        "rescue_location": lambda s: _locations(s, before("rescue_location_days")),
        "sms_log": lambda s: _gone(s, delete(SmsLogEntry).where(SmsLogEntry.at < before("sms_log_days"))),
        "outbox": lambda s: _outbox(s, now),
        "missed_questions": lambda s: _gone(
            s, delete(MissedQuestion).where(MissedQuestion.at < before("missed_question_days"))
        ),
        "article_uses": lambda s: _gone(s, delete(ArticleUse).where(ArticleUse.at < before("article_use_days"))),
        "codes": lambda s: codes.forget_old(s, now=now),
        "failed_tries": lambda s: access.forget_old_tries(s, now=now),
        "links": lambda s: links.forget_old(s, now=now),
        "holds": lambda s: holds.forget_old(s, now=now),
        "unsent_pictures": lambda s: pictures.forget_unsent(s, now),
        "audit": lambda s: _gone(s, delete(AuditEntry).where(AuditEntry.at < before("audit_days"))),
        "files": lambda s: erasure.forget_old_files(s, now=now, years=years),
        "unproven_wishes": lambda s: _unproven(s, now),
    }


def days_of(policy: Mapping[str, Any]) -> dict[str, int]:
    """Days by class: what the shop states over the defaults, never below :data:`LEAST`."""
    stated = policy.get("retention") or {}
    return {name: max(int(stated.get(name, days)), LEAST.get(name, 1)) for name, days in DAYS.items()}


async def _take(database: Database, now: datetime) -> bool:
    async with database.session() as session:
        if await session.get(Job, JOB) is None:
            session.add(Job(name=JOB))
            try:
                await session.commit()
            except IntegrityError:
                await session.rollback()
        due = or_(Job.done_at.is_(None), Job.done_at <= now - EVERY)
        free = or_(Job.held_until.is_(None), Job.held_until < now)
        taken = update(Job).where(Job.name == JOB, due, free).values(held_until=now + _HELD_FOR).returning(Job.name)
        result = await session.execute(taken.execution_options(synchronize_session=False))
        found = result.one_or_none() is not None
        await session.commit()
        return found


async def _deletions(database: Database, now: datetime) -> int:
    async with database.session() as session:
        waiting = select(DeletionRequest.id).where(
            DeletionRequest.status == "requested", DeletionRequest.customer_id.is_not(None)
        )
        ids = list(await session.scalars(waiting))
    done = 0
    for request_id in ids:
        async with database.session() as session:
            request = await session.get_one(DeletionRequest, request_id)
            done += await carry_out(session, request, now=now)
            await session.commit()
    return done


async def _chat(session: AsyncSession, before: datetime) -> int:
    """What was said; the dialogue state and the buttons of conversations that have been silent that long."""
    silent = select(Conversation.id).where(
        Conversation.last_message_at.is_(None) & (Conversation.created_at < before)
        | (Conversation.last_message_at < before)
    )
    await _gone(session, delete(StoredTracker).where(StoredTracker.conversation_id.in_(silent)))
    await _gone(session, delete(Choice).where(Choice.issued_at < before))
    await _gone(session, delete(Note).where(Note.at < before))
    await _gone(session, delete(Picture).where(Picture.at < before))
    return await _gone(session, delete(LogEvent).where(LogEvent.at < before))


async def _locations(session: AsyncSession, before: datetime) -> int:
    over = Rescue.status.in_(("done", "missed", "cancelled"))
    old = select(Rescue).where(over, Rescue.created_at < before, Rescue.location.is_not(None))
    jobs = list(await session.scalars(old))
    for job in jobs:
        job.location = None
    return len(jobs)


async def _outbox(session: AsyncSession, now: datetime) -> int:
    sent = OutboxItem.done_at < now - _SENT_ITEMS
    return await _gone(session, delete(OutboxItem).where(or_(sent, OutboxItem.expires_at < now - _SENT_ITEMS)))


async def _unproven(session: AsyncSession, now: datetime) -> int:
    old = DeletionRequest.requested_at < now - _UNPROVEN_WISH
    unproven = DeletionRequest.customer_id.is_(None) & (DeletionRequest.status == "requested")
    return await _gone(session, delete(DeletionRequest).where(unproven, old))


async def _gone(session: AsyncSession, statement: Any) -> int:
    result = await session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)  # type: ignore[attr-defined]
