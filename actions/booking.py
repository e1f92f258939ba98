"""Booking: in one sentence or step by step, with corrections, read-back and confirmation."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.answers import says_no, says_yes
from actions.base import Events, Filled, Message, Say, clear
from actions.booking_values import (
    UNKNOWN_PLATE,
    says_how_it_comes,
    take_no_time,
    take_pickup,
    take_service,
    take_store,
    take_vehicle,
)
from actions.booking_words import (
    ask_address,
    ask_store,
    ask_time,
    collection_fee,
    fit_collection,
    hold_or_object,
    place,
    read_back,
    say_conditions,
    sms,
)
from actions.context import TurnContext
from actions.forms import OUTCOME, OVER, PRIVACY, RETRIES, Asked, Remembered, TaskForm, asks_something, needs_privacy
from actions.more_bookings import NEXT, another_vehicle, following, take_plates, take_same_day
from actions.my_bookings import card_of, visible_bookings
from actions.places import speaks_of_place
from actions.pricing import asks_price, say_prices
from actions.services import service_of
from actions.stores import named_store
from actions.tasks import BeginTask, SubmitTask
from actions.times import moment, names_no_day, speak_moment, take_time, tells_of_the_past
from actions.vehicles import (
    has_no_plate,
    kind_of_plate,
    kind_talked_about,
    means_another,
    own_phone,
    own_vehicle,
    vehicle_kind,
)
from bot.shop import bookings, claims
from bot.shop.errors import SlotRefusal
from bot.shop.shop import Shop, load_shop

_GOES_ON = re.compile(r"接(着|到|倒|下去)|继续|回到(刚才|预约)|刚才(那个|的)预约")
_JUST_BOOKED = timedelta(minutes=30)
_SETTLES = re.compile(r"换(到|成|去)?|改(到|成|去)?|那就|还是|就(去|在|约|定)")
"""Words that choose, in spite of a question before them: 周二不开？那换西湖店吧."""
_REFERS_BACK = re.compile(r"[那就这]|也(约|来|做|弄)|同样|一样|(你们|师傅)(给|来|帮)?(弄|修|看|搞|整|处理)")


class BookingForm(TaskForm):
    """Fills a booking."""

    form = "booking_form"
    opened_by = "book_service"
    slots = (
        "booking_service",
        "booking_category",
        "booking_kind",
        "booking_store",
        "booking_time",
        "booking_window",
        "booking_deferred",
        "booking_plate",
        "booking_phone",
        "booking_address",
        "booking_confirm",
        NEXT,
    )
    entities = (
        "service_item",
        "symptom",
        "part",
        "datetime",
        "store",
        "plate",
        "phone",
        "location",
        "model",
        "brand",
    )
    asked_for: ClassVar[Asked] = {
        "booking_service": ("service_item", "symptom", "part"),
        "booking_time": ("datetime", "store"),
        "booking_store": ("store", "location"),
        "booking_address": ("location",),
        "booking_plate": ("plate", "phone"),
        "booking_phone": ("phone", "plate"),
        "booking_confirm": ("datetime", "store", "plate", "phone", "service_item"),
    }
    remembers: ClassVar[Remembered] = {"booking_plate": "known_plate", "booking_phone": "known_phone"}
    also_answers = frozenset({"reschedule_booking"})
    stops_on = frozenset({"stop", "cancel_booking"})

    def takes_text(self, requested: str) -> bool:
        """The service may be described in any words."""
        return requested in ("booking_service", "booking_address")

    async def is_answer(self, turn: TurnContext, message: Message, requested: str) -> bool:
        """The name of a store, an address, bringing or collecting the vehicle, a vehicle without a plate."""
        if asks_something(message):
            return bool(message.all("store", "datetime") and _SETTLES.search(message.text))
        if says_how_it_comes(message):
            return True
        if requested == "booking_plate" and has_no_plate(message):
            return True
        if requested == "booking_address" and speaks_of_place(message.text):
            return True
        return named_store(message, await load_shop(turn.session)) is not None

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """Take every value a message holds; a "yes" to the read-back completes the form."""
        shop = await load_shop(turn.session)
        later = another_vehicle(message, filled, requested)
        if later is not None:
            filled[NEXT] = [*(filled.get(NEXT) or []), later]
            say("utter_two_vehicles")
            return None
        take_service(message, filled, requested)
        take_store(message, filled, shop)
        take_vehicle(message, filled, requested)
        take_pickup(message, filled, requested)
        if requested is not None or not tells_of_the_past(message, turn.now):
            await take_same_day(turn, message, filled)
            take_time(message, filled, "booking", turn.now)
        if take_plates(message, filled, turn.now):
            say("utter_two_vehicles")
        if names_no_day(message):
            say("utter_no_such_day")
        if filled.changed() or requested is None:
            return None
        if requested == "booking_time" and not message.all("datetime"):
            take_no_time(say, message, filled)
        elif requested == "booking_confirm" and says_yes(message) and filled.get("booking_confirm") is not False:
            filled["booking_confirm"] = True
            return "done"
        elif requested == "booking_confirm" and says_yes(message):
            filled["booking_confirm"] = None  # nothing was changed after all: read it back, book nothing yet
        elif requested == "booking_confirm" and message.intent == "correct" and message.all(*self.entities):
            return None  # what was corrected is what stands there already: 十点，不对，十点半
        elif requested == "booking_confirm" and (says_no(message) or message.intent == "correct"):
            filled["booking_confirm"] = False
        return None

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """Service, time, consent, plate, phone, then the read-back; the store is inferred."""
        shop = await load_shop(turn.session)
        await self._complete(turn, filled)
        if not filled.get("booking_service"):
            return "booking_service"
        if filled.get("booking_store") == "":
            ask_store(say, shop, filled)
            return "booking_store"
        if not self._fit_store(turn, say, filled, shop):
            return OVER
        fit_collection(say, filled, shop)
        missing = _missing(turn, filled)
        refusal = None
        if filled.get("booking_time"):
            refusal = await hold_or_object(turn, place(turn, filled), moment(filled["booking_time"]))
        if (refusal or not filled.get("booking_time")) and not (filled.get("booking_deferred") is True and missing):
            await ask_time(turn, say, shop, filled, refusal)
            return "booking_time"
        say_conditions(turn, say, filled, shop)
        if missing == "booking_address":
            ask_address(say, filled, shop)
        if missing:
            return missing
        if filled.get("booking_confirm") is False and filled.before.get("booking_confirm") is not False:
            say("utter_ask_what_to_change", asks=["confirm"])
        else:
            filled["booking_confirm"] = None
            read_back(turn, say, filled, shop)
        return "booking_confirm"

    async def _complete(self, turn: TurnContext, filled: Filled) -> None:
        """What the shop knows need not be asked."""
        if not filled.get("booking_phone"):
            filled["booking_phone"] = await own_phone(turn)
        if filled.get("booking_plate") is None:
            vehicle = await own_vehicle(turn, kind=filled.get("booking_kind"))
            if vehicle is not None:
                filled["booking_plate"], filled["booking_kind"] = vehicle.plate, vehicle.kind
        if filled.get("booking_plate") and not filled.get("booking_kind"):
            filled["booking_kind"] = await kind_of_plate(turn, filled["booking_plate"])

    def _fit_store(self, turn: TurnContext, say: Say, filled: Filled, shop: Shop) -> bool:
        """Make sure that a store is chosen which takes this kind of vehicle; False when none does."""
        kind = filled.get("booking_kind") or "car"
        fitting = {store.id: store for store in shop.stores_for(kind)}
        if not fitting:
            say("utter_vehicle_nowhere", offers=["human"], choices=[("转人工", "request_human", {})])
            return False
        usual = turn.entry_store if turn.entry_store in shop.stores else shop.default_store.id
        chosen = filled.get("booking_store") or usual
        wanted = (chosen, usual, shop.default_store.id, *fitting)
        filled["booking_store"] = next(store_id for store_id in wanted if store_id in fitting)
        if filled["booking_store"] != chosen:
            instead = fitting[filled["booking_store"]]
            say("utter_vehicle_not_taken", store=shop.store(chosen).name, instead=instead.name, address=instead.address)
        return True


class BeginBooking(BeginTask):
    """Opens the booking form."""

    form = "booking_form"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Start from what the customer has given already, and from what was just talked about."""
        events = await super().act(turn, say, tracker)
        if tracker.active_loop_name == self.form:
            return events
        message = Message.of(tracker)
        if _GOES_ON.search(message.text) and not message.all("datetime", "plate", "store"):
            mine = await visible_bookings(turn)
            if any(turn.now - booking.created_at <= _JUST_BOOKED for booking in mine):
                return [FollowupAction("action_ask_booking")]
        known = {"booking_phone": tracker.get_slot("known_phone")}
        if not means_another(message):
            known["booking_plate"] = tracker.get_slot("known_plate")
        if vehicle_kind(message) is None:
            plate = known.get("booking_plate")
            registered = await kind_of_plate(turn, plate) if plate else None
            known["booking_kind"] = registered or kind_talked_about(tracker)
        service = service_of(message)
        if service is not None and asks_price(message):
            await say_prices(turn, say, service.text, vehicle_kind(message))
        topic = tracker.get_slot("topic")
        resumed = any(event.get("name") == "booking_service" and event.get("value") for event in events)
        if topic and not resumed and service is None and (message.all("datetime") or _REFERS_BACK.search(message.text)):
            known["booking_category"], known["booking_service"] = topic
        return [*events, *(SlotSet(slot, value) for slot, value in known.items() if value)]


