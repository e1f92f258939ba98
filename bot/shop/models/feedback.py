"""Praise and suggestions, kept for the manager."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, Encrypted, UtcDateTime
from bot.shop.models.common import HasId


class Feedback(HasId, Base):
    """What a customer praised or suggested, in their words."""

    __tablename__ = "feedback"

    text: Mapped[str] = mapped_column(Encrypted("feedback.text"))
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    customer_id: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
