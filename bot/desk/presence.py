"""Who is there: switched on by the person, kept fresh by their open page, gone a minute after it closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.ringing import loads
from bot.conversation.wake import DESK, Waker
from bot.desk.sessions import Member, is_present
from bot.desk.shapes import Json, moment, without_gaps
from bot.shop.models import Staff, Store


async def seen(session: AsyncSession, staff_id: str, *, now: datetime) -> None:
    """This person's page lives. Not through the loaded row: presence must not collide with real changes."""
    await _update(session, staff_id, last_seen=now)


async def switch(session: AsyncSession, staff_id: str, online: bool, *, now: datetime) -> None:
    """This person can, or cannot, take conversations."""
    await _update(session, staff_id, online=online, last_seen=now)


def tell(waker: Waker, member: Member, online: bool, now: datetime) -> None:
    """Tell open desks that somebody came or went."""
    body = {"staff": {"id": member.id, "name": member.name}, "online": online}
    waker.signal(DESK, {"at": moment(now), "kind": "staff", "from": "system", "body": body})


async def colleagues(session: AsyncSession, me: Member, *, now: datetime) -> list[Json]:
    """Everybody who can log in: ``Staff`` objects, those who are there first."""
    held = await loads(session)
    query = (
        select(Staff, Store.name)
        .outerjoin(Store, Store.id == Staff.store_id)
        .where(Staff.active, Staff.password_hash.is_not(None))
        .order_by(Staff.name)
    )
    people = [_colleague(staff, store, held, me, now) for staff, store in await session.execute(query)]
    return sorted(people, key=lambda person: not person["online"])


def _colleague(
    staff: Staff, store_name: str | None, held: Mapping[str, int], me: Member, now: datetime
) -> dict[str, Any]:
    return without_gaps(
        {
            "id": staff.id,
            "name": staff.name,
            "role": staff.role,
            "store": {"id": staff.store_id, "name": store_name} if store_name else None,
            "online": is_present(staff, now),
            "load": staff.base_load + held.get(staff.id, 0),
            "capacity": staff.capacity,
            "me": staff.id == me.id,
        }
    )


async def _update(session: AsyncSession, staff_id: str, **values: Any) -> None:
    await session.execute(
        update(Staff).where(Staff.id == staff_id).values(values).execution_options(synchronize_session=False)
    )
