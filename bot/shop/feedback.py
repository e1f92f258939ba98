"""Praise and suggestions: stored, never argued with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.models.feedback import Feedback


def store(
    session: AsyncSession, text: str, *, now: datetime, conversation_id: str | None, customer_id: str | None
) -> Feedback:
    """Keep what the customer said for the manager."""
    feedback = Feedback(text=text, conversation_id=conversation_id, customer_id=customer_id, at=now)
    session.add(feedback)
    return feedback
