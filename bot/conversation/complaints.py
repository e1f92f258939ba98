"""Telling customers about a complaint: an answer, a solution to be accepted or refused, a case closed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.telling import tell_about
from bot.shop import cards
from bot.shop.complaint_replies import SETTLED, UNSETTLED
from bot.shop.models import Complaint
from bot.shop.policy import read_policy
from bot.shop.shop import load_shop

Phrase = Callable[..., str]


async def tell_complaint(session: AsyncSession, complaint: Complaint, text: str, *, now: datetime) -> list[str]:
    """Say ``text`` where the complaint was made and renew its card; ids of the conversations told."""
    card = cards.complaint_card(complaint)
    return await tell_about(
        session, "complaint", complaint.no, card, now=now, conversation_id=complaint.conversation_id, text=text
    )


async def tell_solution(session: AsyncSession, complaint: Complaint, phrase: Phrase, *, now: datetime) -> list[str]:
    """Put the solution before the customer, with buttons for the word that closes the case or does not."""
    objection = read_policy((await load_shop(session)).settings.policy).objection
    hours = f"{objection.total_seconds() / 3600:g}"
    solution = (complaint.resolution or "").rstrip("。")
    text = phrase("utter_complaint_solution", no=complaint.no, text=solution, hours=hours)
    buttons = [
        {
            "title": phrase(f"utter_label_{reply}"),
            "payload": f"/ask_complaint{json.dumps({'order_no': complaint.no, 'reply': reply})}",
        }
        for reply in (SETTLED, UNSETTLED)
    ]
    card = cards.complaint_card(complaint)
    return await tell_about(
        session, "complaint", complaint.no, card, now=now, conversation_id=complaint.conversation_id, text=text,
        buttons=buttons,
    )  # fmt: skip
