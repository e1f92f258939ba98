"""Customers: found by phone or name, or made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.crypto import blind_index
from bot.shop.errors import NotFound
from bot.shop.identifiers import normalise_phone
from bot.shop.models import Customer
from bot.shop.pending import pending


async def get(session: AsyncSession, customer_id: str) -> Customer:
    """A customer by id.

    Raises:
        NotFound: no such customer.
    """
    customer = await session.get(Customer, customer_id)
    if customer is None:
        customer = next((c for c in pending(session, Customer) if c.id == customer_id), None)
    if customer is None:
        raise NotFound(f"customer {customer_id}")
    return customer


async def find_by_phone(session: AsyncSession, phone: str) -> Customer | None:
    """The customer with this phone number."""
    index = blind_index("phone", normalise_phone(phone))
    found = await session.scalar(select(Customer).where(Customer.phone_index == index))
    return found or next((c for c in pending(session, Customer) if c.phone_index == index), None)


async def find_by_name(session: AsyncSession, name: str) -> list[Customer]:
    """The customers with exactly this name."""
    index = blind_index("name", name)
    stored = list(await session.scalars(select(Customer).where(Customer.name_index == index)))
    return stored + [c for c in pending(session, Customer) if c.name_index == index]


async def find_or_create(session: AsyncSession, phone: str, *, now: datetime, name: str | None = None) -> Customer:
    """The customer with this phone, made if unknown; a name is only filled in, never changed."""
    customer = await find_by_phone(session, phone)
    if customer is None:
        customer = Customer(phone=phone, name=name, created_at=now)
        session.add(customer)
    elif customer.name is None and name:
        customer.name = name
    return customer
