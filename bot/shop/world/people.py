"""Customers and vehicles of a description, and looking them up for everything that refers to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.identifiers import normalise_plate
from bot.shop.models import Consent, Customer, Vehicle
from bot.shop.vehicles import kind_of
from bot.shop.world.fields import Node


@dataclass(frozen=True)
class Contact:
    """Who a record is about."""

    customer: Customer | None
    vehicle: Vehicle | None
    plate: str | None
    phone: str | None
    name: str | None

    @property
    def kind(self) -> str:
        """The kind of vehicle, car unless known otherwise."""
        return self.vehicle.kind if self.vehicle else "car"


@dataclass(frozen=True)
class People:
    """Customers by id; vehicles by kind and plate."""

    customers: dict[str, Customer]
    vehicles: dict[tuple[str, str], Vehicle]

    def contact(self, node: Node) -> Contact:
        """The contact data of a record: its own ``plate``, ``phone``, ``name`` over those of its customer.

        Raises:
            WorldError: the customer is unknown.
        """
        customer_id = node.maybe_text("customer")
        customer = self.customers.get(customer_id) if customer_id else None
        if customer_id and customer is None:
            raise node.child("customer").fail(f"no customer {customer_id!r}")
        plate = node.maybe_text("plate")
        vehicle = self._vehicle(node, plate)
        if customer is None and vehicle is not None and vehicle.owner_id:
            customer = self.customers.get(vehicle.owner_id)
        return Contact(
            customer,
            vehicle,
            plate,
            node.maybe_text("phone") or (customer.phone if customer else None),
            node.maybe_text("name") or (customer.name if customer else None),
        )

    def _vehicle(self, node: Node, plate: str | None) -> Vehicle | None:
        if plate is None:
            return None
        kind = node.maybe_text("vehicle_kind")
        kinds = (kind,) if kind else ("car", "moto")
        found = (self.vehicles.get((kind, normalise_plate(plate))) for kind in kinds)
        return next((vehicle for vehicle in found if vehicle), None)


async def load_people(session: AsyncSession, given: Node, *, now: datetime) -> People:
    """Make or update the customers and vehicles of ``given``; vehicles that only an order or booking names
    are made too.
    """
    customers = await _load_customers(session, given, now)
    people = People(customers, {(v.kind, v.plate): v for v in await session.scalars(select(Vehicle))})
    for node in given.items("vehicles"):
        _fill_vehicle(_vehicle(session, people, node, now), node, customers)
    for node in [*given.items("bookings"), *given.items("orders")]:
        if node.has("plate") and people.contact(node).vehicle is None:
            vehicle = _vehicle(session, people, node, now)
            customer = people.contact(node).customer
            vehicle.owner_id = customer.id if customer else None
    return people


async def _load_customers(session: AsyncSession, given: Node, now: datetime) -> dict[str, Customer]:
    known = {row.id: row for row in await session.scalars(select(Customer))}
    phones = {row.phone_index: row.id for row in known.values() if row.phone_index}
    marketing = {
        consent.customer_id: consent.decision
        for consent in await session.scalars(select(Consent).where(Consent.about == "marketing").order_by(Consent.at))
    }
    for node in given.items("customers"):
        customer_id = node.text("id")
        customer = known.get(customer_id)
        if customer is None:
            customer = known[customer_id] = Customer(id=customer_id, created_at=now)
            session.add(customer)
        _fill_customer(customer, node)
        if customer.phone_index and phones.setdefault(customer.phone_index, customer_id) != customer_id:
            raise node.child("phone").fail("another customer has this phone")
        agreed = node.child("consents").child("marketing") if node.has("consents") else None
        if agreed is not None and agreed.value is not None:
            decision = "approved" if agreed.value else "declined"
            if marketing.get(customer_id) != decision:
                session.add(Consent(customer_id=customer_id, about="marketing", decision=decision, at=now))
    return known


def _fill_customer(customer: Customer, node: Node) -> None:
    customer.name = node.maybe_text("name")
    customer.phone = node.maybe_text("phone")
    customer.member = node.maybe_text("member")
    customer.points = node.whole("points", 0) or 0
    coupons: list[dict[str, Any]] = []
    for coupon in node.items("coupons"):
        expires = coupon.maybe_moment("expires")
        coupons.append({"name": coupon.text("name"), "expires": expires.date().isoformat() if expires else None})
    customer.coupons = coupons


def _vehicle(session: AsyncSession, people: People, node: Node, now: datetime) -> Vehicle:
    plate = normalise_plate(node.text("plate"))
    words = " ".join(str(node.value.get(key) or "") for key in ("brand", "model", "service"))
    kind = node.maybe_text("kind") or node.maybe_text("vehicle_kind") or kind_of(words) or "car"
    vehicle = people.vehicles.get((kind, plate))
    if vehicle is None:
        vehicle = people.vehicles[(kind, plate)] = Vehicle(plate=plate, kind=kind, created_at=now)
        session.add(vehicle)
    return vehicle


def _fill_vehicle(vehicle: Vehicle, node: Node, customers: dict[str, Customer]) -> None:
    owner = node.maybe_text("owner")
    if owner and owner not in customers:
        raise node.child("owner").fail(f"no customer {owner!r}")
    vehicle.owner_id = owner or vehicle.owner_id
    vehicle.brand = node.maybe_text("brand")
    vehicle.model = node.maybe_text("model")
    vehicle.vin = node.maybe_text("vin")
    vehicle.energy = node.maybe_text("energy")
    vehicle.mileage = node.whole("mileage")
