"""Booking: in one sentence or step by step, with corrections, read-back and confirmation."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.answers import says_no, says_yes
from actions.base import Events, Message, Say, ShopAction
from actions.context import TurnContext
from actions.forms import PRIVACY, BeginTask, Filled, SubmitTask, TaskForm, needs_privacy
from actions.offers import explain_refusal, offer_in, offer_soon
from actions.services import service_in_words, service_of
from actions.times import moment, speak_moment, take_time, whole_day, window_of
from actions.vehicles import take_identity, vehicle_kind
from bot.shop import bookings, cards, customers, vehicles
from bot.shop.errors import SlotRefusal
from bot.shop.shop import Shop, load_shop
from bot.shop.slots import Wish as Place
from bot.shop.slots import require_free

CARRIED = {"booking_plate": "known_plate", "booking_phone": "known_phone"}
"""Task slots that start from what the customer gave earlier in the conversation."""


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
        "booking_plate",
        "booking_phone",
        "booking_address",
        "booking_confirm",
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
    also_answers = frozenset({"reschedule_booking"})
    stops_on = frozenset({"stop", "cancel_booking"})

    def takes_text(self, requested: str) -> bool:
        """The service may be described in any words."""
        return requested in ("booking_service", "booking_address")

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """Take every value a message holds; a "yes" to the read-back completes the form."""
        shop = await load_shop(turn.session)
        _take_service(message, filled, requested)
        _take_store(message, filled, shop)
        take_identity(message, filled, plate="booking_plate", phone="booking_phone")
        kind = vehicle_kind(message)
        if kind is not None:
            filled["booking_kind"] = kind
        _take_pickup(message, filled, requested)
        take_time(message.all("datetime"), filled, "booking")
        if requested == "booking_confirm" and not filled.changed():
            if says_yes(message):
                filled["booking_confirm"] = True
                return "done"
            if says_no(message) or message.intent == "correct":
                say("utter_ask_what_to_change", asks=["confirm"])
        return None

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """Service, time, consent, plate, phone, then the read-back; the store is inferred."""
        shop = await load_shop(turn.session)
        await self._complete(turn, filled, shop)
        if not filled.get("booking_service"):
            return "booking_service"
        if filled.get("booking_store") is None:
            filled["booking_store"] = _store_for(turn, filled, shop)
        if not await self._has_time(turn, say, filled, shop):
            return "booking_time"
        if filled.get("booking_address") == "":
            return "booking_address"
        if needs_privacy(turn, filled):
            return PRIVACY
        if not filled.get("booking_plate"):
            return "booking_plate"
        if not filled.get("booking_phone"):
            return "booking_phone"
        _read_back(turn, say, filled, shop)
        return "booking_confirm"

    async def _complete(self, turn: TurnContext, filled: Filled, shop: Shop) -> None:
        """What the shop knows of a verified customer need not be asked."""
        if turn.customer_id is None or not turn.verified:
            return
        customer = await customers.get(turn.session, turn.customer_id)
        if not filled.get("booking_phone") and customer.phone:
            filled["booking_phone"] = customer.phone
        if not filled.get("booking_plate"):
            owned = await vehicles.of_owner(turn.session, turn.customer_id)
            fitting = [v for v in owned if filled.get("booking_kind") in (None, v.kind)]
            if len(fitting) == 1:
                filled["booking_plate"], filled["booking_kind"] = fitting[0].plate, fitting[0].kind

    async def _has_time(self, turn: TurnContext, say: Say, filled: Filled, shop: Shop) -> bool:
        place = _place(filled)
        if filled.get("booking_time"):
            wished = moment(filled["booking_time"])
            try:
                await require_free(turn.session, place, wished, now=turn.now)
                return True
            except SlotRefusal as refusal:
                explain_refusal(turn, say, shop, place, wished, refusal)
                filled["booking_time"] = None
                filled["booking_window"] = whole_day(wished)
                return False
        window = window_of(filled, "booking")
        if window is not None:
            await offer_in(turn, say, shop, place, window)
        else:
            await offer_soon(turn, say, place)
        return False


class BeginBooking(BeginTask):
    """Opens the booking form."""

    form = "booking_form"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Start from what the customer has given already."""
        events = await super().act(turn, say, tracker)
        if tracker.active_loop_name == self.form:
            return events
        known = [(slot, tracker.get_slot(source)) for slot, source in CARRIED.items()]
        return [*events, *(SlotSet(slot, value) for slot, value in known if value)]


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
            plate=filled["booking_plate"],
            phone=filled["booking_phone"],
            pickup=bool(filled["booking_address"]),
            address=filled["booking_address"] or None,
            customer_id=turn.customer_id if turn.verified else None,
            conversation_id=turn.conversation_id,
        )
        try:
            booking = await bookings.book(turn.session, request, now=turn.now)
        except SlotRefusal:
            return [SlotSet("booking_confirm", None)]
        when = speak_moment(booking.start, turn.now)
        say("utter_booked", when=when, store=booking.store.name, no=booking.no, card=card_of(booking))
        turn.effects.outbox.append(("sms", _sms(booking, when)))
        return None

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Remember plate and phone for what the customer wants next."""
        events = await super().act(turn, say, tracker)
        known = [SlotSet(to, tracker.get_slot(slot)) for slot, to in CARRIED.items() if tracker.get_slot(slot)]
        return [*known, *events]


class AskBooking(ShopAction):
    """Shows what is booked: in this conversation, or by a verified customer."""

    action_name = "action_ask_booking"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """A card for each, the soonest first."""
        found = await visible_bookings(turn)
        if not found:
            say("utter_no_booking", offers=["booking"], choices=[("预约到店", "book_service", {})])
        for booking in found[:3]:
            say("utter_your_booking", when=speak_moment(booking.start, turn.now), card=card_of(booking))
        return []


async def visible_bookings(turn: TurnContext) -> list[Any]:
    """The active bookings this conversation may see and change: those made in it, and a verified customer's own."""
    found = {b.no: b for b in await bookings.of_conversation(turn.session, turn.conversation_id)}
    if turn.verified and turn.customer_id is not None:
        found |= {b.no: b for b in await bookings.of_customer(turn.session, turn.customer_id)}
    return sorted(found.values(), key=lambda booking: booking.start)


