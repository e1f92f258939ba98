"""How articles do: which were shown, and which questions found none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, Encrypted, UtcDateTime
from bot.shop.models.common import HasId


class ArticleUse(HasId, Base):
    """An article was shown to a customer. Says nothing of whom."""

    __tablename__ = "article_uses"
    __table_args__ = (Index("ix_article_uses_at_slug", "at", "slug"),)

    slug: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class MissedQuestion(HasId, Base):
    """A question that no article answers: its words with every number masked, and nothing of who asked."""

    __tablename__ = "missed_questions"

    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    text: Mapped[str] = mapped_column(Encrypted("missed_questions.text"))
