"""Work orders: opened, moved from stage to stage, promised. Every change is an event that is never
changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.crypto import blind_index
from bot.shop import customers, vehicles
from bot.shop.errors import InvalidValue, NotAllowed, NotFound
from bot.shop.identifiers import normalise_phone, normalise_plate
from bot.shop.models import Booking, OrderEvent, WorkOrder
from bot.shop.numbers import fresh_number
from bot.shop.pending import pending
from bot.shop.shop import load_shop
from bot.shop.stages import AFTER_APPROVAL, BEFORE_READY, FINISHED, Stage, may_follow, path_between

APPROVED_LINES = frozenset({"approved", "ordered", "installed"})


async def open_order(
    session: AsyncSession,
    *,
    store_id: str,
    plate: str,
    phone: str,
    actor: str,
    now: datetime,
    name: str | None = None,
    vehicle_kind: str = "car",
    service: str | None = None,
    description: str = "",
    mileage: int | None = None,
    promised_at: datetime | None = None,
    booking: Booking | None = None,
) -> WorkOrder:
    """Take a vehicle in: an order at CHECKED_IN, with its customer and vehicle found or made.

    Raises:
        NotFound: no such store.
        InvalidValue: ``plate`` or ``phone`` is empty.
    """
    for field, value in (("plate", plate), ("phone", phone)):
        if not value.strip():
            raise InvalidValue(field)
    store = (await load_shop(session)).store(store_id)
    customer = await customers.find_or_create(session, phone, now=now, name=name)
    vehicle = await vehicles.find_or_create(session, plate, now=now, kind=vehicle_kind, owner=customer)
    if mileage is not None:
        vehicle.mileage = mileage
    order = WorkOrder(
        no=await fresh_number(session, WorkOrder, now),
        store=store,
        store_id=store.id,
        customer_id=customer.id,
        vehicle=vehicle,
        vehicle_id=vehicle.id,
        booking_id=booking.id if booking else None,
        plate=plate,
        phone=phone,
        name=name or customer.name,
        service=service,
        description=description,
        stage=Stage.CHECKED_IN.value,
        mileage=mileage,
        opened_at=now,
        promised_at=promised_at,
    )
    session.add(order)
    add_event(order, "stage", at=now, actor=actor, stage=Stage.CHECKED_IN, promised_at=promised_at)
    return order


async def check_in(
    session: AsyncSession,
    booking: Booking,
    *,
    actor: str,
    now: datetime,
    plate: str | None = None,
    phone: str | None = None,
    mileage: int | None = None,
    promised_at: datetime | None = None,
) -> WorkOrder:
    """Turn a booking into an order as the vehicle arrives; plate and phone are needed where the booking
    lacks them.

    Raises:
        NotAllowed: the booking is not active.
        InvalidValue: plate or phone is known from neither.
    """
    if booking.status != "confirmed":
        raise NotAllowed(f"booking_{booking.status}")
    order = await open_order(
        session,
        store_id=booking.store_id,
        plate=plate or booking.plate or "",
        phone=phone or booking.phone or "",
        name=booking.name,
        vehicle_kind=booking.vehicle_kind,
        service=booking.service,
        description=booking.service_text,
        mileage=mileage,
        promised_at=promised_at,
        booking=booking,
        actor=actor,
        now=now,
    )
    booking.status = "done"
    return order


def move_stage(
    order: WorkOrder,
    stage: Stage,
    *,
    actor: str,
    now: datetime,
    reason: str | None = None,
    note: str | None = None,
) -> OrderEvent:
    """Move an order to the stage that follows; ``note`` is shown to the customer, ``reason`` explains a
    delay.

    Raises:
        NotAllowed: ``stage_order`` the stage does not follow; ``no_approved_quote`` repair without approval;
            ``open_quote_lines`` a line of the quote, ``open_extra_items`` an extra item has no recorded decision yet.
    """
    current = Stage(order.stage)
    if not may_follow(current, stage):
        raise NotAllowed("stage_order")
    undecided = any(line.status == "proposed" for line in order.lines)
    if undecided and stage in (Stage.APPROVED, Stage.DECLINED):
        raise NotAllowed("open_quote_lines")
    if stage is Stage.APPROVED:
        order.approved_at = now
    if stage in AFTER_APPROVAL and order.approved_at is None:
        raise NotAllowed("no_approved_quote")
    if undecided and (current is Stage.ADDITIONAL_QUOTE or stage is Stage.READY):
        raise NotAllowed("open_extra_items")
    if stage is Stage.SETTLED and order.lines:
        order.total_fen = approved_total(order)
    if stage is Stage.DELIVERED:
        order.delivered_at = now
    order.stage = stage.value
    return add_event(order, "stage", at=now, actor=actor, stage=stage, reason=reason, note=note)


def walk_to(
    order: WorkOrder,
    stage: Stage,
    *,
    actor: str,
    now: datetime,
    reason: str | None = None,
    note: str | None = None,
) -> list[OrderEvent]:
    """Move an order along the usual way, one event a stage (approval included); reason and note belong to
    the last.

    Raises:
        NotAllowed: there is no way, or a rule of :func:`move_stage` forbids a step (the steps before it are
            made).
    """
    way = path_between(Stage(order.stage), stage)
    if way is None:
        raise NotAllowed("stage_order")
    events = [move_stage(order, step, actor=actor, now=now) for step in way[:-1]]
    if way:
        events.append(move_stage(order, stage, actor=actor, now=now, reason=reason, note=note))
    return events


def set_promised(
    order: WorkOrder, promised_at: datetime, *, actor: str, now: datetime, reason: str | None = None
) -> OrderEvent:
    """Promise another time of completion; a later one should say why.

    Raises:
        NotAllowed: the order is finished.
    """
    if Stage(order.stage) in FINISHED:
        raise NotAllowed("order_finished")
    order.promised_at = promised_at
    return add_event(order, "promise", at=now, actor=actor, promised_at=promised_at, reason=reason)


def add_note(order: WorkOrder, note: str, *, actor: str, now: datetime) -> OrderEvent:
    """Tell the customer something about the order without moving it."""
    return add_event(order, "note", at=now, actor=actor, note=note)


def add_event(
    order: WorkOrder,
    kind: str,
    *,
    at: datetime,
    actor: str,
    stage: Stage | None = None,
    promised_at: datetime | None = None,
    reason: str | None = None,
    note: str | None = None,
) -> OrderEvent:
    """Append an event, checking nothing: for this module and for loading orders that already have a
    history.
    """
    event = OrderEvent(
        order_id=order.id,
        seq=len(order.events) + 1,
        kind=kind,
        at=at,
        actor=actor,
        stage=stage.value if stage else None,
        promised_at=promised_at,
        reason=reason,
        note=note,
    )
    order.events.append(event)
    return event


def approved_total(order: WorkOrder) -> int:
    """The sum of the approved lines in fen: what an order is settled at."""
    return sum(line.fen for line in order.lines if line.status in APPROVED_LINES)


def is_late(order: WorkOrder, now: datetime) -> bool:
    """Whether the promised time has passed while work is still to be done."""
    return order.promised_at is not None and order.promised_at < now and Stage(order.stage) in BEFORE_READY


def late_reason(order: WorkOrder) -> str | None:
    """Why it takes longer: the latest reason given, else the part it waits for."""
    given = next((event.reason for event in reversed(order.events) if event.reason and event.kind != "part"), None)
    if given or order.stage != Stage.WAITING_PARTS:
        return given
    ordered = [line for line in order.lines if line.kind == "part" and line.status == "ordered"]
    awaited = [line for line in ordered if line.arrived_at is None]
    if not awaited:
        return None
    names = "、".join(line.name for line in awaited)
    arrivals = [line.arrives for line in awaited if line.arrives]
    when = f"，预计{max(arrivals).month}月{max(arrivals).day}日到货" if arrivals else ""
    return f"等待配件：{names}{when}"


async def find_by_no(session: AsyncSession, no: str) -> WorkOrder:
    """An order by its number, in either case. For staff and for callers who have proven it is
    theirs.

    Raises:
        NotFound: no such number.
    """
    spellings = {no.strip(), no.strip().upper(), no.strip().lower()}
    found = [o for o in await _select(session, WorkOrder.no.in_(spellings)) if o.no in spellings]
    if not found:
        raise NotFound(f"order {no}")
    return found[0]


async def of_customer(session: AsyncSession, customer_id: str, *, active: bool = False) -> list[WorkOrder]:
    """A known customer's orders, newest first; ``active``: only those whose vehicle is still here."""
    found = await _select(session, WorkOrder.customer_id == customer_id)
    return newest_first([o for o in found if o.customer_id == customer_id], active)


async def of_plate(session: AsyncSession, plate: str, *, active: bool = False) -> list[WorkOrder]:
    """A plate's orders, newest first. For staff: a plate alone proves nothing."""
    index = blind_index("plate", normalise_plate(plate))
    found = await _select(session, WorkOrder.plate_index == index)
    return newest_first([o for o in found if o.plate_index == index], active)


async def of_phone(session: AsyncSession, phone: str, *, active: bool = False) -> list[WorkOrder]:
    """A phone's orders, newest first. For callers that have proven the phone is theirs."""
    index = blind_index("phone", normalise_phone(phone))
    found = await _select(session, WorkOrder.phone_index == index)
    return newest_first([o for o in found if o.phone_index == index], active)


def newest_first(found: Sequence[WorkOrder], active: bool) -> list[WorkOrder]:
    """Orders by the time they were opened, newest first; ``active``: finished ones left out."""
    kept = [order for order in found if not active or Stage(order.stage) not in FINISHED]
    return sorted(kept, key=lambda order: (order.opened_at, order.no), reverse=True)


async def _select(session: AsyncSession, condition: ColumnElement[bool]) -> list[WorkOrder]:
    return list(await session.scalars(select(WorkOrder).where(condition))) + pending(session, WorkOrder)
