"""What is asked while a booking is open: it is about what is to be booked, not about work under way."""

# ruff: noqa: E501 - patterns are easier to read unbroken

from __future__ import annotations

import re
from typing import Any

from actions.booking_values import asks_which_time
from actions.context import TurnContext
from actions.my_orders import stands_here
from actions.opening import asks_duration
from actions.reading import LOOSE, as_intent

Want = dict[str, Any]

_FORM = "booking_form"
_OWN_BILL = re.compile(r"我(的|这|那|上|刚|名下)|账单|报价单|单子|上次|上回|结算|已经|刚才|刚刚|你们(给|报)|工单|欠")
_SETTLES = re.compile(r"(?:给我|帮我|就|替我)(?:这么|这样)?(?:定|订|约|安排)(?:上|下来?|好|了)?[吧啦呗嘛了]*[。!！\s]*$")
"""那奥迪那个就给我定上吧: a yes to what was read back."""
_OF_AN_ORDER = frozenset({"plate", "order_no", "phone"})


async def as_asked_while_booking(turn: TurnContext, want: Want) -> Want:
    """What a message means while a booking is open: how long it takes, what it costs, when it suits, or a yes;
    几点能做完 asks after work under way only of a vehicle that is in the shop.
    """
    text, name = want["text"], want["intent"]["name"]
    if asks_the_list(turn, want, _FORM):
        return as_intent(want, "ask_price")
    if _SETTLES.search(text) and name in ("answer_quote", *LOOSE):
        return as_intent(want, "affirm")
    if name not in LOOSE or any(entity["entity"] in _OF_AN_ORDER for entity in want["entities"]):
        return want
    if asks_duration(text) and not await stands_here(turn):
        return as_intent(want, "ask_hours")
    return as_intent(want, "inform") if asks_which_time(text) else want


def asks_the_list(turn: TurnContext, want: Want, form: str | None) -> bool:
    """大概费用是多少 in a booking, or about a service that is named, asks the price list and no bill of one's own."""
    if want["intent"]["name"] != "ask_quote" or turn.verified or turn.watched or _OWN_BILL.search(want["text"]):
        return False
    named = any(entity["entity"] in ("service_item", "part") for entity in want["entities"])
    return form == _FORM or (form is None and named)
