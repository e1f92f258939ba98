"""The people of the desk in a description."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.models import Staff
from bot.shop.world.fields import Node


def _agents(desk: Node, given: Node) -> list[Node]:
    # A list in ``given`` goes over the shop's by id; an empty one says that nobody is there.
    agents = {node.text("id"): node for node in (desk.items("agents") if desk.value else [])}
    if given.child("agents").value == []:
        return [Node(dict(node.value) | {"online": False}, node.path, node.moments) for node in agents.values()]
    for node in given.items("agents"):
        base = agents.get(node.text("id"))
        merged = {**(base.value if base else {}), **node.value}
        agents[node.text("id")] = Node(merged, node.path, node.moments)
    return list(agents.values())


async def load_staff(session: AsyncSession, root: Node, given: Node, *, now: datetime) -> int:
    """The people of the desk: those of ``world.desk.agents``, those of ``given.agents`` over them."""
    agents = _agents(root.child("desk"), given)
    known = {row.id: row for row in await session.scalars(select(Staff))}
    for node in agents:
        staff = known.get(node.text("id"))
        if staff is None:
            # Only at first: later on the desk itself knows who is there.
            staff = Staff(id=node.text("id"), created_at=now, online=node.flag("online"))
            session.add(staff)
        staff.name = node.maybe_text("name") or staff.id
        staff.capacity = node.whole("capacity", 3) or 0
        staff.base_load = node.whole("load", 0) or 0
        staff.role = node.maybe_text("role") or staff.role
        staff.store_id = node.maybe_text("store") or staff.store_id
    return len(agents)
