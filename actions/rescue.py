"""Roadside help: where the vehicle stands and whom to call; a job with a number."""

from __future__ import annotations

from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.answers import is_stuck, says_no, says_nothing_more, says_yes
from actions.base import Events, Filled, Message, Say
from actions.context import TurnContext
from actions.doubt import booking_meant
from actions.forms import Asked, BeginTask, Remembered, SubmitTask, TaskForm, hand_over
from actions.places import place_in
from actions.times import speak_moment
from actions.vehicles import own_phone, own_vehicle, take_identity, vehicle_kind
from bot.shop import cards, rescue
from bot.shop.shop import load_shop
from bot.shop.staff import availability

_SHORTEST_PLACE = 4
_NO_PLACE = frozenset({"救命", "救援", "拖车", "道路救援", "求救"})


class RescueForm(TaskForm):
    """Asks for place and phone; no consent is asked of somebody who is stuck."""

    form = "rescue_form"
    opened_by = "request_rescue"
    slots = ("rescue_location", "rescue_phone", "rescue_plate", "rescue_problem", "rescue_kind")
    entities = ("location", "phone", "plate", "symptom")
    asked_for: ClassVar[Asked] = {"rescue_location": ("location",), "rescue_phone": ("phone", "plate")}
    remembers: ClassVar[Remembered] = {"rescue_plate": "known_plate", "rescue_phone": "known_phone"}

    def takes_text(self, requested: str) -> bool:
        """The place is told in free words."""
        return requested == "rescue_location"

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """Place, phone, plate, what is wrong."""
        place = place_in(message)
        if requested == "rescue_location" and _tells_place(message):
            filled["rescue_location"] = message.text.strip()
        elif place is not None:
            filled["rescue_location"] = place
        take_identity(message, filled, plate="rescue_plate", phone="rescue_phone")
        filled["rescue_kind"] = vehicle_kind(message) or filled.get("rescue_kind")
        if message.intent == self.opened_by and message.text.strip() not in _NO_PLACE:
            filled["rescue_problem"] = filled.get("rescue_problem") or message.text.strip()
        return None

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """Place, then phone."""
        if not filled.get("rescue_phone"):
            filled["rescue_phone"] = await own_phone(turn)
        if not filled.get("rescue_plate"):
            vehicle = await own_vehicle(turn, kind=filled.get("rescue_kind"))
            filled["rescue_plate"] = vehicle.plate if vehicle else None
        return next((slot for slot in ("rescue_location", "rescue_phone") if not filled.get(slot)), None)


def _tells_place(message: Message) -> bool:
    empty = says_nothing_more(message) or says_yes(message) or says_no(message)
    return not empty and not message.all("phone", "plate") and len(message.text.strip()) >= _SHORTEST_PLACE


class BeginRescue(BeginTask):
    """Opens the rescue form: first the hotline, then questions."""

    form = "rescue_form"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Phone and plate given before are not asked again. Who wants a service tomorrow is not stuck on the road."""
        booked = None if is_stuck(Message.of(tracker)) else await booking_meant(turn, say, tracker)
        if booked is not None:
            return booked
        events = await super().act(turn, say, tracker)
        if tracker.active_loop_name == self.form:
            return events
        say("utter_rescue_first", hotline=(await load_shop(turn.session)).settings.hotline, offers=["hotline"])
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
        shop = await load_shop(turn.session)
        job = await rescue.request_rescue(
            turn.session,
            now=turn.now,
            location=tracker.get_slot("rescue_location"),
            phone=tracker.get_slot("rescue_phone"),
            plate=tracker.get_slot("rescue_plate"),
            problem=tracker.get_slot("rescue_problem"),
            vehicle_kind=tracker.get_slot("rescue_kind"),
            customer_id=turn.customer_id if turn.verified else None,
            conversation_id=turn.conversation_id,
        )
        hotline = shop.settings.hotline
        say(
            "utter_rescue_registered" if job.promised_at else "utter_rescue_registered_no_time",
            no=job.no,
            arrival=speak_moment(job.promised_at, turn.now) if job.promised_at else "",
            hotline=hotline,
            card={
                "card": "rescue",
                "card_id": f"rescue:{job.no}",
                "data": cards.rescue_card(job, hotline=hotline),
            },
        )
        present = await availability(turn.session, now=turn.now)
        if present.desk_open and present.online and turn.owner == "bot":
            hand_over(turn, "safety", "high")
        return None
