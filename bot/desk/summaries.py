"""Conversations as lists show them: one fixed number of queries, however long the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.models import Conversation, Label, LogEvent, WatchedOrder
from bot.conversation.ownership import PRIORITIES, WAITING, Owner
from bot.desk.sessions import Member
from bot.desk.shapes import REASON_TEXT, Json, contact, maybe_moment, moment, preview, without_gaps
from bot.shop.models import Booking, Callback, Complaint, Customer, Rescue, Staff, Store, Vehicle, WorkOrder

PRIORITY_NAMES = {rank: name for name, rank in PRIORITIES.items()}

_DANGER = "safety"
# Nearest first: what a customer books with is how they want to be reached.
_CONTACTS = (Booking, Callback, Rescue, Complaint)


@dataclass(slots=True)
class _Known:
    """What is known about a page of conversations, by conversation id unless stated."""

    last: Mapping[str, LogEvent] = field(default_factory=dict)
    unread: Mapping[str, int] = field(default_factory=dict)
    contacts: Mapping[str, Json] = field(default_factory=dict)
    customers: Mapping[str, Customer] = field(default_factory=dict)
    """By customer id."""
    plates: Mapping[str, str] = field(default_factory=dict)
    """By customer id, of those who have exactly one vehicle."""
    staff: Mapping[str, str] = field(default_factory=dict)
    """Names by staff id."""
    labels: Mapping[str, list[str]] = field(default_factory=dict)
    stores: Mapping[str, str] = field(default_factory=dict)
    """Names by store id."""


async def summaries(
    session: AsyncSession, conversations: Sequence[Conversation], me: Member, *, masked: bool = True
) -> list[Json]:
    """``Summary`` objects in the order of ``conversations``."""
    if not conversations:
        return []
    known = await _gather(session, conversations)
    return [_summary(conversation, known, me, masked) for conversation in conversations]


async def summary_of(session: AsyncSession, conversation: Conversation, me: Member, *, masked: bool = True) -> Json:
    """The ``Summary`` of one conversation."""
    return (await summaries(session, [conversation], me, masked=masked))[0]


async def _gather(session: AsyncSession, conversations: Sequence[Conversation]) -> _Known:
    ids = [conversation.id for conversation in conversations]
    customer_ids = {c.customer_id for c in conversations if c.customer_id}
    staff_ids = {c.staff_id for c in conversations if c.staff_id}
    customers = await session.scalars(select(Customer).where(Customer.id.in_(customer_ids)))
    staff = await session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(staff_ids)))
    stores = await session.execute(select(Store.id, Store.name))
    return _Known(
        last=await _last_messages(session, ids),
        unread=await _unread(session, ids),
        contacts=await _contacts(session, ids),
        customers={customer.id: customer for customer in customers},
        plates=await _only_plates(session, customer_ids),
        staff={row.id: row.name for row in staff},
        stores={row.id: row.name for row in stores},
        labels=await _labels(session, ids),
    )


def _summary(conversation: Conversation, known: _Known, me: Member, masked: bool) -> Json:
    owner = Owner(conversation.owner)
    waiting = owner in WAITING and conversation.queued_at is not None
    reason = conversation.handoff_reason
    person, plate = _person(conversation, known, masked)
    return without_gaps(
        {
            "id": conversation.id,
            "owner": owner.value,
            "mine": owner is Owner.HUMAN and conversation.staff_id == me.id,
            "rings": (owner is Owner.RINGING and conversation.staff_id == me.id) or None,
            "staff": _named(conversation.staff_id, known.staff),
            "store": _named(conversation.entry_store, known.stores),
            "episode": conversation.episode,
            "created_at": moment(conversation.created_at),
            "last_message_at": maybe_moment(conversation.last_message_at),
            "unread": known.unread.get(conversation.id, 0),
            "labels": known.labels.get(conversation.id, []),
            "last": _last(known.last.get(conversation.id)),
            "customer": person or None,
            "plate": plate,
            "danger": (reason == _DANGER and owner in (*WAITING, Owner.HUMAN)) or None,
            "queue": _place(conversation) if waiting else None,
            "reason": reason,
            "reason_text": REASON_TEXT.get(reason, reason) if reason else None,
        }
    )


def _person(conversation: Conversation, known: _Known, masked: bool) -> tuple[Json, str | None]:
    given = known.contacts.get(conversation.id, {})
    customer = known.customers.get(conversation.customer_id or "")
    name, phone = given.get("name"), given.get("phone")
    if customer is not None:
        name, phone = customer.name or name, customer.phone or phone
    plate = given.get("plate") or known.plates.get(conversation.customer_id or "")
    person = contact(name, phone, plate, masked=masked)
    shown_plate = person.pop("plate", None)
    if customer is not None:
        person["id"] = customer.id
    return (person | {"verified": conversation.verified}) if person else {}, shown_plate


def _place(conversation: Conversation) -> Json:
    return without_gaps(
        {
            "position": conversation.queue_position,
            "queued_at": maybe_moment(conversation.queued_at),
            "priority": PRIORITY_NAMES.get(conversation.priority, "normal"),
        }
    )


def _last(event: LogEvent | None) -> Json | None:
    if event is None:
        return None
    return {"seq": event.seq, "at": moment(event.at), "from": event.sender, "preview": preview(event.body)}


def _named(key: str | None, names: Mapping[str, str]) -> Json | None:
    return {"id": key, "name": names[key]} if key is not None and key in names else None


async def _last_messages(session: AsyncSession, ids: Sequence[str]) -> dict[str, LogEvent]:
    newest = (
        select(LogEvent.conversation_id, func.max(LogEvent.seq).label("seq"))
        .where(LogEvent.conversation_id.in_(ids), LogEvent.kind == "message")
        .group_by(LogEvent.conversation_id)
        .subquery()
    )
    query = select(LogEvent).join(
        newest, (LogEvent.conversation_id == newest.c.conversation_id) & (LogEvent.seq == newest.c.seq)
    )
    return {event.conversation_id: event for event in await session.scalars(query)}


async def _unread(session: AsyncSession, ids: Sequence[str]) -> dict[str, int]:
    query = (
        select(LogEvent.conversation_id, func.count())
        .join(Conversation, Conversation.id == LogEvent.conversation_id)
        .where(
            LogEvent.conversation_id.in_(ids),
            LogEvent.kind == "message",
            LogEvent.sender == "customer",
            LogEvent.seq > Conversation.staff_read_seq,
        )
        .group_by(LogEvent.conversation_id)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def _labels(session: AsyncSession, ids: Sequence[str]) -> dict[str, list[str]]:
    query = select(Label.conversation_id, Label.label).where(Label.conversation_id.in_(ids)).order_by(Label.label)
    found: dict[str, list[str]] = {}
    for conversation_id, label in await session.execute(query):
        found.setdefault(conversation_id, []).append(label)
    return found


async def _contacts(session: AsyncSession, ids: Sequence[str]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for kind in _CONTACTS:
        query = (
            select(kind.conversation_id, kind.name, kind.phone, kind.plate)
            .where(kind.conversation_id.in_(ids))
            .order_by(kind.created_at.desc())
        )
        _add_contacts(found, (await session.execute(query)).all())
    watched = (
        select(WatchedOrder.conversation_id, WorkOrder.name, WorkOrder.phone, WorkOrder.plate)
        .join(WorkOrder, WorkOrder.no == WatchedOrder.order_no)
        .where(WatchedOrder.conversation_id.in_(ids))
        .order_by(WorkOrder.opened_at.desc())
    )
    _add_contacts(found, (await session.execute(watched)).all())
    return found


def _add_contacts(found: dict[str, Json], rows: Sequence[Any]) -> None:
    for conversation_id, name, phone, plate in rows:
        known = found.setdefault(conversation_id, {})
        for field_name, value in (("name", name), ("phone", phone), ("plate", plate)):
            if value and field_name not in known:
                known[field_name] = value


async def _only_plates(session: AsyncSession, customer_ids: set[str]) -> dict[str, str]:
    query = select(Vehicle.owner_id, Vehicle.plate).where(Vehicle.owner_id.in_(customer_ids))
    plates: dict[str, list[str]] = {}
    for owner_id, plate in await session.execute(query):
        plates.setdefault(owner_id or "", []).append(plate)
    return {owner_id: owned[0] for owner_id, owned in plates.items() if len(owned) == 1}
