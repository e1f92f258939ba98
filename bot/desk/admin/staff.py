"""Accounts: made, changed, retired; temporary passwords, shown once."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.models import Conversation
from bot.conversation.ownership import Overtaken, Owner
from bot.conversation.staffing import NotYours
from bot.conversation.wake import DESK
from bot.desk.access import access_admin
from bot.desk.admin.changing import finish, save
from bot.desk.admin.documents import document_of, shown, version_field
from bot.desk.sessions import Member, end_sessions
from bot.desk.shapes import maybe_moment, without_gaps
from bot.desk.transfer import Transfer, transfer
from bot.http.body import read_body
from bot.http.problem import Problem
from bot.http.services import Services, services
from bot.shop import audit
from bot.shop.editing import changes as editing
from bot.shop.editing.changes import Wish
from bot.shop.editing.documents import KINDS, Doc
from bot.shop.editing.people import read_person
from bot.shop.errors import NotFound
from bot.shop.models import Staff
from bot.shop.models.common import new_id
from bot.shop.pending import pending
from bot.shop.staff import random_password, set_password

_KIND = KINDS["staff"]
_RETIRED = "账号已停用"


async def accounts(request: web.Request, member: Member) -> web.Response:
    """``GET /staff/accounts``: everybody, those who were retired last."""
    access_admin(member)
    async with services(request).database.session() as session:
        people = list(await session.scalars(select(Staff).order_by(Staff.active.desc(), Staff.name)))
        told = [shown(one.id, await read_person(session, one.id) or {}) | _aside(one, member) for one in people]
    return web.json_response({"accounts": told})


async def add(request: web.Request, member: Member) -> web.Response:
    """``POST /staff {document}``: 201, with a password that is shown this once."""
    access_admin(member)
    parts = services(request)
    wish = Wish(_KIND, new_id()[:12], document_of(await read_body(request)), None, member.id)
    password = random_password()
    async with parts.database.session() as session:
        making = _with_password(session, parts, wish, password)
        document = await finish(session, parts, (_KIND, wish.subject), making, None)
    return web.json_response(shown(wish.subject, document) | {"password": password}, status=201)


async def edit(request: web.Request, member: Member) -> web.Response:
    """``POST /staff/{id} {version, document}``; whoever is retired is out at once, and their customers queue again."""
    access_admin(member)
    parts, staff_id = services(request), request.match_info["id"]
    body = await read_body(request)
    wish = Wish(_KIND, staff_id, document_of(body), version_field(body), member.id)
    document = await save(parts, wish)
    if not document["active"]:
        await release(parts, member, staff_id)
    return web.json_response(shown(staff_id, document))


async def reset_password(request: web.Request, member: Member) -> web.Response:
    """``POST /staff/{id}/password``: a temporary password, shown this once; every session of the person ends."""
    access_admin(member)
    parts, staff_id = services(request), request.match_info["id"]
    password = random_password()
    async with parts.database.session() as session:
        person = await session.get(Staff, staff_id)
        if person is None:
            raise NotFound(staff_id)
        if not person.active:
            raise Problem(409, "这个账号已停用，请先启用")
        await set_password(person, password)
        await session.flush()
        await end_sessions(session, staff_id)
        audit.record(session, member.id, "password_reset", f"staff:{staff_id}", now=parts.clock.now())
        await session.commit()
    return web.json_response({"id": staff_id, "password": password})


async def release(parts: Services, member: Member, staff_id: str) -> None:
    """Give the conversations of somebody who left back to the queue."""
    held = select(Conversation.id).where(Conversation.staff_id == staff_id, Conversation.owner == Owner.HUMAN.value)
    async with parts.database.session() as session:
        ids = list(await session.scalars(held))
    for conversation_id in ids:
        async with parts.database.session() as session:
            row = await session.get_one(Conversation, conversation_id)
            wish, phrase = Transfer(_RETIRED), parts.engine.brain.phrase
            try:
                await transfer(session, row, member, wish, phrase, now=parts.clock.now())
            except (NotYours, Overtaken):
                continue
    parts.engine.waker.wake([*ids, DESK])


async def _with_password(session: AsyncSession, parts: Services, wish: Wish, password: str) -> Doc:
    document = await editing.change(session, wish, now=parts.clock.now())
    made = next(person for person in pending(session, Staff) if person.id == wish.subject)
    await set_password(made, password)
    return document


def _aside(person: Staff, member: Member) -> Doc:
    return without_gaps(
        {
            "me": person.id == member.id,
            "can_log_in": person.password_hash is not None,
            "last_seen": maybe_moment(person.last_seen),
        }
    )
