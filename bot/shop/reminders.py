"""Reminders of bookings: the evening before, and two hours before."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import inspect as sa_inspect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI, in_shanghai
from bot.shop.models import Booking, Reminder
from bot.shop.pending import pending

EVENING = time(19, 0)
SOON = timedelta(hours=2)
_TOO_CLOSE = timedelta(minutes=30)
"""Nobody is reminded of what they arranged just now."""


async def plan(session: AsyncSession, booking: Booking, *, now: datetime) -> None:
    """Put the reminders of a booking where they belong now; those of a time it had before are cancelled.

    A booking that was not made in a conversation has nowhere to be told.
    """
    await cancel(session, booking)
    if booking.conversation_id is None:
        return
    for kind, due_at in due_times(booking.start).items():
        if due_at > now + _TOO_CLOSE:
            session.add(
                Reminder(
                    booking=booking,
                    booking_id=booking.id,
                    conversation_id=booking.conversation_id,
                    kind=kind,
                    due_at=due_at,
                )
            )


def due_times(start: datetime) -> dict[str, datetime]:
    """When the customer is reminded of a booking, by kind."""
    start = in_shanghai(start)
    evening = datetime.combine(start.date() - timedelta(days=1), EVENING, SHANGHAI)
    return {"evening": evening, "soon": start - SOON}


async def cancel(session: AsyncSession, booking: Booking) -> None:
    """The booking moved or was cancelled: what is still due is not told."""
    stored: list[Reminder] = []
    if not sa_inspect(booking).pending:
        of_booking = select(Reminder).where(Reminder.booking_id == booking.id, Reminder.status == "due")
        stored = list(await session.scalars(of_booking))
    for reminder in [*stored, *pending(session, Reminder)]:
        if reminder.booking_id == booking.id:
            reminder.status = "cancelled"


async def due(session: AsyncSession, *, now: datetime, limit: int = 50) -> list[tuple[Reminder, Booking]]:
    """Reminders that are due with their bookings, locked on PostgreSQL until the caller commits."""
    found = (
        select(Reminder, Booking)
        .join(Booking, Reminder.booking_id == Booking.id)
        .where(Reminder.status == "due", Reminder.due_at <= now)
        .order_by(Reminder.due_at)
        .limit(limit)
        .with_for_update(of=Reminder, skip_locked=True)
    )
    return [(row[0], row[1]) for row in await session.execute(found)]
