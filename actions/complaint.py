"""Complaints: what happened, about which order, how to reach the customer; a number and a promised first answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions import agenda
from actions.answers import says_no, says_yes
from actions.base import Events, Filled, Message, Say
from actions.complaint_telling import ENOUGH, asks_when_answered, goes_on_telling, take_text
from actions.context import TurnContext
from actions.forms import OUTCOME, PRIVACY, Asked, Remembered, TaskForm, hand_over, needs_privacy
from actions.stores import named_store
from actions.tasks import BeginTask, SubmitTask
from actions.times import speak_moment
from actions.vehicles import own_phone, own_vehicle, take_identity
from bot.shop import access, cards, complaints, orders, surveys
from bot.shop.complaint_words import needs_person
from bot.shop.errors import NotFound
from bot.shop.policy import read_policy
from bot.shop.shop import load_shop
from bot.shop.staff import availability

_STILL_MEANT = timedelta(hours=2)
"""How long after a bad answer to a survey a complaint is taken to be about it."""
_RECENT = timedelta(days=60)
"""A vehicle delivered longer ago is not what 刚修的 means."""
_PLAIN_QUESTIONS = frozenset({"ask_price", "ask_hours", "ask_location", "ask_invoice", "ask_membership"})


class ComplaintForm(TaskForm):
    """Fills a complaint."""

    form = "complaint_form"
    opened_by = "file_complaint"
    slots = (
        "complaint_text",
        "complaint_plate",
        "complaint_phone",
        "complaint_order",
        "complaint_when",
        "complaint_store",
        "complaint_no",
        "complaint_confirm",
    )
    entities = ("plate", "phone", "order_no", "datetime", "store")
    asked_for: ClassVar[Asked] = {
        "complaint_phone": ("phone", "plate"),
        "complaint_plate": ("plate", "order_no", "phone"),
        "complaint_confirm": ("plate", "order_no", "phone", "store"),
    }
    remembers: ClassVar[Remembered] = {"complaint_plate": "known_plate", "complaint_phone": "known_phone"}
    also_answers = frozenset({"ask_complaint", "give_feedback", "chitchat", "answer_quote"})

    def takes_text(self, requested: str) -> bool:
        """What happened is told in free words."""
        return requested == "complaint_text"

    async def is_answer(self, turn: TurnContext, message: Message, requested: str) -> bool:
        """Who tells what happened says things that elsewhere would be wishes or questions of their own."""
        if asks_when_answered(message.text):
            return True
        if requested == "complaint_confirm" and goes_on_telling(message):
            return True
        return requested == "complaint_text" and message.intent not in _PLAIN_QUESTIONS and len(message.text) >= ENOUGH

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """The first telling, and whatever is added to it later; who, which order, when, where."""
        if asks_when_answered(message.text) and filled.get("complaint_text"):
            due = await complaints.answer_due(turn.session, turn.now)
            within = read_policy((await load_shop(turn.session)).settings.policy).first_answer
            hours = f"{within / timedelta(hours=1):g}"
            say("utter_complaint_when", due=speak_moment(due, turn.now), hours=hours)
        else:
            take_text(message, filled, requested)
        take_identity(message, filled, plate="complaint_plate", phone="complaint_phone")
        order = message.last("order_no")
        if order is not None:
            filled["complaint_order"] = str(order.norm or order.value)
        when = message.last("datetime")
        if when is not None and not filled.get("complaint_when"):
            filled["complaint_when"] = when.value
        store = named_store(message, await load_shop(turn.session))
        if store is not None:
            filled["complaint_store"] = store.id
        if requested == "complaint_plate" and not message.all("plate", "order_no") and _has_none(message):
            filled["complaint_plate"] = ""
        if requested == "complaint_confirm" and says_yes(message):
            filled["complaint_confirm"] = True
            return "done"
        return None

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """What, consent, phone, plate; then the read-back. A grave one is on file before anything else is asked."""
        if not filled.get("complaint_text"):
            return "complaint_text"
        if not filled.get("complaint_phone"):
            filled["complaint_phone"] = await own_phone(turn)
        if filled.get("complaint_plate") is None:
            filled["complaint_plate"] = await _known_plate(turn, filled)
        if not filled.get("complaint_no") and needs_person(filled["complaint_text"]):
            filled["complaint_no"] = (await _file(turn, say, filled)).no
        elif filled.get("complaint_no"):
            await _complete(turn, filled)
        if needs_privacy(turn, filled):
            return PRIVACY
        if not filled.get("complaint_phone"):
            return "complaint_phone"
        if filled.get("complaint_plate") is None:
            return "complaint_plate"
        if filled.get("complaint_no"):
            return None
        _read_back(say, filled)
        return "complaint_confirm"


async def _known_plate(turn: TurnContext, filled: Filled) -> str | None:
    """The plate of the order complained about, where it is the customer's own, else of their only vehicle.

    An order that was named needs no plate beside it.
    """
    vehicle = await own_vehicle(turn)
    if not filled.get("complaint_order"):
        return vehicle.plate if vehicle else None
    try:
        order = await orders.find_by_no(turn.session, filled["complaint_order"])
    except NotFound:
        return vehicle.plate if vehicle else None
    own = turn.verified and order.customer_id is not None and order.customer_id == turn.customer_id
    return order.plate if own and order.plate else ""


class BeginComplaint(BeginTask):
    """Opens the complaint form; an angry or legal tone brings a person in as well."""

    form = "complaint_form"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Start from what the customer has given already."""
        events = await super().act(turn, say, tracker)
        if tracker.active_loop_name == self.form:
            return events
        say("utter_complaint_sorry")
        known = {
            "complaint_plate": tracker.get_slot("known_plate"),
            "complaint_phone": tracker.get_slot("known_phone"),
            **await _told_already(turn),
        }
        return [*events, *(SlotSet(slot, value) for slot, value in known.items() if value)]


