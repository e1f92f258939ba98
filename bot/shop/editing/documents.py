"""The things of the shop that are edited, each as a document: what a shop description says about it.

A document is read by the loaders of :mod:`bot.shop.world`, so that a rule about stores or prices is written once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.editing.articles import read_article, write_article
from bot.shop.editing.lists import read_parts, read_recalls, without_lists, write_parts, write_recalls
from bot.shop.editing.people import read_person, write_person
from bot.shop.errors import NotFound
from bot.shop.models import CalendarDay, PriceItem, Store
from bot.shop.shop import SETTINGS_ID, build_shop, load_shop, remember_shop
from bot.shop.world.capacity import read_pickup
from bot.shop.world.days import describe_days, replace_calendar
from bot.shop.world.fields import Moments, Node
from bot.shop.world.prices import describe_prices, load_prices
from bot.shop.world.shopwide import describe_settings, load_settings, read_desk, settings_row
from bot.shop.world.stores import describe_store, fill_store

Doc = dict[str, Any]

WHOLE = SETTINGS_ID
"""The subject of what there is only one of."""

VEHICLE_KINDS = ("car", "moto")


@dataclass(frozen=True)
class Kind:
    """A kind of thing that is edited.

    Attributes:
        read: the document of a subject as it is, None when there is no such thing.
        write: make a subject what a document says, adding and changing rows without writing them; its document then.
            Raises WorldError.
        title: what a document is called in the history.
        plans: whether bookings depend on it.
    """

    name: str
    read: Callable[[AsyncSession, str], Awaitable[Doc | None]]
    write: Callable[[AsyncSession, str, Doc, datetime], Awaitable[Doc]]
    title: Callable[[Mapping[str, Any]], str]
    plans: bool = False


def version_of(document: Mapping[str, Any] | None) -> str:
    """The fingerprint of a document: equal documents have equal ones, whoever wrote them."""
    told = json.dumps(document, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def node_of(document: Any, path: str, now: datetime) -> Node:
    """A document for the loaders; its days are written out, so that none is relative."""
    return Node(document, path, Moments(now, lambda day, _: day))


async def _read_store(session: AsyncSession, store_id: str) -> Doc | None:
    store = await session.get(Store, store_id)
    return None if store is None else describe_store(store) | {"active": store.active}


async def _write_store(session: AsyncSession, store_id: str, document: Doc, now: datetime) -> Doc:
    node = node_of(document, "store", now)
    for item in node.items("vehicles"):
        if item.value not in VEHICLE_KINDS:
            raise item.fail(f"{item.value!r} is not one of {', '.join(VEHICLE_KINDS)}")
    store = await session.get(Store, store_id)
    if store is None:
        store = Store(id=store_id, rank=int(await session.scalar(select(func.max(Store.rank))) or 0) + 1)
        session.add(store)
    active = node.flag("active", True)
    fill_store(store, Node({**document, "id": store_id}, node.path, node.moments), store.rank)
    store.extra = {key: value for key, value in store.extra.items() if key != "active"}
    store.pickup, store.active = read_pickup(node), active
    await _require_names(session, store, node)
    await _rebuild(session, changed=store)
    return describe_store(store) | {"active": store.active}


async def _require_names(session: AsyncSession, store: Store, node: Node) -> None:
    others = [other for other in await session.scalars(select(Store)) if other.id != store.id and other.active]
    if store.active and store.name in {other.name for other in others}:
        raise node.child("name").fail("is given twice")
    if not store.active and not others:
        raise node.child("active").fail("a shop has at least one store")
    settings = await settings_row(session)
    if not store.active and settings.default_store == store.id:
        raise node.child("active").fail("is the default store")


async def _read_calendar(session: AsyncSession, _subject: str) -> Doc | None:
    return describe_days(await session.scalars(select(CalendarDay)))


async def _write_calendar(session: AsyncSession, _subject: str, document: Doc, now: datetime) -> Doc:
    # Of every store: days of one that is closed for good stay in the history of the shop.
    stores = list(await session.scalars(select(Store)))
    days = await replace_calendar(session, node_of(document, "calendar", now), stores)
    await _rebuild(session, days=days)
    return describe_days(days)


async def _read_prices(session: AsyncSession, _subject: str) -> Doc | None:
    return describe_prices(await session.scalars(select(PriceItem)))


async def _write_prices(session: AsyncSession, _subject: str, document: Doc, now: datetime) -> Doc:
    return describe_prices(await load_prices(session, node_of(document, "list", now)))


async def _read_policy(session: AsyncSession, _subject: str) -> Doc | None:
    return without_lists(describe_settings(await settings_row(session)))


async def _write_policy(session: AsyncSession, _subject: str, document: Doc, now: datetime) -> Doc:
    settings = await settings_row(session)
    stores = list((await load_shop(session)).stores.values())
    kept = describe_settings(settings)
    lists: Doc = {key: value for key, value in kept.items() if key not in without_lists(kept)}
    whole = {**without_lists(document), **lists, "desk": dict(settings.desk)}
    await load_settings(session, node_of(whole, "shop", now), stores)
    await _rebuild(session)
    return without_lists(describe_settings(settings))


async def _write_stock(session: AsyncSession, subject: str, document: Doc, now: datetime) -> Doc:
    written = await write_parts(session, subject, document, now)
    await _rebuild(session)
    return written


async def _write_recalls(session: AsyncSession, subject: str, document: Doc, now: datetime) -> Doc:
    written = await write_recalls(session, subject, document, now)
    await _rebuild(session)
    return written


async def _read_desk(session: AsyncSession, _subject: str) -> Doc | None:
    return dict((await settings_row(session)).desk)


async def _write_desk(session: AsyncSession, _subject: str, document: Doc, now: datetime) -> Doc:
    settings = await settings_row(session)
    settings.desk = read_desk(node_of(document, "desk", now))
    await _rebuild(session)
    return dict(settings.desk)


async def _rebuild(
    session: AsyncSession, *, changed: Store | None = None, days: list[CalendarDay] | None = None
) -> None:
    """Let this session see the shop as it will be."""
    stores = {store.id: store for store in await session.scalars(select(Store))}
    if changed is not None:
        stores[changed.id] = changed
    kept = days if days is not None else list(await session.scalars(select(CalendarDay)))
    active = sorted((store for store in stores.values() if store.active), key=lambda store: (store.rank, store.id))
    remember_shop(session, build_shop(active, kept, await settings_row(session)))


def _named(document: Mapping[str, Any]) -> str:
    return str(document.get("name") or "")


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("store", _read_store, _write_store, _named, plans=True),
        Kind("calendar", _read_calendar, _write_calendar, lambda _: "营业日历", plans=True),
        Kind("prices", _read_prices, _write_prices, lambda _: "价目表"),
        Kind("policy", _read_policy, _write_policy, lambda _: "规则", plans=True),
        Kind("stock", read_parts, _write_stock, lambda _: "配件库存"),
        Kind("recalls", read_recalls, _write_recalls, lambda _: "召回信息"),
        Kind("desk", _read_desk, _write_desk, lambda _: "客服值班时间"),
        Kind("staff", read_person, write_person, _named),
        Kind("article", read_article, write_article, lambda document: str(document.get("title") or "")),
    )
}


def kind_named(name: str) -> Kind:
    """A kind by its name.

    Raises:
        NotFound: there is none.
    """
    try:
        return KINDS[name]
    except KeyError:
        raise NotFound(name) from None
