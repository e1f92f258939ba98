"""Finding people and records by what somebody says at the counter: plate, phone, its tail, name, number.

Everything personal is found by blind indexes, so only whole values match. Words of conversations are not searched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select, union

from bot.conversation.models import Conversation, Label, WatchedOrder
from bot.db.crypto import blind_index
from bot.shop.identifiers import normalise_phone, normalise_plate
from bot.shop.models import Booking, Callback, Complaint, Customer, Rescue, Staff, Vehicle, WorkOrder

LONGEST_QUERY = 64

_TAIL = re.compile(r"\d{4}")
_CASES = (Booking, Callback, Complaint, Rescue)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One search text in every form in which it may be stored."""

    numbers: frozenset[str]
    name: str
    name_index: bytes
    plate_index: bytes
    phone_index: bytes
    tail_index: bytes | None


def wanted(text: str) -> Wanted:
    """Read a search text."""
    text = text.strip()
    phone = normalise_phone(text)
    return Wanted(
        numbers=frozenset({text, text.upper(), text.lower()}),
        name=text,
        name_index=blind_index("name", text),
        plate_index=blind_index("plate", normalise_plate(text)),
        phone_index=blind_index("phone", phone),
        tail_index=blind_index("phone_tail", phone) if _TAIL.fullmatch(phone) else None,
    )


def customers_like(what: Wanted) -> Select[str]:
    """Ids of customers by phone, its tail, name, or the plate of a vehicle of theirs."""
    owners = select(Vehicle.owner_id).where(Vehicle.plate_index == what.plate_index, Vehicle.owner_id.is_not(None))
    conditions = [
        Customer.phone_index == what.phone_index,
        Customer.name_index == what.name_index,
        Customer.id.in_(owners),
    ]
    if what.tail_index is not None:
        conditions.append(Customer.phone_tail_index == what.tail_index)
    return select(Customer.id).where(or_(*conditions))


def orders_like(what: Wanted) -> ColumnElement[bool]:
    """Orders by number, plate, phone, or their customer."""
    return or_(
        WorkOrder.no.in_(what.numbers),
        WorkOrder.plate_index == what.plate_index,
        WorkOrder.phone_index == what.phone_index,
        WorkOrder.customer_id.in_(customers_like(what)),
    )


def conversations_like(what: Wanted) -> ColumnElement[bool]:
    """Conversations by their customer, a record made or followed in them, a label, or who of the staff has them."""
    made = [
        select(case.conversation_id).where(
            case.conversation_id.is_not(None),
            or_(
                case.no.in_(what.numbers),
                case.plate_index == what.plate_index,
                case.phone_index == what.phone_index,
            ),
        )
        for case in _CASES
    ]
    followed = (
        select(WatchedOrder.conversation_id)
        .join(WorkOrder, WorkOrder.no == WatchedOrder.order_no)
        .where(orders_like(what))
    )
    owners_of_numbers = select(WorkOrder.customer_id).where(WorkOrder.no.in_(what.numbers))
    return or_(
        Conversation.id.in_(union(*made, followed)),
        Conversation.customer_id.in_(customers_like(what)),
        Conversation.customer_id.in_(owners_of_numbers),
        Conversation.id.in_(select(Label.conversation_id).where(Label.label == what.name)),
        Conversation.staff_id.in_(select(Staff.id).where(Staff.name == what.name)),
    )
