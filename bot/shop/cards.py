"""What cards show: JSON of a booking, an order, a complaint, a call-back, a rescue job. Personal data masked.

Times are ISO 8601 with offset; keys without a value are left out.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.nlu.readers import mask_phone, mask_plate
from bot.shop import callbacks, complaints, orders, quotes, rescue
from bot.shop.bookings import ACTIVE
from bot.shop.icalendar import link_of
from bot.shop.models import Booking, Callback, Complaint, OrderEvent, OrderLine, Quote, QuoteLine, Rescue, WorkOrder
from bot.shop.orders import is_late, late_reason
from bot.shop.stages import BAR, STAGE_TEXT, Stage

Card = dict[str, Any]

BOOKING_STATUS_TEXT = {"confirmed": "已预约", "cancelled": "已取消", "done": "已到店", "no_show": "未到店"}


def booking_card(booking: Booking) -> Card:
    """``{no, status, status_text, store, address, phone, service, start, end, plate?, vehicle_kind,
    pickup?, ics_url?}``.
    """
    card = {
        "no": booking.no,
        "status": booking.status,
        "status_text": BOOKING_STATUS_TEXT[booking.status],
        "store": booking.store.name,
        "address": booking.store.address,
        "phone": booking.store.phone,
        "service": booking.service_text or booking.service,
        "start": booking.start.isoformat(),
        "end": booking.end.isoformat(),
        "plate": mask_plate(booking.plate) if booking.plate else None,
        "vehicle_kind": booking.vehicle_kind,
        "pickup": booking.address or True if booking.pickup else None,
        "ics_url": link_of(booking) if booking.status == ACTIVE else None,
    }
    return _without_gaps(card)


def order_card(order: WorkOrder, *, now: datetime | None = None) -> Card:
    """``{no, plate, vehicle?, store, stage, stage_text, stages, promised_at?, late_reason?, notes}``.

    ``stages``: ``[{key, label, state: done|current|todo, at?}]``; ``notes``: ``[{at, text}]``, oldest first.
    ``late_reason`` stands when a reason was given or, with ``now``, only while the order is late.
    """
    stage = Stage(order.stage)
    late = now is None or is_late(order, now)
    card = {
        "no": order.no,
        "plate": mask_plate(order.plate) if order.plate else None,
        "vehicle": (order.vehicle.label if order.vehicle else "") or None,
        "store": order.store.name,
        "stage": stage.value,
        "stage_text": STAGE_TEXT[stage],
        "stages": _stage_bar(order, stage),
        "promised_at": order.promised_at.isoformat() if order.promised_at else None,
        "late_reason": late_reason(order) if late or stage is Stage.WAITING_PARTS else None,
        "notes": [{"at": e.at.isoformat(), "text": e.note} for e in order.events if e.note],
    }
    return _without_gaps(card)


def quote_card(order: WorkOrder, quote: Quote, *, now: datetime) -> Card:
    """``{no, version, status, status_text, plate?, vehicle?, store, additional, lines, total, approved, expires_at?,
    eta_if_approved?}``; amounts in fen.

    ``lines``: ``[{id, kind, name, amount, status, qty?, hours?, rate?, reason?, if_left?, origin?, maker?,
    warranty?}]``; ``total``: of the lines that were not declined; ``approved``: of those agreed to.
    """
    present = {line.key: line for line in order.lines}
    state = quotes.state_of(quote, now)
    lines = [_quote_line(line, present.get(line.key)) for line in quote.lines]
    card = {
        "no": order.no,
        "version": quote.number,
        "status": state,
        "status_text": quotes.STATUS_TEXT[state],
        "plate": mask_plate(order.plate) if order.plate else None,
        "vehicle": (order.vehicle.label if order.vehicle else "") or None,
        "store": order.store.name,
        "additional": quote.additional,
        "lines": lines,
        "total": sum(line["amount"] for line in lines if line["status"] != "declined"),
        "approved": sum(line["amount"] for line in lines if line["status"] in orders.APPROVED_LINES),
        "expires_at": quote.expires_at.isoformat() if quote.expires_at else None,
        "eta_if_approved": quote.eta_if_approved.isoformat() if quote.eta_if_approved else None,
    }
    return _without_gaps(card)


def quote_card_id(order: WorkOrder, quote: Quote) -> str:
    """The id of a version's card: an older version keeps its own."""
    return f"quote:{order.no}:{quote.number}"


