"""Which articles are used, and which questions found none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.article_index import meanings
from bot.shop.models import ArticleUse, MissedQuestion

WITHIN = timedelta(days=30)
_MOST_READ = 3000
_MOST_GROUPS = 100
_MOST_WORDINGS = 5


@dataclass(frozen=True)
class Missed:
    """Questions that say the same: how many, in which words (the latest first), when last."""

    count: int
    wordings: list[str]
    last_at: datetime


async def uses(session: AsyncSession, *, now: datetime) -> dict[str, int]:
    """How often each article was shown within :data:`WITHIN`, by slug."""
    query = select(ArticleUse.slug, func.count()).where(ArticleUse.at > now - WITHIN).group_by(ArticleUse.slug)
    return {slug: count for slug, count in await session.execute(query)}


async def missed(session: AsyncSession, *, now: datetime) -> list[Missed]:
    """The questions of :data:`WITHIN` that found no article, the most asked first; equal meanings are one."""
    query = select(MissedQuestion).where(MissedQuestion.at > now - WITHIN).order_by(MissedQuestion.at.desc())
    groups: dict[object, list[MissedQuestion]] = defaultdict(list)
    for row in await session.scalars(query.limit(_MOST_READ)):
        groups[frozenset(meanings(row.text)) or row.text].append(row)
    found = [
        Missed(len(rows), list(dict.fromkeys(row.text for row in rows))[:_MOST_WORDINGS], rows[0].at)
        for rows in groups.values()
    ]
    return sorted(found, key=lambda one: (-one.count, -one.last_at.timestamp()))[:_MOST_GROUPS]
