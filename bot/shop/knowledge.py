"""Knowledge articles: loaded from files once, edited at the desk, found by what customers write."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path

import yaml
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.article_index import THRESHOLD, ArticleText, Hit, KnowledgeIndex
from bot.shop.masking import masked_text
from bot.shop.models import Article, ArticleUse, MissedQuestion

LONGEST_MISS = 200
"""Characters of a question without an answer that are kept."""

_draft: ContextVar[KnowledgeIndex | None] = ContextVar("draft_of_articles", default=None)


class Knowledge:
    """The articles of one database; the index is rebuilt off the event loop after they were edited."""

    def __init__(self) -> None:
        self._index: KnowledgeIndex | None = None
        self._fingerprint: tuple[int, int] | None = None
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
        draft = _draft.get()
        if draft is not None:
            return draft
        # Rows are never deleted and their versions only grow: whatever another process published changes this.
        counted = select(func.count(), func.coalesce(func.sum(Article.version), 0))
        count, versions = (await session.execute(counted)).one()
        async with self._building:
            if self._index is None or self._fingerprint != (count, versions):
                rows = await session.scalars(select(Article).where(Article.active).order_by(Article.slug))
                texts = [_text_of(row) for row in rows]
                if self._index is None or self._index.articles != texts:
                    self._index = await asyncio.to_thread(KnowledgeIndex, texts)
                self._fingerprint = (count, versions)
            return self._index


@contextmanager
def drafted(index: KnowledgeIndex) -> Iterator[None]:
    """Inside the block, and nowhere else, articles are found in ``index``: as if it were published."""
    token = _draft.set(index)
    try:
        yield
    finally:
        _draft.reset(token)


async def with_draft(session: AsyncSession, draft: ArticleText, *, active: bool = True) -> KnowledgeIndex:
    """The index as it will be once ``draft`` is published, or taken away. Built off the event loop."""
    rows = await session.scalars(select(Article).where(Article.active, Article.slug != draft.slug))
    texts = [_text_of(row) for row in rows] + ([draft] if active else [])
    return await asyncio.to_thread(KnowledgeIndex, sorted(texts, key=lambda text: text.slug))


def note_use(session: AsyncSession, slug: str, *, now: datetime) -> None:
    """An article is shown to a customer."""
    session.add(ArticleUse(slug=slug, at=now))


def note_miss(session: AsyncSession, text: str, *, now: datetime) -> None:
    """A question found no article. Its numbers are masked before it is kept."""
    session.add(MissedQuestion(text=masked_text(text)[:LONGEST_MISS], at=now))


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
