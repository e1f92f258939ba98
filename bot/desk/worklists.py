"""Work lists: call-backs, complaints, bookings of a day, orders, rescues. Masked, paged, few queries each."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from aiohttp import web
from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import raiseload

from bot.clock import SHANGHAI
from bot.conversation.models import HandoffRecord
from bot.desk import queries, views
from bot.desk.access import access_complaint, access_order, visible_cases, visible_store, warned_store
from bot.desk.events import desk_cursor
from bot.desk.queries import PAGE_SIZE
from bot.desk.reveals import record_reveal
from bot.desk.search import orders_like
from bot.desk.sessions import Member
from bot.desk.shapes import paged
from bot.http.services import services
from bot.shop import callbacks as calls
from bot.shop import rescue
from bot.shop.complaint_warnings import unseen
from bot.shop.complaint_words import SEVERITIES
from bot.shop.models import Booking, Callback, Complaint, Rescue, WorkOrder
from bot.shop.shop import load_shop
from bot.shop.stages import BEFORE_READY, FINISHED, Stage

_CALLBACK_STATUSES = {
    "open": calls.OPEN,
    "done": ("done",),
    "missed": ("missed",),
    "cancelled": ("cancelled",),
}
_COMPLAINT_STATUSES = {"open": ("open", "in_progress", "reopened"), "closed": ("closed",)}
_BOOKING_STATUSES = {status: (status,) for status in ("confirmed", "done", "cancelled", "no_show")}
_RESCUE_STATUSES = {"open": rescue.OPEN}
_PRIORITIES = ("normal", "high", "urgent")
_STAGES = frozenset(stage.value for stage in Stage)


async def callbacks(request: web.Request, member: Member) -> web.Response:
    """``GET /callbacks``: danger first, then by priority, promised time and age."""
    page, now = queries.page_of(request), services(request).clock.now()
    query = _with_statuses(select(Callback), Callback.status, queries.statuses_of(request, "open", _CALLBACK_STATUSES))
    danger = case((_in_danger(), 1), else_=0)
    urgent = _rank(Callback.priority, _PRIORITIES).desc()
    query = query.where(visible_cases(member, Callback))
    query = query.order_by(danger.desc(), urgent, Callback.due_from, Callback.created_at, Callback.no)
    async with services(request).database.session() as session:
        seq, rows, total = await _page(session, query, page)
        names = await views.staff_names(session)
        about = select(Callback.no).where(Callback.no.in_([row.no for row in rows]), _in_danger())
        endangered = set(await session.scalars(about))
    shown = [views.callback_json(row, names, now, danger=row.no in endangered) for row in rows]
    return web.json_response({"seq": seq, "callbacks": shown} | paged(page, PAGE_SIZE, total))


async def complaints(request: web.Request, member: Member) -> web.Response:
    """``GET /complaints``: by severity, then the next deadline; for managers with the warnings nobody took note of."""
    page, now = queries.page_of(request), services(request).clock.now()
    statuses = queries.statuses_of(request, "open", _COMPLAINT_STATUSES)
    query = _of_store(
        _with_statuses(select(Complaint), Complaint.status, statuses), Complaint.store_id, request, member
    )
    query = query.order_by(*_most_pressing()).options(raiseload(Complaint.steps))
    async with services(request).database.session() as session:
        seq, rows, total = await _page(session, query, page)
        names = await views.staff_names(session)
        stores = (await load_shop(session)).stores
        warnings = [w for w in await unseen(session) if member.leads and member.serves(warned_store(w))]
    shown = [views.complaint_json(row, names, now) for row in rows]
    warned = [views.warning_json(warning, stores) for warning in warnings]
    return web.json_response({"seq": seq, "complaints": shown, "warnings": warned} | paged(page, PAGE_SIZE, total))


async def complaint(request: web.Request, member: Member) -> web.Response:
    """``GET /complaints/{no}``: full values."""
    parts, no = services(request), request.match_info["no"]
    now = parts.clock.now()
    async with parts.database.session() as session:
        found = await access_complaint(session, member, no)
        names = await views.staff_names(session)
    await record_reveal(parts.database, member, f"complaint:{found.no}", now=now)
    return web.json_response(views.complaint_detail(found, names, now))


async def bookings(request: web.Request, member: Member) -> web.Response:
    """``GET /bookings?day=``: of one day, by start."""
    page = queries.page_of(request)
    day = queries.day_of(request, services(request).clock.now().date())
    morning = datetime.combine(day, time(), SHANGHAI)
    query = select(Booking).where(Booking.start >= morning, Booking.start < morning + timedelta(days=1))
    query = _with_statuses(query, Booking.status, queries.statuses_of(request, "all", _BOOKING_STATUSES))
    query = _of_store(query, Booking.store_id, request, member).order_by(Booking.start, Booking.no)
    async with services(request).database.session() as session:
        seq, rows, total = await _page(session, query, page)
        became = await views.orders_of_bookings(session, rows)
    shown = [views.booking_json(row, became.get(row.id), masked=True) for row in rows]
    answer = {"seq": seq, "day": day.isoformat(), "bookings": shown}
    return web.json_response(answer | paged(page, PAGE_SIZE, total))


async def orders(request: web.Request, member: Member) -> web.Response:
    """``GET /orders``: late ones first, then by promised time; with how many there are in each stage."""
    page, now = queries.page_of(request), services(request).clock.now()
    stages = queries.choices_of(request, "stage", _STAGES)
    what = queries.wanted_of(request)
    query = _of_store(select(WorkOrder), WorkOrder.store_id, request, member)
    if what is not None:
        query = query.where(orders_like(what))
    elif not stages and request.query.get("finished") != "1":
        query = query.where(WorkOrder.stage.not_in([stage.value for stage in FINISHED]))
    counting = query.with_only_columns(WorkOrder.stage, func.count()).group_by(WorkOrder.stage)
    if stages:
        query = query.where(WorkOrder.stage.in_(stages))
    query = query.order_by(*_latest(now)).options(raiseload(WorkOrder.events), raiseload(WorkOrder.lines))
    async with services(request).database.session() as session:
        counts = {row[0]: row[1] for row in await session.execute(counting)}
        seq, rows, total = await _page(session, query, page)
    shown = [views.order_json(row, now, masked=True) for row in rows]
    return web.json_response({"seq": seq, "orders": shown, "counts": counts} | paged(page, PAGE_SIZE, total))


async def order(request: web.Request, member: Member) -> web.Response:
    """``GET /orders/{no}``: full values."""
    parts, no = services(request), request.match_info["no"]
    now = parts.clock.now()
    async with parts.database.session() as session:
        found = await access_order(session, member, no)
        shown = await views.order_detail(session, found, now)
    await record_reveal(parts.database, member, f"order:{found.no}", now=now)
    return web.json_response(shown)


async def rescues(request: web.Request, member: Member) -> web.Response:
    """``GET /rescues``: newest first."""
    page, now = queries.page_of(request), services(request).clock.now()
    query = _with_statuses(select(Rescue), Rescue.status, queries.statuses_of(request, "open", _RESCUE_STATUSES))
    query = query.where(visible_cases(member, Rescue)).order_by(Rescue.created_at.desc(), Rescue.no)
    async with services(request).database.session() as session:
        seq, rows, total = await _page(session, query, page)
        names = await views.staff_names(session)
    shown = [views.rescue_json(row, names, now) for row in rows]
    return web.json_response({"seq": seq, "rescues": shown} | paged(page, PAGE_SIZE, total))


async def _page(session: AsyncSession, query: Select[Any], page: int) -> tuple[int, list[Any], int]:
    """The desk's cursor, the rows of a page, and how many there are on all of them."""
    seq = await desk_cursor(session)
    total = await session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    rows = await session.scalars(query.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE))
    return seq, list(rows.unique()), total or 0


