"""A quote in plain words: what each line is for, how its amount comes about, what can be pressed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.shop.models import OrderLine, Quote, QuoteLine, WorkOrder

Button = tuple[str, dict[str, Any]]
"""A label, and the values of the answer it gives."""

EVERY_LINE = "*"
_MOST_BUTTONS = 6


def yuan(fen: int) -> str:
    """An amount as people say it."""
    return f"{fen / 100:g}元"


def explain(line: OrderLine | QuoteLine) -> str:
    """``前刹车片：380元（原厂，博世，质保12个月）。磨到2毫米``: amount, how it comes about, and why."""
    facts = [
        f"{line.hours:g}小时×{yuan(line.rate_fen)}" if line.hours and line.rate_fen else None,
        f"{line.qty:g}件" if line.qty and line.qty != 1 else None,
        line.origin,
        line.maker,
        f"质保{line.warranty}" if line.warranty else None,
    ]
    told = "，".join(fact for fact in facts if fact)
    about = f"（{told}）" if told else ""
    why = f"，{line.reason}" if line.reason else ""
    return f"{line.name}：{yuan(line.fen)}{about}{why}"


def list_lines(lines: Sequence[OrderLine] | Sequence[QuoteLine]) -> str:
    """Every line explained, one below the other."""
    return "\n".join(f"· {explain(line)}" for line in lines)


def names_with_amounts(lines: Sequence[OrderLine]) -> str:
    """``雨刮98元、机滤45元``."""
    return "、".join(f"{line.name}{yuan(line.fen)}" for line in lines)


def buttons(order: WorkOrder, quote: Quote, waiting: Sequence[OrderLine]) -> list[Button]:
    """Everything, each line yes or no (few lines), nothing: the answers a customer can press."""
    about = {"order_no": order.no, "quote": quote.number}

    def button(label: str, line: str, answer: str) -> Button:
        return label, {**about, "line": line, "answer": answer}

    if len(waiting) == 1:
        key = waiting[0].key
        return [button("同意", key, "approved"), button("先不做", key, "declined")]
    shown = [button("全部同意", EVERY_LINE, "approved")]
    if len(waiting) <= _MOST_BUTTONS:
        for line in waiting:
            shown.append(button(f"同意{line.name}", line.key, "approved"))
            shown.append(button(f"不做{line.name}", line.key, "declined"))
    return [*shown, button("全部不做", EVERY_LINE, "declined")]
