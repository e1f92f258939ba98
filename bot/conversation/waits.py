"""How long customers usually wait for a person, and whose page rings for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.models import HandoffRecord, Ring

_COUNTED = 50
_FEWEST = 3
_KEPT = 0.9


async def usual_wait(session: AsyncSession) -> timedelta | None:
    """The running mean of the latest waits for a person; None while fewer than three are known.

    A = 0.9 A + 0.1 W over the waits W in the order in which they ended: old waits fade, one long wait does not alarm.
    """
    query = (
        select(HandoffRecord.at, HandoffRecord.accepted_at)
        .where(HandoffRecord.accepted_at.is_not(None))
        .order_by(HandoffRecord.accepted_at.desc(), HandoffRecord.id.desc())
        .limit(_COUNTED)
    )
    rows = (await session.execute(query)).all()
    return running_mean([row.accepted_at - row.at for row in reversed(rows) if row.accepted_at is not None])


def running_mean(waits: list[timedelta]) -> timedelta | None:
    """See :func:`usual_wait`; ``waits`` in the order in which they ended."""
    if len(waits) < _FEWEST:
        return None
    mean = waits[0]
    for wait in waits[1:]:
        mean = mean * _KEPT + wait * (1 - _KEPT)
    return mean


def place(position: int, estimate: timedelta | None, waited: timedelta) -> dict[str, Any]:
    """The body of a ``queue`` event: the place, and how long it may still take where that is known."""
    if estimate is None:
        return {"position": position}
    return {"position": position, "wait_seconds": max(0, round((estimate - waited).total_seconds()))}


async def end_ring(
    session: AsyncSession, conversation_id: str, outcome: str, now: datetime, *, staff_id: str | None = None
) -> None:
    """End what rings for a conversation; it is ``withdrawn`` unless ``staff_id`` (None: anybody's) was rung."""
    ringing = update(Ring).where(Ring.conversation_id == conversation_id, Ring.ended_at.is_(None))
    if staff_id is not None:
        await _end(session, ringing.where(Ring.staff_id == staff_id), outcome, now)
        outcome = "withdrawn"
    await _end(session, ringing, outcome, now)


async def _end(session: AsyncSession, statement: Any, outcome: str, now: datetime) -> None:
    await session.execute(statement.values(ended_at=now, outcome=outcome).execution_options(synchronize_session=False))
