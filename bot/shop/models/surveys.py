"""Table of what customers are asked after a service."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, Encrypted, UtcDateTime
from bot.shop.models.common import HasId, Versioned


class Survey(HasId, Versioned, Base):
    """One question to a customer: ``kind`` is ``rating`` (with its ``scale``) or ``followup`` (does it run well).

    ``subject`` names what it is about and is unique, so that nobody is asked twice. ``status``: asked; low (a low score
    whose reason is awaited); answered; declined. ``answer``: the customer's words. ``callback_no``: the follow-up task
    that a low score made. ``conversation_id`` is null where nobody could be asked.
    """

    __tablename__ = "surveys"

    subject: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    scale: Mapped[int | None]
    order_no: Mapped[str | None] = mapped_column(String(40), index=True)
    episode: Mapped[str | None] = mapped_column(String(64))
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    status: Mapped[str] = mapped_column(String(10), default="asked")
    answer: Mapped[str | None] = mapped_column(Encrypted("surveys.answer"))
    callback_no: Mapped[str | None] = mapped_column(String(40))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
