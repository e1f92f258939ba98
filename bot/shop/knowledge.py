"""Knowledge articles: loaded from files once, edited at the desk, found by what customers write."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import yaml
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.article_index import THRESHOLD, ArticleText, Hit, KnowledgeIndex
from bot.shop.models import Article


class Knowledge:
    """The articles of one database; the index is rebuilt off the event loop after they were edited."""

    def __init__(self) -> None:
        self._index: KnowledgeIndex | None = None
        self._fingerprint: tuple[int, datetime | None] | None = None
        self._building = asyncio.Lock()

    async def find(
        self, session: AsyncSession, text: str, *, kind: str | None = None, limit: int = 3, least: float = THRESHOLD
    ) -> list[Hit]:
        """The articles that answer, best first; none when nothing is near enough."""
        return (await self.index(session)).search(text, kind=kind, limit=limit, least=least)

    async def named(self, session: AsyncSession, slug: str) -> Hit | None:
        """The article that a button names; None when it was taken away meanwhile."""
        return (await self.index(session)).find(slug)

    async def index(self, session: AsyncSession) -> KnowledgeIndex:
        """The index of the articles as they are now; call it once at the start, so that no customer waits
        for it.
        """
        counted = select(func.count(), func.max(Article.updated_at)).where(Article.active)
        count, latest = (await session.execute(counted)).one()
        async with self._building:
            if self._index is None or self._fingerprint != (count, latest):
                rows = await session.scalars(select(Article).where(Article.active).order_by(Article.slug))
                texts = [_text_of(row) for row in rows]
                if self._index is None or self._index.articles != texts:
                    self._index = await asyncio.to_thread(KnowledgeIndex, texts)
                self._fingerprint = (count, latest)
            return self._index


async def load_articles(session: AsyncSession, folder: Path, *, now: datetime) -> int:
    """Add the articles of ``folder/*.yml`` that the database does not have; those it has were perhaps edited.

    Returns:
        How many were added.

    Raises:
        ValueError: a file is not a list of articles, or a slug is used twice.
    """
    known = set(await session.scalars(select(Article.slug)))
    described = read_articles(folder)
    session.add_all(
        [
            Article(
                slug=article.slug,
                title=article.title,
                topic=article.topic,
                kinds=list(article.kinds),
                questions=list(article.questions),
                body=article.body,
                updated_at=now,
            )
            for article in described
            if article.slug not in known
        ]
    )
    return sum(article.slug not in known for article in described)


def read_articles(folder: Path) -> list[ArticleText]:
    """The articles of ``folder/*.yml``: lists of ``{slug, title, topic, kinds?, questions, body}``.

    Raises:
        ValueError: a file is not such a list, or a slug is used twice.
    """
    articles: dict[str, ArticleText] = {}
    for path in sorted(folder.glob("*.yml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(data, list):
            raise ValueError(f"{path.name}: expected a list of articles")
        for number, item in enumerate(data):
            missing = [key for key in ("slug", "title", "topic", "questions", "body") if not item.get(key)]
            if missing:
                raise ValueError(f"{path.name}[{number}]: {', '.join(missing)} missing")
            if item["slug"] in articles:
                raise ValueError(f"{path.name}[{number}]: slug {item['slug']!r} is used twice")
            articles[item["slug"]] = ArticleText(
                item["slug"],
                item["title"],
                item["topic"],
                tuple(item.get("kinds") or ()),
                tuple(item["questions"]),
                item["body"].strip(),
            )
    return list(articles.values())


def _text_of(row: Article) -> ArticleText:
    return ArticleText(row.slug, row.title, row.topic, tuple(row.kinds), tuple(row.questions), row.body)
