"""What was changed in the shop from the desk: entries are only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime
from bot.shop.models.common import HasId


class ShopChange(HasId, Base):
    """One change of one thing of the shop.

    ``kind`` and ``subject`` say of what (``store``, its id); ``number`` counts the changes of that thing from 1: two
    people cannot both make the next one. ``before`` and ``after`` are its whole descriptions, null for none.
    ``undo_of``: the change whose ``before`` this one brought back.
    """

    __tablename__ = "shop_changes"
    __table_args__ = (UniqueConstraint("kind", "subject", "number"), Index("ix_shop_changes_at", "at"))

    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(120), default="")
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    undo_of: Mapped[str | None] = mapped_column(String(64))
