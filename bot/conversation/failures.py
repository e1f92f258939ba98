"""What is said when a turn failed, and when danger is reported to a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from actions.context import Handoff
from actions.hazards import instructions
from bot.conversation.claims import Claim
from bot.conversation.compose import compose
from bot.conversation.effects import hand_off
from bot.conversation.log import Draft
from bot.conversation.ownership import WAITING
from bot.shop.shop import load_shop

Phrase = Callable[..., str]


async def apology(
    session: AsyncSession, claim: Claim, in_danger: bool, phrase: Phrase, now: datetime
) -> tuple[list[Draft], dict[str, Any]]:
    """An apology and the offer of a person; whoever waited already or was in danger gets one without asking."""
    hotline = (await load_shop(session)).settings.hotline
    message: dict[str, Any] = {
        "text": phrase("utter_bot_failure", hotline=hotline),
        "offers": ["human", "hotline"],
    }
    handoff_drafts: list[Draft] = []
    changes: dict[str, Any] = {}
    if in_danger or claim.owner in WAITING:
        reason = Handoff("bot_failure", "urgent" if in_danger else "high")
        handoff_drafts, changes = await hand_off(session, claim, reason, now)
        if in_danger:
            message["text"] = _what_to_do(" ".join(said.text for said in claim.messages), phrase, hotline)
    else:
        message["buttons"] = [{"title": phrase("utter_label_human"), "payload": "/request_human"}]
    drafts = await compose(session, claim.conversation_id, [message], claim.reply_to, now)
    return [*drafts, *handoff_drafts], changes


async def danger_banner(session: AsyncSession, said: str, phrase: Phrase) -> list[Draft]:
    """What a customer in danger is shown while a person owns the conversation and the bot keeps silent."""
    hotline = (await load_shop(session)).settings.hotline
    body = {"type": "text", "text": _what_to_do(said, phrase, hotline), "alert": "danger"}
    return [Draft("message", "system", body)]


def _what_to_do(said: str, phrase: Phrase, hotline: str) -> str:
    return "\n".join(phrase(response, hotline=hotline) for response in instructions(said))
