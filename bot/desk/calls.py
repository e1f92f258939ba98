"""Making promised calls: picked up, made, or nobody answered; the customer is told each time."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.calling import tell_call
from bot.conversation.wake import DESK
from bot.desk.access import access_callback
from bot.desk.sessions import Member
from bot.desk.views import callback_json, staff_names
from bot.http.problem import Problem
from bot.http.services import Services, services
from bot.shop import audit, callbacks
from bot.shop.models import Callback


async def picked_up(request: web.Request, member: Member) -> web.Response:
    """``POST /callbacks/{no}/pick_up``: I make this call now; the number to ring is in the answer, and audited."""
    parts, now = services(request), services(request).clock.now()
    async with parts.database.session() as session:
        callback = await access_callback(session, member, request.match_info["no"])
        if callback.status == "in_progress" and callback.owner not in (None, member.id):
            names = await staff_names(session)
            raise Problem(409, f"{names.get(callback.owner or '', '同事')}正在打这个电话")
        audit.record(session, member.id, "reveal", f"callback:{callback.no}", now=now)
        if callback.status != "in_progress":
            _require_open(callback)
            callback.status, callback.owner, callback.picked_up_at = "in_progress", member.id, now
            response = "utter_callback_picked_up" if callback.phone else "utter_callback_written"
            text = parts.engine.brain.phrase(response, no=callback.no, staff=member.name)
            return await _told(session, parts, callback, text, now)
        await session.commit()
        return await _shown(session, callback, now)


async def done(request: web.Request, member: Member) -> web.Response:
    """``POST /callbacks/{no}/done``: the call was made."""
    return await _called(request, member, "done", "utter_callback_done")


async def unreached(request: web.Request, member: Member) -> web.Response:
    """``POST /callbacks/{no}/missed``: nobody answered."""
    return await _called(request, member, "missed", "utter_callback_unreached")


async def _called(request: web.Request, member: Member, status: str, response: str) -> web.Response:
    parts, now = services(request), services(request).clock.now()
    async with parts.database.session() as session:
        callback = await access_callback(session, member, request.match_info["no"])
        if callback.status == status and callback.done_at is not None:
            return await _shown(session, callback, now)
        _require_open(callback)
        callback.status, callback.owner, callback.done_at = status, member.id, now
        text = parts.engine.brain.phrase(response, no=callback.no)
        return await _told(session, parts, callback, text, now)


def _require_open(callback: Callback) -> None:
    if callback.status not in callbacks.OPEN:
        raise Problem(409, f"这个回电{callbacks.status_text(callback)}")


async def _told(
    session: AsyncSession, parts: Services, callback: Callback, text: str, now: datetime
) -> web.Response:
    told = await tell_call(session, callback, text, now=now)
    await session.commit()
    parts.engine.waker.wake([*told, DESK])
    return await _shown(session, callback, now)


async def _shown(session: AsyncSession, callback: Callback, now: datetime) -> web.Response:
    """Whoever makes the call sees whom to ring."""
    shown = callback_json(callback, await staff_names(session), now)
    if callback.status == "in_progress" and callback.phone:
        shown["ring"] = callback.phone
    return web.json_response(shown)
