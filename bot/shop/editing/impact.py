"""What a change of the shop does to what was promised: bookings that no longer fit, days gone by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import in_shanghai
from bot.shop import claims
from bot.shop.bookings import ACTIVE, wish_of
from bot.shop.models import Booking
from bot.shop.pickup import pickup_service
from bot.shop.planning import Planner
from bot.shop.shop import Shop, load_shop
from bot.shop.slots import load_planner

_FURTHEST = timedelta(days=400)

STORE_GONE, KIND_GONE, CLOSED, NO_PICKUP, NO_PLACE = "store", "vehicle", "closed", "pickup", "place"


@dataclass(frozen=True)
class Misfit:
    """A booking to come that the shop can no longer keep. ``why``: ``store`` (no longer there), ``vehicle`` (kind no
    longer taken), ``closed``, ``pickup`` (not collected then), ``place`` (no bay or technician left).
    """

    booking: Booking
    why: str


@dataclass(frozen=True)
class Impact:
    """What has to be confirmed before a change is made. ``past``: days gone by that it speaks of."""

    past: list[date] = field(default_factory=list)
    bookings: list[Misfit] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.past or self.bookings)


@dataclass(frozen=True)
class Moved:
    """``without_place``: bookings for which the shop, as it will be, has no place."""

    without_place: list[Misfit]


async def misfits(session: AsyncSession, *, now: datetime) -> dict[str, str]:
    """The bookings to come that do not fit the shop as it is, and why, by id."""
    shop, planner, coming = await _coming(session, now)
    found = {booking.id: _objection(shop, planner, booking) for booking in coming}
    return {booking_id: why for booking_id, why in found.items() if why is not None}


async def move_what_fits(session: AsyncSession, *, now: datetime) -> Moved:
    """Give bookings whose bay or technician is gone another one of the same time; those for which there is none keep
    what they had, beyond the capacity.
    """
    shop, planner, coming = await _coming(session, now)
    without: list[Misfit] = []
    for booking in coming:
        why = _objection(shop, planner, booking)
        if why is not None:
            without.append(Misfit(booking, why))
        elif not _stays(planner, booking):
            await claims.take(session, planner, booking, wish_of(booking), in_shanghai(booking.start))
    return Moved(without)


def warnings_of(kind: str, before: Mapping[str, Any] | None, after: Mapping[str, Any], *, now: datetime) -> list[date]:
    """The days gone by that a new calendar says something else about."""
    if kind != "calendar":
        return []
    today = in_shanghai(now).date()
    old = [] if before is None else before["days"]
    changed = [day for day in after["days"] if day not in old]
    return sorted({day for item in changed if (day := date.fromisoformat(item["day"])) < today})


async def _coming(session: AsyncSession, now: datetime) -> tuple[Shop, Planner, list[Booking]]:
    shop = await load_shop(session)
    query = select(Booking).where(Booking.status == ACTIVE, Booking.start > now).order_by(Booking.start, Booking.no)
    coming = list(await session.scalars(query))
    planner = await load_planner(session, {b.store_id for b in coming}, now, now + _FURTHEST, now=now)
    return shop, planner, coming


def _objection(shop: Shop, planner: Planner, booking: Booking) -> str | None:
    store = shop.stores.get(booking.store_id)
    if store is None:
        return STORE_GONE
    if booking.vehicle_kind not in store.vehicles:
        return KIND_GONE
    wish, start = wish_of(booking), in_shanghai(booking.start)
    if not any(opens <= start < closes for opens, closes in planner.spans(wish, start.date())):
        return CLOSED
    if wish.pickup and not pickup_service(store).collects_at(start):
        return NO_PICKUP
    return None if planner.places(wish, start) is not None else NO_PLACE


def _stays(planner: Planner, booking: Booking) -> bool:
    """Whether the booking has the very places it would get, and no others."""
    places = planner.places(wish_of(booking), in_shanghai(booking.start)) or {}
    has = {
        (cell, place)
        for cell, taken in planner.occupancy.claims.items()
        for place, owner in taken.items()
        if owner == booking.id
    }
    return has == set(places.items())
