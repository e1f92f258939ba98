"""What the rooms that read a message in its context share."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker

from bot.nlu.normalise import simplify

_FOUR_DIGITS = re.compile(r"(?<![\dA-Za-z])\d{4}(?![\dA-Za-z年块元])")

LOOSE = frozenset(
    {"out_of_scope", "nlu_fallback", "chitchat", "inform", "affirm", "ask_price", "ask_progress", "ask_parts",
     "ask_hours", "ask_advice", "ask_warranty", "ask_booking", "book_service", "ask_quote", "ask_location", "correct"}
)  # fmt: skip
"""Readings of words that mean something only in what they are said to."""


def as_intent(want: dict[str, Any], intent: str) -> dict[str, Any]:
    """``want``, a Rasa parse dictionary, meaning ``intent`` for certain."""
    meant = {"name": intent, "confidence": 1.0}
    return {**want, "intent": meant, "intent_ranking": [meant]}


def customer_texts(tracker: Tracker) -> list[str]:
    """Everything the customer said in this conversation, in Simplified characters, the latest last."""
    return [simplify(str(event.get("text") or "")) for event in tracker.events if event["event"] == "user"]


def four_digits(text: str) -> list[str]:
    """Groups of four digits that stand alone and are no year or price: what the tail of a phone may look like."""
    return _FOUR_DIGITS.findall(text)
