"""Parts move forward only, once the customer has agreed to them; arriving is no reason for a delay."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.clock import SHANGHAI
from bot.shop.errors import NotAllowed, NotFound
from bot.shop.models import OrderLine, WorkOrder
from bot.shop.orders import late_reason
from bot.shop.parts import move_part
from bot.shop.stages import Stage
from tests.shop.test_orders import an_order

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


def order_with(status: str, stage: Stage = Stage.WAITING_PARTS) -> WorkOrder:
    return an_order(stage, OrderLine(key="L1", kind="part", name="水泵", fen=32000, status=status))


def test_a_part_is_ordered_arrives_and_is_installed() -> None:
    order = order_with("approved")
    (line,) = order.lines
    due = NOW + timedelta(days=2)
    assert move_part(order, "L1", "ordered", actor="a1", now=NOW, arrives=due)
    assert late_reason(order) == "等待配件：水泵，预计11月25日到货"
    for _ in range(2):
        move_part(order, "L1", "arrived", actor="a1", now=due)
    assert (line.status, line.arrived_at, late_reason(order)) == ("ordered", due, None)
    assert move_part(order, "L1", "installed", actor="a1", now=due)
    assert (line.status, line.installed_at) == ("installed", due)
    assert [event.reason for event in order.events if event.kind == "part"] == ["水泵已订", "水泵到货", "水泵已安装"]
    with pytest.raises(NotAllowed, match="part_went_on"):
        move_part(order, "L1", "arrived", actor="a1", now=due)


@pytest.mark.parametrize(("status", "stage", "why"), [
    ("proposed", Stage.QUOTED, "part_not_approved"), ("declined", Stage.IN_REPAIR, "part_not_approved"),
    ("approved", Stage.CLOSED, "order_finished"),
])  # fmt: skip
def test_what_was_not_agreed_to_or_is_over_does_not_move(status: str, stage: Stage, why: str) -> None:
    with pytest.raises(NotAllowed, match=why):
        move_part(order_with(status, stage), "L1", "arrived", actor="a1", now=NOW)
    with pytest.raises(NotFound):
        move_part(order_with("approved"), "L2", "arrived", actor="a1", now=NOW)
