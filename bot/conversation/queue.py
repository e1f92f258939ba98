"""The queue for a person: order, positions, and telling those who wait when they move up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.log import Draft, Expect, append
from bot.conversation.models import Conversation
from bot.conversation.ownership import Overtaken, Owner
from bot.db import Database


async def waiting(session: AsyncSession) -> Sequence[Any]:
    """Those who wait, next first: rows of id, epoch, queue_position, priority, queued_at, handoff_reason."""
    query = (
        select(
            Conversation.id,
            Conversation.epoch,
            Conversation.queue_position,
            Conversation.priority,
            Conversation.queued_at,
            Conversation.handoff_reason,
            Conversation.entry_store,
        )
        .where(Conversation.owner == Owner.QUEUED.value)
        .order_by(Conversation.priority.desc(), Conversation.queued_at, Conversation.id)
    )
    return (await session.execute(query)).all()


async def tell_positions(database: Database, now: datetime) -> list[str]:
    """Append a ``queue`` event to every waiting conversation whose position changed; their ids."""
    async with database.session() as session:
        moved = [
            (row, position)
            for position, row in enumerate(await waiting(session), start=1)
            if row.queue_position != position
        ]
    told = []
    for row, position in moved:
        async with database.session() as session:
            try:
                await append(
                    session,
                    row.id,
                    [Draft("queue", "system", {"position": position})],
                    now=now,
                    expect=Expect(row.epoch),
                    only_if=Conversation.queue_position.is_not_distinct_from(row.queue_position),
                    changes={"queue_position": position},
                )
            except Overtaken:
                continue
            await session.commit()
        told.append(row.id)
    return told
