"""What went wrong, for those who lead: a ring nobody answered, a customer left waiting, a missed call, complaints."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy import select

from bot.conversation.log import tell_desk
from bot.conversation.models import Alert
from bot.conversation.wake import DESK
from bot.desk.access import access_lead, access_store, visible_store
from bot.desk.events import desk_cursor
from bot.desk.sessions import Member
from bot.desk.shapes import Json, moment, without_gaps
from bot.http.services import services
from bot.shop.errors import NotFound
from bot.shop.models import ComplaintWarning

_MOST = 100
_FOR_LEADS = "提醒由店长处理"


async def alerts(request: web.Request, member: Member) -> web.Response:
    """``GET /alerts``: those nobody has seen yet, newest first; nobody but leads has any."""
    query = select(Alert).where(Alert.seen_at.is_(None), visible_store(member, Alert.store_id))
    async with services(request).database.session() as session:
        seq = await desk_cursor(session)
        rows = await session.scalars(query.order_by(Alert.id.desc()).limit(_MOST)) if member.leads else ()
        shown = [_alert(row) for row in rows]
    return web.json_response({"seq": seq, "alerts": shown})


async def seen(request: web.Request, member: Member) -> web.Response:
    """``POST /alerts/{id}/seen``: somebody who leads has taken note; the same holds for a warning it was made of."""
    access_lead(member, _FOR_LEADS)
    parts, now = services(request), services(request).clock.now()
    number = request.match_info["id"]
    async with parts.database.session() as session:
        alert = await session.get(Alert, int(number)) if number.isdecimal() and len(number) < 10 else None
        if alert is None:
            raise NotFound(number)
        access_store(member, alert.store_id)
        if alert.seen_at is None:
            alert.seen_at, alert.seen_by = now, member.id
            kind, _, warning_id = (alert.subject or "").partition(":")
            warning = await session.get(ComplaintWarning, warning_id) if kind == "warning" else None
            if warning is not None and warning.seen_at is None:
                warning.seen_at, warning.seen_by = now, member.id
            await tell_desk(session, [("alert", None, None), ("complaints", None, None)], now)
            await session.commit()
    parts.engine.waker.wake([DESK])
    return web.Response(status=204)


def _alert(row: Alert) -> Json:
    return without_gaps(
        {"id": row.id, "at": moment(row.at), "kind": row.kind, "text": row.text, "conversation": row.conversation_id}
    )
