"""Articles as documents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.article_index import ArticleText
from bot.shop.models import Article
from bot.shop.world.fields import Moments, Node

_KINDS = ("car", "moto")
_MOST_QUESTIONS = 60
_LONGEST_BODY = 6000


async def read_article(session: AsyncSession, slug: str) -> dict[str, Any] | None:
    """The article with this slug, whether or not it is published."""
    article = await article_named(session, slug)
    return None if article is None else described(article)


async def write_article(session: AsyncSession, slug: str, document: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Make an article what its document says; found by customers as soon as it is committed, unless not ``active``.

    Raises:
        WorldError: something is missing or too long.
    """
    text, active = article_text(slug, document, now)
    article = await article_named(session, slug)
    if article is None:
        article = Article(slug=slug)
        session.add(article)
    article.title, article.topic, article.body = text.title, text.topic, text.body
    if (article.kinds, article.questions) != (list(text.kinds), list(text.questions)):
        article.kinds, article.questions = list(text.kinds), list(text.questions)
    article.active, article.updated_at = active, now
    return described(article)


def article_text(slug: str, document: dict[str, Any], now: datetime) -> tuple[ArticleText, bool]:
    """What an index needs of a document, and whether it is to be found.

    Raises:
        WorldError: something is missing or too long.
    """
    node = Node(document, "article", Moments(now, lambda day, _: day))
    kinds = node.items("kinds")
    for kind in kinds:
        if kind.value not in _KINDS:
            raise kind.fail(f"{kind.value!r} is not one of {', '.join(_KINDS)}")
    questions = _questions(node)
    text = ArticleText(
        slug,
        node.text("title", 120),
        node.text("topic", 40),
        tuple(kind for kind in _KINDS if kind in {item.value for item in kinds}),
        tuple(questions),
        node.text("body", _LONGEST_BODY),
    )
    return text, node.flag("active", True)


def _questions(node: Node) -> list[str]:
    questions: list[str] = []
    for item in node.items("questions"):
        question = Node({"questions": item.value}, "article", node.moments).text("questions", 200)
        if question not in questions:
            questions.append(question)
    if not questions:
        raise node.child("questions").fail("is missing")
    if len(questions) > _MOST_QUESTIONS:
        raise node.child("questions").fail(f"must be between 1 and {_MOST_QUESTIONS}")
    return questions


async def article_named(session: AsyncSession, slug: str) -> Article | None:
    """The row of an article."""
    found: Article | None = await session.scalar(select(Article).where(Article.slug == slug))
    return found


def described(article: Article) -> dict[str, Any]:
    """The document of an article."""
    return {
        "title": article.title,
        "topic": article.topic,
        "kinds": list(article.kinds),
        "questions": list(article.questions),
        "body": article.body,
        "active": article.active,
    }
