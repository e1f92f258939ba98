"""Words staff put on conversations to find them by."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy import delete, func, select

from bot.conversation.log import tell_desk
from bot.conversation.models import Conversation, Label
from bot.conversation.wake import DESK
from bot.desk.access import access_conversation, visible_conversations
from bot.desk.sessions import Member
from bot.desk.summaries import summary_of
from bot.http.body import Body, read_body
from bot.http.problem import Problem
from bot.http.services import services

LONGEST = 20
MOST = 10


async def labels(request: web.Request, member: Member) -> web.Response:
    """``GET /labels``: those in use, the most used first."""
    query = (
        select(Label.label, func.count())
        .join(Conversation, Conversation.id == Label.conversation_id)
        .where(visible_conversations(member))
        .group_by(Label.label)
        .order_by(func.count().desc(), Label.label)
        .limit(100)
    )
    async with services(request).database.session() as session:
        shown = [{"label": label, "count": count} for label, count in await session.execute(query)]
    return web.json_response({"labels": shown})


async def put(request: web.Request, member: Member) -> web.Response:
    """``POST /conversations/{id}/labels {labels}``: these and no others."""
    parts, now = services(request), services(request).clock.now()
    wished = _wished(await read_body(request))
    async with parts.database.session() as session:
        row = await access_conversation(session, member, request.match_info["id"])
        held = set(await session.scalars(select(Label.label).where(Label.conversation_id == row.id)))
        if held != wished:
            gone = held - wished
            await session.execute(delete(Label).where(Label.conversation_id == row.id, Label.label.in_(gone)))
            session.add_all(
                Label(conversation_id=row.id, label=label, at=now, staff_id=member.id) for label in wished - held
            )
            await session.flush()
            await tell_desk(session, [("labels", row.id, None)], now)
            await session.commit()
        shown = await summary_of(session, row, member)
    parts.engine.waker.wake([DESK])
    return web.json_response(shown)


def _wished(body: Body) -> set[str]:
    given = body.fields.get("labels")
    if not isinstance(given, list) or not all(isinstance(label, str) for label in given):
        raise Problem(422, "标签要写成一列文字", field="labels")
    wished = {" ".join(label.split()) for label in given} - {""}
    if len(wished) > MOST or any(len(label) > LONGEST or not label.isprintable() for label in wished):
        raise Problem(422, f"最多 {MOST} 个标签，每个不超过 {LONGEST} 个字", field="labels")
    return wished
