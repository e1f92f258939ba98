"""The state machine of work orders: which stage follows which, what must have happened before, what is
told.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.shop import bookings, customers, orders, vehicles
from bot.shop.bookings import BookingRequest
from bot.shop.cards import order_card
from bot.shop.errors import InvalidValue, NotAllowed, NotFound
from bot.shop.models import OrderLine, WorkOrder
from bot.shop.stages import AFTER_APPROVAL, BAR, DETOURS, STAGE_TEXT, TRANSITIONS, Stage, path_between
from tests.shop.conftest import NOW, at


def an_order(stage: Stage = Stage.CHECKED_IN, *lines: OrderLine) -> WorkOrder:
    order = WorkOrder(no="GD1", store_id="river", stage=stage.value, opened_at=NOW)
    order.lines.extend(lines)
    return order


def a_line(fen: int, status: str) -> OrderLine:
    return OrderLine(order_id="o", seq=1, key="L1", kind="part", name="水泵", fen=fen, status=status)


def move(order: WorkOrder, *stages: Stage) -> None:
    for stage in stages:
        orders.move_stage(order, stage, actor="a1", now=NOW)


def test_the_usual_way() -> None:
    order = an_order()
    way = [
        Stage.DIAGNOSING,
        Stage.QUOTED,
        Stage.APPROVED,
        Stage.DISPATCHED,
        Stage.IN_REPAIR,
        Stage.WAITING_PARTS,
        Stage.IN_REPAIR,
        Stage.QC,
        Stage.REWORK,
        Stage.IN_REPAIR,
        Stage.QC,
        Stage.READY,
        Stage.SETTLED,
        Stage.DELIVERED,
        Stage.CLOSED,
    ]
    move(order, *way)
    assert [event.stage for event in order.events] == [stage.value for stage in way]
    assert [event.seq for event in order.events] == list(range(1, len(way) + 1))
    assert order.delivered_at == NOW


@pytest.mark.parametrize(
    ("stage", "target"),
    [
        (Stage.CHECKED_IN, Stage.IN_REPAIR),
        (Stage.QUOTED, Stage.IN_REPAIR),
        (Stage.DECLINED, Stage.IN_REPAIR),
        (Stage.CLOSED, Stage.IN_REPAIR),
        (Stage.CHECKED_IN, Stage.CANCELLED),
    ],
)
def test_no_short_cuts(stage: Stage, target: Stage) -> None:
    order = an_order(stage)
    with pytest.raises(NotAllowed, match="stage_order"):
        move(order, target)
    assert (order.stage, order.events) == (stage.value, [])


def test_no_repair_without_an_approved_quote() -> None:
    with pytest.raises(NotAllowed, match="no_approved_quote"):
        move(an_order(Stage.WAITING_PARTS), Stage.IN_REPAIR)


def test_extra_items_need_a_decision() -> None:
    line = a_line(28000, "proposed")
    order = an_order(Stage.ADDITIONAL_QUOTE, line)
    order.approved_at = NOW
    with pytest.raises(NotAllowed, match="open_extra_items"):
        move(order, Stage.IN_REPAIR)
    line.status = "declined"
    move(order, Stage.IN_REPAIR)


def test_settled_at_the_sum_of_approved_lines() -> None:
    lines = [
        a_line(32000, "installed"),
        a_line(20000, "approved"),
        a_line(9900, "declined"),
        a_line(-5000, "approved"),
    ]
    order = an_order(Stage.READY, *lines)
    move(order, Stage.SETTLED)
    assert order.total_fen == 47000


@given(st.lists(st.sampled_from(Stage), max_size=40))
def test_invariants_hold_whatever_is_tried(tries: list[Stage]) -> None:
    order = an_order(Stage.BOOKED, a_line(100, "approved"))
    for stage in tries:
        before = Stage(order.stage)
        try:
            move(order, stage)
        except NotAllowed:
            assert order.stage == before.value
        else:
            assert stage in TRANSITIONS[before]
    reached = [Stage(event.stage or "") for event in order.events]
    assert order.stage == (reached[-1].value if reached else "BOOKED")
    if any(stage in AFTER_APPROVAL for stage in reached):
        assert Stage.APPROVED in reached
    assert (order.approved_at is not None) == (Stage.APPROVED in reached)
    assert (order.total_fen == 100) == (Stage.SETTLED in reached)


@given(st.sampled_from(Stage), st.sampled_from(Stage))
def test_paths_are_made_of_allowed_steps(start: Stage, end: Stage) -> None:
    way = path_between(start, end)
    if way is not None:
        steps = [start, *way]
        assert steps[-1] is end
        assert all(after in TRANSITIONS[before] for before, after in pairwise(steps))
        assert not DETOURS & set(way[:-1])


def test_walking_leaves_an_event_for_every_stage() -> None:
    order = an_order(Stage.QUOTED)
    events = orders.walk_to(order, Stage.READY, actor="a1", now=NOW, note="完工")
    assert [event.stage for event in events] == ["APPROVED", "DISPATCHED", "IN_REPAIR", "QC", "READY"]
    assert [event.note for event in events] == [None, None, None, None, "完工"]
    assert orders.walk_to(order, Stage.READY, actor="a1", now=NOW) == []
    with pytest.raises(NotAllowed):
        orders.walk_to(order, Stage.QUOTED, actor="a1", now=NOW)


def test_every_stage_has_a_text_and_a_place_on_the_bar() -> None:
    placed = [stage for _, _, stages in BAR for stage in stages]
    assert set(STAGE_TEXT) == set(TRANSITIONS) == set(Stage)
    assert len(placed) == len(set(placed))
    assert set(Stage) - set(placed) == {Stage.CANCELLED, Stage.NO_SHOW}


def test_late_with_a_reason() -> None:
    order = an_order(Stage.WAITING_PARTS, a_line(32000, "ordered"))
    order.lines[0].arrives = at("2026-11-25T09:00")
    orders.set_promised(order, NOW + timedelta(hours=1), actor="a1", now=NOW)
    assert not orders.is_late(order, NOW)
    assert orders.is_late(order, NOW + timedelta(hours=2))
    assert orders.late_reason(order) == "等待配件：水泵，预计11月25日到货"
    orders.set_promised(order, at("2026-11-26T12:00"), actor="a1", now=NOW, reason="配件在途")
    assert orders.late_reason(order) == "配件在途"
    order.stage = Stage.CLOSED.value
    with pytest.raises(NotAllowed):
        orders.set_promised(order, NOW, actor="a1", now=NOW)


@pytest.mark.asyncio
async def test_a_booking_is_checked_in_once(shop_db: Database) -> None:
    request = BookingRequest(
        "river", "保养", "小保养", at("2026-11-23T11:00"), plate="浙A88K01", phone="13900010001", name="何一"
    )
    async with shop_db.session() as session:
        booking = await bookings.book(session, request, now=NOW)
        await session.commit()
    async with shop_db.session() as session:
        booking = await bookings.find_by_no(session, booking.no)
        order = await orders.check_in(session, booking, actor="a1", now=NOW, mileage=48000)
        await session.commit()
    async with shop_db.session() as session:
        found = await orders.find_by_no(session, order.no)
        assert (found.stage, found.service, found.plate, found.phone) == (
            "CHECKED_IN",
            "保养",
            "浙A88K01",
            "13900010001",
        )
        assert found.vehicle is not None
        assert (found.vehicle.plate, found.vehicle.mileage, found.vehicle.plate_kind) == (
            "浙A88K01",
            48000,
            "ordinary",
        )
        assert found.customer_id == found.vehicle.owner_id
        assert (await customers.get(session, found.customer_id or "")).name == "何一"
        again = await bookings.find_by_no(session, booking.no)
        assert again.status == "done"
        with pytest.raises(NotAllowed):
            await orders.check_in(session, again, actor="a1", now=NOW)
        assert order_card(found, now=NOW)["stages"][0] == {
            "key": "CHECKED_IN",
            "label": "接车",
            "state": "current",
            "at": "2026-11-23T10:00:00+08:00",
        }


@pytest.mark.asyncio
async def test_one_customer_and_vehicle_for_several_orders(session: AsyncSession) -> None:
    for _ in range(2):
        await orders.open_order(
            session, store_id="river", plate="浙A·88K01", phone="139-0001-0001", actor="a1", now=NOW
        )
    await session.commit()
    customer = await customers.find_by_phone(session, "13900010001")
    assert customer is not None
    assert len(await vehicles.of_owner(session, customer.id)) == 1
    assert len(await orders.of_customer(session, customer.id, active=True)) == 2


@pytest.mark.asyncio
async def test_an_order_needs_plate_and_phone(session: AsyncSession) -> None:
    with pytest.raises(InvalidValue, match="phone"):
        await orders.open_order(session, store_id="river", plate="浙A88K01", phone=" ", actor="a1", now=NOW)
    with pytest.raises(NotFound):
        await orders.find_by_no(session, "GD0")
