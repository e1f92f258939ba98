"""What the bot says about a booking under way: its time, its store, the read-back."""

from __future__ import annotations

from typing import Any

from actions.base import Filled, Say
from actions.context import TurnContext
from actions.offers import explain_refusal, offer_in, offer_others, offer_soon
from actions.times import moment, speak_moment, window_of
from bot.shop.errors import SlotRefusal
from bot.shop.shop import Shop
from bot.shop.slots import Wish as Place
from bot.shop.slots import require_free


async def objection(turn: TurnContext, place: Place, filled: Filled) -> SlotRefusal | None:
    """Why the wished time cannot be booked; None when it can."""
    try:
        await require_free(turn.session, place, moment(filled["booking_time"]), now=turn.now)
    except SlotRefusal as refusal:
        return refusal
    return None


async def ask_time(turn: TurnContext, say: Say, shop: Shop, filled: Filled, refusal: SlotRefusal | None) -> None:
    """Ask for the time, with what is free; a wish that cannot be met is explained."""
    here, window = place(filled), window_of(filled, "booking")
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


def place(filled: Filled) -> Place:
    """Where and what the booking is for."""
    return Place(filled["booking_store"], filled["booking_category"], filled.get("booking_kind") or "car")


def read_back(turn: TurnContext, say: Say, filled: Filled, shop: Shop) -> None:
    """Everything in one message, to be confirmed."""
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


def sms(booking: Any, when: str) -> dict[str, Any]:
    """The text message that confirms a booking."""
    text = f"【{booking.store.name}】您已预约{when}到店，预约号{booking.no}，地址：{booking.store.address}。"
    return {"phone": booking.phone, "text": text, "conversation": booking.conversation_id}
