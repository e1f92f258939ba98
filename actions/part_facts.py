"""What an order knows of a part, in words, and which of the facts asked about it does not."""

# ruff: noqa: E501 - patterns are easier to read unbroken

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.shop.models import OrderLine

STATES = {
    "ordered": "已订货",
    "installed": "已安装",
    "proposed": "待您确认",
    "approved": "已确认",
    "declined": "没有做",
}

_ORIGIN = r"原厂|副厂|正品|正厂|真货|真的|假|拆车|翻新|修复件|4s|来源|国产|进口"
_ARRIVAL = r"到货|到了|到没|(什么时候|啥时候|几时|几号|哪天).{0,3}到|订了"

Known = Callable[[OrderLine], object]
_FACTS: dict[str, tuple[str, Known]] = {
    "来源（原厂还是副厂）": (_ORIGIN, lambda x: x.origin),
    "品牌厂家": (r"牌子|品牌|厂家|谁家|哪家的|什么牌|哪个牌|产地|厂商|哪(里|儿|家)?(产|生产|出)的|(什么|啥|哪个)厂|国产|进口", lambda x: x.maker or x.brand),
    "质保": (r"质保|保修|保多久|包多久|保几|保多长|能保|管多久", lambda x: x.warranty or x.warranty_days or x.warranty_km),
    "到货时间": (_ARRIVAL, lambda x: x.arrived_at or x.arrives or x.status == "installed"),
    "旧件去向": (r"旧件|旧的|换下来|拆下来|老的那", lambda x: x.old_part),
    "批次号": (r"批次|批号|序列号|编号|编码|防伪|零件号", lambda x: x.batch),
}


def facts_asked(text: str) -> list[str]:
    """The facts about a part that a question asks for."""
    return [fact for fact, (words, _) in _FACTS.items() if re.search(words, text)]


def missing_facts(lines: Sequence[OrderLine], asked: Sequence[str]) -> list[str]:
    """``刹车片的批次号``: what was asked for and the order does not say."""
    return [f"{line.name}的{fact}" for fact in asked for line in lines if not _FACTS[fact][1](line)]


def describe(line: OrderLine) -> str:
    """Brand, maker, origin, batch, warranty, where it is, what became of the old one: what is known."""
    facts = [
        line.origin,
        line.brand,
        line.maker,
        f"{line.qty:g}件" if line.qty and line.qty != 1 else None,
        f"批次{line.batch}" if line.batch else None,
        f"质保{line.warranty}" if line.warranty else _warranty(line),
        _where(line),
        f"旧件{line.old_part}" if line.old_part else None,
    ]
    return f"{line.name}：" + "，".join(fact for fact in facts if fact)


def _warranty(line: OrderLine) -> str | None:
    limits = [f"{line.warranty_days}天" if line.warranty_days else None]
    limits.append(f"{line.warranty_km}公里" if line.warranty_km else None)
    told = "或".join(limit for limit in limits if limit)
    return f"质保{told}" if told else None


def _where(line: OrderLine) -> str | None:
    if line.status == "ordered" and line.arrived_at:
        return f"{line.arrived_at:%-m月%-d日}已到货"
    if line.status == "ordered" and line.arrives:
        return f"已订货，预计{line.arrives:%-m月%-d日}到货"
    if line.status == "installed" and line.installed_at:
        return f"{line.installed_at:%-m月%-d日}装好"
    return STATES.get(line.status)
