"""Task forms: one shape for booking, progress, complaint, call-back, rescue and changes to a booking.

A form asks for one thing at a time, takes whatever else is said with it, accepts corrections at any point, steps aside
for questions and other tasks, and counts how often it was not understood.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecutionRejected, SlotSet

from actions import agenda
from actions.answers import (
    is_stuck,
    leaves_queue,
    only_hums,
    says_no,
    says_nothing_more,
    says_stop,
    says_wait,
    says_yes,
)
from actions.base import Events, Filled, Message, Say, ShopAction, opened_since_message, ran_since_message
from actions.context import Handoff, TurnContext
from actions.left_open import note_left
from actions.offered import last_said, with_choice
from actions.pricing import asks_price
from actions.vehicles import doubtful_plate, explain_unreadable, is_unreadable
from bot.nlu.wants import WANTS
from bot.shop import privacy

REQUESTED = "requested_slot"
OUTCOME = "task_outcome"
RETRIES = "task_retries"
PRIVACY = "privacy"
OVER = "over"
"""What ``next_slot`` answers when there is nothing left to ask and nothing to do: the form has said why."""

Asked = dict[str, tuple[str, ...]]
Remembered = dict[str, str]

ANSWERS = frozenset({"inform", "correct", "affirm", "deny", "stop", "nlu_fallback"})
"""Intents that are answers to a form rather than a matter of their own."""

OPENERS = frozenset(
    {
        "action_affirm",
        "action_inform",
        "action_correct",
        "action_miss",
        "action_out_of_scope",
        "action_request_human",
        "begin_decision_form",
        "action_ask_quote",
        "action_ask_parts",
        "action_ask_stock",
        "action_ask_hours",
        "action_ask_history",
        "action_ask_complaint",
        "begin_rescue_form",
    }
)
"""Actions that open a form out of a message that the form still has to read."""

_NEVER_ANSWERS = frozenset({"report_danger", "request_rescue", "request_human", "manage_privacy", "send_picture"})
_RETRIES_BEFORE_PERSON = 2
_RETRIES_BEFORE_GIVING_UP = 4
"""A question that was asked so often in vain is not asked again; a value that answers it goes on with the task."""
_SAFELY_ELSEWHERE = 0.6
_SURELY_ANOTHER_TASK = 0.5
_OTHER_TASKS = frozenset({"ask_progress", "cancel_booking", "reschedule_booking"})
"""What is asked about something that exists already is seldom the free text of a form."""
_ASKS_WHY = re.compile(
    r"(为什么|为啥|干嘛|干啥|干什么|凭什么|一定要|必须).*(手机|电话|号码|车牌|信息|登记|同意)|"
    r"(手机|电话|号码|车牌|信息).*(干嘛|干啥|干什么|做什么)|(不想|不愿|不方便|不给|能不能不).*(手机|电话|号码|车牌|信息)"
)
_KEEPS_PRIVATE = re.compile(r"^(那|我|就|还是)*(不同意|不(给|留|登记)(了|你们)?[吧啊。！!]?$)")
_QUESTION = re.compile(r"[?？吗呢嘛]|多少|几点|几号|怎么|什么|哪|咋|啥|贵不贵|有没有|能不能|是不是|可不可以|要不要")
_ASKS_FOR_PLACE = re.compile(
    r"有空|有位|约得上|约得到|能约|排得上|排得到|来得及|有没有(空|位)|还有(空|位)|(行|可以|成|中|得)(吗|不|么|嘛)"
)


class TaskForm(ShopAction):
    """The validation action of a form. Subclasses say which slots it has, how a message fills them, what comes next.

    A message is read once: not again when the form comes back after a question, or is taken up again.
    ``entities``: what the form takes at any time; ``asked_for``: what answers the question after a slot;
    ``remembers``: what of it outlives the task.
    """

    returns_to_form = False
    form: ClassVar[str]
    opened_by: ClassVar[str]
    slots: ClassVar[tuple[str, ...]]
    entities: ClassVar[tuple[str, ...]] = ()
    asked_for: ClassVar[Asked] = {}
    remembers: ClassVar[Remembered] = {}
    also_answers: ClassVar[frozenset[str]] = frozenset()
    stops_on: ClassVar[frozenset[str]] = frozenset({"stop"})

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Register the form's slots for the agenda."""
        super().__init_subclass__(**kwargs)
        if hasattr(cls, "form"):
            agenda.TASKS[cls.form] = cls.slots
            agenda.LEARNS[cls.form] = cls.remembers

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
        opening = opened_since_message(tracker)
        if opening:
            requested = None
        ran = set(ran_since_message(tracker)) - {self.form, "action_listen"}
        # An open form is begun again by its own intent, after a person was asked for in between.
        is_new = ran <= ({f"begin_{self.form}", *OPENERS} if opening else {f"begin_{self.form}"})
        if is_new:
            message = Message.of(tracker)
            if requested:
                message = with_choice(message, last_said(tracker))
                if not await self._is_mine(turn, message, requested):
                    return [ActionExecutionRejected(self.form)]
            outcome = await self._take(turn, say, message, filled, requested)
            if requested and requested.endswith("_plate") and outcome is None:
                _ask_about_letters(say, message, filled, requested)
            missed = outcome is None and not filled.changed() and not _holds_value(message, self.entities)
            if requested and missed:
                retries += 1
                if retries >= _RETRIES_BEFORE_GIVING_UP and not _keeps_trying(message, requested):
                    say("utter_form_given_up", offers=["human"], choices=[("转人工", "request_human", {})])
                    return [*note_left(tracker), SlotSet(RETRIES, 0), SlotSet(OUTCOME, OVER), SlotSet(REQUESTED, None)]
                self._help(say, message, requested, retries)
            else:
                retries = 0
        following = None if outcome else await self.next_slot(turn, say, filled)
        if following == OVER:
            outcome, following = OVER, None
        return [
            *self._kept(filled),
            SlotSet(RETRIES, retries),
            *([SlotSet(agenda.ASIDES, None)] if is_new and tracker.get_slot(agenda.ASIDES) else []),
            SlotSet(OUTCOME, outcome),
            SlotSet(REQUESTED, following),
        ]

    async def _take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        decides = says_yes(message) or says_no(message)
        if requested == PRIVACY and decides and not _holds_value(message, self.entities):
            return _take_privacy(turn, message, filled)
        if requested and requested.endswith(("_plate", "_phone")) and _KEEPS_PRIVATE.search(message.text):
            return "declined"
        stops = says_stop(message) or message.intent in self.stops_on
        if requested and is_yes_or_no(requested) and says_yes(message) and "取消" not in message.text:
            stops = False
        if requested and (says_wait(message) or await self.is_answer(turn, message, requested)):
            stops = False
        if requested and stops and not _holds_value(message, self.entities):
            return "stopped"
        outcome = await self.take(turn, say, message, filled, requested)
        # 明天临时要出差，洗车取消吧: the values only name what is dropped.
        return "stopped" if requested and stops and outcome is None and not filled.changed() else outcome

    def _kept(self, filled: Filled) -> Events:
        changed = {slot: value for slot, value in filled.items() if filled.before.get(slot) != value}
        known = [
            SlotSet(self.remembers[slot], value) for slot, value in changed.items() if value and slot in self.remembers
        ]
        return [*(SlotSet(slot, value) for slot, value in changed.items()), *known]

    async def _is_mine(self, turn: TurnContext, message: Message, requested: str) -> bool:
        if turn.owner == "queued" and leaves_queue(message):
            return False
        if message.intent in ANSWERS | self.also_answers | self.stops_on | {self.opened_by}:
            return True
        if message.text != message.whole and message.intent in WANTS:
            return False  # one of several wants: it answers nothing, however full of values
        given = _says_what_was_asked(message, self.asked_for.get(requested, self.entities))
        if message.intent in _NEVER_ANSWERS and not _ASKS_WHY.search(message.text):
            if self.surely_answers(message, requested):
                return True
            return message.intent == "request_rescue" and given and not is_stuck(message)
        values_alone = message.covered_by(*self.entities) >= _SAFELY_ELSEWHERE and not asks_price(message)
        if values_alone or await self.is_answer(turn, message, requested):
            return True
        if _ASKS_WHY.search(message.text) or says_wait(message) or only_hums(message):
            return True
        if given or says_stop(message) or says_nothing_more(message) or is_unreadable(message, requested):
            return True
        if is_yes_or_no(requested) and (says_yes(message) or says_no(message)):
            return True
        surely = _SURELY_ANOTHER_TASK if message.intent in _OTHER_TASKS else _SAFELY_ELSEWHERE
        return self.takes_text(requested) and message.confidence < surely

    def _help(self, say: Say, message: Message, requested: str, retries: int) -> None:
        """Say why an answer did not help."""
        if says_wait(message):
            say("utter_take_your_time")
        elif _ASKS_WHY.search(message.text):
            say("utter_why_personal_data")
        elif is_unreadable(message, requested):
            explain_unreadable(message, say, requested)
        elif retries % _RETRIES_BEFORE_PERSON == 0:
            say("utter_form_stuck", offers=["human"], choices=[("转人工", "request_human", {})])
        elif message.intent == "nlu_fallback":
            say("utter_form_not_understood")

    def takes_text(self, requested: str) -> bool:
        """Whether the slot asked for is filled by what is said in free words."""
        return False

    def surely_answers(self, message: Message, requested: str) -> bool:
        """Whether the words answer the question after a slot although the model takes them for an emergency."""
        return False

    async def is_answer(self, turn: TurnContext, message: Message, requested: str) -> bool:
        """Whether the words themselves, whatever the model makes of them, answer the question after a slot."""
        return False

    @abstractmethod
    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """Fill ``filled`` from a message. Returns ``done`` or ``stopped`` to end the form, None to go on."""

    @abstractmethod
    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """The slot to ask for now, None when the task is complete, :data:`OVER` when nothing can be done."""


