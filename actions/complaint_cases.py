"""Complaints on file: how they stand, what is added; the customer's word closes and reopens them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction

from actions.agenda import await_identity
from actions.base import Choice, Events, Message, Say, ShopAction
from actions.complaint import BeginComplaint, ComplaintForm, bring_in_a_person, card_of
from actions.complaint_telling import wants_to_file
from actions.context import TurnContext
from actions.times import speak_moment
from actions.vehicles import own_phone
from bot.shop import complaints
from bot.shop.complaint_replies import MORE, SETTLED, UNSETTLED, WITHDRAWN, fitting, reply_in
from bot.shop.models import Staff

_SHOWN = 3
_LABEL = 10


class AskComplaint(ShopAction):
    """What a customer asks or says about a complaint made before."""

    action_name = "action_ask_complaint"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Those filed in this conversation, or by a verified customer; anyone else proves who they are first."""
        message = Message.of(tracker)
        found = await visible_complaints(turn)
        if not found and wants_to_file(message.text):
            return [*await BeginComplaint().act(turn, say, tracker), FollowupAction(ComplaintForm.form)]
        if not found and not turn.verified:
            say("utter_needs_identity")
            return await_identity(tracker, self.action_name)
        if not found:
            say("utter_no_complaint", offers=["complaint", "human"])
            return []
        pressed = message.last("reply")
        reply = str(pressed.value) if pressed is not None else reply_in(message.text)
        await self._respond(turn, say, message, found, reply)
        return []

    async def _respond(
        self, turn: TurnContext, say: Say, message: Message, found: list[Any], reply: str | None
    ) -> None:
        candidates = _meant(message, found, reply)
        if reply is None or not candidates:
            for complaint in (candidates or found)[:_SHOWN]:
                await _tell_status(turn, say, complaint)
            return
        if len(candidates) > 1:
            choices = [(_label(c), "ask_complaint", {"order_no": c.no, "reply": reply}) for c in candidates[:_SHOWN]]
            say("utter_which_complaint", asks=["order"], choices=choices)
            return
        await _REPLIES[reply](turn, say, candidates[0], message.text)


async def visible_complaints(turn: TurnContext) -> list[Any]:
    """The complaints this conversation may speak of, newest first."""
    found = await complaints.of_conversation(turn.session, turn.conversation_id)
    if turn.verified and turn.customer_id is not None:
        found += await complaints.of_customer(turn.session, turn.customer_id)
        phone = await own_phone(turn)
        found += await complaints.of_phone(turn.session, phone) if phone else []
    unique = {complaint.no: complaint for complaint in found}
    return sorted(unique.values(), key=lambda c: (c.status != "closed", c.created_at, c.no), reverse=True)


def _meant(message: Message, found: Sequence[Any], reply: str | None) -> list[Any]:
    """Which of the complaints a message is about; of those it fits, the ones its reply makes sense for."""
    numbers = {str(entity.norm or entity.value).upper() for entity in message.all("order_no")}
    named = [complaint for complaint in found if complaint.no.upper() in numbers]
    if named:
        return named
    able = [complaint for complaint in found if reply is None or _makes_sense(complaint, reply)]
    return fitting(able, message.text)


def _makes_sense(complaint: Any, reply: str) -> bool:
    return reply == UNSETTLED or complaint.status != "closed"


def _label(complaint: Any) -> str:
    text = complaint.text.replace("\n", " ")
    return f"{complaint.no} {text[:_LABEL]}{'…' if len(text) > _LABEL else ''}"


async def _tell_status(turn: TurnContext, say: Say, complaint: Any) -> None:
    about = {
        "no": complaint.no,
        "about": _label(complaint).removeprefix(f"{complaint.no} "),
        "status": complaints.status_text(complaint),
        "since": speak_moment(complaint.created_at, turn.now),
        "resolution": complaint.resolution or "",
        "owner": await _owner_of(turn, complaint),
    }
    card = card_of(complaint)
    due = complaints.next_due(complaint)
    if complaint.status == "closed":
        closed = speak_moment(complaint.closed_at, turn.now) if complaint.closed_at else ""
        say("utter_complaint_closed_status", **about, closed=closed, card=card, choices=_unsettled(complaint))
    elif complaints.awaits_word(complaint):
        say("utter_complaint_awaits_word", **about, card=card, choices=both_ways(complaint))
    elif due is not None and due < turn.now:
        complaints.add_step(complaint, "客户催办：答复已超时", actor="customer", now=turn.now)
        person: list[Choice] = [("转人工", "request_human", {})]
        say(
            "utter_complaint_overdue", **about, due=speak_moment(due, turn.now), card=card_of(complaint),
            offers=["human"], choices=person,
        )  # fmt: skip
    else:
        response = "utter_complaint_status" if complaint.owner else "utter_complaint_status_unowned"
        say(response, **about, due=speak_moment(due or complaint.solution_due, turn.now), card=card)


async def _owner_of(turn: TurnContext, complaint: Any) -> str:
    """The name of whoever handles a case. A shop description names the owner in words."""
    if not complaint.owner:
        return ""
    staff = await turn.session.get(Staff, complaint.owner)
    return staff.name if staff is not None else str(complaint.owner)


async def _settle(turn: TurnContext, say: Say, complaint: Any, words: str) -> None:
    proposed = complaint.resolution
    complaints.close(complaint, proposed or "客户确认已解决", actor="customer", now=turn.now)
    say("utter_complaint_settled", no=complaint.no, card=card_of(complaint))


async def _withdraw(turn: TurnContext, say: Say, complaint: Any, words: str) -> None:
    complaints.close(complaint, "客户撤回投诉", actor="customer", now=turn.now)
    say("utter_complaint_withdrawn", no=complaint.no, card=card_of(complaint))


async def _object(turn: TurnContext, say: Say, complaint: Any, words: str) -> None:
    was_closed = complaint.status == "closed"
    due = await complaints.answer_due(turn.session, turn.now)
    complaints.object_to(complaint, words[:300], now=turn.now, next_answer_due=due)
    response = "utter_complaint_reopened" if was_closed else "utter_complaint_unsettled"
    say(response, no=complaint.no, due=speak_moment(due, turn.now), card=card_of(complaint))
    await bring_in_a_person(turn, say, complaint, words)


async def _add(turn: TurnContext, say: Say, complaint: Any, words: str) -> None:
    complaints.add_words(complaint, words[:500], now=turn.now)
    due = complaints.next_due(complaint)
    response = "utter_complaint_added" if due is not None and due > turn.now else "utter_complaint_added_late"
    say(response, no=complaint.no, due=speak_moment(due, turn.now) if due else "", card=card_of(complaint))
    if complaint.severity in ("high", "urgent"):
        await bring_in_a_person(turn, say, complaint, words)


_REPLIES = {SETTLED: _settle, WITHDRAWN: _withdraw, UNSETTLED: _object, MORE: _add}


def _unsettled(complaint: Any) -> list[Choice]:
    return [("还没解决", "ask_complaint", {"order_no": complaint.no, "reply": UNSETTLED})]


def both_ways(complaint: Any) -> list[Choice]:
    """The buttons under a solution that was put forward."""
    return [("解决了", "ask_complaint", {"order_no": complaint.no, "reply": SETTLED}), *_unsettled(complaint)]
