"""Accounts of the staff as documents; passwords are no part of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.models import Staff, Store
from bot.shop.staff import ROLES
from bot.shop.world.capacity import read_count
from bot.shop.world.fields import Moments, Node

ADMINISTRATOR = "admin"
_MOST_AT_ONCE = 50


async def read_person(session: AsyncSession, staff_id: str) -> dict[str, Any] | None:
    """The account with this id."""
    staff = await session.get(Staff, staff_id)
    return None if staff is None else _described(staff)


async def write_person(session: AsyncSession, staff_id: str, document: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Make an account what its document says; one that is new has no password yet.

    Raises:
        WorldError: a name that is taken, an unknown role or store, the last administrator.
    """
    node = Node(document, "staff", Moments(now, lambda day, _: day))
    name, role = node.text("name", 60), node.choice("role", ROLES, "advisor")
    store_id, active = node.maybe_text("store"), node.flag("active", True)
    capacity = read_count(node, "capacity", 1, _MOST_AT_ONCE) or 3
    if await session.scalar(select(Staff.id).where(Staff.name == name, Staff.id != staff_id)) is not None:
        raise node.child("name").fail("is given twice")
    if store_id is not None and await session.get(Store, store_id) is None:
        raise node.child("store").fail(f"no store {store_id!r}")
    staff = await session.get(Staff, staff_id)
    if staff is None:
        staff = Staff(id=staff_id, created_at=now)
        session.add(staff)
    elif staff.role == ADMINISTRATOR and staff.active and not (role == ADMINISTRATOR and active):
        await _require_another_administrator(session, staff, node)
    staff.name, staff.role, staff.store_id, staff.capacity, staff.active = name, role, store_id, capacity, active
    staff.online = staff.online and active
    return _described(staff)


async def _require_another_administrator(session: AsyncSession, staff: Staff, node: Node) -> None:
    # Locked: two administrators who retire each other at once must not both succeed.
    able = select(Staff.id).where(Staff.role == ADMINISTRATOR, Staff.active, Staff.password_hash.is_not(None))
    found = set(await session.scalars(able.order_by(Staff.id).with_for_update()))
    if not found - {staff.id}:
        raise node.child("role").fail("the last administrator")


def _described(staff: Staff) -> dict[str, Any]:
    return {
        "name": staff.name,
        "role": staff.role,
        "store": staff.store_id,
        "capacity": staff.capacity,
        "active": staff.active,
    }
