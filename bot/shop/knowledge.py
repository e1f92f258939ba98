"""Knowledge articles: loaded from files once, edited at the desk, searched by TF-IDF over words and
character pairs.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.models import Article

THRESHOLD = 0.18
"""Below this no article answers; set so that questions about other things find none
(tests/shop/test_knowledge.py).
"""

_BODY_SHARE = 0.25
_MARKS = re.compile(r"[^\w]+")
_STOP_WORDS = (
    "的 了 吗 呢 啊 呀 吧 哦 嘛 我 你 他 她 它 我们 你们 我这 是 在 有 就 也 都 和 跟 与 还 会 要 个 "
    "一个 一下 这 那 这个 那个 请问 想 问 想问 怎么 怎么办 怎么回事 咋回事 咋 怎样 什么 啥 为什么 为啥 "
    "意思 如何 是不是 有没有 可以 能 能不能 需要 不 不是 车 车子 我的车 汽车 现在 应该 该 知道 告诉 一般 "
    "到底 多少 多久 多长 多长时间 长时间 时间 几 几年 什么时候 钱 多少钱 先 谁 找 一次 行 行不行 好 没 "
    "给 把 被 上 里 到 后 之后 对 原因 情况 办 做 看 哪些 查 帮 帮我"
)
_STOP = frozenset(_STOP_WORDS.split())


@dataclass(frozen=True)
class ArticleText:
    """What an index needs of an article."""

    slug: str
    title: str
    topic: str
    kinds: tuple[str, ...]
    questions: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class Hit:
    """An article that answers, how well (0 to 1), and the titles of up to two related ones."""

    article: ArticleText
    score: float
    related: tuple[str, ...]


class KnowledgeIndex:
    """A search index over some articles. Building takes a moment (and imports scikit-learn), searching about
    1 ms.
    """

    def __init__(self, articles: Iterable[ArticleText]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.articles = list(articles)
        # One row for each way of asking: an article is as near as its nearest question.
        self._asked = [(index, text) for index, a in enumerate(self.articles) for text in (a.title, *a.questions)]
        texts = [text for _, text in self._asked] + [article.body for article in self.articles]
        self._vectorizer: Any = None
        if texts:
            self._vectorizer = TfidfVectorizer(analyzer=terms, sublinear_tf=True)
            self._matrix = self._vectorizer.fit_transform(texts)

    def search(self, text: str, *, kind: str | None = None, limit: int = 3) -> list[Hit]:
        """The articles above :data:`THRESHOLD`, best first; those about another kind of vehicle left out."""
        if self._vectorizer is None:
            return []
        vector = self._vectorizer.transform([text])
        # The cosine ignores words no article has: a question mostly made of them is not answered here.
        asked_terms = terms(text)
        known = sum(term in self._vectorizer.vocabulary_ for term in asked_terms) / max(1, len(asked_terms))
        near: Any = known * (self._matrix @ vector.T).toarray().ravel()
        scores = [_BODY_SHARE * float(value) for value in near[len(self._asked) :]]
        asked = [0.0] * len(self.articles)
        for (index, _), value in zip(self._asked, near[: len(self._asked)], strict=True):
            asked[index] = max(asked[index], float(value))
        scores = [min(1.0, own + body) for own, body in zip(asked, scores, strict=True)]
        ranked = sorted(range(len(self.articles)), key=lambda index: -scores[index])
        fitting = [i for i in ranked if not kind or not self.articles[i].kinds or kind in self.articles[i].kinds]
        return [
            Hit(self.articles[i], round(scores[i], 4), self._related(i, fitting))
            for i in fitting[:limit]
            if scores[i] >= THRESHOLD
        ]

    def _related(self, index: int, ranked: Sequence[int]) -> tuple[str, ...]:
        topic = self.articles[index].topic
        others = [self.articles[i] for i in ranked if i != index]
        same = [article.title for article in others if article.topic == topic]
        return tuple(same[:2])


class Knowledge:
    """The articles of one database; the index is rebuilt off the event loop after they were edited."""

    def __init__(self) -> None:
        self._index: KnowledgeIndex | None = None
        self._fingerprint: tuple[int, datetime | None] | None = None
        self._building = asyncio.Lock()

    async def find(self, session: AsyncSession, text: str, *, kind: str | None = None, limit: int = 3) -> list[Hit]:
        """The articles that answer, best first; none when nothing is near enough."""
        return (await self.index(session)).search(text, kind=kind, limit=limit)

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


def terms(text: str) -> list[str]:
    """Words and pairs of characters of a text, without the words that every question has."""
    import jieba

    cleaned = _MARKS.sub(" ", text.lower())
    words = [word for word in jieba.lcut_for_search(cleaned) if word.strip() and word not in _STOP]
    pairs = [part[i : i + 2] for part in _without_stops(cleaned) for i in range(len(part) - 1)]
    return words + [f"#{pair}" for pair in pairs]


def _without_stops(text: str) -> list[str]:
    import jieba

    kept = [word if word not in _STOP else " " for word in jieba.lcut(text)]
    return "".join(kept).split()


def _text_of(row: Article) -> ArticleText:
    return ArticleText(row.slug, row.title, row.topic, tuple(row.kinds), tuple(row.questions), row.body)