def _with_statuses(query: Select[Any], column: Any, statuses: tuple[str, ...]) -> Select[Any]:
    return query.where(column.in_(statuses)) if statuses else query


def _of_store(query: Select[Any], column: Any, request: web.Request, member: Member) -> Select[Any]:
    query, store = query.where(visible_store(member, column)), queries.store_of(request)
    return query if store is None else query.where(column == store)


def _rank(column: Any, values: tuple[str, ...]) -> Any:
    return case({value: rank for rank, value in enumerate(values)}, value=column, else_=0)


def _in_danger() -> ColumnElement[bool]:
    """Whether somebody said in the conversation that they are in danger, and no person has come to them there."""
    return (
        select(HandoffRecord.id)
        .where(
            HandoffRecord.conversation_id == Callback.conversation_id,
            HandoffRecord.reason == "safety",
            HandoffRecord.accepted_at.is_(None),
        )
        .exists()
    )


def _most_pressing() -> tuple[Any, ...]:
    unanswered = Complaint.first_answered_at.is_(None)
    promised = func.coalesce(Complaint.next_answer_due, Complaint.solution_due)
    sooner = case((promised < Complaint.solution_due, promised), else_=Complaint.solution_due)
    due = case((unanswered, Complaint.first_answer_due), else_=sooner)
    return _rank(Complaint.severity, SEVERITIES).desc(), due, Complaint.no


def _latest(now: datetime) -> tuple[Any, ...]:
    unfinished = WorkOrder.stage.in_([stage.value for stage in BEFORE_READY])
    is_late = case(((WorkOrder.promised_at < now) & unfinished, 0), else_=1)
    return is_late, WorkOrder.promised_at.is_(None), WorkOrder.promised_at, WorkOrder.opened_at, WorkOrder.no
