"""From what the dialogue said to events of the log: bodies, cards, and buttons with server-issued ids."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.log import Draft
from bot.conversation.models import Choice, LogEvent

_PAYLOAD = re.compile(r"^/(?P<intent>\w+)(?P<entities>\{.*\})?$", re.DOTALL)
_PLACED_BY = ("line", "answer")


async def compose(
    session: AsyncSession,
    conversation_id: str,
    messages: Sequence[dict[str, Any]],
    reply_to: int | None,
    now: datetime,
) -> list[Draft]:
    """Drafts of a turn's messages in order; the buttons they carry are added to the session.

    A card that was shown before is renewed where it stands, and shown again unless the message is ``in_place``.
    """
    shown = await _cards_shown(session, conversation_id, {m["card_id"] for m in messages if m.get("card_id")})
    drafts: list[Draft] = []
    for message in messages:
        drafts += _drafts(session, conversation_id, message, reply_to, now, message.get("card_id") in shown)
    return drafts


def _drafts(
    session: AsyncSession,
    conversation_id: str,
    message: dict[str, Any],
    reply_to: int | None,
    now: datetime,
    replaces: bool,
) -> list[Draft]:
    about = {key: message[key] for key in ("asks", "offers", "link") if message.get(key)}
    answers = {} if reply_to is None else {"reply_to": reply_to}
    about |= answers
    choices = [issue(session, conversation_id, button, now) for button in message.get("buttons") or []]
    text = message.get("text")
    drafts: list[Draft] = []
    card = message.get("card")
    if card and text:
        drafts.append(Draft("message", "bot", {"type": "text", "text": text} | answers))
    if card:
        shown = {"type": "card", "card": card, "card_id": message["card_id"], "data": message["data"]}
        if choices:
            shown["choices"] = choices
        if replaces:
            drafts.append(Draft("card", "bot", shown, card_id=message["card_id"]))
        if not (replaces and message.get("in_place")):
            drafts.append(Draft("message", "bot", shown | about, card_id=message["card_id"]))
    elif choices:
        drafts.append(Draft("message", "bot", {"type": "choices", "text": text, "choices": choices} | about))
    elif text:
        drafts.append(Draft("message", "bot", {"type": "text", "text": text} | about))
    return drafts


def issue(session: AsyncSession, conversation_id: str, button: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Add a button to the session; what a client sees of it. ``line`` and ``answer`` place it on a quote's card.

    Args:
        button: ``title``, and either Rasa's ``payload`` or ``intent`` and ``entities``.

    Raises:
        ValueError: the payload is not one of Rasa's.
    """
    meaning = _meaning(button)
    choice_id = secrets.token_urlsafe(12)
    session.add(
        Choice(
            id=choice_id,
            conversation_id=conversation_id,
            label=button["title"],
            meaning=meaning,
            issued_at=now,
        )
    )
    shown = {"choice": choice_id, "label": button["title"]}
    return shown | {key: meaning["entities"][key] for key in _PLACED_BY if key in meaning["entities"]}


def _meaning(button: dict[str, Any]) -> dict[str, Any]:
    if "intent" in button:
        return {"intent": button["intent"], "entities": button["entities"]}
    found = _PAYLOAD.match(button["payload"])
    if found is None:
        raise ValueError(f"a button's payload is /intent or /intent{{json}}, not {button['payload']!r}")
    return {"intent": found["intent"], "entities": json.loads(found["entities"] or "{}")}


async def _cards_shown(session: AsyncSession, conversation_id: str, card_ids: set[str]) -> set[str | None]:
    if not card_ids:
        return set()
    query = select(LogEvent.card_id).where(LogEvent.conversation_id == conversation_id, LogEvent.card_id.in_(card_ids))
    return set((await session.scalars(query.distinct())).all())
