"""What the figures are computed from: every change of owner and every turn of the bot, kept when the chat is deleted.

Rows are only ever added. They hold no words of anybody.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime

if TYPE_CHECKING:
    from bot.brain.turn import Reply
    from bot.conversation.claims import Claim

UNSERVED = "unserved"
"""Why a waiting conversation went back to the bot: nobody was there, so that a call was offered instead."""


class OwnerChange(Base):
    """A conversation changed hands. ``seq`` is that of the log's entry, so that both can be put in one order.

    ``staff_id``: who has it now, or whose page rings; ``store_id``: the store it was about; ``outcome``: as what a
    person closed it; ``why``: :data:`UNSERVED` or null.
    """

    __tablename__ = "owner_changes"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    episode: Mapped[int]
    owner: Mapped[str] = mapped_column(String(8))
    staff_id: Mapped[str | None] = mapped_column(String(64))
    store_id: Mapped[str | None] = mapped_column(String(64))
    outcome: Mapped[str | None] = mapped_column(String(12))
    why: Mapped[str | None] = mapped_column(String(12))

    __table_args__ = (Index("ix_owner_changes_at", "at"),)


class BotTurn(Base):
    """The bot dealt with what a customer said, up to ``seq`` at ``at``.

    ``intent``: what it was taken for (the first of several); ``guess``: what it would have been taken for, had the
    model been surer; ``outcome``: answered, missed (not understood) or failed; ``took_ms``: from the end of the
    gathering to the answer.
    """

    __tablename__ = "bot_turns"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    episode: Mapped[int]
    store_id: Mapped[str | None] = mapped_column(String(64))
    intent: Mapped[str | None] = mapped_column(String(40))
    guess: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(8))
    took_ms: Mapped[int]


def record_turn(session: AsyncSession, claim: Claim, outcome: str, reply: Reply | None = None) -> None:
    """Add the turn of ``claim`` to the unit of work; one that the bot owed without a message is nobody's question."""
    if claim.reply_to is None:
        return
    turn = BotTurn(
        conversation_id=claim.conversation_id,
        seq=claim.reply_to,
        at=claim.at,
        episode=claim.conversation.episode,
        store_id=claim.conversation.entry_store,
        intent=reply.intents[0] if reply and reply.intents else None,
        guess=reply.guess if reply else None,
        outcome=outcome,
        took_ms=round((time.monotonic() - claim.began) * 1000),
    )
    session.add(turn)
