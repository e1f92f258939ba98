"""Which store a message means."""

from __future__ import annotations

import re

from actions.base import Message
from bot.shop.models import Store
from bot.shop.shop import Shop

_SHORTEST = 2


def named_stores(message: Message, shop: Shop) -> list[Store]:
    """The stores a message names, by id (a button), by name, or by a part of name or address that fits only one.

    The stores of a shop are data, so the words are compared with them and not only with what the model marks.
    """
    named = [shop.find_store(str(e.norm or e.value)) or shop.find_store(e.value) for e in message.all("store")]
    named += [store for store in shop.stores.values() if _name_in(store, message.text)]
    found = {store.id: store for store in named if store is not None}
    return list(found.values())


def named_store(message: Message, shop: Shop) -> Store | None:
    """The one store a message means; of several the one named last, which in a correction is the one that counts."""
    named = named_stores(message, shop)
    found = [store for store in named if not _is_denied(store, message.text)] or named
    return max(found, key=lambda store: _last_position(store, message.text)) if found else None


def _name_in(store: Store, text: str) -> bool:
    short = store.name.removesuffix("店")
    return store.name in text or (len(short) >= _SHORTEST and short in text)


def _is_denied(store: Store, text: str) -> bool:
    """是龙泉店不是双楠店 means the one that is."""
    short = re.escape(store.name.removesuffix("店"))
    return bool(re.search(rf"(不是|不去|别去|不要|不在|不约|而不是){short}", text))


def _last_position(store: Store, text: str) -> int:
    return text.rfind(store.name.removesuffix("店"))
