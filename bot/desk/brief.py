"""The brief: five lines that spare a customer telling everything again. Made from records alone, the same each time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import in_shanghai
from bot.conversation.models import Conversation, LogEvent
from bot.desk.shapes import REASON_TEXT, Json, excerpt
from bot.nlu.readers import mask_plate
from bot.shop import callbacks, complaints, orders, rescue
from bot.shop.complaint_words import category_of, severity_of
from bot.shop.models import Booking, Callback, Complaint, Customer, Rescue, Vehicle, WorkOrder
from bot.shop.stages import FINISHED, STAGE_TEXT, Stage

_LAST_MISSED = 2
_LAST_WORDS = 6
_LONGEST = 40
_KINDS = {"car": "汽车", "moto": "摩托车"}
_HASTE = re.compile(r"快点|赶紧|急|马上|等不及|多久了|还要多久|催|[!！?？]{2,}")


@dataclass(frozen=True, slots=True)
class Records:
    """What the desk shows beside a conversation, as records."""

    orders: Sequence[WorkOrder]
    bookings: Sequence[Booking]
    complaints: Sequence[Complaint]
    callbacks: Sequence[Callback]
    rescues: Sequence[Rescue]


async def brief(
    session: AsyncSession,
    conversation: Conversation,
    customer: Customer | None,
    records: Records,
    collected: Sequence[Json],
    *,
    now: datetime,
) -> list[Json]:
    """Five ``{label, text}``: who and which vehicle; the open order; what was said; what was promised; mood and
    reason, with what was not understood.
    """
    words = await _last_words(session, conversation.id, _LAST_WORDS)
    missed = await _last_words(session, conversation.id, _LAST_MISSED, state="missed")
    vehicle = await _vehicle(session, conversation, records)
    lines = [
        ("客户车辆", _who(conversation, customer, vehicle, collected)),
        ("在修工单", _order(records.orders, now)),
        ("已经说过", "；".join(f"{item['label']} {item['value']}" for item in collected) or "还没有登记信息"),
        ("已经承诺", "；".join(_promises(records, now)) or "还没有承诺"),
        ("留意", "；".join(_notice(conversation, words, missed))),
    ]
    return [{"label": label, "text": text} for label, text in lines]


def mood(words: Sequence[str]) -> str:
    """How the customer's last words sound: ``激动``, ``着急`` or ``平静``."""
    said = "\n".join(words)
    if severity_of(said, category_of(said)) in ("high", "urgent"):
        return "激动"
    return "着急" if _HASTE.search(said) else "平静"


def _who(
    conversation: Conversation, customer: Customer | None, vehicle: Vehicle | None, collected: Sequence[Json]
) -> str:
    told = next((str(item["value"]) for item in collected if item["slot"].endswith("_plate")), None)
    plate = vehicle.plate if vehicle else told
    parts = [mask_plate(plate) if plate else "车牌未知"]
    if vehicle is not None:
        parts += [vehicle.label or _KINDS.get(vehicle.kind, ""), f"{vehicle.mileage}公里" if vehicle.mileage else ""]
    parts += ["身份已验证" if conversation.verified else "身份未验证", (customer.member or "") if customer else ""]
    return " · ".join(part for part in parts if part)


def _order(found: Sequence[WorkOrder], now: datetime) -> str:
    order = next((one for one in found if Stage(one.stage) not in FINISHED), None)
    if order is None:
        return "没有在修工单"
    told = f"{order.no} {STAGE_TEXT[Stage(order.stage)]}"
    if order.promised_at is not None:
        told += f"，承诺{_at(order.promised_at)}" + ("（已超时）" if orders.is_late(order, now) else "")
    why = orders.late_reason(order)
    return told + (f"，{why}" if why else "")


def _promises(records: Records, now: datetime) -> Iterator[str]:
    for booking in records.bookings:
        if booking.status == "confirmed" and booking.start > now:
            yield f"预约{booking.no} {_at(booking.start)}到{booking.store.name}"
    for complaint in records.complaints:
        if complaint.status != "closed":
            due = complaint.next_answer_due or (
                complaint.solution_due if complaint.first_answered_at else complaint.first_answer_due
            )
            status = complaints.STATUS_TEXT[complaint.status]
            yield f"投诉{complaint.no}（{status}）{_at(due)}前答复" + _overdue(due, now)
    for call in records.callbacks:
        if call.status in callbacks.OPEN:
            yield f"回电{call.no} {_at(call.due_from)}–{in_shanghai(call.due_to):%H:%M}" + _overdue(call.due_to, now)
    for job in records.rescues:
        if job.status in rescue.OPEN:
            eta = job.promised_at
            yield f"救援{job.no} " + (f"{_at(eta)}前到达{_overdue(eta, now)}" if eta else "未定到达时间")


def _notice(conversation: Conversation, words: Sequence[str], missed: Sequence[str]) -> Iterator[str]:
    yield f"情绪{mood(words)}"
    if conversation.handoff_reason:
        yield REASON_TEXT.get(conversation.handoff_reason, conversation.handoff_reason)
    if missed:
        yield "没听懂：" + "".join(f"“{excerpt(text, _LONGEST)}”" for text in missed)


def _overdue(due: datetime, now: datetime) -> str:
    return "（已逾期）" if due < now else ""


def _at(moment: datetime) -> str:
    there = in_shanghai(moment)
    return f"{there.month}月{there.day}日{there:%H:%M}"


async def _vehicle(session: AsyncSession, conversation: Conversation, records: Records) -> Vehicle | None:
    active = next((order for order in records.orders if Stage(order.stage) not in FINISHED), None)
    if active is not None and active.vehicle is not None:
        return active.vehicle
    if conversation.customer_id is None:
        return None
    owned = list(await session.scalars(select(Vehicle).where(Vehicle.owner_id == conversation.customer_id).limit(2)))
    return owned[0] if len(owned) == 1 else None


async def _last_words(
    session: AsyncSession, conversation_id: str, count: int, *, state: str | None = None
) -> list[str]:
    query = select(LogEvent.body).where(
        LogEvent.conversation_id == conversation_id, LogEvent.kind == "message", LogEvent.sender == "customer"
    )
    if state is not None:
        query = query.where(LogEvent.state == state)
    bodies: Sequence[dict[str, Any]] = (await session.scalars(query.order_by(LogEvent.seq.desc()).limit(count))).all()
    return [str(body["text"]) for body in reversed(bodies) if body.get("text")]
