"""A shop described in a file: the ``world`` block of conversation files, with an optional ``given``.

Loading again updates: stores, calendar, desk, prices, policy, customers and vehicles become what is
described; bookings, orders and cases that exist already are left alone, as they have lived on since.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.shop import Shop, build_shop, remember_shop
from bot.shop.world.bookings import load_blocks, load_bookings
from bot.shop.world.cases import load_callbacks, load_complaints, load_decisions, load_rescues
from bot.shop.world.days import load_calendar
from bot.shop.world.desk_people import load_staff
from bot.shop.world.fields import Moments, Node, OpeningDay, WorldError
from bot.shop.world.orders import load_orders
from bot.shop.world.people import load_people
from bot.shop.world.prices import load_prices
from bot.shop.world.shopwide import load_settings
from bot.shop.world.stores import load_stores

__all__ = ["WorldError", "load", "load_file", "read_file"]


def read_file(path: Path) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """``world`` and ``given`` of a description; a file may also hold the keys of ``world`` at its top.

    Raises:
        WorldError: not readable as a YAML mapping.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise WorldError(f"{path.name}: not valid YAML: {error}") from error
    if not isinstance(data, dict):
        raise WorldError(f"{path.name}: expected a mapping")
    given = data.pop("given", None)
    return data.get("world", data), given


async def load_file(session: AsyncSession, path: Path, *, now: datetime) -> dict[str, int]:
    """:func:`load` what a file describes."""
    world, given = read_file(path)
    return await load(session, world, given, now=now)


async def load(
    session: AsyncSession, world: Mapping[str, Any], given: Mapping[str, Any] | None = None, *, now: datetime
) -> dict[str, int]:
    """Load or update a shop; nothing is written before the caller commits. Keys nobody reads are kept as
    they are.

    ``given.session``, ``given.queue`` and ``given.secrets`` concern conversations, not the shop, and are
    left to the caller.

    Returns:
        How many things of each kind were described.

    Raises:
        WorldError: ``path: what is wrong``; nothing may be committed then.
    """
    described = dict(given or {})
    shop, prices = await _shop_described(session, Node(dict(world), "world", Moments(now, lambda day, _: day)))
    moments = Moments(now, _opening_day(shop))
    root, extra = Node(dict(world), "world", moments), Node(described, "given", moments)
    staff = await load_staff(session, root, extra, now=now)
    people = await load_people(session, extra, now=now)
    return {
        "stores": len(shop.stores),
        "prices": prices,
        "staff": staff,
        "customers": len(extra.items("customers")),
        "vehicles": len(extra.items("vehicles")),
        "full_slots": await load_blocks(session, extra),
        "bookings": await load_bookings(session, extra, people, now=now),
        "orders": await load_orders(session, extra, people),
        "complaints": await load_complaints(session, extra, people, now=now),
        "callbacks": await load_callbacks(session, extra, people, now=now),
        "rescues": await load_rescues(session, extra, people, now=now),
        "decisions": await load_decisions(session, extra, now=now),
    }


async def _shop_described(session: AsyncSession, root: Node) -> tuple[Shop, int]:
    """Stores, calendar, settings and prices become what is described; the shop, and how many prices there are."""
    stores = await load_stores(session, root)
    settings = await load_settings(session, root, stores)
    days = await load_calendar(session, root, stores)
    return remember_shop(session, build_shop(stores, days, settings)), len(await load_prices(session, root))


def _opening_day(shop: Shop) -> OpeningDay:
    hours = shop.hours[shop.default_store.id]

    def opening_day(day: date, count: int) -> date:
        found = hours.next_opening_day(day, count) if count else day
        if found is None:
            raise ValueError("the default store never opens")
        return found

    return opening_day
