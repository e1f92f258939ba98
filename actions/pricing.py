"""Prices in the words of the shop's list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from actions.base import Message, Say
from actions.context import TurnContext
from bot.nlu.dialect import to_standard
from bot.shop import prices
from bot.shop.models import PriceItem

_SHOWN = 5
_SEVERAL = 2
_EACH = 3
_SUM = re.compile(r"一共|总共|合计|加起来|加一起|全部下来|打包")
_CLAUSES = re.compile(r"[,，。;；!！?？\n]")
_HOW_MUCH = re.compile(r"多少|几钱|好多|几多|啥价|什么价|价|费|几块")
_ASKS = re.compile(r"多少钱|什么价|啥价|价格|怎么收费|贵不贵")


def asks_price(message: Message) -> bool:
    """Whether a message that wants something else asks its price in the same breath."""
    return bool(_ASKS.search(to_standard(message.text)))


def asking_clause(text: str) -> str:
    """The clause that asks for the price: what is told before it (右前门刮了长长一道) is on no list."""
    clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
    return next((clause for clause in reversed(clauses) if _HOW_MUCH.search(clause)), text)


async def say_prices(turn: TurnContext, say: Say, text: str, kind: str | None, **more: Any) -> bool:
    """Show the lines of the list that ``text`` means; whether there were any."""
    found = await prices.search(turn.session, text, vehicle_kind=kind, limit=_SHOWN)
    if found:
        lines = "\n".join(_line(item) for item in found)
        say("utter_prices_from" if _from(found) else "utter_prices", lines=lines, **more)
    return bool(found)


async def say_several_prices(turn: TurnContext, say: Say, message: Message, kind: str | None, **more: Any) -> bool:
    """Show what each of several services costs, one after the other; whether several were asked about.

    What the list does not hold is said to have no fixed price. A sum is only told when every item has one line.
    """
    names = list(dict.fromkeys(entity.value for entity in message.all("service_item", "part")))
    asked = [name for name in names if not any(name != other and name in other for other in names)]
    if len(asked) < _SEVERAL:
        return False
    found = {name: await prices.search(turn.session, name, vehicle_kind=kind, limit=_EACH) for name in asked}
    items = [item for name in asked for item in found[name]]
    if not items:
        return False
    lines = list(dict.fromkeys(_line(item) for item in items))
    lines += [f"· {name}：没有统一标价，到店看车报价" for name in asked if not found[name]]
    if _SUM.search(message.text) and all(len(found[name]) == 1 and found[name][0].fen for name in asked):
        total = sum(found[name][0].fen or 0 for name in asked)
        lines.append(f"合计{total / 100:g}元" + ("起" if _from(items) else ""))
    say("utter_prices_from" if _from(items) else "utter_prices", lines="\n".join(lines), **more)
    return True


def _line(item: PriceItem) -> str:
    return f"· {item.item}：{prices.price_label(item)}" + (f"（{item.note}）" if item.note else "")


def _from(items: Sequence[PriceItem]) -> bool:
    return any(item.price_text.strip().endswith("起") for item in items)
