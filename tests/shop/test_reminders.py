"""Reminders of bookings follow the booking."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop import bookings, reminders
from bot.shop.bookings import BookingRequest
from bot.shop.models import Reminder
from tests.shop.conftest import NOW, at

pytestmark = pytest.mark.asyncio

REQUEST = BookingRequest("river", "保养", "小保养", at("2026-11-25T10:30"), conversation_id="c1")


async def planned(session: AsyncSession) -> list[tuple[str, str, str]]:
    await session.commit()
    rows = await session.scalars(select(Reminder).order_by(Reminder.due_at, Reminder.status))
    return [(row.kind, f"{row.due_at:%m-%d %H:%M}", row.status) for row in rows]


async def test_the_evening_before_and_two_hours_before(session: AsyncSession) -> None:
    await bookings.book(session, REQUEST, now=NOW)
    assert await planned(session) == [("evening", "11-24 19:00", "due"), ("soon", "11-25 08:30", "due")]


async def test_nobody_is_reminded_of_what_is_about_to_be(session: AsyncSession) -> None:
    await bookings.book(session, replace(REQUEST, start=NOW + timedelta(hours=2, minutes=10)), now=NOW)
    assert await planned(session) == []


async def test_a_booking_made_elsewhere_has_nowhere_to_be_told(session: AsyncSession) -> None:
    await bookings.book(session, replace(REQUEST, conversation_id=None), now=NOW)
    assert await planned(session) == []


async def test_reminders_move_with_the_booking_and_end_with_it(session: AsyncSession) -> None:
    booking = await bookings.book(session, REQUEST, now=NOW)
    await session.commit()
    await bookings.reschedule(session, booking, now=NOW, start=at("2026-11-26T15:00"))
    assert await planned(session) == [
        ("evening", "11-24 19:00", "cancelled"),
        ("soon", "11-25 08:30", "cancelled"),
        ("evening", "11-25 19:00", "due"),
        ("soon", "11-26 13:00", "due"),
    ]
    await bookings.cancel(session, booking)
    await session.commit()
    assert await reminders.due(session, now=at("2026-11-27T00:00")) == []
