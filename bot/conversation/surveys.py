"""Asking customers in their conversation: for a rating, and how the vehicle runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.compose import compose
from bot.conversation.log import append
from bot.shop import cards, surveys
from bot.shop.models import Survey
from bot.shop.ratings import RANGES

Phrase = Callable[..., str]


async def ask_for_rating(
    session: AsyncSession,
    conversation_id: str,
    phrase: Phrase,
    *,
    now: datetime,
    scale: int = 5,
    order_no: str | None = None,
    episode: str | None = None,
) -> bool:
    """Show the rating card of an order or an episode, once; whether it was shown. Who owns the conversation does
    not matter.
    """
    survey = await surveys.ask_rating(
        session, now=now, scale=scale, order_no=order_no, episode=episode, conversation_id=conversation_id
    )
    if survey is None:
        return False
    await _say(session, conversation_id, _rating_question(survey, scale, phrase), now)
    return True


async def ask_how_it_runs(
    session: AsyncSession, conversation_id: str, order_no: str, phrase: Phrase, *, now: datetime
) -> bool:
    """Ask how a delivered vehicle runs, once; whether it was asked."""
    survey = await surveys.ask_followup(session, order_no, now=now, conversation_id=conversation_id)
    if survey is None:
        return False
    buttons = [
        {"title": phrase(f"utter_label_runs_{verdict}"), "payload": _payload({"runs": verdict, "survey": survey.id})}
        for verdict in ("well", "badly")
    ]
    message = {"text": phrase("utter_ask_how_it_runs"), "asks": ["what"], "buttons": buttons}
    await _say(session, conversation_id, message, now)
    return True


def _rating_question(survey: Survey, scale: int, phrase: Phrase) -> dict[str, Any]:
    return {
        "text": phrase(f"utter_rate_{'order' if survey.order_no else 'episode'}_{scale}"),
        "card": "rating",
        "card_id": f"rating:{survey.id}",
        "data": cards.rating_card(scale),
        "asks": ["score"],
        "buttons": [
            {"title": f"{score}分", "payload": _payload({"score": score, "survey": survey.id})}
            for score in RANGES[scale]
        ],
    }


def _payload(answer: dict[str, Any]) -> str:
    return f"/rate_service{json.dumps(answer)}"


async def _say(session: AsyncSession, conversation_id: str, message: dict[str, Any], now: datetime) -> None:
    drafts = await compose(session, conversation_id, [message], None, now)
    await session.flush()
    await append(session, conversation_id, drafts, now=now)
