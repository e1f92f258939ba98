"""The audit trail: who did what to which record, and why. Subjects are ids and numbers, never personal
values.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.models import AuditEntry


def record(
    session: AsyncSession,
    actor: str,
    action: str,
    subject: str,
    *,
    now: datetime,
    reason: str | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add an entry, committed or rolled back together with what it tells."""
    entry = AuditEntry(at=now, actor=actor, action=action, subject=subject, reason=reason, detail=detail or {})
    session.add(entry)
    return entry
