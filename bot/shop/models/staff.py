"""Tables of staff and failed tries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, UtcDateTime
from bot.shop.models.common import HasId, Versioned
from bot.shop.models.shop import Store


class Staff(HasId, Versioned, Base):
    """A member of staff. ``role``: advisor, supervisor, admin; no password hash: cannot log in.

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


class FailedTry(HasId, Base):
    """A failed try to identify; ``kind``: one of :data:`bot.shop.access.LIMITS`; ``key``: blind index of which
    one.
    """

    __tablename__ = "failed_tries"
    __table_args__ = (Index("ix_failed_tries_kind_key_at", "kind", "key", "at"),)

    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
