"""Canned replies: everybody's, which leads keep, and one's own. Variables are filled in where the reply is used."""

from __future__ import annotations

import re
from datetime import datetime

from aiohttp import web
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.access import access_lead
from bot.desk.models import CannedReply
from bot.desk.sessions import Member
from bot.desk.shapes import Json, moment
from bot.http.body import Body, read_body
from bot.http.problem import Problem
from bot.http.services import services
from bot.shop.errors import NotFound

VARIABLES = ("customer", "plate", "order_no", "store", "eta", "me")
LONGEST_SHORTCUT = 20
LONGEST_TEXT = 1000
MOST = 200

_VARIABLE = re.compile(r"\{([^{}]*)\}")


async def replies(request: web.Request, member: Member) -> web.Response:
    """``GET /canned``: everybody's and my own, by shortcut."""
    async with services(request).database.session() as session:
        rows = await session.scalars(_of(member).order_by(CannedReply.shortcut, CannedReply.id))
        shown = [_shown(row) for row in rows]
    return web.json_response({"replies": shown, "variables": list(VARIABLES)})


async def add(request: web.Request, member: Member) -> web.Response:
    """``POST /canned {shortcut, text, shared?}``: 201."""
    parts, body = services(request), await read_body(request)
    shared = body.flag("shared", "是否共用") if "shared" in body else False
    owner = None if shared else member.id
    async with parts.database.session() as session:
        row = CannedReply(staff_id=owner)
        _require_editor(row, member)
        if len(list(await session.scalars(select(CannedReply.id).where(_whose(owner))))) >= MOST:
            raise Problem(409, f"快捷回复最多 {MOST} 条")
        await _write(session, row, body, member, parts.clock.now())
        session.add(row)
        await session.commit()
    return web.json_response(_shown(row), status=201)


async def change(request: web.Request, member: Member) -> web.Response:
    """``POST /canned/{id} {shortcut, text}``."""
    parts, body = services(request), await read_body(request)
    async with parts.database.session() as session:
        row = await _access(session, request, member)
        await _write(session, row, body, member, parts.clock.now())
        await session.commit()
    return web.json_response(_shown(row))


async def remove(request: web.Request, member: Member) -> web.Response:
    """``POST /canned/{id}/remove``."""
    async with services(request).database.session() as session:
        await session.delete(await _access(session, request, member))
        await session.commit()
    return web.Response(status=204)


def _of(member: Member) -> Select[CannedReply]:
    return select(CannedReply).where(or_(CannedReply.staff_id.is_(None), CannedReply.staff_id == member.id))


async def _access(session: AsyncSession, request: web.Request, member: Member) -> CannedReply:
    number = request.match_info["id"]
    found = await session.get(CannedReply, int(number)) if number.isdecimal() and len(number) < 10 else None
    if found is None or found.staff_id not in (None, member.id):
        raise NotFound(number)
    _require_editor(found, member)
    return found


def _require_editor(row: CannedReply, member: Member) -> None:
    if row.staff_id is None:
        access_lead(member, "共用的快捷回复由店长维护")


async def _write(session: AsyncSession, row: CannedReply, body: Body, member: Member, now: datetime) -> None:
    shortcut = body.text("shortcut", "快捷词", LONGEST_SHORTCUT)
    if re.search(r"[\s/]", shortcut):
        raise Problem(422, "快捷词里不能有空格和斜杠", field="shortcut")
    text = body.text("text", "内容", LONGEST_TEXT)
    unknown = [name for name in _VARIABLE.findall(text) if name not in VARIABLES]
    if unknown:
        raise Problem(422, f"没有这个变量：{{{unknown[0][:20]}}}", field="text")
    same = select(CannedReply.id).where(CannedReply.shortcut == shortcut, _whose(row.staff_id))
    if await session.scalar(same.where(CannedReply.id != (row.id or 0))) is not None:
        raise Problem(409, "这个快捷词已经有了", field="shortcut")
    row.shortcut, row.text, row.changed_at, row.changed_by = shortcut, text, now, member.id


def _whose(staff_id: str | None) -> ColumnElement[bool]:
    return CannedReply.staff_id.is_not_distinct_from(staff_id)


def _shown(row: CannedReply) -> Json:
    return {
        "id": row.id,
        "shortcut": row.shortcut,
        "text": row.text,
        "shared": row.staff_id is None,
        "changed_at": moment(row.changed_at),
    }
