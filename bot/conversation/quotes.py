"""Quotes in the chat: posted where their customer talks, renewed in place, reminded of before they end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.times import speak_moment
from bot.conversation.compose import issue
from bot.conversation.effects import outbox_item
from bot.conversation.log import Draft, append
from bot.conversation.models import Conversation, LogEvent, WatchedOrder
from bot.db import Database
from bot.shop import cards, orders, quotes
from bot.shop.errors import NotFound
from bot.shop.models import Quote, WorkOrder
from bot.shop.policy import read_policy
from bot.shop.quote_text import buttons, list_lines, yuan
from bot.shop.shop import load_shop

Phrase = Callable[..., str]

REMINDER = "quote_reminder"
"""Kind of the outbox item that reminds of a quote."""

_DECIDES = "answer_quote"


async def post_quote(
    session: AsyncSession, order: WorkOrder, quote: Quote, phrase: Phrase, *, now: datetime
) -> list[str]:
    """Show a new quote with its buttons in every conversation of the order's proven customer, and plan the reminder;
    the conversations that were told.

    Where only plate and phone tail matched, the amounts stay hidden until the customer has proven who they are. Cards
    shown before (the order, older versions) change in place.
    """
    shown = await order_cards(session, order)
    await session.flush()
    proven, watching = await _conversations(session, order)
    told = sorted({*proven, *watching})
    await _lock(session, told)
    waiting = quotes.undecided(order, quote)
    vehicle = (order.vehicle.label if order.vehicle else "") or "您的车"
    text = phrase(
        "utter_quote_proposed" if len(waiting) > 1 else "utter_quote_proposed_one",
        vehicle=vehicle,
        lines=list_lines(waiting),
        total=yuan(sum(line.fen for line in waiting)),
        eta=f"同意的话，预计{speak_moment(quote.eta_if_approved, now)}可以取车。" if quote.eta_if_approved else "",
        until=f"报价{speak_moment(quote.expires_at, now)}前有效。" if quote.expires_at else "",
    )
    masked = phrase("utter_quote_masked", vehicle=vehicle, names="、".join(line.name for line in waiting))
    for conversation_id in told:
        drafts = await _renewals(session, conversation_id, shown, now)
        if conversation_id in proven:
            drafts.append(Draft("message", "bot", {"type": "text", "text": text}))
            drafts.append(_card(session, conversation_id, order, quote, now))
            await session.merge(WatchedOrder(conversation_id=conversation_id, order_no=order.no))
        else:
            button = {"title": phrase("utter_label_see_quote"), "payload": "/ask_quote"}
            body = {"type": "choices", "text": masked, "choices": [issue(session, conversation_id, button, now)]}
            drafts.append(Draft("message", "bot", body))
        await append(session, conversation_id, drafts, now=now)
    await _plan_reminder(session, order, quote, now)
    return told


@dataclass(frozen=True)
class OrderCards:
    """An order and all versions of its quote: what its cards show. Held from before the flush to after it, because a
    row that was flushed but not committed cannot be read again.
    """

    order: WorkOrder
    versions: list[Quote]


async def order_cards(session: AsyncSession, order: WorkOrder) -> OrderCards:
    """What the cards of an order show; to be asked for before anything is flushed."""
    return OrderCards(order, await quotes.of_order(session, order))


async def renew_cards(session: AsyncSession, changed: OrderCards, *, now: datetime) -> list[str]:
    """Change the order's and its quotes' cards in place wherever they were shown; those conversations.

    Flushes first, so that rows of the shop are locked before any conversation.
    """
    await session.flush()
    order = changed.order
    like = LogEvent.card_id.startswith(f"quote:{order.no}:", autoescape=True)
    condition = or_(LogEvent.card_id == f"order:{order.no}", like)
    shown = sorted(set(await session.scalars(select(LogEvent.conversation_id).where(condition).distinct())))
    await _lock(session, shown)
    for conversation_id in shown:
        drafts = await _renewals(session, conversation_id, changed, now)
        await append(session, conversation_id, drafts, now=now)
    return shown


async def tell_withdrawn(session: AsyncSession, changed: OrderCards, phrase: Phrase, *, now: datetime) -> list[str]:
    """Say that what was proposed is not done, in the conversations that knew of it."""
    told = await renew_cards(session, changed, now=now)
    text = {"type": "text", "text": phrase("utter_quote_withdrawn")}
    for conversation_id in told:
        await append(session, conversation_id, [Draft("message", "bot", text)], now=now)
    return told


class QuoteReminder:
    """Reminds of a quote that is about to end; says nothing of one that was decided or replaced meanwhile."""

    def __init__(self, database: Database, phrase: Phrase) -> None:
        self._database = database
        self._phrase = phrase

    async def __call__(self, item_id: str, payload: dict[str, Any], now: datetime) -> str | None:
        """``payload``: ``order`` and ``quote``, number and version. Repeated, it says nothing twice."""
        async with self._database.session() as session:
            try:
                order = await orders.find_by_no(session, payload["order"])
            except NotFound:
                return None
            quote = await quotes.newest(session, order)
            if quote is None or quote.number != payload["quote"] or quotes.state_of(quote, now) != quotes.OPEN:
                return None
            proven, _ = await _conversations(session, order)
            await _lock(session, proven)
            for conversation_id in proven:
                if not await _was_sent(session, conversation_id, item_id):
                    await append(session, conversation_id, [self._reminder(order, quote, item_id, now)], now=now)
            await session.commit()
        return proven[0] if proven else None

    def _reminder(self, order: WorkOrder, quote: Quote, item_id: str, now: datetime) -> Draft:
        assert quote.expires_at is not None
        text = self._phrase(
            "utter_quote_reminder",
            vehicle=(order.vehicle.label if order.vehicle else "") or "您的车",
            until=speak_moment(quote.expires_at, now),
            names="、".join(line.name for line in quotes.undecided(order, quote)),
        )
        return Draft("message", "bot", {"type": "text", "text": text, "asks": ["confirm"]}, card_id=f"item:{item_id}")


async def _was_sent(session: AsyncSession, conversation_id: str, item_id: str) -> bool:
    query = select(LogEvent.seq).where(
        LogEvent.conversation_id == conversation_id, LogEvent.card_id == f"item:{item_id}"
    )
    return await session.scalar(query.limit(1)) is not None


async def _conversations(session: AsyncSession, order: WorkOrder) -> tuple[list[str], list[str]]:
    """Those of the order's proven customer, and those that may only know its stage."""
    watching = select(WatchedOrder.conversation_id).where(WatchedOrder.order_no == order.no)
    own = (Conversation.customer_id == order.customer_id) & Conversation.verified
    condition: ColumnElement[bool] = Conversation.id.in_(watching)
    if order.customer_id is not None:
        condition = or_(condition, own)
    query = select(Conversation.id, Conversation.customer_id, Conversation.verified).where(condition)
    rows = (await session.execute(query.order_by(Conversation.id))).all()
    # Watched by somebody proven: they proved the order's phone, even where the order names no customer.
    proven = [row.id for row in rows if row.verified and (order.customer_id in (None, row.customer_id))]
    return proven, [row.id for row in rows if row.id not in proven]


