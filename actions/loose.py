"""Words that answer nothing that is open: a yes, a value, a correction, something not understood.

They mean what the talk before them makes of them: a yes takes what was offered last, a time goes on with what was
talked about, a corrected time moves the booking just made.
"""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.advice import advise
from actions.agenda import suspend_active
from actions.answers import is_wordless, leaves_queue, only_acknowledges, says_nothing_more
from actions.base import Choice, Events, Message, Say, ShopAction
from actions.complaint import BeginComplaint, ComplaintForm
from actions.context import TurnContext
from actions.doubt import booking_meant, open_booking
from actions.handoff import CallbackForm, note_for_call
from actions.left_open import take_up_left
from actions.my_bookings import card_of, visible_bookings
from actions.offered import LastSaid, last_said
from actions.progress import BeginProgress, ProgressForm
from actions.reading import four_digits
from actions.reschedule import BeginReschedule, RescheduleForm
from actions.rescue import BeginRescue, RescueForm
from actions.rescue_job import ShareLocation
from actions.services import service_of
from actions.shop_talk import answer_shop_talk
from actions.talk import MISSES_BEFORE_PERSON
from bot.nlu.readers import phone_tail
from bot.shop.knowledge import note_miss

_TAIL = re.compile(r"尾号|后四位|后4位")
_WHAT_FOR: list[Choice] = [
    ("预约到店", "book_service", {}),
    ("查维修进度", "ask_progress", {}),
    ("转人工", "request_human", {}),
]


class Affirm(ShopAction):
    """A yes to nothing that is open takes what was offered last."""

    action_name = "action_affirm"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """A person, a booking, a complaint; else it is a plain yes."""
        message, last = Message.of(tracker), last_said(tracker)
        if is_wordless(message):
            say("utter_no_words")
            return []
        if "human" in last.offers and turn.misses >= MISSES_BEFORE_PERSON:
            return [FollowupAction("action_request_human")]
        follow = await _open_what_is_meant(turn, say, tracker, last)
        if follow is None and "callback" in last.offers:
            follow = [*suspend_active(tracker, CallbackForm.form), FollowupAction(CallbackForm.form)]
        if follow is None and last.offers and only_acknowledges(message) and not last.questions:
            say("utter_heard" if "booking" in last.offers else "utter_affirm_nothing", offers=sorted(last.offers))
            return []
        if follow is None and "booking" in last.offers:
            follow = await open_booking(turn, say, tracker)
        if follow is None and "complaint" in last.offers:
            follow = [*await BeginComplaint().act(turn, say, tracker), FollowupAction(ComplaintForm.form)]
        if follow is None and "human" in last.offers:
            follow = [FollowupAction("action_request_human")]
        if follow is None:
            say("utter_affirm_nothing")
        return follow or []


class Deny(ShopAction):
    """A no to nothing that is open."""

    action_name = "action_deny"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Somebody who waits for a person may mean the waiting."""
        if turn.owner == "queued" and leaves_queue(Message.of(tracker)):
            turn.effects.leave_queue = True
            say("utter_left_queue")
        else:
            say("utter_deny_nothing")
        return []


class Inform(ShopAction):
    """A value nobody asked for."""

    action_name = "action_inform"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """It is remembered, and opens what it belongs to."""
        message, last = Message.of(tracker), last_said(tracker)
        kept = _remember(message)
        shared = message.last("location")
        if shared is not None and shared.pressed:
            return [*kept, FollowupAction(ShareLocation.action_name)]
        if any("叫救援" in button.label for button in last.buttons) and message.all("phone", "location", "plate"):
            return [*kept, *await BeginRescue().act(turn, say, tracker), FollowupAction(RescueForm.form)]
        if "service" in last.asks and not message.all("datetime"):
            return [*kept, FollowupAction("action_ask_price")]
        if message.all("vin") or ("vin" in last.asks and message.all("brand", "model")):
            return [*kept, FollowupAction("action_ask_recall")]
        if says_nothing_more(message):
            say("utter_deny_nothing")
            return kept
        if not message.all("datetime", "plate", "phone") and await note_for_call(turn, say, message):
            return kept
        follow = take_up_left(tracker, message, say) or await _open_what_is_meant(turn, say, tracker, last)
        if follow is not None:
            return [*kept, *follow]
        say("utter_inform_nothing", choices=_WHAT_FOR)
        return kept


class Correct(ShopAction):
    """A correction when nothing is open concerns the booking just made."""

    action_name = "action_correct"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Plate and phone are changed at once, a time or store opens the move."""
        message = Message.of(tracker)
        mine = await visible_bookings(turn)
        plate, phone = message.last("plate"), message.last("phone")
        if mine and (plate or phone):
            booking = mine[-1] if len(mine) == 1 else max(mine, key=lambda b: b.created_at)
            booking.plate = str(plate.norm) if plate and plate.norm else booking.plate
            booking.phone = str(phone.norm) if phone and phone.norm else booking.phone
            say("utter_booking_corrected", no=booking.no, card=card_of(booking))
            return _remember(message)
        follow = await _open_what_is_meant(turn, say, tracker, last_said(tracker))
        if follow is None:
            say("utter_ask_what_to_change")
        return follow or []


