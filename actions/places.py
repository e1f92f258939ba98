"""Where a vehicle stands, in a message."""

from __future__ import annotations

import re

from actions.base import Message

_ADDRESS = re.compile(
    r"(?:在|停在|地址[是:：]?|位置[是:：]?|到)\s*([\u4e00-\u9fff]{2,}?(?:路|街|道|巷|弄|小区|花园|大厦|广场|村|镇|公寓|苑)[\w\u4e00-\u9fff]*)"
)


def place_in(message: Message) -> str | None:
    """The place the model marked, else what reads like an address after 在 or 地址."""
    marked = message.last("location")
    if marked is not None:
        return marked.value
    found = _ADDRESS.search(message.text)
    return found[1] if found else None