async def _told_already(turn: TurnContext) -> dict[str, str | None]:
    """What the answer to a survey said was wrong, and about which order, so that it is not asked again."""
    asked = await surveys.of_conversation(turn.session, turn.conversation_id)
    told = [s for s in asked if s.answer and s.answered_at and turn.now - s.answered_at <= _STILL_MEANT]
    if not told:
        return {}
    return {"complaint_text": told[0].answer, "complaint_order": told[0].order_no}


class SubmitComplaint(SubmitTask):
    """Opens the case, or completes the one that is on file already."""

    form = "complaint_form"

    async def submit(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events | None:
        """Number, deadline, card; grave cases also go to a person."""
        filled = Filled({slot: tracker.get_slot(slot) for slot in ComplaintForm.slots})
        if filled["complaint_no"]:
            complaint = await _complete(turn, filled)
            if complaint.created_at < turn.now:
                say("utter_complaint_completed", no=complaint.no)
        else:
            await _file(turn, say, filled)
        return None

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """A grave complaint stays on file although the customer says no more about it."""
        dropped = tracker.get_slot(OUTCOME) in ("stopped", "declined")
        if not dropped or not tracker.get_slot("complaint_no"):
            return await super().act(turn, say, tracker)
        say("utter_complaint_kept", no=tracker.get_slot("complaint_no"))
        return [*agenda.end(agenda.suspended(tracker), say, self.form, tracker), SlotSet(OUTCOME, None)]


def card_of(complaint: Any) -> dict[str, Any]:
    """The complaint's card."""
    return {
        "card": "complaint",
        "card_id": f"complaint:{complaint.no}",
        "data": cards.complaint_card(complaint),
    }


async def _complete(turn: TurnContext, filled: Filled) -> Any:
    """Bring the complaint on file up to what the customer has said since; the complaint."""
    complaint = await complaints.find_by_no(turn.session, filled["complaint_no"])
    complaint.plate = filled.get("complaint_plate") or complaint.plate
    complaint.phone = filled.get("complaint_phone") or complaint.phone
    complaint.order_no = complaint.order_no or await _order_meant(turn, filled)
    complaint.store_id = filled.get("complaint_store") or complaint.store_id
    complaint.text = filled["complaint_text"]
    return complaint


async def _order_meant(turn: TurnContext, filled: Filled) -> str | None:
    """The order complained about: the one that was named, else the only recent one of the customer's vehicle.

    Plate and phone as the customer gave them find it, but nothing of it is told to whoever did not prove who they are.
    """
    if filled.get("complaint_order"):
        return str(filled["complaint_order"])
    plate, phone = filled.get("complaint_plate"), filled.get("complaint_phone")
    if not plate or not phone:
        return None
    found = await access.match_orders(turn.session, plate, phone[-4:])
    recent = [one for one in found if turn.now - (one.delivered_at or turn.now) <= _RECENT]
    return recent[0].no if len(recent) == 1 else None


async def _file(turn: TurnContext, say: Say, filled: Filled) -> Any:
    request = complaints.ComplaintRequest(
        text=filled["complaint_text"],
        plate=filled.get("complaint_plate") or None,
        phone=filled.get("complaint_phone"),
        order_no=await _order_meant(turn, filled),
        store_id=filled.get("complaint_store") or turn.entry_store,
        when_text=filled.get("complaint_when"),
        customer_id=turn.customer_id if turn.verified else None,
        conversation_id=turn.conversation_id,
    )
    complaint = await complaints.file_complaint(turn.session, request, now=turn.now)
    say(
        "utter_complaint_filed",
        no=complaint.no,
        due=speak_moment(complaint.first_answer_due, turn.now),
        solution=speak_moment(complaint.solution_due, turn.now),
        card=card_of(complaint),
    )
    await bring_in_a_person(turn, say, complaint, complaint.text)
    return complaint


async def bring_in_a_person(turn: TurnContext, say: Say, complaint: Any, words: str) -> None:
    """A grave complaint, or grave ``words`` about one, are heard by a person as soon as one is there."""
    reason = needs_person(words)
    if reason is None and complaint.severity not in ("high", "urgent"):
        return
    priority = "urgent" if complaint.severity == "urgent" else "high"
    present = await availability(turn.session, now=turn.now)
    reachable = present.desk_open and bool(present.online)
    hand_over(turn, reason or "complaint", priority, queue=reachable)
    say("utter_complaint_person" if reachable else "utter_complaint_person_later")


def _has_none(message: Message) -> bool:
    return says_no(message) or message.intent in ("nlu_fallback", "out_of_scope") or "记不" in message.text


def _read_back(say: Say, filled: Filled) -> None:
    say(
        "utter_confirm_complaint",
        what=filled["complaint_text"],
        about=filled.get("complaint_order") or filled.get("complaint_plate") or "未指定车辆",
        phone=filled["complaint_phone"],
        asks=["confirm"],
        choices=[("确认提交", "affirm", {}), ("先不投诉了", "stop", {})],
    )
