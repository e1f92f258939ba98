"""Taking vehicles in and moving their orders on: every change is told to the customer in the chat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import in_shanghai
from bot.conversation.log import tell_desk
from bot.conversation.models import Conversation, WatchedOrder
from bot.conversation.notices import tell_order_changed
from bot.conversation.telling import tell_about
from bot.conversation.wake import DESK
from bot.desk.access import access_booking, access_order, access_store
from bot.desk.fields import kind_field, mileage_field, phone_field, plate_field, promised_field
from bot.desk.reveals import record_reveal
from bot.desk.sessions import Member
from bot.desk.stages import require_walkable
from bot.desk.views import order_detail
from bot.http.body import Body, read_body
from bot.http.problem import Problem
from bot.http.services import Services, services
from bot.shop import cards, orders
from bot.shop.errors import NotFound
from bot.shop.models import Booking, OrderEvent, Vehicle, WorkOrder
from bot.shop.parts import STEPS
from bot.shop.parts import move_part as part_moved
from bot.shop.services import CATEGORIES
from bot.shop.shop import load_shop
from bot.shop.stages import FINISHED, STAGE_TEXT, Stage
from bot.shop.vehicles import find_by_plate

_LONGEST_NOTE = 200
_LONGEST_DESCRIPTION = 500


async def add_order(request: web.Request, member: Member) -> web.Response:
    """``POST /orders``: from a booking, or for somebody who just came."""
    body = await read_body(request)
    if "booking" in body:
        return await _check_in(request, member, body.text("booking", "预约编号", 40), body)
    return await _walk_in(request, member, body)


async def check_in(request: web.Request, member: Member) -> web.Response:
    """``POST /bookings/{no}/check_in``: 201, or 200 when it has been done already."""
    return await _check_in(request, member, request.match_info["no"], await read_body(request))


async def move(request: web.Request, member: Member) -> web.Response:
    """``POST /orders/{no}/stage {stage?, note?, promised_at?, reason?}``: a repeated press changes nothing."""
    parts = services(request)
    now = parts.clock.now()
    wish = _wish(await read_body(request), now)
    async with parts.database.session() as session:
        order = await access_order(session, member, request.match_info["no"])
        changed = _apply(order, wish, member.id, parts.engine.brain.phrase, now)
        told = await _commit_and_tell(session, parts, order, now) if changed else []
        shown = await order_detail(session, order, now)
    parts.engine.waker.wake([*told, DESK])
    return web.json_response(shown | {"told": len(told)})


async def move_part(request: web.Request, member: Member) -> web.Response:
    """``POST /orders/{no}/parts/{key} {step, arrives?}``: a repeated press changes nothing."""
    parts, now = services(request), services(request).clock.now()
    body = await read_body(request)
    step, arrives = body.text("step", "配件进度", 20), promised_field(body, now, "arrives", "预计到货时间")
    if step not in STEPS:
        raise Problem(422, "没有这个配件进度", field="step")
    async with parts.database.session() as session:
        order = await access_order(session, member, request.match_info["no"])
        key = request.match_info["key"]
        if part_moved(order, key, step, actor=member.id, now=now, arrives=arrives):
            await tell_desk(session, [("orders", None, None)], now)
            await session.commit()
        shown = await order_detail(session, order, now)
    parts.engine.waker.wake([DESK])
    return web.json_response(shown)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a member of staff wants to become of an order."""

    stage: Stage | None
    note: str | None
    promised_at: datetime | None
    reason: str | None


def _wish(body: Body, now: datetime) -> _Wish:
    stage_text = body.optional_text("stage", "工序", 20)
    if stage_text is not None and stage_text not in Stage.__members__:
        raise Problem(422, "没有这道工序", field="stage")
    wish = _Wish(
        stage=Stage(stage_text) if stage_text else None,
        note=body.optional_text("note", "给客户的说明", _LONGEST_NOTE),
        promised_at=promised_field(body, now),
        reason=body.optional_text("reason", "原因", _LONGEST_NOTE),
    )
    if wish.stage is None and wish.note is None and wish.promised_at is None:
        raise Problem(422, "请选择工序、填写说明或预计完成时间", field="stage")
    return wish


def _apply(order: WorkOrder, wish: _Wish, actor: str, phrase: Callable[..., str], now: datetime) -> bool:
    """Make the wish come true; whether anything changed. Only the last event carries words for the customer."""
    moves = wish.stage is not None and wish.stage is not Stage(order.stage)
    promises = wish.promised_at is not None and wish.promised_at != order.promised_at
    note = wish.note if moves or promises or wish.note != _last_note(order) else None
    if promises and wish.promised_at is not None:
        orders.set_promised(order, wish.promised_at, actor=actor, now=now, reason=wish.reason)
        promise = _promised_note(wish.promised_at, wish.reason, phrase)
        note = f"{note.rstrip('。')}。{promise}" if note else promise
    if moves and wish.stage is not None:
        require_walkable(Stage(order.stage), wish.stage)
        reason = None if promises else wish.reason
        orders.walk_to(order, wish.stage, actor=actor, now=now, note=note, reason=reason)
    elif note is not None:
        orders.add_note(order, note, actor=actor, now=now)
    return moves or promises or note is not None


def _promised_note(promised_at: datetime, reason: str | None, phrase: Callable[..., str]) -> str:
    at = in_shanghai(promised_at)
    because = f"（{reason}）" if reason else ""
    return phrase("utter_order_promised", time=f"{at.month}月{at.day}日 {at:%H:%M}", because=because)


def _last_note(order: WorkOrder) -> str | None:
    last: OrderEvent | None = order.events[-1] if order.events else None
    return last.note if last else None


