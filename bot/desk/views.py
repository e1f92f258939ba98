"""Records of the shop as the desk's lists and pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.quote_views import quotes_json
from bot.desk.shapes import Json, contact, excerpt, maybe_moment, moment, without_gaps
from bot.desk.stages import next_stages
from bot.shop import callbacks, cards, complaints, rescue
from bot.shop.models import (
    Booking,
    Callback,
    Complaint,
    ComplaintWarning,
    Customer,
    Rescue,
    Staff,
    Store,
    WorkOrder,
)
from bot.shop.orders import is_late
from bot.shop.stages import STAGE_TEXT, Stage

Names = Mapping[str, str]
"""Names of the staff by id."""

_EXCERPT = 80
_ACTORS = {"bot": "车小服", "customer": "客户", "system": "系统", "staff": "员工"}


async def staff_names(session: AsyncSession) -> Names:
    """Names of all staff, those who left included."""
    return {row.id: row.name for row in await session.execute(select(Staff.id, Staff.name))}


async def orders_of_bookings(session: AsyncSession, booked: Iterable[Booking]) -> Names:
    """Order numbers by the id of the booking they came from."""
    ids = [booking.id for booking in booked]
    query = select(WorkOrder.booking_id, WorkOrder.no).where(WorkOrder.booking_id.in_(ids))
    return {booking_id: no for booking_id, no in await session.execute(query) if booking_id}


def order_json(order: WorkOrder, now: datetime, *, masked: bool) -> Json:
    """An ``Order``."""
    return without_gaps(
        {
            "no": order.no,
            "stage": order.stage,
            "stage_text": STAGE_TEXT[Stage(order.stage)],
            "store": _store(order.store),
            "vehicle": (order.vehicle.label if order.vehicle else "") or None,
            "service": order.service,
            "opened_at": moment(order.opened_at),
            "promised_at": maybe_moment(order.promised_at),
            "late": is_late(order, now),
            "next": next_stages(order),
        }
        | contact(order.name, order.phone, order.plate, masked=masked)
    )


async def order_detail(session: AsyncSession, order: WorkOrder, now: datetime) -> Json:
    """An ``OrderDetail``: full values, history, lines, and the card the customer sees."""
    names = await staff_names(session)
    customer = await session.get(Customer, order.customer_id) if order.customer_id else None
    booking = await session.get(Booking, order.booking_id) if order.booking_id else None
    return order_json(order, now, masked=False) | without_gaps(
        {
            "description": order.description,
            "mileage": order.mileage,
            "delivered_at": maybe_moment(order.delivered_at),
            "total_fen": order.total_fen,
            "booking_no": booking.no if booking else None,
            "customer": without_gaps({"id": customer.id, "name": customer.name}) if customer else None,
            "card": {"card": "order", "card_id": f"order:{order.no}", "data": cards.order_card(order, now=now)},
            "events": [
                without_gaps(
                    {
                        "seq": event.seq,
                        "at": moment(event.at),
                        "kind": event.kind,
                        "actor": _actor(event.actor, names),
                        "stage": event.stage,
                        "stage_text": STAGE_TEXT[Stage(event.stage)] if event.stage else None,
                        "promised_at": maybe_moment(event.promised_at),
                        "reason": event.reason,
                        "note": event.note,
                    }
                )
                for event in order.events
            ],
            "lines": [
                without_gaps(
                    {
                        "key": line.key,
                        "kind": line.kind,
                        "name": line.name,
                        "fen": line.fen,
                        "qty": line.qty,
                        "hours": line.hours,
                        "status": line.status,
                        "additional": line.additional,
                        "reason": line.reason,
                        "origin": line.origin,
                        "maker": line.maker,
                        "batch": line.batch,
                        "warranty": line.warranty,
                        "old_part": line.old_part,
                        "arrives": maybe_moment(line.arrives),
                        "arrived_at": maybe_moment(line.arrived_at),
                        "installed_at": maybe_moment(line.installed_at),
                    }
                )
                for line in order.lines
            ],
            "quotes": await quotes_json(session, order, names, now),
        }
    )


def booking_json(booking: Booking, order_no: str | None, *, masked: bool) -> Json:
    """A ``Booking``; ``order_no``: the order it became."""
    missing = [name for name in ("plate", "phone") if not getattr(booking, name)]
    return without_gaps(
        {
            "no": booking.no,
            "status": booking.status,
            "status_text": cards.BOOKING_STATUS_TEXT[booking.status],
            "store": _store(booking.store),
            "service": booking.service,
            "service_text": booking.service_text,
            "start": moment(booking.start),
            "end": moment(booking.end),
            "vehicle_kind": booking.vehicle_kind,
            "vehicle_label": booking.vehicle_label,
            "pickup": booking.pickup,
            "note": excerpt(booking.note, _EXCERPT) if booking.note else None,
            "order_no": order_no,
            "conversation": booking.conversation_id,
            "needs": missing,
        }
        | contact(booking.name, booking.phone, booking.plate, masked=masked)
    )


def callback_json(callback: Callback, names: Names, now: datetime, *, danger: bool = False) -> Json:
    """A ``Callback``. The number to ring stays masked here: it is in the opened conversation."""
    is_open = callback.status in callbacks.OPEN
    return without_gaps(
        {
            "no": callback.no,
            "status": callback.status,
            "status_text": callbacks.status_text(callback),
            "priority": callback.priority,
            "reason": excerpt(callback.reason, _EXCERPT) if callback.reason else None,
            "due_from": moment(callback.due_from),
            "due_to": moment(callback.due_to),
            "overdue": is_open and callback.due_to < now,
            "danger": danger or None,
            "owner": _person(callback.owner, names),
            "conversation": callback.conversation_id,
            "created_at": moment(callback.created_at),
            "done_at": maybe_moment(callback.done_at),
            "counts_from": moment(callback.counts_from),
            "attempt": callback.attempt,
            "follows": callback.follows,
        }
        | contact(callback.name, callback.phone, callback.plate, masked=True)
    )


def complaint_json(complaint: Complaint, names: Names, now: datetime) -> Json:
    """A ``Complaint``, masked."""
    due = complaint_due(complaint)
    return without_gaps(
        {
            "no": complaint.no,
            "status": complaint.status,
            "status_text": complaints.status_text(complaint),
            "category": complaint.category,
            "category_text": complaints.CATEGORY_TEXT[complaint.category],
            "severity": complaint.severity,
            "severity_text": complaints.SEVERITY_TEXT[complaint.severity],
            "store": _store(complaint.store) if complaint.store else None,
            "order_no": complaint.order_no,
            "excerpt": excerpt(complaint.text, _EXCERPT),
            "created_at": moment(complaint.created_at),
            "first_answer_due": moment(complaint.first_answer_due),
            "first_answered_at": maybe_moment(complaint.first_answered_at),
            "solution_due": moment(complaint.solution_due),
            "due": maybe_moment(due),
            "overdue": due is not None and due < now,
            "owner": _person(complaint.owner, names),
            "conversation": complaint.conversation_id,
        }
        | contact(complaint.name, complaint.phone, complaint.plate, masked=True)
    )


def complaint_detail(complaint: Complaint, names: Names, now: datetime) -> Json:
    """A ``Complaint`` with full values and its steps."""
    shown = complaint_json(complaint, names, now)
    shown |= contact(complaint.name, complaint.phone, complaint.plate, masked=False)
    return shown | without_gaps(
        {
            "text": complaint.text,
            "when": complaint.when_text,
            "steps": [
                {"seq": step.seq, "at": moment(step.at), "actor": _actor(step.actor, names), "text": step.text}
                for step in complaint.steps
            ],
            "card": {
                "card": "complaint",
                "card_id": f"complaint:{complaint.no}",
                "data": cards.complaint_card(complaint),
            },
        }
    )


def complaint_due(complaint: Complaint) -> datetime | None:
    """The deadline that comes next: the first answer, what was promised since, then the solution."""
    if complaint.status == "closed" or complaints.awaits_word(complaint):
        return None
    if complaint.first_answered_at is None:
        return complaint.first_answer_due
    return min(complaint.next_answer_due or complaint.solution_due, complaint.solution_due)


def warning_json(warning: ComplaintWarning, stores: Mapping[str, Store]) -> Json:
    """A ``ComplaintWarning``."""
    about, _, key = warning.subject.partition(":")
    name = complaints.CATEGORY_TEXT[key] if about == "category" else stores[key].name if key in stores else key
    what = f"“{name}”类投诉" if about == "category" else f"{name}的投诉"
    text = f"一周内{what}已有{warning.count}起，请关注"
    return {"id": warning.id, "text": text, "count": warning.count, "raised_at": moment(warning.raised_at)}


def rescue_json(job: Rescue, names: Names, now: datetime) -> Json:
    """A ``Rescue``."""
    is_open = job.status in rescue.OPEN
    return without_gaps(
        {
            "no": job.no,
            "status": job.status,
            "status_text": rescue.STATUS_TEXT[job.status],
            "location": job.location,
            "problem": excerpt(job.problem, _EXCERPT) if job.problem else None,
            "vehicle_kind": job.vehicle_kind,
            "promised_at": maybe_moment(job.promised_at),
            "overdue": is_open and job.promised_at is not None and job.promised_at < now,
            "owner": _person(job.owner, names),
            "conversation": job.conversation_id,
            "created_at": moment(job.created_at),
            "next": [{"status": s, "text": rescue.STATUS_TEXT[s]} for s in rescue.NEXT.get(job.status, ())],
        }
        | contact(job.name, job.phone, job.plate, masked=True)
    )


def _store(store: Store) -> Json:
    return {"id": store.id, "name": store.name}


def _person(key: str | None, names: Names) -> Json | None:
    # A shop description may name the owner of a case in words.
    return {"id": key, "name": names.get(key, key)} if key else None


def _actor(key: str, names: Names) -> str:
    return names.get(key) or _ACTORS.get(key, key)