def _quote_line(line: QuoteLine, present: OrderLine | None) -> Card:
    fields = {
        "id": line.key,
        "kind": line.kind,
        "name": line.name,
        "amount": line.fen,
        "status": present.status if present is not None else "declined",
        "qty": line.qty,
        "hours": line.hours,
        "rate": line.rate_fen,
        "reason": line.reason,
        "if_left": line.if_left,
        "origin": line.origin,
        "maker": line.maker,
        "warranty": line.warranty,
    }
    return _without_gaps(fields)


def complaint_card(complaint: Complaint) -> Card:
    """``{no, category_text, status, status_text, severity_text, first_answer_due?, next_due?, solution_due,
    resolution?, steps: [{at, text}]}``; ``first_answer_due`` only while the first answer is owed.
    """
    unanswered = complaint.first_answered_at is None and complaint.status in complaints.OPEN
    due = complaints.next_due(complaint)
    card = {
        "no": complaint.no,
        "category_text": complaints.CATEGORY_TEXT[complaint.category],
        "status": complaint.status,
        "status_text": complaints.status_text(complaint),
        "severity_text": complaints.SEVERITY_TEXT[complaint.severity],
        "first_answer_due": complaint.first_answer_due.isoformat() if unanswered else None,
        "next_due": due.isoformat() if due and not unanswered else None,
        "solution_due": complaint.solution_due.isoformat(),
        "resolution": complaint.resolution,
        "steps": [{"at": step.at.isoformat(), "text": step.text} for step in complaint.steps],
    }
    return _without_gaps(card)


def callback_card(callback: Callback) -> Card:
    """``{no, phone?, due_from, due_to, reason?, status_text}``."""
    card = {
        "no": callback.no,
        "phone": mask_phone(callback.phone) if callback.phone else None,
        "due_from": callback.due_from.isoformat(),
        "due_to": callback.due_to.isoformat(),
        "reason": callback.reason,
        "status_text": callbacks.status_text(callback),
    }
    return _without_gaps(card)


def rescue_card(job: Rescue, *, hotline: str | None = None) -> Card:
    """``{no, status_text, location?, promised_at?, hotline?}``."""
    card = {
        "no": job.no,
        "status_text": rescue.STATUS_TEXT[job.status],
        "location": job.location,
        "promised_at": job.promised_at.isoformat() if job.promised_at else None,
        "hotline": hotline or None,
    }
    return _without_gaps(card)


def rating_card(scale: int, score: int | None = None) -> Card:
    """``{scale, score?}``; ``score``: what was given, out of ``scale``."""
    return _without_gaps({"scale": scale, "score": score})


def _stage_bar(order: WorkOrder, stage: Stage) -> list[Card]:
    current = next((index for index, (_, _, stages) in enumerate(BAR) if stage in stages), None)
    reached = [event for event in order.events if event.stage]
    skipped = _skipped(reached, stage)
    bar: list[Card] = []
    for index, (key, label, stages) in enumerate(BAR):
        if key in skipped:
            continue
        if current is None or index > current:
            state = "todo"
        elif index < current or stage in (Stage.DELIVERED, Stage.CLOSED):
            state = "done"
        else:
            state = "current"
        first = next((event.at for event in reached if Stage(event.stage or "") in stages), None)
        at = first.isoformat() if first is not None and state != "todo" else None
        bar.append(_without_gaps({"key": key, "label": label, "state": state, "at": at}))
    return bar


def _skipped(reached: list[OrderEvent], stage: Stage) -> set[str]:
    # A declined quote goes from there to collection: no repair, no inspection of one.
    declined = stage is Stage.DECLINED or any(event.stage == Stage.DECLINED.value for event in reached)
    return {"IN_REPAIR", "QC"} if declined else set()


def _without_gaps(card: Card) -> Card:
    return {key: value for key, value in card.items() if value is not None}
