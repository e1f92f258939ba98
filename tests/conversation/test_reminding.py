"""Reminders are told once, in the conversation of the booking, whoever owns it."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import ManualClock
from bot.shop import bookings
from bot.shop.bookings import BookingRequest
from tests.conversation.scripted import NOW, Desk


async def book(desk: Desk) -> str:
    start = NOW.replace(day=25)
    request = BookingRequest("river", "保养", "小保养", start, conversation_id=desk.conversation_id)
    async with desk.engine.database.session() as session:
        booking = await bookings.book(session, request, now=NOW)
        await session.commit()
    return booking.no


async def later(desk: Desk, **passed: float) -> list[str]:
    clock = desk.engine.clock
    assert isinstance(clock, ManualClock)
    clock.advance(timedelta(**passed).total_seconds())
    await desk.engine.sweep()
    await desk.engine.sweep()
    return await desk.said("bot")


async def test_told_once_each(desk: Desk) -> None:
    await book(desk)
    assert await later(desk, hours=32) == []
    said = await later(desk, hours=1)
    assert len(said) == 1
    assert said[0].startswith("utter_booking_reminder_evening")
    assert "10:00" in said[0]
    assert len(await later(desk, hours=12)) == 1
    assert len(await later(desk, hours=1)) == 2


async def test_not_told_of_what_was_cancelled(desk: Desk) -> None:
    no = await book(desk)
    async with desk.engine.database.session() as session:
        await bookings.cancel(session, await bookings.find_by_no(session, no), reason="改天")
        await session.commit()
    assert await later(desk, hours=48) == []


async def test_not_told_when_the_booking_has_begun(desk: Desk) -> None:
    await book(desk)
    assert await later(desk, hours=49) == []