def card_of(booking: Any) -> dict[str, Any]:
    """The booking's card."""
    return {"card": "booking", "card_id": f"booking:{booking.no}", "data": cards.booking_card(booking)}


def _take_service(message: Message, filled: Filled, requested: str | None) -> None:
    service = service_of(message)
    if service is None and requested == "booking_service":
        service = service_in_words(message.text)
    if service is not None and (requested in (None, "booking_service") or message.all("service_item")):
        filled["booking_service"], filled["booking_category"] = service.text, service.category


def _take_store(message: Message, filled: Filled, shop: Shop) -> None:
    for named in message.all("store"):
        store = shop.find_store(str(named.norm or named.value)) or shop.find_store(named.value)
        if store is not None:
            filled["booking_store"] = store.id


def _take_pickup(message: Message, filled: Filled, requested: str | None) -> None:
    if requested == "booking_address":
        place = message.last("location")
        filled["booking_address"] = place.value if place else message.text.strip()
    elif any(word in message.text for word in ("上门取", "来取车", "取送车", "代取", "接车服务", "上门接车", "来接车")):
        place = message.last("location")
        filled["booking_address"] = place.value if place else (filled.get("booking_address") or "")
    elif any(word in message.text for word in ("不用取车", "自己开", "我开过去", "自己送", "自己骑")):
        filled["booking_address"] = None


def _place(filled: Filled) -> Place:
    return Place(filled["booking_store"], filled["booking_category"], filled.get("booking_kind") or "car")


def _store_for(turn: TurnContext, filled: Filled, shop: Shop) -> str:
    """The store of the page the customer came by, else the shop's default; a motorcycle goes where it is taken."""
    fitting = [store.id for store in shop.stores_for(filled.get("booking_kind") or "car")]
    for candidate in (turn.entry_store, shop.default_store.id):
        if candidate in fitting:
            return candidate
    return fitting[0] if fitting else shop.default_store.id


def _read_back(turn: TurnContext, say: Say, filled: Filled, shop: Shop) -> None:
    store = shop.store(filled["booking_store"])
    pickup = filled.get("booking_address")
    say(
        "utter_confirm_pickup_booking" if pickup else "utter_confirm_booking",
        service=filled["booking_service"],
        when=speak_moment(moment(filled["booking_time"]), turn.now),
        store=store.name,
        address=pickup or store.address,
        plate=filled["booking_plate"],
        phone=filled["booking_phone"],
        asks=["confirm"],
        choices=[("确认", "affirm", {}), ("改时间", "correct", {}), ("先不约了", "stop", {})],
    )


def _sms(booking: Any, when: str) -> dict[str, Any]:
    text = f"【{booking.store.name}】您已预约{when}到店，预约号{booking.no}，地址：{booking.store.address}。"
    return {"phone": booking.phone, "text": text, "conversation": booking.conversation_id}
