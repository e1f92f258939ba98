"""Telling customers what became of their bookings, complaints, call-backs and rescues, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.compose import compose
from bot.conversation.log import Draft, append
from bot.conversation.models import Conversation, LogEvent


async def tell_about(
    session: AsyncSession,
    kind: str,
    no: str,
    data: dict[str, Any],
    *,
    now: datetime,
    conversation_id: str | None = None,
    text: str | None = None,
    buttons: Sequence[dict[str, str]] = (),
    show: bool = False,
) -> list[str]:
    """Renew a card wherever it was shown, and say ``text`` there and in ``conversation_id``; the conversations told.

    ``buttons``: answers to ``text`` (``title``, ``payload``); a question is the bot's. ``show``: in ``conversation_id``
    the card itself, too, if it was not there yet.

    Who owns a conversation does not matter: the shop speaks. Flushes, so that record rows are locked before any
    conversation row.
    """
    await session.flush()
    card_id = f"{kind}:{no}"
    shown = set(await session.scalars(select(LogEvent.conversation_id).where(LogEvent.card_id == card_id).distinct()))
    made_in = {conversation_id} if conversation_id and text else set()
    # All of them first and in one order: the desk's counter, which appending locks, comes after every conversation.
    # A record may name a conversation that is gone, or that was never held here.
    known = select(Conversation.id).where(Conversation.id.in_(shown | made_in)).order_by(Conversation.id)
    told = list(await session.scalars(known.with_for_update()))
    body = {"type": "card", "card": kind, "card_id": card_id, "data": data}
    for told_id in told:
        drafts = [Draft("card", "system", body, card_id=card_id)] if told_id in shown else []
        if text and buttons:
            drafts += await compose(session, told_id, [{"text": text, "buttons": list(buttons)}], None, now)
        elif text:
            drafts.append(Draft("message", "system", {"type": "text", "text": text}))
        if show and told_id not in shown:
            drafts.append(Draft("message", "system", body, card_id=card_id))
        await append(session, told_id, drafts, now=now)
    return told
