"""The audit trail: entries are only ever added, each sealed with the one before it."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import JSON, Connection, Integer, LargeBinary, String, event, insert, update
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from bot.db import Base, UtcDateTime
from bot.db.crypto import blind_index
from bot.shop.models.common import HasId

FIRST = b"\0" * 32
"""What the first entry is chained to."""

_HEAD_ID = 1


class AuditEntry(HasId, Base):
    """Who did what to whom and why; never changed, holds no personal value.

    ``seq``, ``previous`` and ``seal`` are set when it is written: see :func:`seal_of`. All three are null on entries
    older than the chain.
    """

    __tablename__ = "audit_entries"

    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(64), index=True)
    action: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    reason: Mapped[str | None] = mapped_column(String(200))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    seq: Mapped[int | None] = mapped_column(Integer, unique=True)
    previous: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    seal: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class AuditHead(Base):
    """The end of the chain, a single row with id 1: locked while an entry is added, so that it cannot fork."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    seal: Mapped[bytes] = mapped_column(LargeBinary(32))


def seal_of(entry: AuditEntry) -> bytes:
    """The keyed fingerprint of an entry and of the one before it: who has the tables but not the index key can
    neither change an entry nor take one out unnoticed.
    """
    told = [
        entry.seq,
        entry.at.astimezone(timezone.utc).isoformat(),
        entry.actor,
        entry.action,
        entry.subject,
        entry.reason,
        entry.detail,
        (entry.previous or FIRST).hex(),
    ]
    return blind_index("audit", json.dumps(told, ensure_ascii=False, sort_keys=True))


@event.listens_for(AuditEntry, "before_insert")
def _chain(_mapper: Mapper[AuditEntry], connection: Connection, entry: AuditEntry) -> None:
    head = (
        update(AuditHead).where(AuditHead.id == _HEAD_ID).values(seq=AuditHead.seq + 1)
        .returning(AuditHead.seq, AuditHead.seal)
    )  # fmt: skip
    row = connection.execute(head).one_or_none()
    if row is None:
        connection.execute(insert(AuditHead).values(id=_HEAD_ID, seq=1, seal=FIRST))
    entry.seq, entry.previous = (1, FIRST) if row is None else (row.seq, row.seal)
    entry.seal = seal_of(entry)
    connection.execute(update(AuditHead).where(AuditHead.id == _HEAD_ID).values(seal=entry.seal))


@event.listens_for(AuditEntry, "before_update")
@event.listens_for(AuditEntry, "before_delete")
def _refuse(_mapper: Mapper[AuditEntry], _connection: Connection, _entry: AuditEntry) -> None:
    raise TypeError("entries of the audit trail are only ever added")
