"""The calendar of a description: holidays, make-up workdays, closures, short days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.models import CalendarDay, Store
from bot.shop.world.capacity import hours_of
from bot.shop.world.fields import Node

_DAY_LISTS = {"public_holidays": "public_holiday", "makeup_workdays": "makeup_workday", "stores_closed": "closed"}


DAY_KINDS = ("public_holiday", "makeup_workday", "closed", "hours")
_OF_ALL_STORES = ("public_holiday", "makeup_workday")
_OPPOSED = (("public_holiday", "makeup_workday"), ("closed", "hours"))

DayKey = tuple[str | None, date, str]
"""Store (None: all of them), day, kind."""


async def load_calendar(session: AsyncSession, root: Node, stores: list[Store]) -> list[CalendarDay]:
    """The calendar becomes what is described: of the shop, and of its stores."""
    wanted: dict[DayKey, list[str] | None] = {}
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
    return await _replace_days(session, wanted, {})


async def replace_calendar(session: AsyncSession, root: Node, stores: list[Store]) -> list[CalendarDay]:
    """The calendar becomes the list ``days``: ``[{day, kind, store?, hours?, note?}]``, one statement each.

    Raises:
        WorldError: unknown kind or store, the same said twice, statements that exclude each other.
    """
    wanted: dict[DayKey, list[str] | None] = {}
    notes: dict[DayKey, str] = {}
    for node in root.items("days"):
        key = _day_key(node, stores)
        if key in wanted:
            raise node.fail("is given twice")
        wanted[key] = hours_of(node.child("hours")) if key[2] == "hours" else None
        if key[2] == "hours" and not wanted[key]:
            raise node.child("hours").fail("is missing")
        notes[key] = node.maybe_text("note", 200) or ""
        for pair in _OPPOSED:
            if all((key[0], key[1], kind) in wanted for kind in pair):
                raise node.fail(f"a day is not both {pair[0]} and {pair[1]}")
    return await _replace_days(session, wanted, notes)


def describe_days(rows: Iterable[CalendarDay]) -> dict[str, Any]:
    """The list that :func:`replace_calendar` reads."""
    ordered = sorted(rows, key=lambda row: (row.day, row.store_id or "", row.kind))
    return {
        "days": [
            {"day": row.day.isoformat(), "kind": row.kind, "store": row.store_id, "hours": row.hours, "note": row.note}
            for row in ordered
        ]
    }


def _day_key(node: Node, stores: list[Store]) -> DayKey:
    kind = node.choice("kind", DAY_KINDS, "")
    if not node.has("day"):
        raise node.child("day").fail("is missing")
    days = node.child("day").as_days()
    if len(days) != 1:
        raise node.child("day").fail("expected one day")
    store = node.maybe_text("store")
    if store is not None and kind in _OF_ALL_STORES:
        raise node.child("store").fail("holidays and make-up workdays hold for every store")
    if store is not None and store not in {known.id for known in stores}:
        raise node.child("store").fail(f"no store {store!r}")
    return store, days[0], kind


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
    session: AsyncSession, wanted: Mapping[DayKey, list[str] | None], notes: Mapping[DayKey, str]
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
        day.hours, day.note = hours, notes.get(key, day.note)
        kept.append(day)
    return kept
