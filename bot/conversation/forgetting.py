"""Deleting what was said: at the customer's wish together with what the shop holds about them, or one chat alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.models import (
    Choice,
    Conversation,
    LogEvent,
    Note,
    Picture,
    SmsLogEntry,
    StoredTracker,
    WatchedOrder,
)
from bot.shop import audit, erasure, holdings
from bot.shop.models import AccessLink, DeletionRequest
from bot.shop.privacy import WHOLE

UNLINKED: dict[str, Any] = {"customer_id": None, "verified": False, "consented_at": None, "consent_version": None}
"""Changes to a conversation whose customer was forgotten."""


@dataclass(frozen=True, slots=True)
class Present:
    """The conversation in which the wish is carried out: what was said from ``seq`` on stays, so that it is
    answered.
    """

    conversation_id: str
    seq: int


async def carry_out(
    session: AsyncSession, request: DeletionRequest, *, now: datetime, present: Present | None = None
) -> bool:
    """Do what a deletion asks for, in the caller's transaction; false if something has to end first.

    The row of the ``present`` conversation is left to the caller, who holds its claim: see :data:`UNLINKED`.
    """
    talks = await conversations_of(session, request)
    held = None
    if request.customer_id is not None and request.scope == WHOLE:
        held = await holdings.of_customer(session, request.customer_id, talks)
        if holdings.under_way(held, now=now):
            return False
    await _delete_chats(session, talks, present)
    if held is not None:
        await erasure.erase(session, held, now=now)
        await _unlink(session, [talk for talk in talks if present is None or talk != present.conversation_id])
    links: ColumnElement[bool] = AccessLink.conversation_id.in_(talks)
    if request.customer_id is not None:
        links = or_(links, AccessLink.customer_id == request.customer_id)
    await session.execute(delete(AccessLink).where(links))
    request.status, request.done_at = "done", now
    subject = f"customer:{request.customer_id}" if request.customer_id else f"conversation:{request.conversation_id}"
    audit.record(session, "customer", f"delete_{request.scope}", subject, now=now)
    return True


async def conversations_of(session: AsyncSession, request: DeletionRequest) -> list[str]:
    """The conversations of the customer who asked, and the one in which it was asked."""
    if request.customer_id is None:
        return [request.conversation_id] if request.conversation_id else []
    known = await session.scalars(select(Conversation.id).where(Conversation.customer_id == request.customer_id))
    return sorted({*known, *([request.conversation_id] if request.conversation_id else [])})


async def _delete_chats(session: AsyncSession, talks: list[str], present: Present | None) -> None:
    said = delete(LogEvent).where(LogEvent.conversation_id.in_(talks))
    if present is not None:
        said = said.where(or_(LogEvent.conversation_id != present.conversation_id, LogEvent.seq < present.seq))
    await session.execute(said.execution_options(synchronize_session=False))
    for table in (Choice, StoredTracker, Note, Picture, WatchedOrder, SmsLogEntry):
        rows: Any = table
        gone = delete(rows).where(rows.conversation_id.in_(talks))
        await session.execute(gone.execution_options(synchronize_session=False))


async def _unlink(session: AsyncSession, talks: list[str]) -> None:
    """Other conversations no longer belong to anybody; a turn that is just running there is overtaken."""
    for talk in talks:
        gone = update(Conversation).where(Conversation.id == talk)
        changed = gone.values(**UNLINKED, prompt=None, epoch=Conversation.epoch + 1)
        await session.execute(changed.execution_options(synchronize_session=False))
