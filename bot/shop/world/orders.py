"""Work orders of a description, with their lines and what is known of their history."""

from __future__ import annotations

from datetime import time

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.models import OrderLine, Quote, WorkOrder
from bot.shop.orders import add_event, approved_total
from bot.shop.quotes import LINE_KINDS, Item, add_line, quote_of
from bot.shop.services import category_of
from bot.shop.shop import Shop, load_shop
from bot.shop.stages import AFTER_APPROVAL, Stage
from bot.shop.world.bookings import store_of
from bot.shop.world.fields import Node
from bot.shop.world.people import People

_EVENING = time(18)
_APPROVED = AFTER_APPROVAL | {Stage.READY, Stage.SETTLED, Stage.DELIVERED, Stage.CLOSED}
_WAITING = AFTER_APPROVAL | {Stage.QUOTED}
"""Stages in which proposed lines are a quote that the customer still has to answer."""

LINE_STATUSES = ("proposed", "approved", "declined", "ordered", "installed")
_ACTOR = "import"


async def load_orders(session: AsyncSession, given: Node, people: People) -> int:
    """Add the orders that do not exist yet."""
    shop = await load_shop(session)
    known = set(await session.scalars(select(WorkOrder.no)))
    described = given.items("orders")
    for node in described:
        if node.text("id") not in known:
            order = _order(shop, node, people)
            session.add(order)
            session.add_all(_open_quote(order, node))
    return len(described)


def _open_quote(order: WorkOrder, node: Node) -> list[Quote]:
    """What an order proposes waits for the customer's answer; ``quote: {expires, eta_if_approved}`` is optional."""
    if Stage(order.stage) not in _WAITING or not any(line.status == "proposed" for line in order.lines):
        return []
    quote = quote_of(order, number=1, actor=_ACTOR, now=order.opened_at, additional=order.approved_at is not None)
    about = Node(node.mapping("quote"), f"{node.path}.quote", node.moments)
    quote.expires_at = about.maybe_moment("expires", _EVENING)
    quote.eta_if_approved = about.maybe_moment("eta_if_approved", _EVENING)
    return [quote]


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
    for line in node.items("lines"):
        order_line(line, order)
    order.total_fen = node.fen("total")
    if order.total_fen is None and order.lines and stage in (Stage.SETTLED, Stage.DELIVERED, Stage.CLOSED):
        order.total_fen = approved_total(order)
    _history(order, node, stage)
    return order


def order_line(node: Node, order: WorkOrder) -> OrderLine:
    """Append a line to an order: what states no status was approved once the order got that far, and is proposed
    before.

    Raises:
        WorldError: a field is missing or not what it should be.
    """
    extra = node.flag("additional")
    asked = extra and order.stage == Stage.ADDITIONAL_QUOTE
    unclear = "approved" if Stage(order.stage) in _APPROVED and not asked else "proposed"
    status = node.choice("status", LINE_STATUSES, unclear)
    extra = extra or (status == "proposed" and order.approved_at is not None)
    line = add_line(order, read_item(node), additional=extra)
    line.status = status
    line.old_part = node.maybe_text("old_part")
    line.arrived_at = node.maybe_moment("arrived")
    line.installed_at = node.maybe_moment("installed")
    line.warranty_days = node.whole("warranty_days", line.warranty_days)
    line.warranty_km = node.whole("warranty_km", line.warranty_km)
    return line


def read_item(node: Node) -> Item:
    """What a line is about; ``amount`` may be left out where hours and rate, or a price for each, give it.

    Raises:
        WorldError: a field is missing or not what it should be.
    """
    fen, hours, rate = node.fen("amount"), node.number("hours"), node.fen("rate")
    if fen is None and hours is not None and rate is not None:
        fen = round(hours * rate)
    if fen is None:
        raise node.child("amount").fail("is missing")
    return Item(
        kind=node.choice("kind", LINE_KINDS, "other"),
        name=node.text("name"),
        fen=fen,
        qty=node.number("qty"),
        hours=hours,
        rate_fen=rate,
        reason=node.maybe_text("reason"),
        if_left=node.maybe_text("if_left"),
        origin=node.maybe_text("origin"),
        maker=node.maybe_text("maker"),
        brand=node.maybe_text("brand"),
        batch=node.maybe_text("batch"),
        warranty=node.maybe_text("warranty"),
        arrives=node.maybe_moment("arrives"),
        key=node.maybe_text("id"),
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