class Miss(ShopAction):
    """Not understood: ask again once, then offer a person."""

    action_name = "action_miss"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """What the talk before makes clear is not a miss; two misses in a row are enough."""
        follow = None
        if tracker.active_loop_name is None:
            follow = take_up_left(tracker, Message.of(tracker), say)
        if tracker.active_loop_name is None and follow is None:
            follow = await _open_what_is_meant(turn, say, tracker, last_said(tracker))
        if follow is not None:
            return [*_remember(Message.of(tracker)), *follow]
        if await answer_shop_talk(turn, say, Message.of(tracker)) or await advise(turn, say, tracker):
            return []
        if await note_for_call(turn, say, Message.of(tracker)):
            return []
        note_miss(turn.session, Message.of(tracker).text, now=turn.now)
        turn.effects.missed = True
        if turn.misses + 1 < MISSES_BEFORE_PERSON:
            say("utter_ask_rephrase", choices=_WHAT_FOR if tracker.active_loop_name is None else [])
        else:
            say("utter_offer_person", offers=["human"], choices=[("转人工", "request_human", {})])
        return []


async def _open_what_is_meant(turn: TurnContext, say: Say, tracker: Tracker, last: LastSaid) -> Events | None:
    message = Message.of(tracker)
    if message.all("plate") and (message.all("phone") or _TAIL.search(message.text)) and not message.all("datetime"):
        return [*await BeginProgress().act(turn, say, tracker), FollowupAction(ProgressForm.form)]
    tried = tracker.get_slot("tried")
    digits = four_digits(message.text)
    tail = phone_tail(message.text) or (digits[0] if len(digits) == 1 else None)
    plate = message.last("plate")
    if tried and (tail or plate) and not message.all("datetime"):
        again = {"progress_plate": plate.norm if plate else tried[0], "progress_tail": tail or tried[1]}
        return [*(SlotSet(slot, value) for slot, value in again.items()), FollowupAction(ProgressForm.form)]
    meant = await booking_meant(turn, say, tracker)
    if meant is not None:
        return meant
    timed = bool(message.all("datetime"))
    if timed and "booking" not in last.offers and service_of(message) is None and await visible_bookings(turn):
        return [*await BeginReschedule().act(turn, say, tracker), FollowupAction(RescheduleForm.form)]
    if timed and ("booking" in last.offers or service_of(message) is not None or tracker.get_slot("topic")):
        return await open_booking(turn, say, tracker)
    if message.all("service_item") and message.intent in ("inform", "affirm"):
        return await open_booking(turn, say, tracker)
    return None


def _remember(message: Message) -> Events:
    known = {"known_plate": message.last("plate"), "known_phone": message.last("phone")}
    return [SlotSet(slot, entity.norm) for slot, entity in known.items() if entity is not None and entity.norm]
