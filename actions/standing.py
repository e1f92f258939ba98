"""How an order stands: its stage with the promised time, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence

from actions.base import Say
from actions.context import TurnContext
from actions.my_orders import vehicle_words
from actions.times import speak_moment
from bot.shop import cards, orders
from bot.shop.models import WorkOrder
from bot.shop.quote_text import explain, yuan

_STATES = {"proposed": "待确认", "declined": "不做"}


def say_progress(turn: TurnContext, say: Say, found: Sequence[WorkOrder]) -> None:
    """How far these orders are: at most two, with their cards."""
    for order in found[:2]:
        turn.effects.watched_orders.append(order.no)
        data = cards.order_card(order, now=turn.now)
        promised = order.promised_at
        if promised is not None and orders.is_late(order, turn.now):
            response = "utter_progress_late"
        else:
            response = "utter_progress" if promised is not None else "utter_progress_no_promise"
        say(
            response,
            vehicle=data.get("vehicle") or "车",
            stage=data["stage_text"],
            promised=speak_moment(promised, turn.now) if promised else "",
            reason=f"原因：{data['late_reason']}。" if data.get("late_reason") else "",
            card={"card": "order", "card_id": f"order:{order.no}", "data": data},
        )


def say_bill(say: Say, order: WorkOrder) -> None:
    """What an order costs, line by line; lines that are not done do not count."""
    if not order.lines and order.total_fen is None:
        say("utter_no_quote_yet", no=order.no)
        return
    lines = [
        f"· {explain(line)}" + (f"（{_STATES[line.status]}）" if line.status in _STATES else "") for line in order.lines
    ]
    undone = any(line.status in _STATES for line in order.lines)
    total = orders.approved_total(order) if undone or order.total_fen is None else order.total_fen
    say("utter_quote", no=order.no, vehicle=vehicle_words(order), lines="\n".join(lines), total=yuan(total))
