"""Tables of staff, audit and failed tries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, UtcDateTime
from bot.shop.models.common import HasId, Versioned
from bot.shop.models.shop import Store


class Staff(HasId, Versioned, Base):
    """A member of staff. ``role``: advisor, manager, admin; no password hash: cannot log in.

    ``base_load``: conversations held outside this installation's log, as a shop description may state.
    """

    __tablename__ = "staff"

    name: Mapped[str] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20), default="advisor")
    store_id: Mapped[str | None] = mapped_column(ForeignKey("stores.id"))
    online: Mapped[bool] = mapped_column(default=False)
    last_seen: Mapped[datetime | None] = mapped_column(UtcDateTime)
    capacity: Mapped[int] = mapped_column(default=3)
    base_load: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    store: Mapped[Store | None] = relationship(lazy="raise")


class AuditEntry(HasId, Base):
    """Who did what to whom and why; never changed, holds no personal value."""

    __tablename__ = "audit_entries"

    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(64), index=True)
    action: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    reason: Mapped[str | None] = mapped_column(String(200))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class FailedTry(HasId, Base):
    """A failed try to identify; ``kind``: plate, session, address or login; ``key``: blind index of which
    one.
    """

    __tablename__ = "failed_tries"
    __table_args__ = (Index("ix_failed_tries_kind_key_at", "kind", "key", "at"),)

    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
