"""Vehicles: found by plate, or made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.crypto import blind_index
from bot.shop.identifiers import normalise_plate
from bot.shop.models import Customer, Vehicle
from bot.shop.pending import pending

_MOTO_WORDS = ("摩托", "电摩", "踏板", "机车", "跨骑", "电动车", "电瓶车", "两轮", "二轮")


def kind_of(text: str) -> str | None:
    """``moto`` when words speak of a motorcycle or scooter, else None: a car is not said, it is assumed."""
    return "moto" if any(word in text for word in _MOTO_WORDS) else None


async def find_by_plate(session: AsyncSession, plate: str) -> list[Vehicle]:
    """The vehicles with this plate number: at most one of each kind."""
    index = blind_index("plate", normalise_plate(plate))
    stored = list(await session.scalars(select(Vehicle).where(Vehicle.plate_index == index)))
    return stored + [vehicle for vehicle in pending(session, Vehicle) if vehicle.plate_index == index]


async def find_or_create(
    session: AsyncSession,
    plate: str,
    *,
    now: datetime,
    kind: str = "car",
    owner: Customer | None = None,
    brand: str | None = None,
    model: str | None = None,
) -> Vehicle:
    """The vehicle of this kind and plate; a new one belongs to ``owner``. An existing one keeps its owner
    and gets only what was unknown.
    """
    known = [vehicle for vehicle in await find_by_plate(session, plate) if vehicle.kind == kind]
    if known:
        vehicle = known[0]
        vehicle.brand = vehicle.brand or brand
        vehicle.model = vehicle.model or model
        if vehicle.owner_id is None and owner is not None:
            vehicle.owner_id = owner.id
        return vehicle
    vehicle = Vehicle(
        plate=plate, kind=kind, owner_id=owner.id if owner else None, brand=brand, model=model, created_at=now
    )
    session.add(vehicle)
    return vehicle


async def of_owner(session: AsyncSession, customer_id: str) -> list[Vehicle]:
    """The vehicles of a customer."""
    stored = list(await session.scalars(select(Vehicle).where(Vehicle.owner_id == customer_id)))
    return stored + [vehicle for vehicle in pending(session, Vehicle) if vehicle.owner_id == customer_id]
