"""Where the stores are, which one to choose, parking."""

from __future__ import annotations

import re

from rasa_sdk import Tracker

from actions.base import Events, Message, Say, ShopAction
from actions.context import TurnContext
from actions.opening import stores_asked
from actions.vehicles import vehicle_kind
from bot.shop.models import Store
from bot.shop.shop import Shop, load_shop

_NEAREST = re.compile(r"最近|近一?点|附近|离我|哪家店?(方便|近|好)|哪个店(方便|近)")
_WHICH_STORE = re.compile(r"(去|到|在)?哪(一)?(家|个)(门)?店|哪家(能|可以|会)?(修|接)|去哪(里|儿)?修")


def asks_which_store(message: Message) -> bool:
    """Whether the words ask for the store to go to, whatever the model takes them for."""
    return bool(_WHICH_STORE.search(message.text))


class AskLocation(ShopAction):
    """Where a store is, its telephone, parking, which vehicles it takes."""

    action_name = "action_ask_location"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The store that was named, or every store; with several, how to choose the nearest."""
        message, shop = Message.of(tracker), await load_shop(turn.session)
        await say_locations(say, message, shop)
        return []


async def say_locations(say: Say, message: Message, shop: Shop) -> None:
    """Addresses of the stores a message is about, those that take the vehicle it speaks of."""
    stores = stores_asked(message, shop, None)
    kind = vehicle_kind(message)
    fitting = [store for store in stores if kind is None or kind in store.vehicles] or stores
    lines = "\n".join(_where(store) for store in fitting)
    say(
        "utter_locations_choose" if len(fitting) > 1 and _NEAREST.search(message.text) else "utter_locations",
        lines=lines,
    )


def _where(store: Store) -> str:
    facts = [f"{store.name}：{store.address}", f"电话{store.phone}" if store.phone else ""]
    facts += [f"停车：{store.parking}" if store.parking else "", "摩托车也接" if "moto" in store.vehicles else ""]
    return "，".join(fact for fact in facts if fact)
