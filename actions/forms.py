"""Task forms: one shape for booking, progress, complaint, call-back, rescue and changes to a booking.

A form asks for one thing at a time, takes whatever else is said with it, accepts corrections at any point, steps aside
for questions and other tasks, and counts how often it was not understood.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecutionRejected, FollowupAction, SlotSet

from actions import agenda
from actions.answers import says_no, says_yes
from actions.base import Events, Message, Say, ShopAction, ran_since_message
from actions.context import Handoff, TurnContext

REQUESTED = "requested_slot"
OUTCOME = "task_outcome"
RETRIES = "task_retries"
PRIVACY = "privacy"

ANSWERS = frozenset({"inform", "correct", "affirm", "deny", "stop", "nlu_fallback", "out_of_scope"})
"""Intents that are answers to a form rather than a matter of their own."""

_RETRIES_BEFORE_PERSON = 2
_SAFELY_ELSEWHERE = 0.6


class Filled(dict[str, Any]):
    """The task's slots while a message is read; remembers what changed."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.before = dict(values)

    def changed(self) -> bool:
        """Whether the message filled or altered anything."""
        return dict(self) != self.before


class TaskForm(ShopAction):
    """The validation action of a form. Subclasses say which slots it has, how a message fills them, what comes next."""

    returns_to_form = False
    form: ClassVar[str]
    opened_by: ClassVar[str]
    slots: ClassVar[tuple[str, ...]]
    entities: ClassVar[tuple[str, ...]] = ()
    also_answers: ClassVar[frozenset[str]] = frozenset()
    stops_on: ClassVar[frozenset[str]] = frozenset({"stop"})

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Register the form's slots for the agenda."""
        super().__init_subclass__(**kwargs)
        if hasattr(cls, "form"):
            agenda.TASKS[cls.form] = cls.slots

    def name(self) -> str:
        """The name Rasa calls it by."""
        return f"validate_{self.form}"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Read the message if it is new, then say which slot comes next."""
        filled = Filled({slot: tracker.get_slot(slot) for slot in (*self.slots, PRIVACY)})
        requested = tracker.get_slot(REQUESTED)
        requested = requested if requested in (*self.slots, PRIVACY) else None
        retries = int(tracker.get_slot(RETRIES) or 0)
        outcome = None
        if self._is_new_message(tracker):
            message = Message.of(tracker)
            if requested and not self._is_mine(message, requested):
                return [ActionExecutionRejected(self.form)]
            outcome = await self._take(turn, say, message, filled, requested)
            retries = retries + 1 if requested and outcome is None and not filled.changed() else 0
            if retries >= _RETRIES_BEFORE_PERSON:
                self._offer_person(say)
        following = None if outcome else await self.next_slot(turn, say, filled)
        events = [SlotSet(slot, value) for slot, value in filled.items() if filled.before.get(slot) != value]
        return [*events, SlotSet(RETRIES, retries), SlotSet(OUTCOME, outcome), SlotSet(REQUESTED, following)]

    async def _take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        if requested == PRIVACY and (says_yes(message) or says_no(message)):
            return _take_privacy(turn, message, filled)
        if requested and message.intent in self.stops_on and not _holds_value(message, self.entities):
            return "stopped"
        return await self.take(turn, say, message, filled, requested)

    def _is_new_message(self, tracker: Tracker) -> bool:
        """False when the form comes back after a question was answered, or is taken up again."""
        return all(name in (self.form, f"begin_{self.form}", "action_listen") for name in ran_since_message(tracker))

    def _is_mine(self, message: Message, requested: str) -> bool:
        if message.intent in ANSWERS or message.intent == self.opened_by or message.intent in self.also_answers:
            return True
        if message.covered_by(*self.entities) >= _SAFELY_ELSEWHERE:
            return True
        if is_yes_or_no(requested) and (says_yes(message) or says_no(message)):
            return True
        return self.takes_text(requested) and message.confidence < _SAFELY_ELSEWHERE

    def _offer_person(self, say: Say) -> None:
        say("utter_form_stuck", offers=["human"], choices=[("转人工", "request_human", {})])

    def takes_text(self, requested: str) -> bool:
        """Whether the slot asked for is filled by what is said in free words."""
        return False

    @abstractmethod
    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """Fill ``filled`` from a message. Returns ``done`` or ``stopped`` to end the form, None to go on."""

    @abstractmethod
    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """The slot to ask for now, or None when the task is complete."""


def _holds_value(message: Message, types: tuple[str, ...]) -> bool:
    return any(entity.norm is not None for entity in message.all(*types))


def is_yes_or_no(slot: str) -> bool:
    """Whether what was asked for is a yes or a no."""
    return slot == PRIVACY or slot.endswith("_confirm")


def _take_privacy(turn: TurnContext, message: Message, filled: Filled) -> str | None:
    if says_yes(message):
        turn.effects.consent = True
        filled[PRIVACY] = True
        return None
    return "declined" if says_no(message) else None


def needs_privacy(turn: TurnContext, filled: Filled) -> bool:
    """Whether the customer still has to agree before personal data of theirs is stored."""
    return not (turn.consented or turn.effects.consent or filled.get(PRIVACY))


class BeginTask(ShopAction):
    """Opens a form, suspending the one that is open."""

    returns_to_form = False

    @property
    @abstractmethod
    def form(self) -> str:
        """The form it opens."""

    def name(self) -> str:
        """Its name in the domain."""
        return f"begin_{self.form}"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Suspend what is open; the rule goes on with the form."""
        return agenda.suspend_active(tracker, self.form)


class SubmitTask(ShopAction):
    """Ends a form: does what it was for, unless the customer dropped it, and takes up what was suspended."""

    returns_to_form = False
    form: ClassVar[str]

    def name(self) -> str:
        """Its name in the domain."""
        return f"submit_{self.form}"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Do it, or say that it was dropped; then go on."""
        outcome = tracker.get_slot(OUTCOME)
        events: Events = []
        if outcome == "stopped":
            say(f"utter_dropped_{self.form}")
        elif outcome == "declined":
            say("utter_privacy_declined", offers=["human", "hotline"])
        elif outcome != "over":
            again = await self.submit(turn, say, tracker)
            if again is not None:
                return [*again, FollowupAction(self.form)]
        events += agenda.take_up_next(tracker, say, self.form)
        return [*events, SlotSet(OUTCOME, None), SlotSet(RETRIES, None)]

    @abstractmethod
    async def submit(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events | None:
        """Do what the form was for. Returns slot changes if it cannot be done yet and the form has to ask again."""


def hand_over(turn: TurnContext, reason: str, priority: str = "normal", *, queue: bool = True) -> None:
    """Ask for a person when the turn is committed."""
    turn.effects.handoff = Handoff(reason, priority, queue)
