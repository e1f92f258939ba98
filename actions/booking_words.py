"""What the bot says about a booking under way: its time, its store, its collection, the read-back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from actions.base import Filled, Say
from actions.context import TurnContext
from actions.offers import explain_refusal, offer_in, offer_others, offer_soon
from actions.times import moment, speak_moment, window_of
from bot.shop import claims
from bot.shop.errors import SlotRefusal
from bot.shop.models import Store
from bot.shop.night import night_repair
from bot.shop.pickup import amount_text, bands_text, fee_text, pickup_service
from bot.shop.shop import Shop
from bot.shop.slots import Wish as Place
from bot.shop.slots import require_free


async def hold_or_object(turn: TurnContext, place: Place, wished: datetime) -> SlotRefusal | None:
    """Hold the wished time for this customer; why it cannot be booked, None when it is held."""
    try:
        planner = await require_free(turn.session, place, wished, now=turn.now)
    except SlotRefusal as refusal:
        return refusal
    await claims.hold(turn.session, planner, place, wished)
    return None


async def ask_time(turn: TurnContext, say: Say, shop: Shop, filled: Filled, refusal: SlotRefusal | None) -> None:
    """Ask for the time, with what is free; a wish that cannot be met is explained."""
    here, window = place(turn, filled), window_of(filled, "booking")
    if refusal is not None:
        explain_refusal(turn, say, shop, here, moment(filled["booking_time"]), refusal)
    elif filled.get("booking_deferred") is False:
        filled["booking_deferred"], filled["booking_window"] = None, None
        await offer_others(turn, say, here, window.end if window and window.end else turn.now)
    elif window is not None:
        await offer_in(turn, say, shop, here, window)
    else:
        await offer_soon(turn, say, here)


def ask_store(say: Say, shop: Shop, filled: Filled) -> None:
    """Ask which store, with their addresses."""
    fitting = shop.stores_for(filled.get("booking_kind") or "car")
    lines = "\n".join(f"· {store.name}：{store.address}" for store in fitting)
    choices = [(store.name, "inform", {"store": store.id}) for store in fitting]
    say("utter_which_store", lines=lines, asks=["store"], offers=["store"], choices=choices)


def place(turn: TurnContext, filled: Filled) -> Place:
    """Where and what the booking is for."""
    return Place(
        filled["booking_store"],
        filled["booking_category"],
        filled.get("booking_kind") or "car",
        conversation_id=turn.conversation_id,
        pickup=filled.get("booking_address") is not None,
    )


def say_conditions(turn: TurnContext, say: Say, filled: Filled, shop: Shop) -> None:
    """What the customer has to know about a time just agreed: the surcharge at night, a year without a calendar."""
    if filled["booking_time"] == filled.before.get("booking_time"):
        return
    store, wished = shop.store(filled["booking_store"]), moment(filled["booking_time"])
    night = night_repair(store)
    if night is not None and night.covers(wished) and not shop.hours[store.id].is_open(wished):
        say("utter_night_surcharge" if night.surcharge else "utter_night_repair", fee=amount_text(night.surcharge))
    if not shop.calendar.is_known(wished.date()):
        say("utter_calendar_unknown", year=wished.year)


def fit_collection(say: Say, filled: Filled, shop: Shop) -> None:
    """Say so when the chosen store collects no vehicles; the vehicle is then brought."""
    if filled.get("booking_address") is None or pickup_service(shop.store(filled["booking_store"])).offered:
        return
    filled["booking_address"] = None
    store = shop.store(filled["booking_store"])
    others = shop.stores_for(filled.get("booking_kind") or "car", pickup=True)
    if not others:
        say("utter_pickup_nowhere", store=store.name)
        return
    names = "、".join(other.name for other in others)
    say("utter_pickup_elsewhere", store=store.name, others=names, offers=["store"])


def ask_address(say: Say, filled: Filled, shop: Shop) -> None:
    """Say what a collection costs, before the address is asked."""
    fees = bands_text(pickup_service(shop.store(filled["booking_store"])))
    if fees:
        say("utter_pickup_fees", fees=fees)


def collection_fee(store: Store, address: str) -> str:
    """What the collection from an address costs, in the store's terms."""
    service = pickup_service(store)
    return fee_text(service, address) or bands_text(service)


def read_back(turn: TurnContext, say: Say, filled: Filled, shop: Shop) -> None:
    """Everything in one message, to be confirmed."""
    store = shop.store(filled["booking_store"])
    pickup = filled.get("booking_address")
    fee = collection_fee(store, pickup) if pickup else ""
    collected = "utter_confirm_pickup_booking" if fee else "utter_confirm_pickup_fee_open"
    say(
        collected if pickup else "utter_confirm_booking",
        fee=fee,
        service=filled["booking_service"],
        when=speak_moment(moment(filled["booking_time"]), turn.now),
        store=store.name,
        address=pickup or store.address,
        plate=filled["booking_plate"],
        phone=filled["booking_phone"],
        asks=["confirm"],
        choices=[("确认", "affirm", {}), ("改时间", "correct", {}), ("先不约了", "stop", {})],
    )


def sms(booking: Any, when: str) -> dict[str, Any]:
    """The text message that confirms a booking."""
    place = f"上门取车，取车地址：{booking.address}" if booking.pickup else f"到店，地址：{booking.store.address}"
    text = f"【{booking.store.name}】您已预约{when}{place}。预约号{booking.no}。"
    return {"phone": booking.phone, "text": text, "conversation": booking.conversation_id}
