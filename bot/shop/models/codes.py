"""Table of one-time codes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime
from bot.shop.models.common import HasId, Versioned


class OneTimeCode(HasId, Versioned, Base):
    """A code that was sent to a phone. ``digest`` is keyed and covers code, phone, conversation and purpose; neither
    code nor phone is stored. ``used_at``: proven, or replaced by a later one.
    """

    __tablename__ = "one_time_codes"

    conversation_id: Mapped[str] = mapped_column(String(64), index=True)
    purpose: Mapped[str] = mapped_column(String(10), default="identity")
    phone_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
