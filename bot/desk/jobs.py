"""Drives at the desk: planned for a booking or an order, moved on; the customer is told each time."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from aiohttp import web
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from bot.clock import SHANGHAI, in_shanghai
from bot.conversation.log import tell_desk
from bot.conversation.models import WatchedOrder
from bot.conversation.telling import tell_about
from bot.conversation.wake import DESK
from bot.desk import queries
from bot.desk.access import access_booking, access_order, access_store, visible_store
from bot.desk.events import desk_cursor
from bot.desk.fields import promised_field
from bot.desk.queries import PAGE_SIZE
from bot.desk.sessions import Member
from bot.desk.shapes import Json, contact, maybe_moment, moment, paged, without_gaps
from bot.http.body import Body, read_body
from bot.http.problem import Problem
from bot.http.services import Services, services
from bot.shop import cards, transport
from bot.shop.errors import NotAllowed
from bot.shop.models import Booking, TransportJob, WorkOrder
from bot.shop.pickup import amount_text
from bot.shop.stages import FINISHED, Stage

LONGEST_ADDRESS, LONGEST_DRIVER, LONGEST_NOTE = 120, 40, 200
HIGHEST_FEE = 1_000_000


async def jobs(request: web.Request, member: Member) -> web.Response:
    """``GET /jobs?day=``: of one day by time, with those of earlier days that are still open."""
    page, now = queries.page_of(request), services(request).clock.now()
    day = queries.day_of(request, now.date())
    morning = datetime.combine(day, time(), SHANGHAI)
    query = select(TransportJob).where(TransportJob.at < morning + timedelta(days=1))
    query = query.where((TransportJob.at >= morning) | TransportJob.status.in_(transport.OPEN))
    query = query.where(visible_store(member, TransportJob.store_id)).order_by(TransportJob.at, TransportJob.no)
    order = joinedload(TransportJob.order)
    query = query.options(order.raiseload(WorkOrder.events), order.raiseload(WorkOrder.lines))
    async with services(request).database.session() as session:
        seq = await desk_cursor(session)
        total = await session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
        rows = (await session.scalars(query.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE))).unique()
        shown = [job_json(job, now) for job in rows]
    return web.json_response({"seq": seq, "day": day.isoformat(), "jobs": shown} | paged(page, PAGE_SIZE, total or 0))


async def plan(request: web.Request, member: Member) -> web.Response:
    """``POST /jobs {booking | order, direction, at, address, driver?, fee?, note?}``: a repeated press plans one."""
    parts, now = services(request), services(request).clock.now()
    body = await read_body(request)
    drive = _drive(body, now)
    async with parts.database.session() as session:
        subject = await _subject(session, member, body)
        known = {job.id for job in await transport.of_subject(session, subject)}
        job = await transport.plan(session, subject, drive, actor=member.id, now=now)
        told = [] if job.id in known else await _commit_and_tell(session, parts, job, now)
        shown = job_json(job, now)
    parts.engine.waker.wake([*told, DESK])
    return web.json_response(shown | {"told": len(told)}, status=200 if job.id in known else 201)


async def move(request: web.Request, member: Member) -> web.Response:
    """``POST /jobs/{no}/status {status}``: a repeated press tells nothing twice."""
    parts, now = services(request), services(request).clock.now()
    status = (await read_body(request)).text("status", "取送状态", 20)
    if status not in transport.STATUS_TEXT["collect"]:
        raise Problem(422, "没有这个取送状态", field="status")
    told: list[str] = []
    async with parts.database.session() as session:
        job = await transport.find_by_no(session, request.match_info["no"])
        access_store(member, job.store_id)
        if job.status != status:
            transport.move(job, status, now=now)
            told = await _commit_and_tell(session, parts, job, now)
        shown = job_json(job, now)
    parts.engine.waker.wake([*told, DESK])
    return web.json_response(shown | {"told": len(told)})


def job_json(job: TransportJob, now: datetime) -> Json:
    """A ``Job``. The address is whole: somebody has to find it."""
    subject = job.subject
    return without_gaps(
        {
            "no": job.no,
            "direction": job.direction,
            "direction_text": transport.DIRECTION_TEXT[job.direction],
            "status": job.status,
            "status_text": transport.status_text(job),
            "at": moment(job.at),
            "overdue": job.status == "planned" and job.at < now,
            "address": job.address,
            "driver": job.driver,
            "fee_fen": job.fee,
            "note": job.note,
            "done_at": maybe_moment(job.done_at),
            "store": {"id": job.store_id, "name": job.store.name},
            "booking_no": job.booking.no if job.booking else None,
            "order_no": job.order.no if job.order else None,
            "conversation": job.booking.conversation_id if job.booking else None,
            "next": [
                {"status": status, "text": transport.STATUS_TEXT[job.direction][status]}
                for status in transport.NEXT.get(job.status, ())
            ],
        }
        | contact(subject.name, subject.phone, subject.plate, masked=True)
    )


def _drive(body: Body, now: datetime) -> transport.Drive:
    direction = body.text("direction", "取车还是送车", 10)
    if direction not in transport.DIRECTION_TEXT:
        raise Problem(422, "只能是取车或送车", field="direction")
    at = promised_field(body, now, "at", "时间")
    if at is None:
        raise Problem(422, "请填写时间", field="at")
    return transport.Drive(
        direction,
        at,
        body.text("address", "地址", LONGEST_ADDRESS),
        driver=body.optional_text("driver", "司机", LONGEST_DRIVER),
        fee=body.integer("fee", "费用", 0, HIGHEST_FEE) if "fee" in body else None,
        note=body.optional_text("note", "备注", LONGEST_NOTE),
    )


async def _subject(session: AsyncSession, member: Member, body: Body) -> Booking | WorkOrder:
    booking_no, order_no = body.optional_text("booking", "预约编号", 40), body.optional_text("order", "工单编号", 40)
    if (booking_no is None) == (order_no is None):
        raise Problem(422, "取送车要么属于预约，要么属于工单", field="booking")
    if booking_no is not None:
        booking = await access_booking(session, member, booking_no)
        if booking.status != "confirmed":
            raise NotAllowed(f"booking_{booking.status}")
        return booking
    order = await access_order(session, member, order_no or "")
    if Stage(order.stage) in FINISHED:
        raise NotAllowed("order_finished")
    return order


async def _commit_and_tell(session: AsyncSession, parts: Services, job: TransportJob, now: datetime) -> list[str]:
    text = _words(parts, job)
    await session.flush()
    if job.booking is not None:
        card, made_in = cards.booking_card(job.booking), job.booking.conversation_id
        told = await tell_about(session, "booking", job.booking.no, card, now=now, conversation_id=made_in, text=text)
    else:
        assert job.order is not None
        watched = select(WatchedOrder.conversation_id).where(WatchedOrder.order_no == job.order.no)
        made_in = await session.scalar(watched.order_by(WatchedOrder.conversation_id).limit(1))
        card = cards.order_card(job.order, now=now)
        told = await tell_about(session, "order", job.order.no, card, now=now, conversation_id=made_in, text=text)
    await tell_desk(session, [("bookings" if job.booking else "orders", None, None)], now)
    await session.commit()
    return told


def _words(parts: Services, job: TransportJob) -> str:
    phrase, what = parts.engine.brain.phrase, transport.DIRECTION_TEXT[job.direction]
    if job.status != "planned":
        return phrase("utter_job_news", what=what, no=job.no, status=transport.status_text(job))
    at = in_shanghai(job.at)
    driver = phrase("utter_job_driver", driver=job.driver) if job.driver else ""
    fee = phrase("utter_job_fee", fee=amount_text(job.fee)) if job.fee is not None else ""
    when = f"{at.month}月{at.day}日 {at:%H:%M}"
    return phrase("utter_job_planned", what=what, no=job.no, when=when, address=job.address, driver=driver, fee=fee)
