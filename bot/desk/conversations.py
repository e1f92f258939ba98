"""Lists of conversations: the queue, and what is searched or filtered."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation import queue
from bot.conversation.models import Conversation, Label
from bot.conversation.ownership import WAITING, Owner
from bot.desk.access import seen_conversations, visible_cases, visible_conversations, visible_store
from bot.desk.events import desk_cursor
from bot.desk.presence import colleagues
from bot.desk.queries import PAGE_SIZE, choices_of, page_of, store_of, wanted_of
from bot.desk.search import conversations_like
from bot.desk.sessions import Member
from bot.desk.shapes import Json, paged
from bot.desk.summaries import summaries
from bot.http.services import services
from bot.shop import callbacks, rescue
from bot.shop.models import Callback, Complaint, Rescue

OWNERS = frozenset(owner.value for owner in Owner)

_SHOWN_WAITING = 200


async def waiting(request: web.Request, member: Member) -> web.Response:
    """``GET /queue``: who waits, who is there, how much there is to do."""
    parts = services(request)
    async with parts.database.session() as session:
        seq = await desk_cursor(session)
        queued = [row.id for row in await queue.waiting(session)]
        seen = await seen_conversations(session, member, queued)
        ids = [key for key in queued if key in seen][:_SHOWN_WAITING]
        rows = {row.id: row for row in await session.scalars(select(Conversation).where(Conversation.id.in_(ids)))}
        shown = await summaries(session, [rows[key] for key in ids if key in rows], member)
        answer = {
            "seq": seq,
            "waiting": shown,
            "staff": await colleagues(session, member, now=parts.clock.now()),
            "counts": await _counts(session, member),
        }
    return web.json_response(answer)


async def conversations(request: web.Request, member: Member) -> web.Response:
    """``GET /conversations?owner=&mine=&store=&q=&page=``: newest message first."""
    page = page_of(request)
    conditions = _conditions(request, member)
    async with services(request).database.session() as session:
        seq = await desk_cursor(session)
        total = await session.scalar(select(func.count()).select_from(Conversation).where(*conditions)) or 0
        newest = func.coalesce(Conversation.last_message_at, Conversation.created_at).desc()
        query = select(Conversation).where(*conditions).order_by(newest, Conversation.id)
        rows = (await session.scalars(query.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE))).all()
        shown = await summaries(session, rows, member)
    return web.json_response({"seq": seq, "conversations": shown} | paged(page, PAGE_SIZE, total))


def _conditions(request: web.Request, member: Member) -> list[Any]:
    owners = choices_of(request, "owner", OWNERS)
    conditions: list[Any] = [visible_conversations(member)]
    if owners:
        conditions.append(Conversation.owner.in_(owners))
    if request.query.get("mine") == "1":
        conditions.append(Conversation.staff_id == member.id)
    if (store := store_of(request)) is not None:
        conditions.append(Conversation.entry_store == store)
    if label := request.query.get("label"):
        conditions.append(Conversation.id.in_(select(Label.conversation_id).where(Label.label == label)))
    if (what := wanted_of(request)) is not None:
        conditions.append(conversations_like(what))
    elif not owners:
        # Whoever opened the page and said nothing is nobody's work.
        conditions.append(Conversation.last_message_at.is_not(None))
    return conditions


async def _counts(session: AsyncSession, member: Member) -> Json:
    owners = await session.execute(
        select(Conversation.owner, func.count()).where(visible_conversations(member)).group_by(Conversation.owner)
    )
    by_owner = {row[0]: row[1] for row in owners}
    mine = select(func.count()).where(Conversation.owner == Owner.HUMAN.value, Conversation.staff_id == member.id)
    open_calls = select(func.count()).where(Callback.status.in_(callbacks.OPEN), visible_cases(member, Callback))
    open_complaints = select(func.count()).where(
        Complaint.status != "closed", visible_store(member, Complaint.store_id)
    )
    open_rescues = select(func.count()).where(Rescue.status.in_(rescue.OPEN), visible_cases(member, Rescue))
    return {
        "queued": sum(by_owner.get(owner.value, 0) for owner in WAITING),
        "human": by_owner.get(Owner.HUMAN.value, 0),
        "mine": await session.scalar(mine) or 0,
        "callbacks": await session.scalar(open_calls) or 0,
        "complaints": await session.scalar(open_complaints) or 0,
        "rescues": await session.scalar(open_rescues) or 0,
    }
