"""Reminding customers of their bookings, in the conversation they were made in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.log import Draft, append
from bot.conversation.ownership import Overtaken
from bot.shop import reminders
from bot.shop.bookings import ACTIVE

Phrase = Callable[..., str]


async def remind(session: AsyncSession, phrase: Phrase, now: datetime) -> list[str]:
    """Tell what is due; ids of the conversations whose logs have grown.

    Who owns a conversation does not matter: this is news, not an answer. A reminder whose moment was missed (the shop's
    machine was off) is not told once the booking has begun.
    """
    told: list[str] = []
    for reminder, booking in await reminders.due(session, now=now):
        if booking.status != ACTIVE or booking.start <= now:
            reminder.status = "cancelled"
            continue
        text = phrase(
            f"utter_booking_reminder_{reminder.kind}",
            when=f"{booking.start:%H:%M}",
            store=booking.store.name,
            address=booking.address or booking.store.address,
            service=booking.service_text or booking.service,
        )
        try:
            await append(
                session, reminder.conversation_id, [Draft("message", "bot", {"type": "text", "text": text})], now=now
            )
        except Overtaken:
            reminder.status = "cancelled"
            continue
        reminder.status = "sent"
        told.append(reminder.conversation_id)
    return told
