"""Telling customers unasked: an order moved on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.log import Draft, append
from bot.conversation.models import Conversation, LogEvent, WatchedOrder
from bot.shop import cards

Phrase = Callable[..., str]


async def tell_order_changed(session: AsyncSession, order: Any, phrase: Phrase, *, now: datetime) -> list[str]:
    """Tell every conversation that may know of ``order`` that it changed; their ids.

    Those are the ones in which plate and phone tail matched, and those of its verified customer. Who owns a
    conversation does not matter: this is news, not an answer.
    """
    data = cards.order_card(order, now=now)
    card_id = f"order:{order.no}"
    note = (order.events[-1].note or "") if order.events else ""
    text = phrase("utter_order_moved", vehicle=data.get("vehicle") or "车", stage=data["stage_text"], note=note)
    told = await who_may_know(session, order)
    await session.flush()
    # All rows before the desk's counter: two writers that tell the same conversations must not wait for each other.
    await session.execute(
        select(Conversation.id).where(Conversation.id.in_(told)).order_by(Conversation.id).with_for_update()
    )
    for conversation_id in told:
        shown = await session.scalar(
            select(LogEvent.seq)
            .where(LogEvent.conversation_id == conversation_id, LogEvent.card_id == card_id)
            .limit(1)
        )
        card = {"type": "card", "card": "order", "card_id": card_id, "data": data}
        drafts = [Draft("card", "bot", card, card_id=card_id)] if shown is not None else []
        drafts.append(Draft("message", "bot", {"type": "text", "text": text.strip()}))
        if shown is None:
            drafts.append(Draft("message", "bot", card, card_id=card_id))
        await append(session, conversation_id, drafts, now=now)
    return told


async def who_may_know(session: AsyncSession, order: Any) -> list[str]:
    """The conversations in which plate and phone tail of an order matched, and those of its verified customer."""
    watching = select(WatchedOrder.conversation_id).where(WatchedOrder.order_no == order.no)
    own = (Conversation.customer_id == order.customer_id) & Conversation.verified
    condition: ColumnElement[bool] = Conversation.id.in_(watching)
    if order.customer_id is not None:
        condition = or_(condition, own)
    return list(await session.scalars(select(Conversation.id).where(condition).order_by(Conversation.id)))
