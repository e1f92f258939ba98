"""Roadside help: where the vehicle stands and whom to call; a job with a number, and what becomes of it."""

from __future__ import annotations

import re
from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.answers import is_stuck
from actions.base import Choice, Events, Filled, Message, Say
from actions.context import TurnContext
from actions.doubt import booking_meant
from actions.forms import Asked, Remembered, TaskForm, asks_something
from actions.hazards import instructions, on_motorway
from actions.places import (
    asks_why,
    is_lost,
    lacks_on_motorway,
    place_in,
    speaks_of_place,
)
from actions.rescue_job import AskRescue, card_of, is_pressed, open_job, tell_the_desk, tells_place
from actions.tasks import BeginTask, SubmitTask
from actions.times import speak_moment
from actions.vehicles import own_phone, own_vehicle, take_identity, vehicle_kind
from bot.shop import privacy, rescue
from bot.shop.policy import location_days, read_policy, rescue_serves
from bot.shop.shop import load_shop

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
            days = location_days((await load_shop(turn.session)).settings.policy)
            say("utter_rescue_why_place", days=days)
        else:
            _take_place(message, filled, requested)
        text = message.text.strip()
        if message.intent in (self.opened_by, "report_danger") and text not in _NO_PLACE and not is_pressed(message):
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
    elif requested == "rescue_point" and (tells_place(message) or place is not None):
        filled["rescue_location"], filled["rescue_point"] = f"{known}，{text}", text
    elif requested == "rescue_location" and tells_place(message) and not is_pressed(message):
        filled["rescue_location"] = text
    elif place is not None and place not in (known or ""):
        moved = known is None or _ANOTHER_PLACE.search(text) or message.intent == "correct"
        filled["rescue_location"] = place if moved else f"{known}，{place}"


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
        settings = (await load_shop(turn.session)).settings
        say("utter_rescue_first", hotline=settings.hotline, offers=["hotline"])
        policy = read_policy(settings.policy)
        if not rescue_serves(policy, turn.now):
            say("utter_rescue_closed", hours=policy.rescue_available, hotline=settings.hotline, offers=["hotline"])
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
            minutes=rescue.minutes_left(job, turn.now),
            hotline=hotline,
            card=card_of(job, hotline),
        )
        if not job.problem:
            choices: list[Choice] = [(state, "request_rescue", {"problem": state}) for state in _STATES]
            say("utter_rescue_what_state", choices=choices)
        tell_the_desk(turn)
        return None
