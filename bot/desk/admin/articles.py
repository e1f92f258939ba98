"""Knowledge at the desk: articles edited, tried out, published; what they are used for, and what is missing."""

from __future__ import annotations

import logging
from typing import Any

from aiohttp import web
from sqlalchemy import select

from bot.brain.turn import Reply
from bot.desk.access import access_admin
from bot.desk.admin.changing import save
from bot.desk.admin.documents import document_of, shown, version_field
from bot.desk.admin.faults import as_fault
from bot.desk.sessions import Member
from bot.desk.shapes import Json, moment, without_gaps
from bot.http.body import read_body
from bot.http.problem import Problem
from bot.http.services import services
from bot.shop.article_index import THRESHOLD, Hit
from bot.shop.editing.articles import article_text, described, read_article
from bot.shop.editing.changes import Wish
from bot.shop.editing.documents import KINDS
from bot.shop.editing.figures import WITHIN, missed, uses
from bot.shop.errors import NotFound
from bot.shop.knowledge import Knowledge, drafted, with_draft
from bot.shop.models import Article
from bot.shop.models.common import new_id
from bot.shop.world import WorldError

logger = logging.getLogger(__name__)

_KIND = KINDS["article"]
_LONGEST_QUESTION = 200
_NO_ANSWER = "机器人对这句话没有给出回答"


async def articles(request: web.Request, member: Member) -> web.Response:
    """``GET /articles?q=``: those that hold every word of ``q``; retired ones as well."""
    access_admin(member)
    wanted = request.query.get("q", "").lower().split()
    parts = services(request)
    async with parts.database.session() as session:
        rows = list(await session.scalars(select(Article).order_by(Article.active.desc(), Article.topic, Article.slug)))
        used = await uses(session, now=parts.clock.now())
    found = [row for row in rows if all(word in _words_of(row) for word in wanted)]
    told = [shown(row.slug, described(row)) | _aside(row, used) for row in found]
    topics = sorted({row.topic for row in rows})
    return web.json_response({"articles": told, "topics": topics, "days": WITHIN.days})


async def missing(request: web.Request, member: Member) -> web.Response:
    """``GET /articles/missing``: questions of the last 30 days that found no article, grouped and masked."""
    access_admin(member)
    parts = services(request)
    async with parts.database.session() as session:
        groups = await missed(session, now=parts.clock.now())
    told = [{"count": g.count, "wordings": g.wordings, "last_at": moment(g.last_at)} for g in groups]
    return web.json_response({"missing": told, "days": WITHIN.days})


async def add(request: web.Request, member: Member) -> web.Response:
    """``POST /articles {document}``: 201; found by customers at once."""
    access_admin(member)
    wish = Wish(_KIND, f"a{new_id()[:10]}", document_of(await read_body(request)), None, member.id)
    return web.json_response(shown(wish.subject, await save(services(request), wish)), status=201)


async def edit(request: web.Request, member: Member) -> web.Response:
    """``POST /articles/{id} {version, document}``: published at once; ``active: false`` retires it."""
    access_admin(member)
    body = await read_body(request)
    slug, parts = request.match_info["id"], services(request)
    async with parts.database.session() as session:
        if await read_article(session, slug) is None:
            raise NotFound(slug)
    wish = Wish(_KIND, slug, document_of(body), version_field(body), member.id)
    return web.json_response(shown(slug, await save(parts, wish)))


async def preview(request: web.Request, member: Member) -> web.Response:
    """``POST /articles/preview {question, id?, document?}``: what the bot would answer if the draft were published.

    A whole turn of the real dialogue with a customer nobody knows, of which nothing is kept.
    """
    access_admin(member)
    parts = services(request)
    body = await read_body(request)
    question = body.text("question", "要试的问题", _LONGEST_QUESTION)
    slug = body.optional_text("id", "文章编号", 80) or f"a{new_id()[:10]}"
    async with parts.database.session() as session:
        if "document" in body:
            try:
                draft, active = article_text(slug, document_of(body), parts.clock.now())
            except WorldError as error:
                raise as_fault(error) from None
            index = await with_draft(session, draft, active=active)
        else:
            index = await Knowledge().index(session)
    with drafted(index):
        reply = await _rehearsed(parts.engine.runner, question)
    hits = index.search(question, limit=3, least=0.0)
    return web.json_response(
        {
            "says": [_said(message) for message in reply.messages],
            "intents": reply.intents,
            "article": next(
                (m["card_id"].partition(":")[2] for m in reply.messages if m.get("card") == "article"), None
            ),
            "nearest": [_near(hit) for hit in hits],
        }
    )


async def _rehearsed(runner: Any, question: str) -> Reply:
    try:
        reply: Reply = await runner.rehearse(question)
    except Exception:
        logger.exception("a rehearsal failed")
        raise Problem(422, _NO_ANSWER, field="question") from None
    return reply


def _said(message: Json) -> Json:
    data = message.get("data") or {}
    buttons = [button["title"] for button in message.get("buttons") or []]
    return without_gaps(
        {
            "text": message.get("text"),
            "card": message.get("card"),
            "title": data.get("title"),
            "body": data.get("text"),
            "buttons": buttons or None,
        }
    )


def _near(hit: Hit) -> Json:
    return {
        "id": hit.article.slug,
        "title": hit.article.title,
        "score": round(hit.score, 2),
        "enough": hit.score >= THRESHOLD,
    }


def _words_of(row: Article) -> str:
    return "\n".join((row.title, row.topic, *row.questions, row.body)).lower()


def _aside(row: Article, used: dict[str, int]) -> Json:
    return {"used": used.get(row.slug, 0), "updated_at": moment(row.updated_at)}
