"""Everything the shop holds about one customer: for a copy of it, and before it is deleted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, false, inspect, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Encrypted, EncryptedJson
from bot.db.crypto import blind_index
from bot.shop import customers, orders, rescue
from bot.shop.identifiers import normalise_phone
from bot.shop.models import (
    Booking,
    Callback,
    Complaint,
    Consent,
    Customer,
    Feedback,
    QuoteDecision,
    Rating,
    Rescue,
    Survey,
    TransportJob,
    Vehicle,
    WorkOrder,
)
from bot.shop.stages import FINISHED, Stage

_TECHNICAL = ("version", "customer_id", "owner_id", "vehicle_id", "booking_id", "order_id", "complaint_id")


@dataclass(frozen=True)
class Holdings:
    """The rows about a customer: those linked to them, and those that carry their phone."""

    customer: Customer
    vehicles: list[Vehicle]
    bookings: list[Booking]
    orders: list[WorkOrder]
    complaints: list[Complaint]
    callbacks: list[Callback]
    rescues: list[Rescue]
    ratings: list[Rating]
    feedback: list[Feedback]
    consents: list[Consent]
    surveys: list[Survey]
    decisions: list[QuoteDecision]
    jobs: list[TransportJob]


@dataclass(frozen=True)
class Open:
    """What is still under way and has to end before the customer can be forgotten."""

    orders: list[WorkOrder]
    bookings: list[Booking]
    complaints: list[Complaint]
    rescues: list[Rescue]

    def __bool__(self) -> bool:
        return bool(self.orders or self.bookings or self.complaints or self.rescues)


async def knows_phone(session: AsyncSession, phone: str) -> bool:
    """Whether anything is held about the owner of a phone: a customer, or a booking, order or case that carries it."""
    index = blind_index("phone", normalise_phone(phone))
    for kind in (Customer, Booking, WorkOrder, Complaint, Callback, Rescue):
        if await session.scalar(select(kind.id).where(kind.phone_index == index).limit(1)) is not None:
            return True
    return False


async def of_customer(session: AsyncSession, customer_id: str, conversations: Collection[str] = ()) -> Holdings:
    """What is held about a customer, and what was said in their ``conversations``.

    Raises:
        NotFound: no such customer.
    """
    customer = await customers.get(session, customer_id)

    async def rows(kind: Any, *conditions: ColumnElement[bool]) -> list[Any]:
        return list(await session.scalars(select(kind).where(or_(*conditions))))

    def mine(kind: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        index = customer.phone_index
        return kind.customer_id == customer_id, kind.phone_index == index if index else false()

    done = await rows(WorkOrder, *mine(WorkOrder))
    booked = await rows(Booking, *mine(Booking))
    return Holdings(
        customer=customer,
        vehicles=await rows(Vehicle, Vehicle.owner_id == customer_id),
        bookings=booked,
        orders=orders.newest_first(done, active=False),
        complaints=await rows(Complaint, *mine(Complaint)),
        callbacks=await rows(Callback, *mine(Callback)),
        rescues=await rows(Rescue, *mine(Rescue)),
        ratings=await rows(
            Rating, Rating.conversation_id.in_(conversations), Rating.order_no.in_([order.no for order in done])
        ),
        feedback=await rows(Feedback, Feedback.customer_id == customer_id, Feedback.conversation_id.in_(conversations)),
        consents=await rows(Consent, Consent.customer_id == customer_id),
        surveys=await rows(
            Survey, Survey.conversation_id.in_(conversations), Survey.order_no.in_([order.no for order in done])
        ),
        decisions=await rows(
            QuoteDecision, QuoteDecision.customer_id == customer_id, QuoteDecision.conversation_id.in_(conversations)
        ),
        jobs=await rows(
            TransportJob,
            TransportJob.booking_id.in_([booking.id for booking in booked]),
            TransportJob.order_id.in_([order.id for order in done]),
        ),
    )


async def phone_of(session: AsyncSession, customer_id: str | None, conversation_id: str) -> str | None:
    """The phone that belongs to a conversation: its customer's, else the last one left in it."""
    if customer_id is not None:
        return (await customers.get(session, customer_id)).phone
    left: list[tuple[datetime, str]] = []
    for kind in (Booking, Complaint, Callback, Rescue):
        rows: Any = kind
        query = select(rows).where(rows.conversation_id == conversation_id, rows.phone_index.is_not(None))
        left += [(row.created_at, row.phone) for row in await session.scalars(query)]
    return max(left)[1] if left else None


def under_way(held: Holdings, *, now: datetime) -> Open:
    """What of it is not over yet."""
    return Open(
        orders=[order for order in held.orders if Stage(order.stage) not in FINISHED],
        bookings=[booking for booking in held.bookings if booking.status == "confirmed" and booking.end > now],
        complaints=[case for case in held.complaints if case.status != "closed"],
        rescues=[job for job in held.rescues if job.status in rescue.OPEN],
    )


def as_json(held: Holdings) -> dict[str, Any]:
    """All of it, in full, fit for JSON: times ISO 8601 in Asia/Shanghai, amounts in fen."""
    return {
        "customer": _plain(held.customer),
        "vehicles": [_plain(row) for row in held.vehicles],
        "bookings": [_plain(row) for row in held.bookings],
        "orders": [
            _plain(row)
            | {"lines": [_plain(line) for line in row.lines], "events": [_plain(told) for told in row.events]}
            for row in held.orders
        ],
        "complaints": [_plain(row) | {"steps": [_plain(step) for step in row.steps]} for row in held.complaints],
        "callbacks": [_plain(row) for row in held.callbacks],
        "rescues": [_plain(row) for row in held.rescues],
        "ratings": [_plain(row) for row in held.ratings],
        "feedback": [_plain(row) for row in held.feedback],
        "consents": [_plain(row) for row in held.consents],
        "surveys": [_plain(row) for row in held.surveys],
        "decisions": [_plain(row) for row in held.decisions],
        "jobs": [_plain(row) for row in held.jobs],
    }


def _plain(row: Any) -> dict[str, Any]:
    """The columns of a row but fingerprints, keys and counters: a column added later is told without being named."""
    shown = {}
    for attribute in inspect(type(row)).column_attrs:
        kind = attribute.columns[0].type
        secret = isinstance(kind, LargeBinary) and not isinstance(kind, Encrypted | EncryptedJson)
        value = getattr(row, attribute.key)
        if not secret and value is not None and attribute.key not in _TECHNICAL:
            shown[attribute.key] = value.isoformat() if isinstance(value, datetime) else value
    return shown
