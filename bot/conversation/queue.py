"""The queue for a person: order, positions, and telling those who wait when they move up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.log import Draft, Expect, append
from bot.conversation.models import Conversation
from bot.conversation.ownership import WAITING, Overtaken
from bot.conversation.waits import place, usual_wait
from bot.db import Database


async def waiting(session: AsyncSession) -> Sequence[Any]:
    """Those who wait, next first, whether or not somebody's page rings for them."""
    query = (
        select(
            Conversation.id,
            Conversation.epoch,
            Conversation.queue_position,
            Conversation.priority,
            Conversation.queued_at,
            Conversation.handoff_reason,
            Conversation.entry_store,
            Conversation.owner,
            Conversation.staff_id,
            Conversation.rung_at,
            Conversation.customer_id,
        )
        .where(Conversation.owner.in_([owner.value for owner in WAITING]))
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
        estimate = await usual_wait(session) if moved else None
    told = []
    for row, position in moved:
        async with database.session() as session:
            try:
                await append(
                    session,
                    row.id,
                    [Draft("queue", "system", place(position, estimate, now - (row.queued_at or now)))],
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