def _ask_about_letters(say: Say, message: Message, filled: Filled, requested: str) -> None:
    """A plate with an O or I is asked about, not silently set right."""
    plate = doubtful_plate(message)
    if plate is not None and filled.get(requested) == plate:
        filled[requested] = None
        say("utter_plate_letters", plate=plate, choices=[(f"是{plate}", "inform", {"plate": plate})])


def _keeps_trying(message: Message, requested: str) -> bool:
    """Whether somebody still means to answer; wrong codes have their own limit."""
    return says_wait(message) or says_nothing_more(message) or requested.endswith("_code")


def asks_something(message: Message) -> bool:
    """Whether a message is a question, other than one after a free place."""
    return bool(_QUESTION.search(message.text)) and not _ASKS_FOR_PLACE.search(message.text)


def _says_what_was_asked(message: Message, types: tuple[str, ...]) -> bool:
    return bool(message.all(*types)) and not asks_something(message)


def _holds_value(message: Message, types: tuple[str, ...]) -> bool:
    return any(entity.norm is not None for entity in message.all(*types))


def is_yes_or_no(slot: str) -> bool:
    """Whether what was asked for is a yes or a no."""
    return slot == PRIVACY or slot.endswith("_confirm")


def _take_privacy(turn: TurnContext, message: Message, filled: Filled) -> str | None:
    if says_yes(message):
        turn.effects.consent = True
        privacy.record_consent(
            turn.session, "notice", "approved", now=turn.now, notice=turn.notice,
            customer_id=turn.customer_id if turn.verified else None, conversation_id=turn.conversation_id,
        )  # fmt: skip
        filled[PRIVACY] = True
        return None
    return "declined"


def needs_privacy(turn: TurnContext, filled: Filled) -> bool:
    """Whether the customer still has to agree before personal data of theirs is stored."""
    return not (turn.consented or turn.effects.consent or filled.get(PRIVACY))


def hand_over(turn: TurnContext, reason: str, priority: str = "normal", *, queue: bool = True) -> None:
    """Ask for a person when the turn is committed."""
    turn.effects.handoff = Handoff(reason, priority, queue)
