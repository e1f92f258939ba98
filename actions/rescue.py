"""Roadside help: where the vehicle stands and whom to call; a job with a number, and what becomes of it."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.answers import is_stuck, says_no, says_nothing_more, says_yes
from actions.base import Choice, Events, Filled, Message, Say, ShopAction
from actions.context import TurnContext
from actions.doubt import booking_meant
from actions.forms import Asked, BeginTask, Remembered, SubmitTask, TaskForm, asks_something, hand_over
from actions.hazards import instructions, on_motorway
from actions.places import (
    asks_why,
    has_moved,
    is_lost,
    lacks_on_motorway,
    place_in,
    speaks_of_place,
    with_other_kilometre,
)
from actions.times import speak_moment
from actions.vehicles import own_phone, own_vehicle, take_identity, vehicle_kind
from bot.shop import cards, privacy, rescue
from bot.shop.shop import load_shop
from bot.shop.staff import availability

_SHORTEST_PLACE = 4
_NO_PLACE = frozenset({"救命", "救援", "拖车", "道路救援", "求救", "叫救援", "人已安全，叫救援"})
_STATES: tuple[str, ...] = ("没电打不着", "爆胎", "没油了", "事故", "要拖车")
_ANOTHER_PLACE = re.compile(r"不对|不是|不在|错|改|换|变|挪|现在")


class RescueForm(TaskForm):
    """Asks for place and phone; no consent is asked of somebody who is stuck.

    What the place is used for and how long it is kept is said with the question, and giving it is the consent.
    """

    form = "rescue_form"
    opened_by = "request_rescue"
    slots = (
        "rescue_location",
        "rescue_point",
        "rescue_lost",
        "rescue_phone",
        "rescue_plate",
        "rescue_problem",
        "rescue_kind",
    )
    entities = ("location", "phone", "plate", "symptom")
    asked_for: ClassVar[Asked] = {
        "rescue_location": ("location",),
        "rescue_point": ("location", "mileage"),
        "rescue_phone": ("phone", "plate"),
    }
    remembers: ClassVar[Remembered] = {"rescue_plate": "known_plate", "rescue_phone": "known_phone"}

    def takes_text(self, requested: str) -> bool:
        """The place is told in free words."""
        return requested in _PLACES

    async def is_answer(self, turn: TurnContext, message: Message, requested: str) -> bool:
        """A place, that one does not know where one is, and what the place is wanted for."""
        text = message.text
        told = speaks_of_place(text) and not asks_something(message)
        return requested in _PLACES and (told or is_lost(text) or asks_why(text))

    def surely_answers(self, message: Message, requested: str) -> bool:
        """A place on a motorway sounds like danger to the model; asked for, without a hazard, it is the answer."""
        told = speaks_of_place(message.text) or place_in(message) is not None
        return requested in _PLACES and told and instructions(message.text)[0] == _GENERAL

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """Place, phone, plate, what is wrong."""
        take_identity(message, filled, plate="rescue_plate", phone="rescue_phone")
        filled["rescue_kind"] = vehicle_kind(message) or filled.get("rescue_kind")
        if requested in _PLACES and asks_why(message.text):
            say("utter_rescue_why_place")
        else:
            _take_place(message, filled, requested)
        text = message.text.strip()
        if message.intent in (self.opened_by, "report_danger") and text not in _NO_PLACE and not _pressed(message):
            filled["rescue_problem"] = filled.get("rescue_problem") or text
        return None

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """Place, on a motorway with kilometre and direction, then phone."""
        if not filled.get("rescue_phone"):
            filled["rescue_phone"] = await own_phone(turn)
        if not filled.get("rescue_plate"):
            vehicle = await own_vehicle(turn, kind=filled.get("rescue_kind"))
            filled["rescue_plate"] = vehicle.plate if vehicle else None
        if not filled.get("rescue_location"):
            if filled.get("rescue_lost"):
                say("utter_rescue_where_to_look")
            return "rescue_location"
        if lacks_on_motorway(filled["rescue_location"]) and not filled.get("rescue_point"):
            return "rescue_point"
        return None if filled.get("rescue_phone") else "rescue_phone"


_PLACES = ("rescue_location", "rescue_point")
_GENERAL = "utter_danger"


def _take_place(message: Message, filled: Filled, requested: str | None) -> None:
    """Whoever cannot say where they are is told what to look for once; then somebody has to ask on the phone."""
    text, known, place = message.text.strip(), filled.get("rescue_location"), place_in(message)
    if requested in _PLACES and is_lost(text) and place is None:
        lost_again = requested == "rescue_point" or filled.get("rescue_lost")
        filled["rescue_location"] = known or (rescue.UNKNOWN_PLACE if lost_again else None)
        filled["rescue_point"] = text if requested == "rescue_point" else None
        filled["rescue_lost"] = text
    elif requested == "rescue_point" and (_tells_place(message) or place is not None):
        filled["rescue_location"], filled["rescue_point"] = f"{known}，{text}", text
    elif requested == "rescue_location" and _tells_place(message) and not _pressed(message):
        filled["rescue_location"] = text
    elif place is not None and place not in (known or ""):
        moved = known is None or _ANOTHER_PLACE.search(text) or message.intent == "correct"
        filled["rescue_location"] = place if moved else f"{known}，{place}"


def _pressed(message: Message) -> bool:
    return any(entity.pressed for entity in message.entities)


def _tells_place(message: Message) -> bool:
    empty = says_nothing_more(message) or says_yes(message) or says_no(message)
    return not empty and not message.all("phone", "plate") and len(message.text.strip()) >= _SHORTEST_PLACE


class BeginRescue(BeginTask):
    """Opens the rescue form: first the hotline, then questions."""

    form = "rescue_form"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Phone and plate given before are not asked again. Who wants a service tomorrow is not stuck on the road, and
        a job under way is not opened twice.
        """
        booked = None if is_stuck(Message.of(tracker)) else await booking_meant(turn, say, tracker)
        if booked is not None:
            return booked
        if await open_job(turn) is not None:
            return [FollowupAction(AskRescue.action_name)]
        events = await super().act(turn, say, tracker)
        if tracker.active_loop_name == self.form:
            return events
        say("utter_rescue_first", hotline=(await load_shop(turn.session)).settings.hotline, offers=["hotline"])
        if on_motorway(Message.of(tracker).text):
            say("utter_danger_motorway")
        known = {
            "rescue_plate": tracker.get_slot("known_plate"),
            "rescue_phone": tracker.get_slot("known_phone"),
        }
        return [*events, *(SlotSet(slot, value) for slot, value in known.items() if value)]


