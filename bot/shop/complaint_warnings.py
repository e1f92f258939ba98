"""Warning the manager when complaints of one kind, or of one store, pile up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import in_shanghai
from bot.shop.models import Complaint, ComplaintWarning
from bot.shop.pending import pending

MANY = 5
WITHIN = timedelta(days=7)


async def warn_of_many(session: AsyncSession, complaint: Complaint, *, now: datetime) -> list[ComplaintWarning]:
    """Raise a warning for the kind and the store of a complaint just added, where it is the fifth within a week and no
    warning of the last week says so already.
    """
    subjects: list[tuple[str, ColumnElement[bool]]] = [
        (f"category:{complaint.category}", Complaint.category == complaint.category)
    ]
    if complaint.store_id is not None:
        subjects.append((f"store:{complaint.store_id}", Complaint.store_id == complaint.store_id))
    raised: list[ComplaintWarning] = []
    for subject, condition in subjects:
        count = await _count(session, subject, condition, now)
        if count >= MANY and not await _was_raised(session, subject, now):
            day = in_shanghai(now).date().isoformat()
            raised.append(ComplaintWarning(id=f"{subject}:{day}", subject=subject, count=count, raised_at=now))
    session.add_all(raised)
    return raised


async def unseen(session: AsyncSession) -> Sequence[ComplaintWarning]:
    """The warnings nobody has taken note of, newest first."""
    query = select(ComplaintWarning).where(ComplaintWarning.seen_at.is_(None))
    return (await session.scalars(query.order_by(ComplaintWarning.raised_at.desc()))).all()


async def _count(session: AsyncSession, subject: str, condition: ColumnElement[bool], now: datetime) -> int:
    stored = select(func.count()).where(condition, Complaint.created_at > now - WITHIN)
    mine = [c for c in pending(session, Complaint) if subject in (f"category:{c.category}", f"store:{c.store_id}")]
    return int(await session.scalar(stored) or 0) + len(mine)


async def _was_raised(session: AsyncSession, subject: str, now: datetime) -> bool:
    recent = (ComplaintWarning.subject == subject, ComplaintWarning.raised_at > now - WITHIN)
    if any(warning.subject == subject for warning in pending(session, ComplaintWarning)):
        return True
    return await session.scalar(select(ComplaintWarning.id).where(*recent).limit(1)) is not None
