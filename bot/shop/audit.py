"""The audit trail: who did what to which record, and why. Subjects are ids and numbers, never personal values.

Entries form a chain (:func:`bot.shop.models.audit.seal_of`), which :func:`verify` walks.
"""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.models import AuditEntry, AuditHead
from bot.shop.models.audit import seal_of

_PAGE = 500


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


@dataclass(frozen=True)
class Verified:
    """What a walk along the chain found.

    Attributes:
        entries: how many entries are sealed.
        unsealed: how many are older than the chain.
        broken: what is wrong with the first entry that does not fit, None when all do.
    """

    entries: int
    unsealed: int
    broken: str | None


async def verify(session: AsyncSession) -> Verified:
    """Walk the whole chain: every seal, every link, no number left out, and the end where it was left.

    Entries at the beginning may be missing: the retention job removes those that are old enough.
    """
    unsealed = int(await session.scalar(select(func.count()).where(AuditEntry.seq.is_(None))) or 0)
    entries, last = 0, None
    async for entry in _in_order(session):
        broken = _misfit(entry, last)
        if broken is not None:
            return Verified(entries, unsealed, broken)
        entries, last = entries + 1, entry
    head = await session.get(AuditHead, 1)
    expected = (head.seq, head.seal) if head is not None else None
    found = (last.seq, last.seal) if last is not None else None
    if last is not None and found != expected:
        return Verified(entries, unsealed, f"entries after {last.seq} are missing")
    return Verified(entries, unsealed, None)


async def _in_order(session: AsyncSession) -> AsyncIterator[AuditEntry]:
    seq = 0
    while True:
        query = select(AuditEntry).where(AuditEntry.seq > seq).order_by(AuditEntry.seq).limit(_PAGE)
        page = list(await session.scalars(query))
        for entry in page:
            yield entry
        if len(page) < _PAGE:
            return
        seq = page[-1].seq or 0


def _misfit(entry: AuditEntry, before: AuditEntry | None) -> str | None:
    if not hmac.compare_digest(entry.seal or b"", seal_of(entry)):
        return f"entry {entry.seq} was changed"
    if before is not None and (entry.seq, entry.previous) != ((before.seq or 0) + 1, before.seal):
        return f"entries between {before.seq} and {entry.seq} are missing"
    return None
