"""An opened conversation: transcript, who it is, their records, what the bot collected, what colleagues noted."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.log import as_json, events_after, events_before
from bot.conversation.models import Conversation, HandoffRecord, Note, WatchedOrder
from bot.desk.access import access_conversation
from bot.desk.brief import Records, brief
from bot.desk.collected import collected
from bot.desk.events import desk_cursor, note_json
from bot.desk.people import customer_json
from bot.desk.reveals import record_reveal
from bot.desk.sessions import Member
from bot.desk.shapes import REASON_TEXT, Json, maybe_moment, moment, without_gaps
from bot.desk.stages import next_stages
from bot.desk.summaries import PRIORITY_NAMES, summary_of
from bot.http.body import HIGHEST_SEQ, query_number
from bot.http.services import Services, services
from bot.http.streams import PAGE, events_answer
from bot.shop import cards
from bot.shop.models import Booking, Callback, Complaint, Customer, Rescue, Staff, WorkOrder
from bot.shop.stages import FINISHED, Stage

TRANSCRIPT = 50
"""Events of an opened conversation; the rest comes by pages."""

_MOST_RECORDS = 10
_MOST_NOTES = 100


async def conversation(request: web.Request, member: Member) -> web.Response:
    """``GET /conversations/{id}``."""
    parts, conversation_id = services(request), request.match_info["id"]
    now = parts.clock.now()
    async with parts.database.session() as session:
        row = await access_conversation(session, member, conversation_id)
    await record_reveal(parts.database, member, f"conversation:{conversation_id}", now=now)
    async with parts.database.session() as session:
        seq = await desk_cursor(session)
        row = await access_conversation(session, member, conversation_id)
        return web.json_response({"seq": seq} | await _detail(session, row, member, parts))


async def history(request: web.Request, member: Member) -> web.Response:
    """``GET /conversations/{id}/events``: the events above ``after``, or the ``limit`` ones below ``before``."""
    parts, conversation_id = services(request), request.match_info["id"]
    limit = query_number(request, "limit", TRANSCRIPT, PAGE)
    async with parts.database.session() as session:
        await access_conversation(session, member, conversation_id)
    await record_reveal(parts.database, member, f"conversation:{conversation_id}", now=parts.clock.now())
    async with parts.database.session() as session:
        if "after" in request.query:
            after = query_number(request, "after", 0, HIGHEST_SEQ)
            found = await events_after(session, conversation_id, after, limit)
            return events_answer([as_json(e, parts.link) for e in found], found[-1].seq if found else after)
        before = query_number(request, "before", HIGHEST_SEQ, HIGHEST_SEQ)
        found = await events_before(session, conversation_id, before, limit)
    return events_answer([as_json(e, parts.link) for e in found], found[-1].seq if found else 0)


async def _detail(session: AsyncSession, row: Conversation, member: Member, parts: Services) -> Json:
    now = parts.clock.now()
    events = await events_before(session, row.id, HIGHEST_SEQ, TRANSCRIPT)
    summary = await summary_of(session, row, member, masked=False)
    customer = await session.get(Customer, row.customer_id) if row.customer_id else None
    records = Records(
        orders=await _orders(session, row),
        bookings=await _records(session, row, Booking),
        complaints=await _records(session, row, Complaint),
        callbacks=await _records(session, row, Callback),
        rescues=await _records(session, row, Rescue),
    )
    said = await collected(session, row.id)
    return without_gaps(
        {
            "conversation": summary
            | without_gaps(
                {
                    "customer_read_seq": row.read_seq,
                    "staff_read_seq": row.staff_read_seq,
                    "consented_at": maybe_moment(row.consented_at),
                }
            ),
            "events": [as_json(event, parts.link) for event in events],
            "more": bool(events) and events[0].seq > 1,
            "handoff": await _handoff(session, row.id),
            "collected": said,
            "brief": await brief(session, row, customer, records, said, now=now),
            "customer": await customer_json(session, customer, verified=row.verified) if customer else None,
            "notes": await _notes(session, row.id),
            "orders": [card("order", order.no, cards.order_card(order, now=now)) for order in records.orders],
            "bookings": [card("booking", one.no, cards.booking_card(one)) for one in records.bookings],
            "complaints": [card("complaint", one.no, cards.complaint_card(one)) for one in records.complaints],
            "callbacks": [card("callback", one.no, cards.callback_card(one)) for one in records.callbacks],
            "rescues": [card("rescue", one.no, cards.rescue_card(one)) for one in records.rescues],
            "order_next": {
                o.no: next_stages(o)
                for o in records.orders
                if Stage(o.stage) not in FINISHED and member.serves(o.store_id)
            },
        }
    )


def card(kind: str, no: str, data: Json) -> Json:
    """A ``Card``; its id is the one the customer's page knows it by."""
    return {"card": kind, "card_id": f"{kind}:{no}", "data": data}


async def _orders(session: AsyncSession, row: Conversation) -> list[WorkOrder]:
    watched = select(WatchedOrder.order_no).where(WatchedOrder.conversation_id == row.id)
    condition: Any = WorkOrder.no.in_(watched)
    if row.customer_id is not None:
        condition = or_(condition, WorkOrder.customer_id == row.customer_id)
    query = select(WorkOrder).where(condition).order_by(WorkOrder.opened_at.desc()).limit(_MOST_RECORDS)
    found = list(await session.scalars(query))
    return sorted(found, key=lambda order: Stage(order.stage) in FINISHED)


async def _records(session: AsyncSession, row: Conversation, kind: Any) -> list[Any]:
    condition: Any = kind.conversation_id == row.id
    if row.customer_id is not None:
        condition = or_(condition, kind.customer_id == row.customer_id)
    query = select(kind).where(condition).order_by(kind.created_at.desc()).limit(_MOST_RECORDS)
    return list(await session.scalars(query))


async def _handoff(session: AsyncSession, conversation_id: str) -> Json | None:
    query = (
        select(HandoffRecord, Staff.name)
        .outerjoin(Staff, Staff.id == HandoffRecord.staff_id)
        .where(HandoffRecord.conversation_id == conversation_id)
        .order_by(HandoffRecord.id.desc())
        .limit(1)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    record, name = row
    return without_gaps(
        {
            "at": moment(record.at),
            "reason": record.reason,
            "reason_text": REASON_TEXT.get(record.reason, record.reason),
            "priority": PRIORITY_NAMES.get(record.priority, "normal"),
            "accepted_at": maybe_moment(record.accepted_at),
            "staff": {"id": record.staff_id, "name": name} if name else None,
        }
    )


async def _notes(session: AsyncSession, conversation_id: str) -> list[Json]:
    query = (
        select(Note, Staff.name)
        .outerjoin(Staff, Staff.id == Note.staff_id)
        .where(Note.conversation_id == conversation_id)
        .order_by(Note.id.desc())
        .limit(_MOST_NOTES)
    )
    rows = (await session.execute(query)).all()
    return [note_json(note, name) for note, name in reversed(rows)]
