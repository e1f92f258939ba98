"""Bookings: made, moved, cancelled, found. Places are claimed by rows whose key is unique."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import in_shanghai
from bot.db.crypto import blind_index
from bot.shop import claims, reminders
from bot.shop.errors import NotAllowed, NotFound
from bot.shop.identifiers import normalise_phone, normalise_plate
from bot.shop.lanes import Wish
from bot.shop.models import Booking
from bot.shop.numbers import fresh_number
from bot.shop.pending import pending
from bot.shop.slots import require_free

ACTIVE = "confirmed"


@dataclass(frozen=True)
class BookingRequest:
    """What a customer wants. ``service`` is a category of :mod:`bot.shop.services`, ``service_text`` their
    own words.

    For a pick-up ``start`` is the collection time and ``address`` where the vehicle stands.
    """

    store_id: str
    service: str
    service_text: str
    start: datetime
    vehicle_kind: str = "car"
    vehicle_label: str | None = None
    plate: str | None = None
    phone: str | None = None
    name: str | None = None
    pickup: bool = False
    address: str | None = None
    note: str | None = None
    customer_id: str | None = None
    conversation_id: str | None = None


async def book(session: AsyncSession, request: BookingRequest, *, now: datetime) -> Booking:
    """Book; the places are taken when the caller commits, where a place lost meanwhile raises IntegrityError.

    Raises:
        NotFound: no such store.
        SlotRefusal: the time cannot be booked; the subclass says why and carries alternatives.
    """
    wish = Wish(request.store_id, request.service, request.vehicle_kind, None, request.conversation_id, request.pickup)
    planner = await require_free(session, wish, request.start, now=now)
    start = in_shanghai(request.start)
    booking = Booking(
        no=await fresh_number(session, Booking, now),
        store=planner.shop.store(request.store_id),
        store_id=request.store_id,
        customer_id=request.customer_id,
        service=request.service,
        service_text=request.service_text,
        start=start,
        end=planner.end_of(wish, start),
        vehicle_kind=request.vehicle_kind,
        vehicle_label=request.vehicle_label,
        plate=request.plate,
        phone=request.phone,
        name=request.name,
        pickup=request.pickup,
        address=request.address,
        note=request.note,
        conversation_id=request.conversation_id,
        created_at=now,
    )
    session.add(booking)
    await claims.take(session, planner, booking, wish, start)
    await reminders.plan(session, booking, now=now)
    return booking


async def reschedule(
    session: AsyncSession,
    booking: Booking,
    *,
    now: datetime,
    start: datetime | None = None,
    store_id: str | None = None,
    service: str | None = None,
    service_text: str | None = None,
    conversation_id: str | None = None,
) -> Booking:
    """Move a booking to another time, store or service; what is not given stays. Its own places, and those held for
    ``conversation_id``, do not stand in the way.

    Raises:
        NotAllowed: it is no longer active.
        NotFound: no such store.
        SlotRefusal: the new time cannot be booked; nothing has changed then.
    """
    _require_active(booking)
    wish = wish_of(booking, store_id=store_id, service=service, conversation_id=conversation_id)
    start = in_shanghai(start or booking.start)
    planner = await require_free(session, wish, start, now=now)
    await claims.take(session, planner, booking, wish, start)
    booking.store = planner.shop.store(wish.store_id)
    booking.store_id = wish.store_id
    booking.service = wish.service
    booking.service_text = service_text or booking.service_text
    booking.start = start
    booking.end = planner.end_of(wish, start)
    await reminders.plan(session, booking, now=now)
    return booking


def wish_of(
    booking: Booking, *, store_id: str | None = None, service: str | None = None, conversation_id: str | None = None
) -> Wish:
    """The wish a booking fulfils, at another store or for another service if given."""
    return Wish(
        store_id or booking.store_id,
        service or booking.service,
        booking.vehicle_kind,
        booking.id,
        conversation_id,
        booking.pickup,
    )


async def cancel(session: AsyncSession, booking: Booking, *, reason: str | None = None) -> Booking:
    """Cancel a booking and give its places back.

    Raises:
        NotAllowed: it is no longer active.
    """
    _require_active(booking)
    await claims.give_back(session, booking)
    await reminders.cancel(session, booking)
    booking.status = "cancelled"
    booking.cancel_reason = reason
    return booking


async def find_by_no(session: AsyncSession, no: str) -> Booking:
    """A booking by its number, in either case.

    Raises:
        NotFound: no such number.
    """
    spellings = {no.strip(), no.strip().upper(), no.strip().lower()}
    found = await _select(session, Booking.no.in_(spellings))
    wanted = [b for b in found if b.no in spellings]
    if not wanted:
        raise NotFound(f"booking {no}")
    return wanted[0]


async def of_conversation(session: AsyncSession, conversation_id: str, *, active: bool = True) -> list[Booking]:
    """The bookings made in a conversation, soonest first; ``active``: only those still to come about."""
    found = await _select(session, Booking.conversation_id == conversation_id)
    return _listed([b for b in found if b.conversation_id == conversation_id], active)


async def of_customer(session: AsyncSession, customer_id: str, *, active: bool = True) -> list[Booking]:
    """The bookings of a known customer, soonest first."""
    found = await _select(session, Booking.customer_id == customer_id)
    return _listed([b for b in found if b.customer_id == customer_id], active)


async def of_phone(session: AsyncSession, phone: str, *, active: bool = True) -> list[Booking]:
    """The bookings that gave this phone number, soonest first. For callers that have proven the phone is
    theirs.
    """
    index = blind_index("phone", normalise_phone(phone))
    found = await _select(session, Booking.phone_index == index)
    return _listed([b for b in found if b.phone_index == index], active)


async def of_plate(session: AsyncSession, plate: str, *, active: bool = True) -> list[Booking]:
    """The bookings of a plate, soonest first. For staff: a plate alone proves nothing."""
    index = blind_index("plate", normalise_plate(plate))
    found = await _select(session, Booking.plate_index == index)
    return _listed([b for b in found if b.plate_index == index], active)


async def _select(session: AsyncSession, condition: ColumnElement[bool]) -> list[Booking]:
    stored = list(await session.scalars(select(Booking).where(condition)))
    return stored + pending(session, Booking)


def _listed(found: Sequence[Booking], active: bool) -> list[Booking]:
    return sorted((b for b in found if not active or b.status == ACTIVE), key=lambda b: (b.start, b.no))


def _require_active(booking: Booking) -> None:
    if booking.status != ACTIVE:
        raise NotAllowed(f"booking_{booking.status}")
