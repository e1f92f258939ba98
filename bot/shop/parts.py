"""Parts of an order on their way: ordered, arrived, installed; forward only, and only what the customer agreed to."""

from __future__ import annotations

from datetime import datetime

from bot.shop.errors import NotAllowed, NotFound
from bot.shop.models import OrderLine, WorkOrder
from bot.shop.orders import APPROVED_LINES, add_event
from bot.shop.stages import FINISHED, Stage

STEPS = ("ordered", "arrived", "installed")
STEP_TEXT = {"ordered": "已订", "arrived": "到货", "installed": "已安装"}


def move_part(
    order: WorkOrder, key: str, step: str, *, actor: str, now: datetime, arrives: datetime | None = None
) -> bool:
    """Note that a part was ordered (expected ``arrives``), arrived or installed; whether anything changed.

    Raises:
        NotFound: the order has no such part.
        NotAllowed: ``order_finished``; ``part_not_approved``: the customer has not agreed to it; ``part_went_on``:
            it is further already.
    """
    line = next((line for line in order.lines if line.key == key and line.kind == "part"), None)
    if line is None:
        raise NotFound(key)
    if Stage(order.stage) in FINISHED:
        raise NotAllowed("order_finished")
    if line.status not in APPROVED_LINES:
        raise NotAllowed("part_not_approved")
    reached = _reached(line)
    if reached == step and (arrives is None or arrives == line.arrives):
        return False
    if reached is not None and STEPS.index(step) < STEPS.index(reached):
        raise NotAllowed("part_went_on")
    line.status = "installed" if step == "installed" else "ordered"
    line.arrives = arrives or line.arrives
    if step in ("arrived", "installed"):
        line.arrived_at = line.arrived_at or now
    if step == "installed":
        line.installed_at = now
    add_event(order, "part", at=now, actor=actor, reason=f"{line.name}{STEP_TEXT[step]}")
    return True


def _reached(line: OrderLine) -> str | None:
    if line.status == "installed":
        return "installed"
    if line.arrived_at is not None:
        return "arrived"
    return "ordered" if line.status == "ordered" else None
