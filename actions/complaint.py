"""Complaints: what happened, about which order, how to reach the customer; a number and a promised first answer."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.answers import says_no, says_yes
from actions.base import Events, Message, Say, ShopAction
from actions.context import TurnContext
from actions.forms import PRIVACY, BeginTask, Filled, SubmitTask, TaskForm, hand_over, needs_privacy
from actions.times import speak_moment
from actions.vehicles import take_identity
from bot.shop import cards, complaints, customers
from bot.shop.shop import load_shop
from bot.shop.staff import availability

_ENOUGH = 9
"""A first message with at least so many characters says what happened; a shorter one only that something did."""
_LEGAL = ("12315", "12345", "曝光", "律师", "起诉", "法院", "消协", "媒体", "市场监管", "工商")
_PLAIN = frozenset({"我要投诉", "投诉", "我想投诉", "要投诉你们", "我要投诉你们", "投诉一下", "怎么投诉", "我要举报"})


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
        "complaint_confirm",
    )
    entities = ("plate", "phone", "order_no", "datetime", "store")
    also_answers = frozenset({"ask_complaint", "give_feedback", "chitchat"})

    def takes_text(self, requested: str) -> bool:
        """What happened is told in free words."""
        return requested == "complaint_text"

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """The first telling, and whatever is added to it later; who, which order, when, where."""
        _take_text(message, filled, requested)
        take_identity(message, filled, plate="complaint_plate", phone="complaint_phone")
        order = message.last("order_no")
        if order is not None:
            filled["complaint_order"] = str(order.norm or order.value)
        when = message.last("datetime")
        if when is not None and not filled.get("complaint_when"):
            filled["complaint_when"] = when.value
        named = message.last("store")
        if named is not None:
            store = (await load_shop(turn.session)).find_store(named.value)
            filled["complaint_store"] = store.id if store else filled.get("complaint_store")
        if requested == "complaint_plate" and not message.all("plate", "order_no") and _has_none(message):
            filled["complaint_plate"] = ""
        if requested == "complaint_confirm" and says_yes(message):
            filled["complaint_confirm"] = True
            return "done"
        return None

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """What, consent, phone, plate; then the read-back."""
        if not filled.get("complaint_text"):
            return "complaint_text"
        if turn.verified and turn.customer_id is not None and not filled.get("complaint_phone"):
            filled["complaint_phone"] = (await customers.get(turn.session, turn.customer_id)).phone
        if needs_privacy(turn, filled):
            return PRIVACY
        if not filled.get("complaint_phone"):
            return "complaint_phone"
        if filled.get("complaint_plate") is None:
            return "complaint_plate"
        _read_back(say, filled)
        return "complaint_confirm"


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
        }
        return [*events, *(SlotSet(slot, value) for slot, value in known.items() if value)]


class SubmitComplaint(SubmitTask):
    """Opens the case."""

    form = "complaint_form"

    async def submit(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events | None:
        """Number, deadline, card; grave cases also go to a person."""
        request = complaints.ComplaintRequest(
            text=tracker.get_slot("complaint_text"),
            plate=tracker.get_slot("complaint_plate") or None,
            phone=tracker.get_slot("complaint_phone"),
            order_no=tracker.get_slot("complaint_order"),
            store_id=tracker.get_slot("complaint_store") or turn.entry_store,
            when_text=tracker.get_slot("complaint_when"),
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
        await _bring_in_a_person(turn, say, complaint)
        return None


class AskComplaint(ShopAction):
    """How a complaint is going: those filed in this conversation, or by a verified customer."""

    action_name = "action_ask_complaint"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """A card for each with its latest step."""
        found = await complaints.of_conversation(turn.session, turn.conversation_id)
        if turn.verified and turn.customer_id is not None:
            known = {complaint.no for complaint in found}
            mine = await complaints.of_customer(turn.session, turn.customer_id)
            found += [complaint for complaint in mine if complaint.no not in known]
        if not found:
            say("utter_no_complaint", offers=["complaint", "human"])
        for complaint in found[:2]:
            say(
                "utter_complaint_status",
                no=complaint.no,
                status=complaints.STATUS_TEXT[complaint.status],
                due=speak_moment(complaint.next_answer_due or complaint.first_answer_due, turn.now),
                card=card_of(complaint),
            )
        return []


def card_of(complaint: Any) -> dict[str, Any]:
    """The complaint's card."""
    return {
        "card": "complaint",
        "card_id": f"complaint:{complaint.no}",
        "data": cards.complaint_card(complaint),
    }


async def _bring_in_a_person(turn: TurnContext, say: Say, complaint: Any) -> None:
    legal = any(word in complaint.text for word in _LEGAL)
    if not legal and complaint.severity not in ("high", "urgent"):
        return
    reason = "safety" if complaint.category == "safety" else "legal_threat" if legal else "angry_complaint"
    priority = "urgent" if complaint.severity == "urgent" else "high"
    present = await availability(turn.session, now=turn.now)
    reachable = present.desk_open and bool(present.online)
    hand_over(turn, reason, priority, queue=reachable)
    say("utter_complaint_person" if reachable else "utter_complaint_person_later")


def _has_none(message: Message) -> bool:
    return says_no(message) or message.intent in ("nlu_fallback", "out_of_scope") or "记不" in message.text


def _take_text(message: Message, filled: Filled, requested: str | None) -> None:
    text = message.text.strip()
    known = filled.get("complaint_text")
    tells = message.intent in ("file_complaint", "give_feedback", "report_danger", "ask_complaint")
    opening = requested is None and not known and tells and len(text) >= _ENOUGH and text not in _PLAIN
    if requested == "complaint_text" or opening:
        filled["complaint_text"] = text
    elif known and tells and text not in known:
        filled["complaint_text"] = f"{known}\n{text}"


def _read_back(say: Say, filled: Filled) -> None:
    say(
        "utter_confirm_complaint",
        what=filled["complaint_text"],
        about=filled.get("complaint_order") or filled.get("complaint_plate") or "未指定车辆",
        phone=filled["complaint_phone"],
        asks=["confirm"],
        choices=[("确认提交", "affirm", {}), ("先不投诉了", "stop", {})],
    )
