"""Records as conversation files name them: what ``expect: record`` compares. Amounts in yuan, times local to
the minute.

``conversation`` says in which conversation a record was made, null when it was not made in one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import in_shanghai
from bot.shop.models import Booking, Callback, Complaint, Consent, DeletionRequest, Rating, Rescue

Record = dict[str, Any]


async def records(session: AsyncSession, kind: str) -> list[Record]:
    """All records of a kind: booking, complaint, callback, rescue, rating, consent or deletion.

    Raises:
        KeyError: no such kind.
    """
    return await _READERS[kind](session)


async def _bookings(session: AsyncSession) -> list[Record]:
    return [
        {
            "kind": "booking",
            "id": row.no,
            "plate": row.plate,
            "phone": row.phone,
            "service": row.service,
            "store": row.store_id,
            "start": _minute(row.start),
            "vehicle_kind": row.vehicle_kind,
            "pickup": row.pickup,
            "address": row.address,
            "status": row.status,
            "conversation": row.conversation_id,
        }
        for row in await session.scalars(select(Booking).order_by(Booking.created_at))
    ]


async def _complaints(session: AsyncSession) -> list[Record]:
    return [
        {
            "kind": "complaint",
            "id": row.no,
            "plate": row.plate,
            "phone": row.phone,
            "order": row.order_no,
            "store": row.store_id,
            "when": row.when_text,
            "about": row.category,
            "text": row.text,
            "severity": row.severity,
            "status": row.status,
            "conversation": row.conversation_id,
        }
        for row in await session.scalars(select(Complaint).order_by(Complaint.created_at))
    ]


async def _callbacks(session: AsyncSession) -> list[Record]:
    return [
        {
            "kind": "callback",
            "id": row.no,
            "phone": row.phone,
            "due_from": _minute(row.due_from),
            "due_to": _minute(row.due_to),
            "text": row.reason,
            "status": row.status,
            "conversation": row.conversation_id,
        }
        for row in await session.scalars(select(Callback).order_by(Callback.created_at))
    ]


async def _rescues(session: AsyncSession) -> list[Record]:
    return [
        {
            "kind": "rescue",
            "id": row.no,
            "plate": row.plate,
            "phone": row.phone,
            "location": row.location,
            "status": row.status,
            "conversation": row.conversation_id,
        }
        for row in await session.scalars(select(Rescue).order_by(Rescue.created_at))
    ]


async def _ratings(session: AsyncSession) -> list[Record]:
    return [
        {
            "kind": "rating",
            "order": row.order_no,
            "score": row.score,
            "scale": row.scale,
            "conversation": row.conversation_id,
        }
        for row in await session.scalars(select(Rating).order_by(Rating.at))
    ]


async def _consents(session: AsyncSession) -> list[Record]:
    decided = select(Consent).where(Consent.about.in_(("extra_item", "marketing"))).order_by(Consent.at)
    return [
        {
            "kind": "consent",
            "about": row.about,
            "order": row.order_no,
            "item": row.item,
            "line": row.line_key,
            "decision": row.decision,
            "amount": row.fen / 100 if row.fen is not None else None,
            "customer": row.customer_id,
            "conversation": row.conversation_id,
        }
        for row in await session.scalars(decided)
    ]


async def _deletions(session: AsyncSession) -> list[Record]:
    return [
        {
            "kind": "deletion",
            "customer": row.customer_id,
            "status": row.status,
            "conversation": row.conversation_id,
        }
        for row in await session.scalars(select(DeletionRequest).order_by(DeletionRequest.requested_at))
    ]


_READERS: dict[str, Callable[[AsyncSession], Awaitable[list[Record]]]] = {
    "booking": _bookings,
    "complaint": _complaints,
    "callback": _callbacks,
    "rescue": _rescues,
    "rating": _ratings,
    "consent": _consents,
    "deletion": _deletions,
}


def _minute(at: datetime) -> str:
    return in_shanghai(at).strftime("%Y-%m-%dT%H:%M")
