"""Tables of the desk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime


class StaffSession(Base):
    """A member of staff who logged in. Holds hashes only: reading the table opens no session.

    ``password_mark``: fingerprint of the password hash at login, so that a reset ends every session.
    """

    __tablename__ = "staff_sessions"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    password_mark: Mapped[bytes] = mapped_column(LargeBinary(32))
    device: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class CannedReply(Base):
    """An answer kept for the next time; without ``staff_id`` everybody's. ``text`` may hold variables."""

    __tablename__ = "canned_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    shortcut: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(1000))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(64))
