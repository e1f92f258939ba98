"""Reading the rows: one query a family, all columns plain, none of them personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Executable, String, and_, cast, literal, null, or_, select, union, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.conversation.history import BotTurn, OwnerChange
from bot.conversation.models import Conversation, HandoffRecord, LogEvent
from bot.figures.rows import BookingRow, ComplaintRow, OrderRow, QuoteRow, SurveyRow, TalkRow, TurnRow
from bot.figures.service import FIRST_CONTACT
from bot.shop.models import (
    Booking,
    Complaint,
    ComplaintStep,
    OrderEvent,
    Quote,
    QuoteDecision,
    QuoteLine,
    Rating,
    Staff,
    Store,
    Survey,
    WorkOrder,
)
from bot.shop.shop import Shop, load_shop

Row = TypeVar("Row", bound=tuple[Any, ...])


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything the figures of a stretch of time are computed from, and how people and stores are called."""

    talks: list[TalkRow]
    turns: list[TurnRow]
    surveys: list[SurveyRow]
    complaints: list[ComplaintRow]
    orders: list[OrderRow]
    quotes: list[QuoteRow]
    bookings: list[BookingRow]
    shop: Shop
    staff: dict[str, str]
    stores: dict[str, str]


async def load(session: AsyncSession, start: datetime, end: datetime) -> Rows:
    """The rows for ``[start, end)``: whatever began in it, with what came of it later."""
    return Rows(
        talks=await _rows(session, _talks(start, end), TalkRow),
        turns=await _rows(session, _turns(start), TurnRow),
        surveys=await _rows(session, _surveys(start, end), SurveyRow),
        complaints=await _rows(session, _complaints(start, end), ComplaintRow),
        orders=await _rows(session, _orders(start, end), OrderRow),
        quotes=await _rows(session, _quotes(start, end), QuoteRow),
        bookings=await _rows(session, _bookings(start, end), BookingRow),
        shop=await load_shop(session),
        staff={row.id: row.name for row in await session.execute(select(Staff.id, Staff.name))},
        stores={row.id: row.name for row in await session.execute(select(Store.id, Store.name))},
    )


async def _rows(session: AsyncSession, query: Executable, kind: type[Row]) -> list[Row]:
    make: Any = kind
    return [make(*row) for row in await session.execute(query)]


def _within(column: Any, start: datetime, end: datetime) -> Any:
    return and_(column >= start, column < end)


def _talks(start: datetime, end: datetime) -> Executable:
    """Messages, changes of owner and hand-offs of the episodes in which something was said or changed hands."""
    said = _within(LogEvent.at, start, end) & (LogEvent.kind == "message")
    touched = union(
        select(LogEvent.conversation_id, LogEvent.episode).where(said),
        select(OwnerChange.conversation_id, OwnerChange.episode).where(_within(OwnerChange.at, start, end)),
    ).cte("touched")

    def of_touched(table: Any) -> Any:
        return and_(table.conversation_id == touched.c.conversation_id, table.episode == touched.c.episode)

    nothing = cast(null(), String(64))
    messages = select(
        LogEvent.conversation_id.label("conversation"),
        LogEvent.episode.label("number"),
        LogEvent.seq.label("seq"),
        LogEvent.at.label("at"),
        literal("message").label("kind"),
        LogEvent.sender.label("what"),
        LogEvent.staff_id.label("staff"),
        nothing.label("store"),
        nothing.label("outcome"),
        nothing.label("why"),
    ).where(LogEvent.kind == "message", of_touched(LogEvent))
    changes = select(
        OwnerChange.conversation_id,
        OwnerChange.episode,
        OwnerChange.seq,
        OwnerChange.at,
        literal("owner"),
        OwnerChange.owner,
        OwnerChange.staff_id,
        OwnerChange.store_id,
        OwnerChange.outcome,
        OwnerChange.why,
    ).where(of_touched(OwnerChange))
    handoffs = select(
        HandoffRecord.conversation_id,
        HandoffRecord.episode,
        literal(0),
        HandoffRecord.at,
        literal("handoff"),
        HandoffRecord.reason,
        nothing,
        nothing,
        nothing,
        nothing,
    ).where(of_touched(HandoffRecord))
    told = union_all(messages, changes, handoffs).subquery("told")
    return (
        select(told, Conversation.customer_id, Conversation.entry_store)
        .join(Conversation, Conversation.id == told.c.conversation)
        .order_by(told.c.conversation, told.c.number, told.c.seq)
    )


