"""The orders a conversation may speak of, and which one is meant."""

from __future__ import annotations

from typing import Any

from actions.base import Message
from actions.context import TurnContext
from actions.quote_lines import Line, mentioned
from bot.nlu.readers import mask_plate
from bot.shop import cards, customers, orders, quotes
from bot.shop.errors import NotFound
from bot.shop.models import OrderLine, Quote, WorkOrder
from bot.shop.stages import FINISHED, Stage

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


def meant(message: Message, found: list[WorkOrder]) -> list[WorkOrder]:
    """The orders that a message can mean: by number, plate, model or brand, or a line's name; all if it names none."""
    named = {str(entity.norm or entity.value).upper() for entity in message.all("order_no", "plate")}
    fitting = [order for order in found if order.no.upper() in named or order.plate in named]
    fitting = fitting or [order for order in found if _speaks_of(message.text, order)]
    fitting = fitting or [order for order in found if mentioned(message.text, as_lines(list(order.lines)))]
    return fitting or found


def _speaks_of(text: str, order: WorkOrder) -> bool:
    vehicle = order.vehicle
    names = (vehicle.model, vehicle.brand) if vehicle is not None else ()
    return any(name and name.lower() in text.lower() for name in names)


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
