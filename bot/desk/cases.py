"""Answering complaints and making promised calls; the customer is told in the chat."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.log import tell_desk
from bot.conversation.wake import DESK
from bot.desk import wording
from bot.desk.queries import require_store
from bot.desk.sessions import Member
from bot.desk.shapes import Json
from bot.desk.telling import tell_about
from bot.desk.views import callback_json, complaint_detail, staff_names
from bot.http.body import read_body
from bot.http.problem import Problem
from bot.http.services import Services, services
from bot.shop import callbacks, cards, complaints
from bot.shop.errors import NotFound
from bot.shop.models import Callback, Complaint

_LONGEST_STEP = 500


async def add_step(request: web.Request, member: Member) -> web.Response:
    """``POST /complaints/{no}/steps {text, close?}``: an answer the customer sees; a repeated press adds nothing."""
    parts = services(request)
    body = await read_body(request)
    text = body.text("text", "处理说明", _LONGEST_STEP)
    closes = body.flag("close", "是否办结") if "close" in body else False
    now = parts.clock.now()
    told: list[str] = []
    async with parts.database.session() as session:
        complaint = await complaints.find_by_no(session, request.match_info["no"])
        require_store(member, complaint.store_id)
        if not _is_repeated(complaint, text, closes, member.id):
            told = await _answer(session, complaint, text, closes, member.id, now)
        shown = complaint_detail(complaint, await staff_names(session), now)
    parts.engine.waker.wake([*told, DESK])
    return web.json_response(shown)


async def call_done(request: web.Request, member: Member) -> web.Response:
    """``POST /callbacks/{no}/done``."""
    return await _called(request, member, "done", wording.CALLED_BACK)


async def call_missed(request: web.Request, member: Member) -> web.Response:
    """``POST /callbacks/{no}/missed``: nobody answered."""
    return await _called(request, member, "missed", wording.CALL_MISSED)


async def _answer(
    session: AsyncSession, complaint: Complaint, text: str, closes: bool, actor: str, now: datetime
) -> list[str]:
    if closes:
        # Whoever closes a case has answered it, so that the first answer counts as given.
        complaint.first_answered_at = complaint.first_answered_at or now
        complaint.owner = complaint.owner or actor
        complaints.close(complaint, text, actor=actor, now=now)
        message = wording.COMPLAINT_CLOSED.format(no=complaint.no, text=text.rstrip("。"))
    else:
        complaints.answer(complaint, text, actor=actor, now=now)
        message = wording.COMPLAINT_ANSWERED.format(no=complaint.no, text=text)
    told = await tell_about(
        session,
        "complaint",
        complaint.no,
        cards.complaint_card(complaint),
        now=now,
        conversation_id=complaint.conversation_id,
        text=message,
    )
    await tell_desk(session, [("complaints", None, None)], now)
    await session.commit()
    return told


def _is_repeated(complaint: Complaint, text: str, closes: bool, actor: str) -> bool:
    if closes and complaint.status == "closed":
        return complaint.resolution == text
    last = complaint.steps[-1] if complaint.steps else None
    return not closes and last is not None and (last.actor, last.text) == (actor, text)


async def _called(request: web.Request, member: Member, status: str, message: str) -> web.Response:
    parts = services(request)
    now = parts.clock.now()
    async with parts.database.session() as session:
        callback = await session.scalar(select(Callback).where(Callback.no == request.match_info["no"]))
        if callback is None:
            raise NotFound(request.match_info["no"])
        if callback.status == status:
            return web.json_response(await _shown(session, callback, now))
        if callback.status not in callbacks.OPEN:
            raise Problem(409, f"这个回电{callbacks.STATUS_TEXT[callback.status]}")
        callback.status, callback.owner, callback.done_at = status, member.id, now
        told = await tell_about(
            session,
            "callback",
            callback.no,
            cards.callback_card(callback),
            now=now,
            conversation_id=callback.conversation_id,
            text=message.format(no=callback.no),
        )
        await _commit(session, parts, told, now)
        shown = await _shown(session, callback, now)
    return web.json_response(shown)


async def _commit(session: AsyncSession, parts: Services, told: list[str], now: datetime) -> None:
    await tell_desk(session, [("callbacks", None, None)], now)
    await session.commit()
    parts.engine.waker.wake([*told, DESK])


async def _shown(session: AsyncSession, callback: Callback, now: datetime) -> Json:
    return callback_json(callback, await staff_names(session), now)
