"""The orders a conversation may speak of, and which one is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker

from actions.base import Message
from actions.context import TurnContext
from actions.quote_lines import Line, mentioned
from actions.reading import customer_texts
from actions.vehicles import kind_in
from bot.nlu.normalise import normalise
from bot.nlu.readers import mask_plate
from bot.shop import cards, customers, orders, quotes
from bot.shop.errors import NotFound
from bot.shop.models import OrderLine, Quote, WorkOrder
from bot.shop.stages import FINISHED, Stage

_EVERY = re.compile(r"两[辆台部]|几[辆台部]|都|全部|所有|各|分别|我的?车|车队|车子|另外|另一|还有")
_TAILS = re.compile(r"(?<![A-Z0-9])[A-Z0-9]{3,7}(?![A-Z0-9])")
_SEVERAL = 2
QuotedOrder = tuple[WorkOrder, Quote]


async def my_orders(turn: TurnContext) -> list[WorkOrder]:
    """The orders of a customer who has proven who they are, newest first; of anyone else none."""
    if not (turn.verified and turn.customer_id is not None):
        return []
    found = await orders.of_customer(turn.session, turn.customer_id)
    phone = (await customers.get(turn.session, turn.customer_id)).phone
    if phone:
        known = {order.no for order in found}
        found += [order for order in await orders.of_phone(turn.session, phone) if order.no not in known]
    return found


async def watched_orders(turn: TurnContext) -> list[WorkOrder]:
    """The orders this conversation is told the stage of: plate and phone tail matched. Nothing more may be shown."""
    found = []
    for no in turn.watched:
        try:
            found.append(await orders.find_by_no(turn.session, no))
        except NotFound:
            continue
    return found


async def stands_here(turn: TurnContext) -> bool:
    """Whether a vehicle of the customer's is in the shop."""
    found = await my_orders(turn) or await watched_orders(turn)
    return any(Stage(order.stage) not in FINISHED for order in found)


async def with_quotes(turn: TurnContext, found: list[WorkOrder]) -> list[QuotedOrder]:
    """Those whose vehicle is still here, with their newest quote."""
    here = [order for order in found if Stage(order.stage) not in FINISHED]
    newest = [(order, await quotes.newest(turn.session, order)) for order in here]
    return [(order, quote) for order, quote in newest if quote is not None]


def is_open(turn: TurnContext, quoted: QuotedOrder) -> bool:
    """Whether a quote still waits for the customer, expired or not."""
    return quotes.state_of(quoted[1], turn.now) in (quotes.OPEN, quotes.EXPIRED)


def as_lines(lines: list[OrderLine]) -> list[Line]:
    """Lines as words are read against."""
    return [Line(line.key, line.name, line.kind, line.fen) for line in lines]


def meant(message: Message, found: list[WorkOrder], before: Sequence[str] = ()) -> list[WorkOrder]:
    """The orders that a message can mean: by number, plate or the end of it, model or brand, kind of vehicle, or a
    line's name; all if it names none.

    Args:
        message: what is said now.
        found: the orders of the customer.
        before: earlier messages, the latest first: 几点能拿 is asked of the vehicle that was named last.
    """
    named = {str(entity.norm or entity.value).upper() for entity in message.all("order_no", "plate")}
    fitting = [order for order in found if order.no.upper() in named or order.plate in named]
    fitting = fitting or _named_in(message.text, found)
    if fitting or len(found) < _SEVERAL or _EVERY.search(message.text):
        return fitting or found
    earlier = (_named_in(text, found) for text in before)
    return next((orders for orders in earlier if orders and len(orders) < len(found)), found)


def said_before(tracker: Tracker, most: int = 4) -> list[str]:
    """The customer's messages before this one, the latest first."""
    said = customer_texts(tracker)
    return [text for text in said[-2 : -2 - most : -1] if not text.startswith("/")]


def spoken_of(lines: list[OrderLine], before: Sequence[str]) -> list[OrderLine]:
    """The lines that one of the messages before spoke of, the latest that spoke of any."""
    for text in before:
        named = mentioned(text, as_lines(lines))
        if named:
            return [line for line in lines if line.key in named]
    return []


def _named_in(text: str, found: list[WorkOrder]) -> list[WorkOrder]:
    fitting = [order for order in found if _by_tail(text, order)]
    fitting = fitting or [order for order in found if _speaks_of(text, order)]
    fitting = fitting or _of_kind(text, found)
    return fitting or [order for order in found if mentioned(text, as_lines(list(order.lines)))]


def _by_tail(text: str, order: WorkOrder) -> bool:
    """02K for 粤A1X02K: at least three letters and digits of the end, or the plate without its province."""
    said = {part for part in _TAILS.findall(normalise(text).text.upper()) if any(sign.isdigit() for sign in part)}
    return any(order.plate.endswith(part) for part in said) if order.plate else False


def _speaks_of(text: str, order: WorkOrder) -> bool:
    vehicle = order.vehicle
    names = (vehicle.model, vehicle.brand) if vehicle is not None else ()
    return any(name and name.lower() in text.lower() for name in names)


def _of_kind(text: str, found: list[WorkOrder]) -> list[WorkOrder]:
    """The motorcycles or the cars among vehicles of both kinds."""
    kinds = {order.vehicle.kind for order in found if order.vehicle is not None}
    kind = kind_in(text)
    if len(kinds) < _SEVERAL or kind is None:
        return []
    return [order for order in found if order.vehicle is not None and order.vehicle.kind == kind]


def vehicle_words(order: WorkOrder) -> str:
    """``大众 朗逸（浙A·***58）``: enough to tell one's own vehicles apart."""
    label = order.vehicle.label if order.vehicle else ""
    plate = mask_plate(order.plate) if order.plate else ""
    return f"{label or '车'}（{plate}）" if plate else label or "车"


def quote_card(turn: TurnContext, order: WorkOrder, quote: Quote) -> dict[str, Any]:
    """The card of a quote."""
    return {
        "card": "quote",
        "card_id": cards.quote_card_id(order, quote),
        "data": cards.quote_card(order, quote, now=turn.now),
    }
