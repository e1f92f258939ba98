"""A copy of everything that is held about a customer: the shop's records and what was said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.models import Conversation, LogEvent
from bot.shop import audit, holdings

_SAID = ("message", "card")


async def copy_of(session: AsyncSession, customer_id: str, *, actor: str, now: datetime) -> dict[str, Any]:
    """The copy, fit for JSON; an audit entry says that ``actor`` took it. The caller commits.

    Raises:
        NotFound: no such customer.
    """
    talks = list(
        await session.scalars(
            select(Conversation).where(Conversation.customer_id == customer_id).order_by(Conversation.created_at)
        )
    )
    held = await holdings.of_customer(session, customer_id, [talk.id for talk in talks])
    audit.record(session, actor, "export", f"customer:{customer_id}", now=now)
    return {
        "exported_at": now.isoformat(timespec="seconds"),
        **holdings.as_json(held),
        "conversations": [
            {"opened_at": talk.created_at.isoformat(), "messages": await _messages(session, talk.id)} for talk in talks
        ],
    }


async def _messages(session: AsyncSession, conversation_id: str) -> list[dict[str, Any]]:
    query = select(LogEvent).where(LogEvent.conversation_id == conversation_id, LogEvent.kind.in_(_SAID))
    rows = await session.scalars(query.order_by(LogEvent.seq))
    return [{"at": row.at.isoformat(timespec="milliseconds"), "from": row.sender, "body": row.body} for row in rows]
