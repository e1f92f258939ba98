"""Reaching a person: the queue while the desk answers, a promised call-back when it does not."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions import agenda
from actions.answers import leaves_queue
from actions.base import Events, Filled, Message, Say, ShopAction
from actions.context import TurnContext
from actions.forms import PRIVACY, Asked, Remembered, TaskForm, hand_over, needs_privacy
from actions.tasks import SubmitTask
from actions.times import moment, read_norm, speak_moment
from actions.vehicles import own_phone
from bot.shop import callbacks, cards
from bot.shop.shop import load_shop
from bot.shop.staff import Availability, availability

LISTEN = "action_listen"
"""Following up with it keeps an open form from asking again in the same turn."""


_TELLS_WHY = 8
_CALL_ME = re.compile(
    r"(给|跟)我(回|打|来|拨)(个|一个|通)?(电话|话)|(回|打|来)(个|一个)?电话给我|给我(来电|回电|回拨)|打我(电话|手机)|回我(电话|个电话)|"
    r"(让|叫|喊|请).{0,6}(给我)?(打|回)(个|一个)?电话|电话(联系|回复)我"
)
_WHAT_ABOUT = re.compile(
    r"^(我|就|主要|其实|是|那|嗯|哦|[，,\s])*(想|要)?(问|咨询|了解|谈|说|商量|聊)|关于|的事(情|儿)?[吧啊呢哈。!！]*$|(让|叫|喊|请)(他|她|人家|师傅|你们的?人|客服)"
)


class RequestHuman(ShopAction):
    """Puts the customer into the queue, or promises a call when nobody answers now.

    The form that was open stays as it is and goes on after the hand-back.
    """

    action_name = "action_request_human"
    returns_to_form = False

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Ask who is there before promising anybody."""
        if leaves_queue(Message.of(tracker)):
            return _leave(turn, say)
        if turn.owner == "queued":
            say("utter_already_queued", position=turn.queue_position or 1)
            return [FollowupAction(LISTEN)]
        present = await availability(turn.session, now=turn.now)
        asked = Message.of(tracker).intent == "request_human"
        reason = "customer_request" if asked or not turn.misses else "fallback"
        rather_called = asked and bool(_CALL_ME.search(Message.of(tracker).text))
        if present.desk_open and present.online and not rather_called:
            hand_over(turn, reason)
            say("utter_handing_over")
            return [FollowupAction(LISTEN)]
        hand_over(turn, reason, queue=False)
        hotline = (await load_shop(turn.session)).settings.hotline
        if tracker.active_loop_name == CallbackForm.form:
            return [FollowupAction(CallbackForm.form)]
        promised = await callbacks.of_conversation(turn.session, turn.conversation_id)
        if promised:
            show_callback(turn, say, "utter_callback_stands", promised[0])
            return [FollowupAction(tracker.active_loop_name or LISTEN)]
        if not rather_called or not present.desk_open:
            opening = _opening(turn, present)
            say(_nobody_there(turn, present), opening=opening, hotline=hotline, offers=["callback", "hotline"])
        events = agenda.suspend_active(tracker, CallbackForm.form)
        known = tracker.get_slot("known_phone")
        return [*events, SlotSet("callback_phone", known), FollowupAction(CallbackForm.form)]


def _nobody_there(turn: TurnContext, present: Availability) -> str:
    """That nobody answers, told once for as long as the desk stays closed; then only what is possible instead."""
    if present.desk_open:
        return "utter_nobody_online"
    if present.next_opening is not None and turn.closed_notice == present.next_opening:
        return "utter_desk_still_closed"
    turn.effects.closed_notice = present.next_opening
    return "utter_desk_closed"


def _opening(turn: TurnContext, present: Availability) -> str:
    return speak_moment(present.next_opening, turn.now) if present.next_opening else "上班后"


class CallbackForm(TaskForm):
    """Asks where to call back."""

    form = "callback_form"
    opened_by = "request_human"
    slots = ("callback_phone", "callback_time", "callback_confirm")
    entities = ("phone", "datetime")
    asked_for: ClassVar[Asked] = {"callback_phone": ("phone",)}
    remembers: ClassVar[Remembered] = {"callback_phone": "known_phone"}
    stops_on = frozenset({"stop", "deny", "goodbye"})

    async def _is_mine(self, turn: TurnContext, message: Message, requested: str) -> bool:
        """A plate with a time books: nobody has to be called at a plate."""
        if message.all("plate") and message.all("datetime"):
            return False
        return await super()._is_mine(turn, message, requested)

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """The phone, and when the customer would like to be called."""
        wished = message.last("datetime")
        if wished is not None and isinstance(wished.norm, str) and read_norm(wished.norm) is not None:
            filled["callback_time"] = wished.norm
        found = message.last("phone")
        if found is not None and found.norm:
            filled["callback_phone"] = found.norm
        return None

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """Consent, then the phone; a number known already is used."""
        if not filled.get("callback_phone"):
            filled["callback_phone"] = await own_phone(turn)
        if needs_privacy(turn, filled):
            return PRIVACY
        if not filled.get("callback_phone"):
            return "callback_phone"
        return None


