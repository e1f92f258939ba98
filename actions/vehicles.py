"""What a message says about a vehicle: plate, phone, kind."""

from __future__ import annotations

import re

from actions.base import Message
from actions.forms import Filled
from bot.nlu.lexicon import load_lexicon

_MOTO_WORDS = re.compile(r"摩托|机车|踏板|电摩|电动车|电瓶车|两轮|助力车|跨骑|弯梁|小绵羊|电驴")


def take_identity(message: Message, filled: Filled, *, plate: str, phone: str) -> None:
    """Fill the slots ``plate`` and ``phone`` from what the message holds."""
    found = message.last("plate")
    if found is not None and found.norm:
        filled[plate] = found.norm
    found = message.last("phone")
    if found is not None and found.norm:
        filled[phone] = found.norm


def vehicle_kind(message: Message) -> str | None:
    """``moto`` when the message speaks of a two-wheeler, ``car`` when it names a car model, else None."""
    if _MOTO_WORDS.search(message.text):
        return "moto"
    for entity in message.all("model", "brand"):
        entry = load_lexicon().resolve(entity.type, entity.value)
        if entry is not None and entry.vehicle_kind is not None:
            return "moto" if entry.vehicle_kind in ("moto", "ebike") else "car"
    return "moto" if re.search(r"骑(?!行)", message.text) else None
