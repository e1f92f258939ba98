"""Talk around the business: not understood, out of scope, praise, the start of a session."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecuted, FollowupAction, SessionStarted, SlotSet

from actions.advice import advise
from actions.answers import is_impatient, is_wordless
from actions.base import Choice, Events, Message, Say, ShopAction
from actions.context import TurnContext
from actions.doubt import booking_meant
from actions.handoff import note_for_call
from actions.left_open import note_left, take_up_left
from actions.rescue import BeginRescue, RescueForm
from actions.shop_talk import answer_shop_talk
from bot.shop import feedback

CARRIED_OVER = ("known_plate", "known_phone")
"""Slots that outlive a session; beside them only what the form had asked that was left open (see left_open)."""

MISSES_BEFORE_PERSON = 2


class SmallTalk(ShopAction):
    """Greeting, thanks, goodbye, chat: one line, then back to the form if one is open."""

    action_name = "action_small_talk"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The response named after the intent."""
        message = Message.of(tracker)
        if _RUDE.search(message.text):
            say("utter_rude", offers=["human"], choices=[("转人工", "request_human", {})])
        elif is_impatient(message.text):
            say("utter_impatient")
        else:
            say(f"utter_{message.intent}" if not is_wordless(message) else "utter_no_words")
        return []


class OutOfScope(ShopAction):
    """Politely refused, with what is possible instead; twice in a row a person is offered."""

    action_name = "action_out_of_scope"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Counts as a miss: the customer did not get what they came for."""
        meant = take_up_left(tracker, Message.of(tracker), say) or await booking_meant(turn, say, tracker)
        if meant is None and tracker.active_loop_name is None and _STRANDED.search(Message.of(tracker).text):
            meant = [*await BeginRescue().act(turn, say, tracker), FollowupAction(RescueForm.form)]
        if meant is not None:
            return meant
        if await answer_shop_talk(turn, say, Message.of(tracker)) or await advise(turn, say, tracker):
            return []
        if await note_for_call(turn, say, Message.of(tracker)):
            return []
        turn.effects.missed = True
        if turn.misses + 1 < MISSES_BEFORE_PERSON:
            say("utter_out_of_scope", offers=["booking"], choices=_WHAT_WE_DO)
        else:
            say("utter_offer_person", offers=["human"], choices=[("转人工", "request_human", {})])
        return []


_RUDE = re.compile(r"傻[逼比叉b]|[sS][bB](?![a-zA-Z])|他妈|你妈|妈的|tmd|TMD|cnm|滚蛋|滚犊子|狗屁|废物|智障|脑残|白痴|垃圾|王八|去死|有病吧|扑街|瓜皮|哈批|憨批")  # noqa: E501
_STRANDED = re.compile(r"抛锚|爆胎|趴窝|叫.*拖车|打不着(?!吗)|动不了|困在")
_WHAT_WE_DO: list[Choice] = [
    ("预约到店", "book_service", {}),
    ("查维修进度", "ask_progress", {}),
    ("问价格", "ask_price", {}),
    ("投诉建议", "file_complaint", {}),
]


class GiveFeedback(ShopAction):
    """Praise and suggestions are stored for the manager."""

    action_name = "action_give_feedback"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """In the customer's own words."""
        feedback.store(
            turn.session, Message.of(tracker).text, now=turn.now, conversation_id=turn.conversation_id,
            customer_id=turn.customer_id if turn.verified else None,
        )  # fmt: skip
        say("utter_feedback_thanks")
        return []


class SessionStart(ShopAction):
    """A new session carries over what is on the allow-list, one value a slot, and nothing else."""

    action_name = "action_session_start"
    returns_to_form = False

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Rasa's own would repeat every slot event of every earlier session."""
        carried = [SlotSet(slot, tracker.get_slot(slot)) for slot in CARRIED_OVER if tracker.get_slot(slot)]
        return [SessionStarted(), *carried, *note_left(tracker), ActionExecuted("action_listen")]