class SubmitCallback(SubmitTask):
    """Promises the call."""

    form = "callback_form"

    async def submit(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events | None:
        """With what the customer last wanted, for whoever calls."""
        phone, time = tracker.get_slot("callback_phone"), tracker.get_slot("callback_time")
        callback = await callbacks.promise(
            turn.session,
            phone,
            now=turn.now,
            reason=_reason(tracker),
            wished=_window(time, turn.now) if time else None,
            customer_id=turn.customer_id if turn.verified else None,
            conversation_id=turn.conversation_id,
        )
        show_callback(turn, say, "utter_callback_promised", callback)
        return None


def _window(norm: str, now: datetime) -> tuple[datetime, datetime] | None:
    """The wished window: a moment is the start of an hour; None when it has passed."""
    wish = read_norm(norm)
    if wish is None:
        return None
    end = wish.end or wish.start + callbacks.WINDOW
    return (wish.start, end) if end > now else None


def show_callback(turn: TurnContext, say: Say, response: str, callback: Any) -> None:
    """Say a promised call with its window and card."""
    say(
        response,
        no=callback.no,
        start=speak_moment(callback.due_from, turn.now),
        end=f"{callback.due_to:%H:%M}",
        card={"card": "callback", "card_id": f"callback:{callback.no}", "data": cards.callback_card(callback)},
    )


def tells_what_a_call_is_about(text: str) -> bool:
    """Whether the words say what a person is wanted for: 想问下定损的事."""
    return bool(_WHAT_ABOUT.search(text))


async def note_for_call(turn: TurnContext, say: Say, message: Message) -> bool:
    """Add a message to what a promised call is about, if that is what it says; whether it was."""
    promised = await callbacks.of_conversation(turn.session, turn.conversation_id)
    if not promised or not tells_what_a_call_is_about(message.text):
        return False
    callbacks.add_reason(promised[0], message.text)
    show_callback(turn, say, "utter_callback_noted", promised[0])
    return True


def _reason(tracker: Tracker) -> str:
    """What the customer last said of their own accord, for whoever calls: the wish for a person alone says little."""
    told = [event for event in tracker.events if event["event"] == "user"]
    texts = [
        str(event.get("text") or "")
        for event in told
        if ((event.get("parse_data") or {}).get("intent") or {}).get("name") != "request_human"
        or tells_what_a_call_is_about(str(event.get("text") or ""))
    ]
    last = str(told[-1].get("text") or "") if told else ""
    says_why = [text for text in (*texts, *([last] if not texts else [])) if len(text) > _TELLS_WHY]
    return next((text[:200] for text in reversed(says_why) if not text.isdigit()), "客户要求人工")


class LeaveQueue(ShopAction):
    """The customer no longer wants to wait."""

    action_name = "action_leave_queue"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Back to the bot, if they were waiting at all."""
        return _leave(turn, say)


def _leave(turn: TurnContext, say: Say) -> Events:
    turn.effects.leave_queue = turn.owner == "queued"
    say("utter_left_queue" if turn.owner == "queued" else "utter_nothing_to_stop")
    return []


class Resume(ShopAction):
    """After the hand-back: goes on with what was open, and says so."""

    action_name = "action_resume"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The base class returns to the form."""
        so_far = await _booked_so_far(turn, tracker)
        if so_far:
            say("utter_booking_so_far", known=so_far)
            return []
        if tracker.active_loop_name:
            say(f"utter_resume_{tracker.active_loop_name}")
            return []
        suspended = tracker.get_slot(agenda.SLOT) or []
        if suspended:
            return agenda.take_up(suspended, say)
        say("utter_anything_else", offers=["booking"])
        return []


async def _booked_so_far(turn: TurnContext, tracker: Tracker) -> str:
    """What the open booking holds already; empty when none is open or nothing is known."""
    if tracker.active_loop_name != "booking_form":
        return ""
    shop = await load_shop(turn.session)
    store, time = tracker.get_slot("booking_store"), tracker.get_slot("booking_time")
    known = [
        tracker.get_slot("booking_service"),
        speak_moment(moment(time), turn.now) if time else None,
        shop.stores[store].name if store in shop.stores else None,
        tracker.get_slot("booking_plate"),
    ]
    return "，".join(str(value) for value in known if value)
