"""The stores of a description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.calendar import WEEKDAYS
from bot.shop.models import Store
from bot.shop.world.capacity import (
    describe_night,
    describe_pickup,
    hours_of,
    read_bays,
    read_night,
    read_pickup,
    read_technicians,
)
from bot.shop.world.fields import Node, plain

_CHINESE_DAYS = "一二三四五六日"
_STORE_WORDS = (
    "id name address phone vehicles hours closed_weekdays bays technicians night_repair pickup parking position "
    "closed_dates special_hours"
)
_STORE_KEYS = frozenset(_STORE_WORDS.split())
_DEFAULT_VEHICLES = ["car"]


async def load_stores(session: AsyncSession, root: Node) -> list[Store]:
    """The stores become those described, in their order; others are no longer active."""
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
        fill_store(store, node, rank)
        store.pickup = read_pickup(node if node.has("pickup") else root.child("policy"))
        stores.append(store)
    for store in known.values():
        store.active = any(store is kept for kept in stores)
    return stores


def fill_store(store: Store, node: Node, rank: int) -> None:
    """Make a store what ``node`` describes, all but its collections (``pickup``).

    Raises:
        WorldError: ``path: what is wrong``; the store may be half changed then.
    """
    store.name = node.text("name", 80)
    store.address = node.maybe_text("address", 200) or ""
    store.phone = node.maybe_text("phone", 40) or ""
    store.vehicles = [str(item.value) for item in node.items("vehicles")] or _DEFAULT_VEHICLES
    if not node.has("hours"):
        raise node.child("hours").fail("is missing")
    store.hours = _week(node.child("hours"))
    store.closed_weekdays = sorted(_weekday(item) for item in node.items("closed_weekdays"))
    store.bays = read_bays(node)
    store.technicians, store.skills, store.technician_names = read_technicians(node)
    store.night = read_night(node)
    store.parking = node.maybe_text("parking") or ""
    store.position = _position(Node(node.mapping("position"), f"{node.path}.position", node.moments))
    store.extra = plain({key: value for key, value in node.value.items() if key not in _STORE_KEYS})
    store.rank, store.active = rank, True


def _position(node: Node) -> dict[str, float] | None:
    if not node.value:
        return None
    lat, lon = node.number("lat"), node.number("lon")
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise node.fail("expected {lat, lon} in degrees")
    return {"lat": lat, "lon": lon}


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


def describe_store(store: Store) -> dict[str, Any]:
    """The description that :func:`fill_store` reads; amounts in yuan."""
    technicians: Any = store.technicians
    if store.skills is not None:
        names = store.technician_names or [""] * len(store.skills)
        pairs = zip(names, store.skills, strict=True)
        technicians = [{"name": name, "skills": list(skills)} for name, skills in pairs]
    return {
        "name": store.name,
        "address": store.address,
        "phone": store.phone,
        "vehicles": list(store.vehicles),
        "hours": {name: list(store.hours.get(str(day), [])) for day, name in enumerate(WEEKDAYS)},
        "closed_weekdays": [WEEKDAYS[day] for day in store.closed_weekdays],
        "bays": dict(store.bays) if store.bays is not None else None,
        "technicians": technicians,
        "night_repair": describe_night(store.night),
        "pickup": describe_pickup(store.pickup),
        "parking": store.parking,
        "position": dict(store.position) if store.position is not None else None,
        **store.extra,
    }
