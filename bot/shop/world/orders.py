"""Work orders of a description, with their lines and what is known of their history."""

from __future__ import annotations

from datetime import time

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.models import OrderLine, WorkOrder
from bot.shop.orders import add_event, approved_total
from bot.shop.services import category_of
from bot.shop.shop import Shop, load_shop
from bot.shop.stages import AFTER_APPROVAL, Stage
from bot.shop.world.bookings import store_of
from bot.shop.world.fields import Node
from bot.shop.world.people import People

_EVENING = time(18)
_APPROVED = AFTER_APPROVAL | {Stage.READY, Stage.SETTLED, Stage.DELIVERED, Stage.CLOSED}
_LINE_KINDS = ("part", "labour", "other")
LINE_STATUSES = ("proposed", "approved", "declined", "ordered", "installed")
_ACTOR = "import"


async def load_orders(session: AsyncSession, given: Node, people: People) -> int:
    """Add the orders that do not exist yet."""
    shop = await load_shop(session)
    known = set(await session.scalars(select(WorkOrder.no)))
    described = given.items("orders")
    session.add_all([_order(shop, node, people) for node in described if node.text("id") not in known])
    return len(described)


def _order(shop: Shop, node: Node, people: People) -> WorkOrder:
    contact = people.contact(node)
    stage = Stage(node.choice("stage", tuple(item.value for item in Stage), Stage.CHECKED_IN.value))
    store = shop.store(store_of(node, shop))
    opened = node.maybe_moment("opened") or node.moments.now
    words = node.maybe_text("service") or node.maybe_text("description") or node.maybe_text("text") or ""
    order = WorkOrder(
        no=node.text("id"),
        customer_id=contact.customer.id if contact.customer else None,
        vehicle=contact.vehicle,
        vehicle_id=contact.vehicle.id if contact.vehicle else None,
        store=store,
        store_id=store.id,
        plate=contact.plate,
        phone=contact.phone,
        name=contact.name,
        service=category_of(words) if words else None,
        description=words,
        stage=stage.value,
        mileage=node.whole("mileage"),
        opened_at=opened,
        approved_at=(node.maybe_moment("approved") or opened) if stage in _APPROVED else None,
        promised_at=node.maybe_moment("eta", _EVENING),
        delivered_at=node.maybe_moment("delivered"),
    )
    for seq, line in enumerate(node.items("lines"), 1):
        order.lines.append(order_line(line, order, seq))
    order.total_fen = node.fen("total")
    if order.total_fen is None and order.lines and stage in (Stage.SETTLED, Stage.DELIVERED, Stage.CLOSED):
        order.total_fen = approved_total(order)
    _history(order, node, stage)
    return order


def order_line(node: Node, order: WorkOrder, seq: int) -> OrderLine:
    """A line of an order: what states no status was approved once the order got that far, and is proposed
    before.

    Raises:
        WorldError: a field is missing or not what it should be.
    """
    unclear = "approved" if Stage(order.stage) in _APPROVED else "proposed"
    fen = node.fen("amount")
    if fen is None:
        raise node.child("amount").fail("is missing")
    return OrderLine(
        order_id=order.id,
        seq=seq,
        key=node.maybe_text("id") or f"L{seq}",
        kind=node.choice("kind", _LINE_KINDS, "other"),
        name=node.text("name"),
        fen=fen,
        qty=node.number("qty"),
        hours=node.number("hours"),
        rate_fen=node.fen("rate"),
        reason=node.maybe_text("reason"),
        status=node.choice("status", LINE_STATUSES, unclear),
        additional=node.flag("additional"),
        origin=node.maybe_text("origin"),
        maker=node.maybe_text("maker"),
        warranty=node.maybe_text("warranty"),
        arrives=node.maybe_moment("arrives"),
    )


def _history(order: WorkOrder, node: Node, stage: Stage) -> None:
    # Only what the file knows: a stage whose time nobody noted gets no event, rather than an invented one.
    described = node.items("events")
    for item in described:
        reached = Stage(item.choice("stage", tuple(s.value for s in Stage), stage.value)) if item.has("stage") else None
        add_event(
            order,
            "stage" if reached else "note",
            at=item.moment("at"),
            actor=item.maybe_text("actor") or _ACTOR,
            stage=reached,
            reason=item.maybe_text("reason"),
            note=item.maybe_text("note"),
        )
    if described:
        return
    if stage not in (Stage.BOOKED, Stage.CANCELLED, Stage.NO_SHOW):
        add_event(order, "stage", at=order.opened_at, actor=_ACTOR, stage=Stage.CHECKED_IN)
    if order.delivered_at is not None:
        add_event(order, "stage", at=order.delivered_at, actor=_ACTOR, stage=Stage.DELIVERED)
