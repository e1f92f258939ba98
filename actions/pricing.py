"""Prices in the words of the shop's list."""

from __future__ import annotations

import re
from typing import Any

from actions.base import Message, Say
from actions.context import TurnContext
from bot.shop import prices

_SHOWN = 5
_ASKS = re.compile(r"多少钱|什么价|啥价|价格|怎么收费|贵不贵")


def asks_price(message: Message) -> bool:
    """Whether a message that wants something else asks its price in the same breath."""
    return bool(_ASKS.search(message.text))


async def say_prices(turn: TurnContext, say: Say, text: str, kind: str | None, **more: Any) -> bool:
    """Show the lines of the list that ``text`` means; whether there were any."""
    found = await prices.search(turn.session, text, vehicle_kind=kind, limit=_SHOWN)
    if found:
        lines = "\n".join(f"· {item.item}：{prices.price_label(item)}" for item in found)
        say("utter_prices", lines=lines, **more)
    return bool(found)