async def _check_in(request: web.Request, member: Member, no: str, body: Body) -> web.Response:
    parts = services(request)
    now = parts.clock.now()
    plate = plate_field(body) if "plate" in body else None
    phone = phone_field(body) if "phone" in body else None
    async with parts.database.session() as session:
        booking = await access_booking(session, member, no)
        order = await session.scalar(select(WorkOrder).where(WorkOrder.booking_id == booking.id))
        if order is not None:
            shown = await order_detail(session, order, now)
            await record_reveal(parts.database, member, f"order:{order.no}", now=now)
            return web.json_response(shown)
        order = await orders.check_in(
            session,
            booking,
            actor=member.id,
            now=now,
            plate=plate,
            phone=phone,
            mileage=mileage_field(body),
            promised_at=promised_field(body, now),
        )
        told = await _tell(session, parts, order, now)
        told += await _tell_whoever_booked(session, parts, booking, order, told, now)
        await tell_desk(session, [("orders", None, None), ("bookings", None, None)], now)
        await session.commit()
    return await _taken_in(parts, order.no, told, now)


async def _walk_in(request: web.Request, member: Member, body: Body) -> web.Response:
    parts = services(request)
    now = parts.clock.now()
    plate, phone, kind = plate_field(body), phone_field(body), kind_field(body)
    store_id = body.text("store", "门店", 64)
    service = body.optional_text("service", "服务项目", 20)
    if service is not None and service not in CATEGORIES:
        raise Problem(422, f"服务项目只能是{'、'.join(CATEGORIES)}", field="service")
    async with parts.database.session() as session:
        await _require_store_takes(session, store_id, kind)
        access_store(member, store_id)
        await _require_no_open_order(session, plate, kind)
        order = await orders.open_order(
            session,
            store_id=store_id,
            plate=plate,
            phone=phone,
            actor=member.id,
            now=now,
            name=body.optional_text("name", "姓名", 40),
            vehicle_kind=kind,
            service=service,
            description=body.optional_text("description", "情况说明", _LONGEST_DESCRIPTION) or "",
            mileage=mileage_field(body),
            promised_at=promised_field(body, now),
        )
        await session.flush()
        told = await _commit_and_tell(session, parts, order, now)
    return await _taken_in(parts, order.no, told, now)


async def _taken_in(parts: Services, no: str, told: list[str], now: datetime) -> web.Response:
    parts.engine.waker.wake([*told, DESK])
    async with parts.database.session() as session:
        shown = await order_detail(session, await orders.find_by_no(session, no), now)
    return web.json_response(shown, status=201)


async def _require_store_takes(session: AsyncSession, store_id: str, kind: str) -> None:
    try:
        store = (await load_shop(session)).store(store_id)
    except NotFound:
        raise Problem(422, "没有这家门店", field="store") from None
    if kind not in store.vehicles:
        raise Problem(422, "这家门店不接这类车", field="kind")


async def _require_no_open_order(session: AsyncSession, plate: str, kind: str) -> None:
    """Refuse a second order of a vehicle that is here already; of two at once the later one waits and is refused.

    Raises:
        Problem: 409 with the number of the ``order``.
    """
    known = [vehicle for vehicle in await find_by_plate(session, plate) if vehicle.kind == kind]
    if not known:
        # Made by this very order: its unique plate lets only one through, and the other is run again.
        return
    vehicle_id = known[0].id
    await session.execute(select(Vehicle.id).where(Vehicle.id == vehicle_id).with_for_update())
    unfinished = WorkOrder.stage.not_in([stage.value for stage in FINISHED])
    query = select(WorkOrder.no, WorkOrder.stage).where(WorkOrder.vehicle_id == vehicle_id, unfinished)
    row = (await session.execute(query.limit(1))).one_or_none()
    if row is not None:
        stage = STAGE_TEXT[Stage(row.stage)]
        raise Problem(409, f"这辆车已有未完成的工单 {row.no}（{stage}）", order=row.no)


async def _tell_whoever_booked(
    session: AsyncSession, parts: Services, booking: Booking, order: WorkOrder, told: list[str], now: datetime
) -> list[str]:
    """Renew the booking's card; the conversation that booked follows the order from now on, and sees it.

    There, plate and phone were given by the customer: they are what opens an order (both have to match).
    """
    renewed = await tell_about(session, "booking", booking.no, cards.booking_card(booking), now=now)
    as_given = (booking.plate, booking.phone) == (order.plate, order.phone)
    if booking.conversation_id is None or not as_given:
        return renewed
    if await session.get(Conversation, booking.conversation_id) is None:
        return renewed
    await session.merge(WatchedOrder(conversation_id=booking.conversation_id, order_no=order.no))
    if booking.conversation_id in told:
        return renewed
    return renewed + await tell_about(
        session,
        "order",
        order.no,
        cards.order_card(order, now=now),
        now=now,
        conversation_id=booking.conversation_id,
        text=parts.engine.brain.phrase("utter_checked_in", no=booking.no),
        show=True,
    )


async def _commit_and_tell(session: AsyncSession, parts: Services, order: WorkOrder, now: datetime) -> list[str]:
    """Tell customers and desks in the transaction of the change, and commit it; the conversations told."""
    told = await _tell(session, parts, order, now)
    await tell_desk(session, [("orders", None, None)], now)
    await session.commit()
    return told


async def _tell(session: AsyncSession, parts: Services, order: WorkOrder, now: datetime) -> list[str]:
    await session.flush()
    return await tell_order_changed(session, order, parts.engine.brain.phrase, now=now)
