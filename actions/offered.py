"""What the bot said last, as data: what it asked and offered, and which of its buttons the customer's words mean."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rasa_sdk import Tracker

from actions.answers import says_yes
from actions.base import Entity, Message
from actions.times import names_a_day, read_norm

_ORDINAL = re.compile(r"第\s*([一二三四1234])\s*[个種种条项]?|^([1234一二三四])$")
_FIRST = re.compile(r"^(头一个|最早的?|最近的?|越早越好|尽快|前面那个|前面的|就前一个)")
_LAST = re.compile(r"最后一?个|最晚的?|后面那个")
_ANY = re.compile(
    r"^(都行|都可以|哪个都(行|可以)|随便(哪个|哪个都行)?|随你|(你们?)(定|安排|看着办|看着来)|看着安排|听你的)([,，]?你们?(定|安排|看))?[吧啦呀啊了的]*$"
)
_THAT_ONE = re.compile(r"那个|这个|那档|的吧|[点半刻]的$")
_QUESTION = re.compile(r"[？?]\W*$")
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}


@dataclass(frozen=True, slots=True)
class Offered:
    """A button as it stood below the bot's last messages."""

    label: str
    entities: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LastSaid:
    """The bot's messages between the customer's last message and the one before it."""

    asks: frozenset[str]
    offers: frozenset[str]
    buttons: tuple[Offered, ...]
    questions: bool = False
    """Whether the last of them with text asks a question, and does not only mention what is possible."""


def last_said(tracker: Tracker) -> LastSaid:
    """Read it from the tracker: of several messages with buttons the last one counts."""
    asks: set[str] = set()
    offers: set[str] = set()
    buttons: tuple[Offered, ...] = ()
    questions = False
    for event in _bot_events(tracker):
        text = str(event.get("text") or "")
        questions = bool(_QUESTION.search(text)) if text else questions
        about = event.get("metadata") or {}
        asks.update(about.get("asks") or ())
        offers.update(about.get("offers") or ())
        shown = (event.get("data") or {}).get("buttons") or []
        buttons = tuple(_offered(button) for button in shown) or buttons
    return LastSaid(frozenset(asks), frozenset(offers), buttons, questions)


def with_choice(message: Message, last: LastSaid) -> Message:
    """``message`` with the values of the offered button that its words point at, if they point at one."""
    if any(entity.pressed for entity in message.entities):
        return message
    values = [button for button in last.buttons if button.entities]
    chosen = _the_plate(message, values) or _by_position(message.text, values)
    chosen = chosen or _by_time(message, values) or _by_label(message.text, values)
    if chosen is None:
        return message
    added = tuple(
        Entity(type=name, value=str(value), norm=value, start=0, end=0, pressed=True)
        for name, value in chosen.entities.items()
    )
    kept = tuple(entity for entity in message.entities if entity.type not in chosen.entities)
    return replace(message, entities=kept + added)


def _bot_events(tracker: Tracker) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    messages = 0
    for event in reversed(tracker.events):
        messages += event["event"] == "user"
        if messages > 1 and events:
            break
        if event["event"] == "bot" and messages:
            events.append(event)
    return events[::-1]


def _offered(button: dict[str, Any]) -> Offered:
    _, brace, rest = str(button.get("payload", "")).partition("{")
    return Offered(str(button.get("title", "")), json.loads(brace + rest) if brace else {})


def ordinal_in(text: str) -> int | None:
    """The place in a list, from 0, that a message names with 第一个, 第二个 and so on."""
    found = _ORDINAL.search(text)
    return (_DIGITS.get(found[1] or found[2]) or int(found[1] or found[2])) - 1 if found else None


def _by_position(text: str, values: list[Offered]) -> Offered | None:
    said = text.strip(" ，。！,.!吧的就要选")
    place = ordinal_in(said)
    if place is not None:
        return values[place] if place < len(values) else None
    if not values:
        return None
    if _FIRST.search(said) or (_ANY.search(said) and "datetime" in values[0].entities):
        return values[0]
    return values[-1] if _LAST.search(said) else None


def _by_time(message: Message, values: list[Offered]) -> Offered | None:
    wished = message.last("datetime")
    wish = read_norm(wished.norm) if wished is not None and isinstance(wished.norm, str) else None
    if wished is None or wish is None:
        return None
    timed = [(datetime.fromisoformat(b.entities["datetime"]), b) for b in values if "datetime" in b.entities]
    if wish.end is None and not names_a_day(wished):
        same_clock = [button for at, button in timed if at.time() == wish.start.time()]
        return same_clock[0] if same_clock else None
    if wish.end is not None and _THAT_ONE.search(message.text):
        low, high = wish.start.replace(tzinfo=None), wish.end.replace(tzinfo=None)
        inside = [button for at, button in timed if low <= at < high]
        return inside[0] if len(inside) == 1 else None
    return None


def _the_plate(message: Message, values: list[Offered]) -> Offered | None:
    """A yes to the one plate that was read back."""
    only = values[0] if len(values) == 1 and "plate" in values[0].entities else None
    return only if only is not None and says_yes(message) and not message.all("plate") else None


def _by_label(text: str, values: list[Offered]) -> Offered | None:
    said = text.strip(" ，。！,.!吧的就要选")
    hits = [button for button in values if len(said) >= 2 and said in button.label]
    return hits[0] if len(hits) == 1 else None