async def _lock(session: AsyncSession, conversation_ids: list[str]) -> None:
    # All rows before the desk's counter: two writers that tell the same conversations must not wait for each other.
    query = select(Conversation.id).where(Conversation.id.in_(conversation_ids)).order_by(Conversation.id)
    await session.execute(query.with_for_update())


async def _renewals(session: AsyncSession, conversation_id: str, shown: OrderCards, now: datetime) -> list[Draft]:
    """Card events for what this conversation has seen of the order."""
    order = shown.order
    versions = {cards.quote_card_id(order, quote): quote for quote in shown.versions}
    order_id = f"order:{order.no}"
    query = select(LogEvent.card_id).where(
        LogEvent.conversation_id == conversation_id, LogEvent.card_id.in_([order_id, *versions])
    )
    seen = set(await session.scalars(query.distinct()))
    drafts = []
    if order_id in seen:
        body = {"type": "card", "card": "order", "card_id": order_id, "data": cards.order_card(order, now=now)}
        drafts.append(Draft("card", "bot", body, card_id=order_id))
    for card_id, quote in versions.items():
        if card_id in seen:
            drafts.append(_card(session, conversation_id, order, quote, now, kind="card"))
    return drafts


def _card(
    session: AsyncSession, conversation_id: str, order: WorkOrder, quote: Quote, now: datetime, kind: str = "message"
) -> Draft:
    card_id = cards.quote_card_id(order, quote)
    data = cards.quote_card(order, quote, now=now)
    body: dict[str, Any] = {"type": "card", "card": "quote", "card_id": card_id, "data": data, "choices": []}
    if quotes.state_of(quote, now) == quotes.OPEN:
        for label, values in buttons(order, quote, quotes.undecided(order, quote)):
            button = {"title": label, "intent": _DECIDES, "entities": values}
            body["choices"].append(issue(session, conversation_id, button, now))
        if kind == "message":
            body["asks"] = ["confirm"]
    return Draft(kind, "bot", body, card_id=card_id)


async def _plan_reminder(session: AsyncSession, order: WorkOrder, quote: Quote, now: datetime) -> None:
    before = read_policy((await load_shop(session)).settings.policy).quote_reminder
    at = quotes.remind_at(quote, now, before)
    if at is None or quote.expires_at is None:
        return
    item = outbox_item(REMINDER, {"order": order.no, "quote": quote.number}, at)
    item.expires_at = quote.expires_at
    session.add(item)
