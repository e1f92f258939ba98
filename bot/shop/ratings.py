"""Ratings: 1 to 5 of an episode or an order, 0 to 10 (would you recommend us) after delivery."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.errors import InvalidValue
from bot.shop.models import Rating
from bot.shop.pending import pending

RANGES = {5: range(1, 6), 10: range(0, 11)}
"""Allowed scores by scale."""


async def rate(
    session: AsyncSession,
    score: int,
    *,
    now: datetime,
    scale: int = 5,
    order_no: str | None = None,
    episode: str | None = None,
    comment: str | None = None,
    conversation_id: str | None = None,
) -> Rating:
    """Store a rating; rating the same order (or episode) again on the same scale replaces the first.

    Raises:
        InvalidValue: no such scale, or a score outside it.
    """
    if score not in RANGES.get(scale, ()):
        raise InvalidValue("score")
    known = await _find(session, scale, order_no, episode)
    if known is not None:
        known.score, known.at, known.comment = score, now, comment or known.comment
        return known
    rating = Rating(
        score=score,
        scale=scale,
        order_no=order_no,
        episode=episode,
        comment=comment,
        conversation_id=conversation_id,
        at=now,
    )
    session.add(rating)
    return rating


async def _find(session: AsyncSession, scale: int, order_no: str | None, episode: str | None) -> Rating | None:
    if order_no is None and episode is None:
        return None
    query = select(Rating).where(Rating.scale == scale, Rating.order_no == order_no, Rating.episode == episode)
    mine = [r for r in pending(session, Rating) if (r.scale, r.order_no, r.episode) == (scale, order_no, episode)]
    return mine[0] if mine else (await session.scalars(query)).first()
