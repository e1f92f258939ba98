"""Customers and vehicles at the desk: found, shown, made."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.log import tell_desk
from bot.conversation.models import Conversation
from bot.conversation.wake import DESK
from bot.desk.access import visible_conversations
from bot.desk.fields import kind_field, mileage_field, phone_field, plate_field
from bot.desk.queries import wanted_of
from bot.desk.reveals import record_reveal
from bot.desk.search import customers_like
from bot.desk.sessions import Member
from bot.desk.shapes import Json, contact, without_gaps
from bot.desk.views import booking_json, order_json, orders_of_bookings
from bot.http.body import Body, read_body
from bot.http.problem import Problem
from bot.http.services import services
from bot.shop import bookings, customers, orders, vehicles
from bot.shop.models import Customer, Vehicle

_MOST_FOUND = 30
_LONGEST_NAME = 40
_MOST_CONVERSATIONS = 20


async def find(request: web.Request, _member: Member) -> web.Response:
    """``GET /customers?q=``: masked."""
    what = wanted_of(request)
    if what is None:
        raise Problem(422, "请输入手机号、尾号、车牌或姓名", field="q")
    async with services(request).database.session() as session:
        query = select(Customer).where(Customer.id.in_(customers_like(what))).order_by(Customer.created_at.desc())
        found = list(await session.scalars(query.limit(_MOST_FOUND)))
        owned = await _vehicles(session, [customer.id for customer in found])
    shown = [_found(customer, owned.get(customer.id, [])) for customer in found]
    return web.json_response({"customers": shown})


async def show(request: web.Request, member: Member) -> web.Response:
    """``GET /customers/{id}``: full values, with orders, bookings and conversations."""
    parts, customer_id = services(request), request.match_info["id"]
    now = parts.clock.now()
    async with parts.database.session() as session:
        await customers.get(session, customer_id)
    await record_reveal(parts.database, member, f"customer:{customer_id}", now=now)
    async with parts.database.session() as session:
        customer = await customers.get(session, customer_id)
        shown = await customer_json(session, customer)
        booked = [
            b for b in await bookings.of_customer(session, customer_id, active=False) if member.serves(b.store_id)
        ]
        repaired = await orders.of_customer(session, customer_id)
        checked_in = await orders_of_bookings(session, booked)
        talks = (
            select(Conversation.id)
            .where(Conversation.customer_id == customer_id, visible_conversations(member))
            .order_by(Conversation.last_message_at.desc())
            .limit(_MOST_CONVERSATIONS)
        )
        shown |= {
            "orders": [order_json(o, now, masked=False) for o in repaired if member.serves(o.store_id)],
            "bookings": [booking_json(b, checked_in.get(b.id), masked=False) for b in booked],
            "conversations": list(await session.scalars(talks)),
        }
    return web.json_response(shown)


async def add_customer(request: web.Request, member: Member) -> web.Response:
    """``POST /customers {phone, name?}``: 201, or 200 when the phone is known."""
    parts = services(request)
    body = await read_body(request)
    phone = phone_field(body)
    name = body.optional_text("name", "姓名", _LONGEST_NAME)
    now = parts.clock.now()
    async with parts.database.session() as session:
        known = await customers.find_by_phone(session, phone) is not None
        customer = await customers.find_or_create(session, phone, now=now, name=name)
        await session.flush()
        await tell_desk(session, [("customers", None, None)], now)
        await session.commit()
        shown = await customer_json(session, customer)
    parts.engine.waker.wake([DESK])
    if known:
        await record_reveal(parts.database, member, f"customer:{customer.id}", now=now)
    return web.json_response(shown, status=200 if known else 201)


async def add_vehicle(request: web.Request, _member: Member) -> web.Response:
    """``POST /vehicles``: 201, or 200 when the plate is known; what was unknown of it is filled in."""
    parts = services(request)
    body = await read_body(request)
    plate, kind, mileage = plate_field(body), kind_field(body), mileage_field(body)
    brand = body.optional_text("brand", "品牌", 40)
    model = body.optional_text("model", "车型", 60)
    energy = body.optional_text("energy", "能源类型", 20)
    now = parts.clock.now()
    async with parts.database.session() as session:
        owner = await _owner(session, body)
        known = any(vehicle.kind == kind for vehicle in await vehicles.find_by_plate(session, plate))
        vehicle = await vehicles.find_or_create(
            session, plate, now=now, kind=kind, owner=owner, brand=brand, model=model
        )
        vehicle.energy = vehicle.energy or energy
        vehicle.mileage = mileage if mileage is not None else vehicle.mileage
        await session.flush()
        await tell_desk(session, [("customers", None, None)], now)
        await session.commit()
    parts.engine.waker.wake([DESK])
    return web.json_response(vehicle_json(vehicle), status=200 if known else 201)


async def customer_json(session: AsyncSession, customer: Customer, *, verified: bool | None = None) -> Json:
    """A ``Customer`` with full values and vehicles."""
    owned = await vehicles.of_owner(session, customer.id)
    return without_gaps(
        {"id": customer.id}
        | contact(customer.name, customer.phone, None, masked=False)
        | {
            "member": customer.member,
            "points": customer.points,
            "verified": verified,
            "vehicles": [vehicle_json(vehicle) for vehicle in owned],
        }
    )


def vehicle_json(vehicle: Vehicle, *, masked: bool = False) -> Json:
    """A ``Vehicle``."""
    return without_gaps(
        {
            "id": vehicle.id,
            "plate": contact(None, None, vehicle.plate, masked=masked)["plate"],
            "kind": vehicle.kind,
            "brand": vehicle.brand,
            "model": vehicle.model,
            "label": vehicle.label or None,
            "energy": vehicle.energy,
            "mileage": vehicle.mileage,
            "owner": vehicle.owner_id,
        }
    )


def _found(customer: Customer, owned: list[Vehicle]) -> Json:
    person = contact(customer.name, customer.phone, None, masked=True)
    cars = [
        {key: value for key, value in vehicle_json(v, masked=True).items() if key in ("id", "plate", "kind", "label")}
        for v in owned
    ]
    return without_gaps({"id": customer.id} | person | {"member": customer.member, "vehicles": cars})


async def _vehicles(session: AsyncSession, customer_ids: list[str]) -> dict[str, list[Vehicle]]:
    owned: dict[str, list[Vehicle]] = {}
    for vehicle in await session.scalars(select(Vehicle).where(Vehicle.owner_id.in_(customer_ids))):
        owned.setdefault(vehicle.owner_id or "", []).append(vehicle)
    return owned


async def _owner(session: AsyncSession, body: Body) -> Customer | None:
    customer_id = body.optional_text("customer", "客户", 64)
    if customer_id is not None:
        return await customers.get(session, customer_id)
    if "phone" in body:
        customer = await customers.find_by_phone(session, phone_field(body))
        if customer is None:
            raise Problem(422, "没有这个手机号的客户，请先建客户", field="phone")
        return customer
    return None
