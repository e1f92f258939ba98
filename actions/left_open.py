"""A form that a session left open: who comes back with the value it had asked for goes on where they were."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.agenda import TASKS
from actions.base import Events, Message, Say
from actions.reading import four_digits
from bot.nlu.readers import phone_tail

SLOT = "left_open"
_VALUES: dict[str, tuple[str, ...]] = {
    "progress_plate": ("plate", "order_no"),
    "progress_tail": ("phone",),
    "booking_plate": ("plate", "phone"),
    "booking_phone": ("phone", "plate"),
    "booking_time": ("datetime",),
    "booking_service": ("service_item", "symptom", "part"),
    "reschedule_time": ("datetime",),
    "complaint_plate": ("plate", "phone"),
    "complaint_phone": ("phone", "plate"),
    "callback_phone": ("phone",),
}
"""What answers the question that was open."""


def note_left(tracker: Tracker) -> Events:
    """What a new session should know of the form that the old one left open."""
    form, asked = tracker.active_loop_name, tracker.get_slot("requested_slot")
    if form not in TASKS or asked not in _VALUES:
        return [SlotSet(SLOT, None)]
    filled = {slot: tracker.get_slot(slot) for slot in TASKS[form] if tracker.get_slot(slot) is not None}
    return [SlotSet(SLOT, {"form": form, "asked": asked, "filled": filled})]


def take_up_left(tracker: Tracker, message: Message, say: Say) -> Events | None:
    """Go on with the form that was left open when the message holds what it had asked for; None when it does not."""
    left: dict[str, Any] | None = tracker.get_slot(SLOT)
    if not left or tracker.active_loop_name is not None:
        return None
    tail = left["asked"] == "progress_tail" and (phone_tail(message.text) or four_digits(message.text))
    if not tail and not message.all(*_VALUES[left["asked"]]):
        return None
    filled = dict(left["filled"])
    if tail:
        digits = phone_tail(message.text) or four_digits(message.text)[0]
        filled["progress_tail"] = digits
    restored = [SlotSet(slot, value) for slot, value in filled.items()]
    return [SlotSet(SLOT, None), *restored, FollowupAction(left["form"])]
