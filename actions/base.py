"""What every action shares: a turn to work on, a message to read, a voice to answer with."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import TurnContext, turn_for
from bot.nlu.normalise import simplify

_RULED_OUT = re.compile(r"(?:不是|并非|不系|唔系|唔係|别是|不要)\s*$")
_PROOF = "submit_verify_form"
_MOST_ASIDES = 2
_NOT_UNDERSTOOD = ("nlu_fallback", "out_of_scope")
Events = list[dict[str, Any]]
Choice = tuple[str, str, dict[str, Any]]
"""A button: label, the intent it means, its entities."""


class Say:
    """Answers through the domain's responses; what a message asks and offers travels with it as data."""

    def __init__(self, dispatcher: CollectingDispatcher) -> None:
        self._dispatcher = dispatcher

    def __call__(
        self,
        response: str,
        *,
        asks: list[str] | None = None,
        offers: list[str] | None = None,
        choices: list[Choice] | None = None,
        card: dict[str, Any] | None = None,
        link: dict[str, str] | None = None,
        **values: Any,
    ) -> None:
        """Utter ``response``. ``card``: ``{"card", "card_id", "data"}`` shown below the text; ``link``: ``{"url",
        "label"}``, of this server.
        """
        buttons = [{"title": label, "payload": payload(intent, entities)} for label, intent, entities in choices or []]
        extra: dict[str, Any] = {}
        if asks:
            extra["asks"] = asks
        if offers:
            extra["offers"] = offers
        if link:
            extra["link"] = link
        shown = {name: _harmless(value) for name, value in values.items()}
        self._dispatcher.utter_message(response=response, buttons=buttons, **extra, **(card or {}), **shown)

    def text(self, text: str) -> None:
        """Utter what the shop itself wrote: an article, a policy, a price list."""
        self._dispatcher.utter_message(text=text)


def _harmless(value: Any) -> Any:
    """Rasa gives up filling a response in which ``0[`` appears; typed text must not be able to cause that."""
    return value.replace("0[", "0 [") if isinstance(value, str) else value


def payload(intent: str, entities: dict[str, Any]) -> str:
    """The meaning of a button, in Rasa's notation. Built as JSON, so no value can break out of it."""
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}" if entities else f"/{intent}"


@dataclass(frozen=True, slots=True)
class Entity:
    """A value found in the message. ``norm`` is its machine-readable form, None where there is none; ``note`` says
    what the reader doubted.
    """

    type: str
    value: str
    norm: Any
    start: int
    end: int
    pressed: bool
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """The customer's last message as understood; of a message with several wants, the part that holds this one.

    ``text`` and ``whole`` are in Simplified characters, whatever was typed; the length is that of the words typed.
    """

    text: str
    intent: str
    confidence: float
    entities: tuple[Entity, ...]
    whole: str = ""
    """Everything that was sent at once, other wants included."""

    @classmethod
    def of(cls, tracker: Tracker) -> Message:
        """Read it from the tracker."""
        latest = tracker.latest_message
        intent = latest.get("intent") or {}
        text = simplify(latest.get("text") or "")
        start, end = latest.get("clause") or (0, len(text))
        found = latest.get("entities") or []
        return cls(
            text=text[start:end],
            whole=text,
            intent=intent.get("name") or "",
            confidence=float(intent.get("confidence") or 0.0),
            entities=tuple(
                Entity(
                    type=entity["entity"],
                    value=simplify(str(entity["value"])),
                    norm=entity.get("norm"),
                    start=entity.get("start", 0),
                    end=entity.get("end", 0),
                    pressed=entity.get("extractor") == "button",
                    note=entity.get("note"),
                )
                for entity in _meant(text, found)
            ),
        )

    def all(self, *types: str) -> list[Entity]:
        """The entities of these types, in the order of the text."""
        return [entity for entity in self.entities if entity.type in types]

    def last(self, *types: str) -> Entity | None:
        """The last entity of these types: in a correction it is the one that counts."""
        found = self.all(*types)
        return found[-1] if found else None

    def covered_by(self, *types: str) -> float:
        """The share of the message's characters that entities of these types make up; 1.0 for a pressed button."""
        if any(entity.pressed for entity in self.entities):
            return 1.0
        letters = max(len(re.sub(r"\W", "", self.text)), 1)
        return sum(len(re.sub(r"\W", "", entity.value)) for entity in self.all(*types)) / letters


def _meant(text: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entities without those that are only named to be ruled out: 是浙A12345不是浙A12354."""
    ruled_out = [entity for entity in found if _RULED_OUT.search(text[: entity.get("start", 0)])]
    kinds = {entity["entity"] for entity in found if entity not in ruled_out}
    return [entity for entity in found if entity not in ruled_out or entity["entity"] not in kinds]


class Filled(dict[str, Any]):
    """The task's slots while a message is read; remembers what changed."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.before = dict(values)

    def changed(self) -> bool:
        """Whether the message filled or altered anything."""
        return dict(self) != self.before


def ran_since_message(tracker: Tracker) -> list[str]:
    """Names of the actions that ran since the customer's last message, the latest first."""
    return [event["name"] for event in _since_message(tracker) if event["event"] == "action"]


def opened_since_message(tracker: Tracker) -> bool:
    """Whether the open form was opened by the customer's last message."""
    return any(event["event"] == "active_loop" and event.get("name") for event in _since_message(tracker))


def _since_message(tracker: Tracker) -> Iterator[dict[str, Any]]:
    return takewhile(lambda event: event["event"] != "user", reversed(tracker.events))


class ShopAction(Action, ABC):
    """An action on the turn's unit of work.

    After a question was answered inside a form, the form goes on. A turn that was understood ends a row of misses.
    """

    action_name: str = ""
    returns_to_form: bool = True

    def name(self) -> str:
        """The action's name in the domain."""
        return self.action_name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Open or join the turn, act, and go back to the form that was interrupted."""
        say = Say(dispatcher)
        async with turn_for(tracker.sender_id) as turn:
            events = await self.act(turn, say, tracker)
        decided = any(event["event"] in ("followup", "active_loop") for event in events)
        if self.returns_to_form and tracker.active_loop_name and not decided:
            events += _back_to_form(tracker, say)
        elif not decided and _PROOF in ran_since_message(tracker):
            events += _interrupted(tracker, say)
        return events

    @abstractmethod
    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Do it."""


def _back_to_form(tracker: Tracker, say: Say) -> Events:
    """The open form asks again. One that only serves a question of the moment is dropped by whoever says goodbye, or
    asks a second other thing in a row.
    """
    from actions import agenda  # it speaks with the voice of this module

    form = str(tracker.active_loop_name)
    if form not in agenda.OF_THE_MOMENT:
        return [FollowupAction(form)]
    intent = Message.of(tracker).intent
    asides = int(tracker.get_slot(agenda.ASIDES) or 0) + (intent not in _NOT_UNDERSTOOD)
    if asides < _MOST_ASIDES and intent != "goodbye":
        return [SlotSet(agenda.ASIDES, asides), FollowupAction(form)]
    return agenda.drop_open(tracker, say)


def _interrupted(tracker: Tracker, say: Say) -> Events:
    """What was open when a question needed proof of identity; the question has its answer now."""
    from actions import agenda  # it speaks with the voice of this module

    waiting = [] if tracker.active_loop_name else agenda.suspended(tracker)
    return agenda.take_up(waiting, say) if waiting else []


def clear(slots: tuple[str, ...]) -> Events:
    """Events that empty these slots."""
    return [SlotSet(slot, None) for slot in slots]
