"""Full values are shown to those who open a record, and every such look is written down."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.db import Database
from bot.desk.sessions import Member
from bot.shop import audit
from bot.shop.models import AuditEntry

REVEAL = "reveal"
ONE_LOOK = timedelta(minutes=15)
"""A page that reads a record again within this time is still the same look."""


async def record_reveal(database: Database, member: Member, subject: str, *, now: datetime) -> None:
    """Write down, before anything is shown, that ``member`` looks at ``subject`` (``order:GD…``)."""
    async with database.session() as session:
        query = (
            select(AuditEntry.id)
            .where(
                AuditEntry.actor == member.id,
                AuditEntry.action == REVEAL,
                AuditEntry.subject == subject,
                AuditEntry.at > now - ONE_LOOK,
            )
            .limit(1)
        )
        if await session.scalar(query) is None:
            audit.record(session, member.id, REVEAL, subject, now=now)
            await session.commit()