class SubmitRescue(SubmitTask):
    """Opens the job."""

    form = "rescue_form"

    async def submit(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events | None:
        """Number, promised arrival where the shop states one, card; a person is told at once."""
        hotline = (await load_shop(turn.session)).settings.hotline
        customer_id = turn.customer_id if turn.verified else None
        job = await rescue.request_rescue(
            turn.session,
            now=turn.now,
            location=tracker.get_slot("rescue_location"),
            phone=tracker.get_slot("rescue_phone"),
            plate=tracker.get_slot("rescue_plate"),
            problem=tracker.get_slot("rescue_problem"),
            vehicle_kind=tracker.get_slot("rescue_kind"),
            customer_id=customer_id,
            conversation_id=turn.conversation_id,
        )
        privacy.record_consent(
            turn.session, "location", "approved", now=turn.now, customer_id=customer_id, item=job.no,
            conversation_id=turn.conversation_id,
        )  # fmt: skip
        say(
            "utter_rescue_registered" if job.promised_at else "utter_rescue_registered_no_time",
            no=job.no,
            arrival=speak_moment(job.promised_at, turn.now) if job.promised_at else "",
            hotline=hotline,
            card=card_of(job, hotline),
        )
        if not job.problem:
            choices: list[Choice] = [(state, "request_rescue", {"problem": state}) for state in _STATES]
            say("utter_rescue_what_state", choices=choices)
        await _tell_a_person(turn)
        return None


class AskRescue(ShopAction):
    """A job under way: where it is, another place or phone, more about the vehicle, no longer needed."""

    action_name = "action_ask_rescue"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Answered from the job; asking again never opens a second one."""
        message, job = Message.of(tracker), await open_job(turn)
        hotline = (await load_shop(turn.session)).settings.hotline
        if job is None:
            say("utter_no_rescue", hotline=hotline, offers=["hotline"], choices=_CALL)
            return []
        phone, problem, place = message.last("phone"), message.last("problem"), _new_place(message, job)
        values = {"no": job.no, "hotline": hotline, "status": rescue.STATUS_TEXT[job.status]}
        if CANCELS.search(message.text) and not asks_arrival(message.text):
            rescue.cancel(job, now=turn.now)
            say("utter_rescue_cancelled", **values, card=card_of(job, hotline))
        elif place is not None:
            job.location = place
            say("utter_rescue_moved", **values, place=place, card=card_of(job, hotline))
            await _tell_a_person(turn)
        elif phone is not None and phone.norm:
            job.phone = str(phone.norm)
            say("utter_rescue_phone_changed", **values, card=card_of(job, hotline))
        elif problem is not None or not (asks_arrival(message.text) or _asks_again(message)):
            rescue.add_problem(job, str(problem.value) if problem else message.text.strip()[:200])
            say("utter_rescue_detail_kept", **values, card=card_of(job, hotline))
        else:
            await _tell_status(turn, say, job, values, card_of(job, hotline))
        return []


class ShareLocation(ShopAction):
    """A position shared outside of any question: it moves the job under way, or a rescue is offered."""

    action_name = "action_share_location"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Kept until the rescue is asked for."""
        if await open_job(turn) is not None:
            return [FollowupAction(AskRescue.action_name)]
        place = place_in(Message.of(tracker))
        say("utter_location_received", choices=_CALL)
        return [SlotSet("rescue_location", place)]


async def open_job(turn: TurnContext) -> Any | None:
    """The rescue under way in this conversation, or of its verified customer."""
    found = await rescue.of_conversation(turn.session, turn.conversation_id)
    if not found and turn.verified and turn.customer_id is not None:
        found = await rescue.of_customer(turn.session, turn.customer_id)
    return found[0] if found else None


def asks_arrival(text: str) -> bool:
    """Whether a message asks how far the rescue is."""
    return bool(_ARRIVAL.search(text))


def card_of(job: Any, hotline: str) -> dict[str, Any]:
    """The job's card."""
    return {"card": "rescue", "card_id": f"rescue:{job.no}", "data": cards.rescue_card(job, hotline=hotline)}


CANCELS = re.compile(
    r"(不用|别|不要|甭|无需|不需要)(再)?(来|派|拖|救|过来|麻烦|等|拖车|救援)|取消(救援|拖车|吧|了)?|(打着|能开|能走|能动|修好|弄好|搞定|启动)了|(已经|自己)(走|开走|解决|换好)|不等了"
)
"""Words that call a rescue off."""
_ARRIVAL = re.compile(
    r"到哪|到了(吗|没)|到没到|多久|多长时间|几点(能)?到|什么时候(能)?(到|来)|啥时候(能)?(到|来)|还没(到|来|有人)|怎么还|来了(吗|没)|在路上|出发|快到|催|多远|几分钟|人呢"
)
_AGAIN = re.compile(r"救援|拖车|救命|派(个|辆)?车|来人")
_CALL: list[Choice] = [("叫救援", "request_rescue", {})]


def _asks_again(message: Message) -> bool:
    """The same call once more, with nothing new in it."""
    return message.intent == "request_rescue" and bool(_AGAIN.search(message.text)) and not message.all("symptom")


def _new_place(message: Message, job: Any) -> str | None:
    place = with_other_kilometre(job.location or "", message.text) or place_in(message)
    if place is None and has_moved(message.text) and _tells_place(message) and not asks_arrival(message.text):
        place = message.text.strip()
    return place if place is not None and place not in (job.location or "") else None


async def _tell_status(turn: TurnContext, say: Say, job: Any, values: dict[str, Any], card: dict[str, Any]) -> None:
    arrival = speak_moment(job.promised_at, turn.now) if job.promised_at else ""
    if rescue.is_late(job, turn.now):
        say("utter_rescue_late", **values, arrival=arrival, card=card, offers=["hotline", "human"])
        await _tell_a_person(turn)
    elif job.promised_at is None or job.status == "in_progress":
        say("utter_rescue_status_no_time", **values, card=card, offers=["hotline"])
    else:
        say("utter_rescue_status", **values, arrival=arrival, card=card, offers=["hotline"])


async def _tell_a_person(turn: TurnContext) -> None:
    present = await availability(turn.session, now=turn.now)
    if present.desk_open and present.online:
        hand_over(turn, "safety", "high")
