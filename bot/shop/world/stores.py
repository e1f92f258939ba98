"""Stores, calendar, desk, prices and policy of a description."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.calendar import WEEKDAYS, DayKind
from bot.shop.models import CalendarDay, PriceItem, ShopSettings, Staff, Store
from bot.shop.policy import read_policy
from bot.shop.services import category_of
from bot.shop.shop import SETTINGS_ID, Shop, build_shop, remember_shop
from bot.shop.stock import read_stock
from bot.shop.world.capacity import hours_of, read_bays, read_night, read_pickup, read_technicians
from bot.shop.world.fields import Node

_CHINESE_DAYS = "一二三四五六日"
_STORE_WORDS = (
    "id name address phone vehicles hours closed_weekdays bays technicians night_repair pickup parking position "
    "closed_dates special_hours"
)
_STORE_KEYS = frozenset(_STORE_WORDS.split())
_WORLD_WORDS = "default_store stores calendar desk hotline_24h slots prices policy recall_table"
_WORLD_KEYS = frozenset(_WORLD_WORDS.split())
_DAY_LISTS = {"public_holidays": "public_holiday", "makeup_workdays": "makeup_workday", "stores_closed": "closed"}
_DEFAULT_VEHICLES = ["car"]


async def load_shop_description(session: AsyncSession, root: Node) -> tuple[Shop, int]:
    """Stores, calendar, settings and prices become what is described; the shop, and how many prices there
    are.

    Raises:
        WorldError: ``path: what is wrong``.
    """
    stores = await _load_stores(session, root)
    settings = await _load_settings(session, root, stores)
    days = await _load_calendar(session, root, stores)
    return remember_shop(session, build_shop(stores, days, settings)), await _load_prices(session, root)


async def _load_stores(session: AsyncSession, root: Node) -> list[Store]:
    described = root.items("stores")
    if not described:
        raise root.child("stores").fail("a shop has at least one store")
    known = {store.id: store for store in await session.scalars(select(Store))}
    stores: list[Store] = []
    for rank, node in enumerate(described):
        store_id = node.text("id")
        if store_id in {store.id for store in stores}:
            raise node.child("id").fail(f"{store_id!r} is given twice")
        store = known.get(store_id)
        if store is None:
            store = Store(id=store_id)
            session.add(store)
        _fill_store(store, node, rank)
        store.pickup = read_pickup(node if node.has("pickup") else root.child("policy"))
        stores.append(store)
    for store in known.values():
        store.active = any(store is kept for kept in stores)
    return stores


def _fill_store(store: Store, node: Node, rank: int) -> None:
    store.name = node.text("name")
    store.address = node.maybe_text("address") or ""
    store.phone = node.maybe_text("phone") or ""
    store.vehicles = [str(item.value) for item in node.items("vehicles")] or _DEFAULT_VEHICLES
    if not node.has("hours"):
        raise node.child("hours").fail("is missing")
    store.hours = _week(node.child("hours"))
    store.closed_weekdays = sorted(_weekday(item) for item in node.items("closed_weekdays"))
    store.bays = read_bays(node)
    store.technicians, store.skills = read_technicians(node)
    store.night = read_night(node)
    store.parking = node.maybe_text("parking") or ""
    store.position = node.mapping("position") or None
    store.extra = _plain({key: value for key, value in node.value.items() if key not in _STORE_KEYS})
    store.rank, store.active = rank, True


def _week(node: Node) -> dict[str, list[str]]:
    if not isinstance(node.value, Mapping):
        hours = hours_of(node)
        return {str(day): hours for day in range(7)}
    week: dict[str, list[str]] = {}
    groups = {"workday": range(5), "weekday": range(5), "weekend": range(5, 7), "daily": range(7)}
    for key in node.value:
        part = node.child(str(key))
        days = groups.get(str(key)) or [_weekday(Node(key, part.path, node.moments))]
        week |= {str(day): hours_of(part) for day in days}
    return week


def _weekday(node: Node) -> int:
    text = str(node.value).strip().lower()
    if text[:3] in WEEKDAYS:
        return WEEKDAYS.index(text[:3])
    if text and text[-1] in _CHINESE_DAYS + "天":
        return _CHINESE_DAYS.index(text[-1].replace("天", "日"))
    raise node.fail(f"expected a weekday like 'tue', got {node.value!r}")


async def _load_settings(session: AsyncSession, root: Node, stores: list[Store]) -> ShopSettings:
    settings = await session.get(ShopSettings, SETTINGS_ID)
    if settings is None:
        settings = ShopSettings(id=SETTINGS_ID)
        session.add(settings)
    default = root.maybe_text("default_store") or stores[0].id
    chosen = next((store for store in stores if default in (store.id, store.name)), None)
    if chosen is None:
        raise root.child("default_store").fail(f"no store {default!r}")
    settings.default_store = chosen.id
    settings.hotline = root.maybe_text("hotline_24h") or ""
    policy = root.mapping("policy")
    try:
        read_policy(policy)
    except (TypeError, ValueError, AttributeError) as error:
        raise root.child("policy").fail(str(error)) from None
    settings.policy = _plain(policy)
    desk = Node(root.mapping("desk"), "world.desk", root.moments)
    settings.desk = {kind.value: hours_of(desk.child(kind.value)) for kind in DayKind if desk.has(kind.value)}
    settings.slots = _slots(Node(root.mapping("slots"), "world.slots", root.moments))
    settings.recalls = [_plain(item.value) for item in root.items("recall_table")]
    settings.extra = _plain({key: value for key, value in root.value.items() if key not in _WORLD_KEYS})
    try:
        read_stock(settings.extra.get("stock") or [])
    except (TypeError, ValueError) as error:
        raise root.child("stock").fail(str(error)) from None
    return settings


def _slots(node: Node) -> dict[str, Any]:
    for key in ("step_minutes", "places", "horizon_days"):
        if node.has(key) and (node.whole(key) or 0) < 1:
            raise node.child(key).fail("must be at least 1")
    durations = node.child("durations")
    for category in node.mapping("durations"):
        if (durations.whole(category) or 0) < 1:
            raise durations.child(category).fail("minutes, at least 1")
    settings: dict[str, Any] = _plain(node.value)
    return settings


async def _load_calendar(session: AsyncSession, root: Node, stores: list[Store]) -> list[CalendarDay]:
    wanted: dict[tuple[str | None, date, str], list[str] | None] = {}
    calendar = Node(root.mapping("calendar"), "world.calendar", root.moments)
    for key, kind in _DAY_LISTS.items():
        for item in calendar.items(key):
            wanted |= {(store, day, kind): None for store, day in _days(item, stores)}
    for item in calendar.items("stores_short_hours"):
        hours = hours_of(item.child("hours"))
        wanted |= {(store, day, "hours"): hours for store, day in _days(item, stores)}
    for node, store in zip(root.items("stores"), stores, strict=True):
        for item in node.items("closed_dates"):
            wanted |= {(store.id, day, "closed"): None for _, day in _days(item, stores)}
        for item in node.items("special_hours"):
            hours = hours_of(item.child("hours"))
            wanted |= {(store.id, day, "hours"): hours for _, day in _days(item, stores)}
    return await _replace_days(session, wanted)


def _days(item: Node, stores: list[Store]) -> list[tuple[str | None, date]]:
    # A day, a range of days, or {dates: […], store?} where only one store is meant.
    if not isinstance(item.value, Mapping):
        return [(None, day) for day in item.as_days()]
    named = item.maybe_text("store")
    store = next((s for s in stores if named in (s.id, s.name)), None)
    if named is not None and store is None:
        raise item.child("store").fail(f"no store {named!r}")
    entries = item.items("dates") or item.items("date")
    return [(store.id if store else None, day) for entry in entries for day in entry.as_days()]


async def _replace_days(
    session: AsyncSession, wanted: dict[tuple[str | None, date, str], list[str] | None]
) -> list[CalendarDay]:
    known = {(row.store_id, row.day, row.kind): row for row in await session.scalars(select(CalendarDay))}
    for key, row in known.items():
        if key not in wanted:
            await session.delete(row)
    kept: list[CalendarDay] = []
    for key, hours in wanted.items():
        day = known.get(key)
        if day is None:
            day = CalendarDay(store_id=key[0], day=key[1], kind=key[2])
            session.add(day)
        day.hours = hours
        kept.append(day)
    return kept


async def _load_prices(session: AsyncSession, root: Node) -> int:
    known = {row.item: row for row in await session.scalars(select(PriceItem))}
    described = root.items("prices")
    names: set[str] = set()
    for rank, node in enumerate(described):
        name = node.text("item")
        if name in names:
            raise node.child("item").fail(f"{name!r} is given twice")
        names.add(name)
        row = known.get(name)
        if row is None:
            row = PriceItem(item=name)
            session.add(row)
        row.price_text = node.text("price")
        row.fen = price_fen(row.price_text)
        row.category = node.maybe_text("category") or category_of(name)
        row.vehicle_kind = node.maybe_text("vehicle") or ("moto" if "摩托" in name else None)
        row.note = node.maybe_text("note") or ""
        row.rank = rank
    for name, row in known.items():
        if name not in names:
            await session.delete(row)
    return len(described)


def price_fen(text: str) -> int | None:
    """The lowest amount in a price as the shop wrote it (``398起``, ``300-500``, ``免费``), in fen; None
    without any.
    """
    match = re.search(r"\d+(?:\.\d{1,2})?", text.replace(",", ""))
    if match:
        return round(float(match.group()) * 100)
    return 0 if "免费" in text else None


def _agents(desk: Node, given: Node) -> list[Node]:
    # A list in ``given`` goes over the shop's by id; an empty one says that nobody is there.
    agents = {node.text("id"): node for node in (desk.items("agents") if desk.value else [])}
    if given.child("agents").value == []:
        return [Node(dict(node.value) | {"online": False}, node.path, node.moments) for node in agents.values()]
    for node in given.items("agents"):
        base = agents.get(node.text("id"))
        merged = {**(base.value if base else {}), **node.value}
        agents[node.text("id")] = Node(merged, node.path, node.moments)
    return list(agents.values())


async def load_staff(session: AsyncSession, root: Node, given: Node, *, now: datetime) -> int:
    """The people of the desk: those of ``world.desk.agents``, those of ``given.agents`` over them."""
    agents = _agents(root.child("desk"), given)
    known = {row.id: row for row in await session.scalars(select(Staff))}
    for node in agents:
        staff = known.get(node.text("id"))
        if staff is None:
            # Only at first: later on the desk itself knows who is there.
            staff = Staff(id=node.text("id"), created_at=now, online=node.flag("online"))
            session.add(staff)
        staff.name = node.maybe_text("name") or staff.id
        staff.capacity = node.whole("capacity", 3) or 0
        staff.base_load = node.whole("load", 0) or 0
        staff.role = node.maybe_text("role") or staff.role
        staff.store_id = node.maybe_text("store") or staff.store_id
    return len(agents)


def _plain(value: Any) -> Any:
    # JSON columns hold no dates; YAML makes them of everything that looks like one.
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
