"""Bookings and taken slots of a description."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.bookings import wish_of
from bot.shop.cards import BOOKING_STATUS_TEXT
from bot.shop.claims import claim_places
from bot.shop.lanes import Wish
from bot.shop.models import Booking, SlotBlock
from bot.shop.planning import Planner
from bot.shop.services import category_of
from bot.shop.shop import Shop, load_shop
from bot.shop.slots import load_planner
from bot.shop.world.fields import Node
from bot.shop.world.people import People

_UNCLEAR_SERVICE = "检测"


async def load_bookings(session: AsyncSession, given: Node, people: People, *, now: datetime) -> int:
    """Add the bookings that do not exist yet; those still to come take the lowest free place, beyond the
    capacity too: what is described is the state of the shop, not a wish.
    """
    shop = await load_shop(session)
    known = set(await session.scalars(select(Booking.no)))
    described = given.items("bookings")
    made = [_booking(shop, node, people, now) for node in described if node.text("id") not in known]
    session.add_all(made)
    upcoming = [booking for booking in made if booking.status == "confirmed" and booking.start >= now]
    if upcoming:
        first, last = min(b.start for b in upcoming), max(b.end for b in upcoming)
        planner = await load_planner(session, shop.stores, first, last + timedelta(days=1), now=now)
        for booking in upcoming:
            places = planner.places_even_beyond(wish_of(booking), booking.start)
            claim_places(session, planner, booking, places)
    return len(described)


async def load_blocks(session: AsyncSession, given: Node) -> int:
    """Add the stretches of ``given.slots.full`` in which a store takes no more bookings."""
    shop = await load_shop(session)
    if not given.has("slots"):
        return 0
    known = {(row.store_id, row.lane, row.starts, row.ends) for row in await session.scalars(select(SlotBlock))}
    described = given.child("slots").items("full")
    for node in described:
        starts = node.moment("from")
        ends = node.maybe_moment("to") or starts + Planner.without_occupancy(shop, starts).step
        if ends <= starts:
            raise node.child("to").fail("is not after 'from'")
        key = (store_of(node, shop), node.maybe_text("lane"), starts, ends)
        if key not in known:
            session.add(SlotBlock(store_id=key[0], lane=key[1], starts=starts, ends=ends))
    return len(described)


def store_of(node: Node, shop: Shop) -> str:
    """The store a record names by id or name, the default one when it names none.

    Raises:
        WorldError: no such store.
    """
    named = node.maybe_text("store")
    if named is None:
        return shop.default_store.id
    for store in shop.stores.values():
        if named in (store.id, store.name):
            return store.id
    raise node.child("store").fail(f"no store {named!r}")


def _booking(shop: Shop, node: Node, people: People, now: datetime) -> Booking:
    contact = people.contact(node)
    words = node.maybe_text("service") or _UNCLEAR_SERVICE
    service = category_of(words) or _UNCLEAR_SERVICE
    store = shop.store(store_of(node, shop))
    start = node.moment("start")
    kind = node.maybe_text("vehicle_kind") or contact.kind
    planner = Planner.without_occupancy(shop, now)
    pickup = node.child("pickup").value
    return Booking(
        no=node.text("id"),
        store=store,
        store_id=store.id,
        customer_id=contact.customer.id if contact.customer else None,
        service=service,
        service_text=words,
        start=start,
        end=planner.end_of(Wish(store.id, service, kind), start),
        vehicle_kind=kind,
        vehicle_label=contact.vehicle.label or None if contact.vehicle else None,
        plate=contact.plate,
        phone=contact.phone,
        name=contact.name,
        pickup=bool(pickup),
        address=node.maybe_text("address") or (pickup if isinstance(pickup, str) else None),
        note=node.maybe_text("note"),
        status=node.choice("status", tuple(BOOKING_STATUS_TEXT), "confirmed"),
        cancel_reason=node.maybe_text("reason"),
        conversation_id=node.maybe_text("conversation"),
        created_at=node.maybe_moment("created") or now,
    )