class SubmitBooking(SubmitTask):
    """Books."""

    form = "booking_form"

    async def submit(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events | None:
        """Book and show the card; a place that was taken meanwhile is explained and asked for again."""
        filled = {slot: tracker.get_slot(slot) for slot in BookingForm.slots}
        request = bookings.BookingRequest(
            store_id=filled["booking_store"],
            service=filled["booking_category"],
            service_text=filled["booking_service"],
            start=moment(filled["booking_time"]),
            vehicle_kind=filled["booking_kind"] or "car",
            plate=None if filled["booking_plate"] == UNKNOWN_PLATE else filled["booking_plate"],
            phone=filled["booking_phone"],
            pickup=bool(filled["booking_address"]),
            address=filled["booking_address"] or None,
            customer_id=turn.customer_id if turn.verified else None,
            conversation_id=turn.conversation_id,
        )
        if request.address is not None:
            store = (await load_shop(turn.session)).store(request.store_id)
            request = replace(request, note=f"取车费：{collection_fee(store, request.address) or '待确认'}")
        try:
            booking = await bookings.book(turn.session, request, now=turn.now)
        except SlotRefusal:
            return [SlotSet("booking_confirm", None)]
        when = speak_moment(booking.start, turn.now)
        say("utter_booked", when=when, store=booking.store.name, no=booking.no, card=card_of(booking))
        turn.effects.outbox.append(("sms", sms(booking, when)))
        return None

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """``也约一个`` afterwards means the same service."""
        service = [tracker.get_slot("booking_category"), tracker.get_slot("booking_service")]
        if tracker.get_slot(OUTCOME) is not None and tracker.get_slot(OUTCOME) != "done":
            await claims.release(turn.session, turn.conversation_id)
        if tracker.get_slot(OUTCOME) == "done" and tracker.get_slot(NEXT):
            return await self._go_on(turn, say, tracker)
        return [*await super().act(turn, say, tracker), SlotSet("topic", service if all(service) else None)]

    async def _go_on(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Book this vehicle, then ask what is still missing for the next one."""
        booked = {slot: tracker.get_slot(slot) for slot in BookingForm.slots}
        again = await self.submit(turn, say, tracker)
        done = [SlotSet(OUTCOME, None), SlotSet(RETRIES, None), FollowupAction(self.form)]
        if again is not None:
            return [*again, *done]
        later, *rest = booked[NEXT]
        values = await following(turn, booked, later)
        say("utter_next_booking")
        filled = [SlotSet(slot, value) for slot, value in values.items() if value is not None]
        return [*clear(BookingForm.slots), *filled, SlotSet(NEXT, rest or None), *done]


def _missing(turn: TurnContext, filled: Filled) -> str | None:
    if filled.get("booking_address") == "":
        return "booking_address"
    missing = [slot for slot in ("booking_plate", "booking_phone") if not filled.get(slot)]
    if needs_privacy(turn, filled):
        return PRIVACY
    return missing[0] if missing else None
