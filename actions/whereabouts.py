"""Where the stores are, which one to choose, parking."""

from __future__ import annotations

import re

from rasa_sdk import Tracker

from actions.base import Events, Message, Say, ShopAction
from actions.context import TurnContext
from actions.my_bookings import visible_bookings
from actions.opening import stores_asked
from actions.stores import named_stores
from actions.vehicles import vehicle_kind
from bot.shop.models import Store
from bot.shop.shop import Shop, load_shop

_NEAREST = re.compile(r"最近|近一?点|附近|离我|哪家店?(方便|近|好)|哪个店(方便|近)")
_HOTLINE = re.compile(r"24小时|二十四小时|热线|客服|救援|你们.{0,4}(电话|号码)|(联系|店里)(电话|方式)|^(电话|号码)")
_TAKES = re.compile(r"(修|接|收|做|保养|弄|洗|管)(不修|得了)?[^,，。]{0,6}(车|摩托|电摩)的?(吗|不|么|没|嘛|伐|呗|啵)")
_GOING_THERE = re.compile(r"(去|约|来|到)的?(那|这)?(个|家)?店|约(好)?的(那|这)|那(边|里|儿)|你们(那|这)|好停车|停车")
_WHICH_STORE = re.compile(r"(去|到|在)?哪(一)?(家|个)(门)?店|哪家(能|可以|会)?(修|接)|去哪(里|儿)?修")


def asks_which_store(message: Message) -> bool:
    """Whether the words ask for the store to go to, whatever the model takes them for."""
    return bool(_WHICH_STORE.search(message.text))


class AskLocation(ShopAction):
    """Where a store is, its telephone, parking, which vehicles it takes."""

    action_name = "action_ask_location"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The store that was named, or every store; with several, how to choose the nearest."""
        await say_locations(turn, say, tracker)
        return []


async def say_locations(turn: TurnContext, say: Say, tracker: Tracker) -> None:
    """Addresses of the stores a message is about, those that take the vehicle it speaks of; the number at all hours
    when it is asked for.
    """
    message, shop = Message.of(tracker), await load_shop(turn.session)
    stores = stores_asked(message, shop, await _store_at_hand(turn, message, tracker))
    kind = vehicle_kind(message)
    if _HOTLINE.search(message.text) and shop.settings.hotline:
        say("utter_hotline", hotline=shop.settings.hotline, offers=["hotline"])
        stores = stores_asked(message, shop, turn.entry_store)
    if _TAKES.search(message.text) and kind is not None:
        _say_taken(say, stores if named_stores(message, shop) else list(shop.stores.values()), kind, shop)
        return
    fitting = [store for store in stores if kind is None or kind in store.vehicles] or stores
    lines = "\n".join(_where(store) for store in fitting)
    say(
        "utter_locations_choose" if len(fitting) > 1 and _NEAREST.search(message.text) else "utter_locations",
        lines=lines,
    )


def _say_taken(say: Say, stores: list[Store], kind: str, shop: Shop) -> None:
    """Which of the stores take this kind of vehicle; where none of them does, the ones that do."""
    what = "摩托车" if kind == "moto" else "汽车"
    taking = [store for store in stores if kind in store.vehicles]
    elsewhere = taking or shop.stores_for(kind)
    if not elsewhere:
        say("utter_kind_nowhere", what=what, offers=["human"])
        return
    refusing = [store.name for store in stores if kind not in store.vehicles]
    lines = "\n".join(f"· {_where(store)}" for store in elsewhere)
    not_here = f"{'、'.join(refusing)}不接{what}。" if refusing else ""
    say("utter_kind_taken", what=what, lines=lines, not_here=not_here, offers=["booking"])


async def _store_at_hand(turn: TurnContext, message: Message, tracker: Tracker) -> str | None:
    """The store of the customer's booking, where the words speak of going there: 我要去的那个店好停车吗."""
    if not _GOING_THERE.search(message.text):
        return None
    if tracker.get_slot("booking_store"):
        return str(tracker.get_slot("booking_store"))
    mine = await visible_bookings(turn)
    return mine[0].store_id if mine else turn.entry_store


def _where(store: Store) -> str:
    facts = [f"{store.name}：{store.address}", f"电话{store.phone}" if store.phone else ""]
    facts += [f"停车：{store.parking}" if store.parking else "", "摩托车也接" if "moto" in store.vehicles else ""]
    return "，".join(fact for fact in facts if fact)
