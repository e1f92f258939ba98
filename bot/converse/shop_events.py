"""Events of the shop in a conversation file: an order moves on, staff propose extra items."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.notices import tell_order_changed
from bot.conversation.quotes import order_cards, post_quote, tell_withdrawn
from bot.shop import orders, quotes
from bot.shop.models import Quote, WorkOrder
from bot.shop.quotes import Decider
from bot.shop.stages import Stage
from bot.shop.world.fields import Moments, Node
from bot.shop.world.orders import read_item

_STAFF = "staff"
_EVENING = time(18)
_ASKING = (Stage.QUOTED, Stage.ADDITIONAL_QUOTE)


async def move_order(
    session: AsyncSession, order: WorkOrder, event: dict[str, Any], phrase: Callable[..., str], now: datetime
) -> None:
    """``{to, note?, eta_if_approved?, expires?, extra?: [lines]}``: what staff do at the desk, told in the chat.

    Lines make a quote; so does a stage that asks the customer while lines wait that were never quoted. Moving on
    without an answer means that staff settled it otherwise: the first quote was agreed to in the shop, extra items were
    dropped.
    """
    node = Node(event, "event", Moments(now, lambda day, _: day))
    target = Stage(node.text("to"))
    items = [read_item(line) for line in node.items("extra")]
    current = await quotes.newest(session, order)
    if items or (target in _ASKING and _unquoted(order, current)):
        items = items or [quotes.item_of(line) for line in order.lines if line.status == "proposed"]
        quote = await quotes.propose(
            session,
            order,
            items,
            actor=_STAFF,
            now=now,
            note=node.maybe_text("note"),
            expires_at=node.maybe_moment("expires", _EVENING),
            eta_if_approved=node.maybe_moment("eta_if_approved", _EVENING),
        )
        await post_quote(session, order, quote, phrase, now=now)
        return
    if current is not None and current.status == quotes.OPEN and target is not Stage(order.stage):
        await _settle(session, order, current, phrase, now)
    orders.walk_to(order, target, actor=_STAFF, now=now, note=node.maybe_text("note"))
    await tell_order_changed(session, order, phrase, now=now)


def _unquoted(order: WorkOrder, current: Quote | None) -> bool:
    open_lines = any(line.status == "proposed" for line in order.lines)
    return open_lines and (current is None or current.status != quotes.OPEN)


async def _settle(
    session: AsyncSession, order: WorkOrder, quote: Quote, phrase: Callable[..., str], now: datetime
) -> None:
    waiting = quotes.undecided(order, quote)
    if quote.additional or not waiting:
        quotes.withdraw(order, quote, actor=_STAFF, now=now)
        await tell_withdrawn(session, await order_cards(session, order), phrase, now=now)
        return
    answers = {line.key: True for line in waiting}
    await quotes.decide(session, order, quote, answers, who=Decider(_STAFF, how="当面"), now=now)