def _turns(start: datetime) -> Executable:
    """Turns from a week before ``start`` on, until now: whether somebody came again is seen later."""
    return (
        select(
            BotTurn.conversation_id,
            BotTurn.episode,
            BotTurn.seq,
            BotTurn.at,
            BotTurn.store_id,
            BotTurn.intent,
            BotTurn.guess,
            BotTurn.outcome,
            BotTurn.took_ms,
            Conversation.customer_id,
        )
        .join(Conversation, Conversation.id == BotTurn.conversation_id)
        .where(BotTurn.at >= start - FIRST_CONTACT)
        .order_by(BotTurn.conversation_id, BotTurn.seq)
    )


def _surveys(start: datetime, end: datetime) -> Executable:
    same = or_(Rating.order_no == Survey.order_no, Rating.episode == Survey.episode)
    had = and_(OwnerChange.conversation_id == Survey.conversation_id, OwnerChange.owner == "human")
    return (
        select(
            Survey.id,
            Survey.scale,
            Survey.asked_at,
            Survey.episode,
            Survey.conversation_id,
            Rating.score,
            WorkOrder.store_id,
            Conversation.entry_store,
            OwnerChange.episode,
            OwnerChange.seq,
            OwnerChange.staff_id,
        )
        .outerjoin(Rating, and_(Rating.scale == Survey.scale, same))
        .outerjoin(WorkOrder, WorkOrder.no == Survey.order_no)
        .outerjoin(Conversation, Conversation.id == Survey.conversation_id)
        .outerjoin(OwnerChange, and_(Survey.episode.is_not(None), had))
        .where(Survey.kind == "rating", Survey.conversation_id.is_not(None), _within(Survey.asked_at, start, end))
        .order_by(Survey.id, OwnerChange.seq)
    )


def _complaints(start: datetime, end: datetime) -> Executable:
    return (
        select(
            Complaint.id,
            Complaint.store_id,
            Complaint.owner,
            Complaint.created_at,
            Complaint.first_answer_due,
            ComplaintStep.seq,
            ComplaintStep.at,
            ComplaintStep.actor,
            ComplaintStep.kind,
        )
        .join(ComplaintStep, ComplaintStep.complaint_id == Complaint.id)
        .where(_within(Complaint.created_at, start, end))
        .order_by(Complaint.id, ComplaintStep.seq)
    )


def _orders(start: datetime, end: datetime) -> Executable:
    """Orders that something happened to, or was promised for, since ``start``."""
    some = aliased(OrderEvent)
    happened = select(some.id).where(some.order_id == WorkOrder.id, or_(some.at >= start, some.promised_at >= start))
    return (
        select(
            WorkOrder.id,
            WorkOrder.store_id,
            WorkOrder.opened_at,
            WorkOrder.stage,
            WorkOrder.promised_at,
            OrderEvent.seq,
            OrderEvent.at,
            OrderEvent.actor,
            OrderEvent.stage,
            OrderEvent.promised_at,
        )
        .join(OrderEvent, OrderEvent.order_id == WorkOrder.id)
        .where(WorkOrder.opened_at < end, or_(WorkOrder.promised_at >= start, happened.exists()))
        .order_by(WorkOrder.id, OrderEvent.seq)
    )


def _quotes(start: datetime, end: datetime) -> Executable:
    decided = and_(QuoteDecision.quote_id == QuoteLine.quote_id, QuoteDecision.key == QuoteLine.key)
    return (
        select(
            Quote.id,
            WorkOrder.store_id,
            Quote.status,
            Quote.created_at,
            Quote.created_by,
            Quote.expires_at,
            QuoteLine.key,
            QuoteLine.fen,
            QuoteDecision.seq,
            QuoteDecision.decision,
        )
        .join(WorkOrder, WorkOrder.id == Quote.order_id)
        .join(QuoteLine, QuoteLine.quote_id == Quote.id)
        .outerjoin(QuoteDecision, decided)
        .where(_within(Quote.created_at, start, end))
        .order_by(Quote.id, QuoteLine.seq, QuoteDecision.seq)
    )


def _bookings(start: datetime, end: datetime) -> Executable:
    """Bookings for these days, and those made since, which are what conversations led to."""
    return (
        select(
            Booking.id,
            Booking.store_id,
            Booking.start,
            Booking.status,
            Booking.conversation_id,
            Booking.created_at,
            WorkOrder.opened_at,
        )
        .outerjoin(WorkOrder, WorkOrder.booking_id == Booking.id)
        .where(or_(_within(Booking.start, start, end), Booking.created_at >= start))
        .order_by(Booking.id)
    )
