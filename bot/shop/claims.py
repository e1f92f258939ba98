"""Places of the slot grid: taken by bookings, and held for a while for a customer who is asked to confirm.

A hold keeps two customers from being told that one place is free. It ends by itself: whoever comes after
:data:`HOLD` takes the row over, and whoever held it is checked again when they confirm.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.lanes import Cell, Wish
from bot.shop.models import Booking, SlotClaim
from bot.shop.pending import pending
from bot.shop.planning import Planner

HOLD = timedelta(minutes=8)
"""How long a place is held after the customer last spoke about it."""


async def hold(session: AsyncSession, planner: Planner, wish: Wish, start: datetime) -> None:
    """Hold the places of a wish for its conversation; what the conversation held otherwise is free again.

    Args:
        planner: of :func:`bot.shop.slots.require_free` for this very moment.
    """
    places = planner.places(wish, start) or {}
    until = planner.now + HOLD
    for cell, place in places.items():
        row = planner.occupancy.rows.get((cell, place))
        if row is None:
            row = _new(session, planner, cell, place)
        if row.booking_id is None:
            row.held_by, row.held_until = wish.conversation_id, until
    await _release_but(session, await _held_by(session, wish.conversation_id), places)


async def release(session: AsyncSession, conversation_id: str) -> None:
    """Give back what a conversation holds."""
    await _release_but(session, await _held_by(session, conversation_id), {})


async def forget_old(session: AsyncSession, *, now: datetime) -> int:
    """Delete holds that nobody came back to; how many. Writes at once: for the retention job, not for a turn."""
    old = delete(SlotClaim).where(SlotClaim.booking_id.is_(None), SlotClaim.held_until < now - HOLD)
    return int((await session.execute(old)).rowcount)  # type: ignore[attr-defined]


async def take(session: AsyncSession, planner: Planner, booking: Booking, wish: Wish, start: datetime) -> None:
    """Take the places of a wish for a booking; what it had before, or its conversation held, is free again.

    Rows that stay are changed in place: deleting and inserting one key in one flush would collide with itself.
    """
    places = planner.places(wish, start)
    if places is None:
        raise AssertionError("a moment without a free place was not refused")
    before = [*await _of_booking(session, booking), *await _held_by(session, wish.conversation_id)]
    claim_places(session, planner, booking, places)
    await _release_but(session, before, places)


def claim_places(session: AsyncSession, planner: Planner, booking: Booking, places: dict[Cell, int]) -> None:
    """Enter places as taken by a booking, whether or not they are within the capacity."""
    for cell, place in places.items():
        row = planner.occupancy.rows.get((cell, place)) or _new(session, planner, cell, place)
        if row.booking_id != booking.id:
            row.booking, row.booking_id = booking, booking.id
            row.held_by = row.held_until = None
        planner.occupancy.claims.setdefault(cell, {})[place] = booking.id


async def give_back(session: AsyncSession, booking: Booking) -> None:
    """Free the places of a booking."""
    await _release_but(session, await _of_booking(session, booking), {})


def _new(session: AsyncSession, planner: Planner, cell: Cell, place: int) -> SlotClaim:
    store_id, lane, at = cell
    row = SlotClaim(store=planner.shop.store(store_id), store_id=store_id, lane=lane, at=at, place=place)
    session.add(row)
    return row


async def _held_by(session: AsyncSession, conversation_id: str | None) -> list[SlotClaim]:
    if conversation_id is None:
        return []
    stored = list(await session.scalars(select(SlotClaim).where(SlotClaim.held_by == conversation_id)))
    return [row for row in {*stored, *pending(session, SlotClaim)} if row.held_by == conversation_id]


async def _of_booking(session: AsyncSession, booking: Booking) -> list[SlotClaim]:
    stored: list[SlotClaim] = []
    if not sa_inspect(booking).pending:
        stored = list(await session.scalars(select(SlotClaim).where(SlotClaim.booking_id == booking.id)))
    return [row for row in {*stored, *pending(session, SlotClaim)} if row.booking_id == booking.id]


async def _release_but(session: AsyncSession, rows: Iterable[SlotClaim], kept: dict[Cell, int]) -> None:
    for row in rows:
        if kept.get((row.store_id, row.lane, row.at)) == row.place or row in session.deleted:
            continue
        if row in session.new:
            session.expunge(row)
        else:
            await session.delete(row)
