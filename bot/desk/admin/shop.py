"""Stores, calendar, desk hours, prices and policy: shown and changed, with their history."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.access import access_admin
from bot.desk.admin.changing import change_json, save, store_names, take_back
from bot.desk.admin.documents import confirmed_field, document_of, shown, version_field
from bot.desk.admin.staff import release
from bot.desk.door import StaffHandler
from bot.desk.queries import page_of
from bot.desk.sessions import Member
from bot.desk.shapes import paged
from bot.desk.views import staff_names
from bot.http.body import read_body
from bot.http.services import services
from bot.shop.editing import changes as editing
from bot.shop.editing.changes import PAGE, Wish
from bot.shop.editing.documents import KINDS, WHOLE, Kind, kind_named, version_of
from bot.shop.errors import NotFound
from bot.shop.models import Store
from bot.shop.models.common import new_id

SINGLE: Mapping[str, str] = {
    "calendar": "calendar",
    "desk_hours": "desk",
    "prices": "prices",
    "policy": "policy",
    "stock": "stock",
    "recalls": "recalls",
}
"""What there is only one of: its path under ``/shop`` and its kind."""


async def stores(request: web.Request, member: Member) -> web.Response:
    """``GET /shop/stores``: those that are closed for good as well."""
    access_admin(member)
    kind = KINDS["store"]
    async with services(request).database.session() as session:
        ids = list(await session.scalars(select(Store.id).order_by(Store.active.desc(), Store.rank, Store.id)))
        found = [(store_id, await kind.read(session, store_id)) for store_id in ids]
    return web.json_response({"stores": [shown(store_id, document) for store_id, document in found if document]})


async def add_store(request: web.Request, member: Member) -> web.Response:
    """``POST /shop/stores {document}``: 201."""
    access_admin(member)
    body = await read_body(request)
    wish = Wish(KINDS["store"], new_id()[:12], document_of(body), None, member.id)
    return web.json_response(shown(wish.subject, await save(services(request), wish)), status=201)


async def edit_store(request: web.Request, member: Member) -> web.Response:
    """``POST /shop/stores/{id} {version, document, confirmed?}``."""
    return await _edit(request, member, KINDS["store"], request.match_info["id"])


def read_single(name: str) -> StaffHandler:
    """``GET /shop/{name}``."""
    kind = KINDS[SINGLE[name]]

    async def read(request: web.Request, member: Member) -> web.Response:
        access_admin(member)
        async with services(request).database.session() as session:
            return web.json_response(shown(WHOLE, await kind.read(session, WHOLE) or {}))

    return read


def edit_single(name: str) -> StaffHandler:
    """``POST /shop/{name} {version, document, confirmed?}``."""
    kind = KINDS[SINGLE[name]]

    async def edit(request: web.Request, member: Member) -> web.Response:
        return await _edit(request, member, kind, WHOLE)

    return edit


async def history(request: web.Request, member: Member) -> web.Response:
    """``GET /shop/history?kind=&subject=&page=``: the latest first; ``current``: versions by kind and subject."""
    access_admin(member)
    kind, subject = request.query.get("kind") or None, request.query.get("subject") or None
    if kind is not None:
        kind_named(kind)
    page = page_of(request)
    async with services(request).database.session() as session:
        found, total = await editing.history(session, kind=kind, subject=subject, page=page)
        people, named = await staff_names(session), await store_names(session)
        current = await _versions(session, {(entry.kind, entry.subject) for entry in found})
    told = [
        change_json(entry, people, named) | {"version": current.get((entry.kind, entry.subject), "")} for entry in found
    ]
    return web.json_response({"changes": told} | paged(page, PAGE, total))


async def undo(request: web.Request, member: Member) -> web.Response:
    """``POST /shop/history/{id}/undo {version, confirmed?}``: what was there before the change comes back."""
    access_admin(member)
    parts = services(request)
    body = await read_body(request)
    version, confirmed = version_field(body), confirmed_field(body)
    async with parts.database.session() as session:
        entry = await editing.entry_of(session, request.match_info["id"])
    subject, document = await take_back(
        parts, kind_named(entry.kind), entry.id, version=version, actor=member.id, confirmed=confirmed
    )
    if entry.kind == "staff" and not document["active"]:
        await release(parts, member, subject)
    return web.json_response(shown(subject, document))


async def _edit(request: web.Request, member: Member, kind: Kind, subject: str) -> web.Response:
    access_admin(member)
    body = await read_body(request)
    wish = Wish(kind, subject, document_of(body), version_field(body), member.id, confirmed_field(body))
    parts = services(request)
    async with parts.database.session() as session:
        if await kind.read(session, subject) is None:
            raise NotFound(subject)
    return web.json_response(shown(subject, await save(parts, wish)))


async def _versions(session: AsyncSession, things: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    return {(name, subject): version_of(await kind_named(name).read(session, subject)) for name, subject in things}
