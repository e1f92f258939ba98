"""Answering complaints, moving rescues on; the customer is told in the chat."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import in_shanghai
from bot.conversation.complaints import tell_complaint, tell_solution
from bot.conversation.log import tell_desk
from bot.conversation.telling import tell_about
from bot.conversation.wake import DESK
from bot.desk.access import access_complaint, access_rescue, access_warning
from bot.desk.fields import promised_field
from bot.desk.sessions import Member
from bot.desk.views import complaint_detail, rescue_json, staff_names
from bot.http.body import read_body
from bot.http.problem import Problem
from bot.http.services import Services, services
from bot.shop import cards, complaints, rescue
from bot.shop.errors import NotFound
from bot.shop.models import Complaint, ComplaintWarning, Rescue
from bot.shop.shop import load_shop

_LONGEST_STEP = 500


async def add_step(request: web.Request, member: Member) -> web.Response:
    """``POST /complaints/{no}/steps {text, close?, confirmed?}``: an answer the customer sees.

    ``close`` puts ``text`` forward as the solution; the case is closed by the customer's word, here or, with
    ``confirmed``, as staff heard it. A repeated press adds nothing.
    """
    parts = services(request)
    body = await read_body(request)
    text = body.text("text", "处理说明", _LONGEST_STEP)
    closes = body.flag("close", "是否办结") if "close" in body else False
    confirmed = body.flag("confirmed", "客户是否已确认") if "confirmed" in body else False
    if confirmed and not closes:
        raise Problem(422, "客户确认是办结时的选项", field="confirmed")
    now = parts.clock.now()
    told: list[str] = []
    async with parts.database.session() as session:
        complaint = await access_complaint(session, member, request.match_info["no"])
        if not _is_repeated(complaint, text, closes, confirmed, member.id):
            told = await _answer(session, complaint, text, closes, confirmed, member.id, parts, now)
        shown = complaint_detail(complaint, await staff_names(session), now)
    parts.engine.waker.wake([*told, DESK])
    return web.json_response(shown)


async def rescue_status(request: web.Request, member: Member) -> web.Response:
    """``POST /rescues/{no}/status {status?, promised_at?}``: a repeated press tells nothing twice."""
    parts = services(request)
    body = await read_body(request)
    now = parts.clock.now()
    status, promised = body.optional_text("status", "救援状态", 20), promised_field(body, now)
    if status not in (None, *rescue.STATUS_TEXT):
        raise Problem(422, "没有这个救援状态", field="status")
    if status is None and promised is None:
        raise Problem(422, "请填写新的状态或到达时间", field="status")
    told: list[str] = []
    async with parts.database.session() as session:
        job = await access_rescue(session, member, request.match_info["no"])
        if (status or job.status, promised or job.promised_at) != (job.status, job.promised_at):
            rescue.move(job, status, actor=member.id, now=now, promised_at=promised)
            told = await _tell_rescue(session, job, parts, now)
            await tell_desk(session, [("rescues", None, None)], now)
            await session.commit()
        shown = rescue_json(job, await staff_names(session), now)
    parts.engine.waker.wake([*told, DESK])
    return web.json_response(shown)


async def seen_warning(request: web.Request, member: Member) -> web.Response:
    """``POST /complaint_warnings/{id}/seen``: a manager has taken note of it."""
    parts = services(request)
    now = parts.clock.now()
    async with parts.database.session() as session:
        warning = await session.get(ComplaintWarning, request.match_info["id"])
        if warning is None:
            raise NotFound(request.match_info["id"])
        access_warning(member, warning)
        if warning.seen_at is None:
            warning.seen_at, warning.seen_by = now, member.id
            await tell_desk(session, [("complaints", None, None)], now)
            await session.commit()
    parts.engine.waker.wake([DESK])
    return web.Response(status=204)


async def _tell_rescue(session: AsyncSession, job: Rescue, parts: Services, now: datetime) -> list[str]:
    phrase = parts.engine.brain.phrase
    arrival = ""
    if job.status in ("requested", "scheduled") and job.promised_at is not None:
        arrival = phrase("utter_rescue_news_arrival", arrival=f"{in_shanghai(job.promised_at):%H:%M}")
    text = phrase("utter_rescue_news", no=job.no, status=rescue.STATUS_TEXT[job.status], arrival=arrival)
    hotline = (await load_shop(session)).settings.hotline
    card = cards.rescue_card(job, hotline=hotline)
    return await tell_about(session, "rescue", job.no, card, now=now, conversation_id=job.conversation_id, text=text)


async def _answer(
    session: AsyncSession, complaint: Complaint, text: str, closes: bool, confirmed: bool, actor: str,
    parts: Services, now: datetime,
) -> list[str]:  # fmt: skip
    if closes and confirmed:
        # Whoever closes a case has answered it, so that the first answer counts as given.
        complaint.first_answered_at = complaint.first_answered_at or now
        complaint.owner = complaint.owner or actor
        complaints.close(complaint, text, actor=actor, now=now)
        message = parts.engine.brain.phrase(
            "utter_complaint_closed_by_staff", no=complaint.no, text=text.rstrip("。")
        )
        told = await tell_complaint(session, complaint, message, now=now)
    elif closes:
        complaints.propose(complaint, text, actor=actor, now=now)
        told = await tell_solution(session, complaint, parts.engine.brain.phrase, now=now)
    else:
        complaints.answer(complaint, text, actor=actor, now=now)
        message = parts.engine.brain.phrase("utter_complaint_answered", no=complaint.no, text=text)
        told = await tell_complaint(session, complaint, message, now=now)
    await tell_desk(session, [("complaints", None, None)], now)
    await session.commit()
    return told


def _is_repeated(complaint: Complaint, text: str, closes: bool, confirmed: bool, actor: str) -> bool:
    if closes and confirmed:
        return complaint.status == "closed" and complaint.resolution == text
    if closes:
        return complaints.awaits_word(complaint) and complaint.resolution == text
    last = complaint.steps[-1] if complaint.steps else None
    return last is not None and (last.actor, last.text) == (actor, text)
