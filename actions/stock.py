"""Whether a part lies in the store, asked before a visit; the parts of one's own order are another question."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker

from actions.base import Choice, Events, Message, Say, ShopAction
from actions.context import TurnContext
from actions.orders import AskParts
from actions.vehicles import own_vehicle
from bot.nlu.lexicon import load_lexicon
from bot.shop.shop import load_shop
from bot.shop.stock import StockItem, find_stock, read_stock

_ASKS_STOCK = re.compile(
    r"有货|现货|库存|缺货|断货|有没有|有木有|有冇|有(吗|不|么|没)|能订|订得到|要订|调货|等几天|等多久|几天到|店里有|你们有"
)
_OWN_ORDER = re.compile(
    r"到货|到了没|到没|件到|订的|我(的|那|这)(件|单|个件|配件)|工单|(给我|我车上|我的车)(装|换|用)|"
    r"装的|换的|用的(是|啥|什么)|牌子|产地|原厂|副厂"
)
_SHOWN = 4
_VISIT: list[Choice] = [("预约到店", "book_service", {})]
_CHECK: list[Choice] = [("请店里查了回电", "affirm", {}), ("转人工", "request_human", {})]


class AskStock(ShopAction):
    """Answers from the shop's list; what is not on it is checked by the shop, which calls back."""

    action_name = "action_ask_stock"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """In stock, to be ordered and how long that takes, or honestly unknown."""
        message = Message.of(tracker)
        if _OWN_ORDER.search(message.text) or not _ASKS_STOCK.search(message.text):
            return await AskParts().act(turn, say, tracker)
        part = _part(message)
        items = read_stock((await load_shop(turn.session)).settings.extra.get("stock") or [])
        own = await own_vehicle(turn, message)
        named = [entity.value for entity in message.all("brand", "model")]
        vehicle = named or ([own.brand or "", own.model or ""] if own is not None else [])
        found = find_stock(items, part, vehicle) if part else []
        if not found:
            say("utter_stock_unknown", part=part or "这个配件", **_offer(tracker, ["callback", "human"], _CHECK))
            return []
        lines = "\n".join(_line(item) for item in found[:_SHOWN])
        say("utter_stock", lines=lines, **_offer(tracker, ["booking"], _VISIT))
        return []


def _offer(tracker: Tracker, offers: list[str], choices: list[Choice]) -> dict[str, Any]:
    return {"offers": offers, "choices": choices} if tracker.active_loop_name is None else {}


def _part(message: Message) -> str | None:
    found = message.last("part")
    if found is not None:
        return found.value
    names = [name for entry in load_lexicon().entries("part") for name in entry.names if name in message.text]
    return max(names, key=len, default=None)


def _line(item: StockItem) -> str:
    name = f"{item.part}（适用{'、'.join(item.fits)}）" if item.fits else item.part
    if item.qty:
        return f"· {name}：有现货，{item.qty}件"
    return f"· {name}：没有现货，要订" + (f"，大约{item.days}天到" if item.days is not None else "，到货时间要问一下")
