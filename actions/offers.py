"""Offering times: why a wish cannot be met, and the free places shown as buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from actions.base import Choice, Say
from actions.context import TurnContext
from actions.times import Wish, speak_moment, speak_stretch
from bot.clock import SHANGHAI
from bot.shop.errors import SlotRefusal
from bot.shop.shop import Shop
from bot.shop.slots import Slot, free_slots, range_refusal
from bot.shop.slots import Wish as Place

OFFERED = 4
_STORES_OFFERED = 2
_SOON = timedelta(days=4)
_LATER = timedelta(days=14)


def slot_choices(slots: Sequence[Slot], now: datetime, here: str) -> list[Choice]:
    """Buttons for free places; another store's name is said."""
    return [
        (
            speak_moment(slot.start, now) + ("" if slot.store_id == here else f" · {slot.store_name}"),
            "inform",
            {"datetime": slot.start.strftime("%Y-%m-%dT%H:%M"), "store": slot.store_id},
        )
        for slot in slots
    ]


async def offer_in(turn: TurnContext, say: Say, shop: Shop, place: Place, wish: Wish) -> None:
    """Offer free places within a wished stretch, or say why there is none and offer the next ones."""
    assert wish.end is not None
    slots = await free_slots(turn.session, place, wish.start, wish.end, now=turn.now, limit=OFFERED)
    store = shop.store(place.store_id).name
    when = speak_stretch(wish, turn.now)
    if slots:
        _offer(say, "utter_offer_slots", slots, turn, place, when=when, store=store)
        return
    refusal = await range_refusal(turn.session, place, wish.start, wish.end, now=turn.now)
    elsewhere = await _elsewhere(turn, shop, place, wish)
    instead = [*refusal.alternatives[: OFFERED - len(elsewhere)], *elsewhere]
    hours = _hours(shop, place, wish.start)
    reason = "store_closed_today_open" if refusal.reason == "store_closed" and hours else refusal.reason
    _offer(say, f"utter_stretch_{reason}", instead, turn, place, when=when, store=store, hours=hours)


async def _elsewhere(turn: TurnContext, shop: Shop, place: Place, wish: Wish) -> list[Slot]:
    """A free place in the wished stretch at other stores, one a store."""
    assert wish.end is not None
    found: list[Slot] = []
    for store in shop.stores_for(place.vehicle_kind):
        if store.id != place.store_id and len(found) < _STORES_OFFERED:
            there = place.at_store(store.id)
            found += await free_slots(turn.session, there, wish.start, wish.end, now=turn.now, limit=1)
    return found


async def offer_soon(turn: TurnContext, say: Say, place: Place) -> None:
    """Ask for the time and offer the next free places."""
    for ahead in (_SOON, _LATER):
        end = datetime.combine((turn.now + ahead).date(), time(), SHANGHAI)
        slots = await free_slots(turn.session, place, turn.now, end, now=turn.now, limit=OFFERED)
        if slots:
            break
    _offer(say, "utter_offer_soon", slots, turn, place)


async def offer_others(turn: TurnContext, say: Say, place: Place, after: datetime) -> None:
    """None of the offered places suits: offer later ones, and ask for a wish."""
    slots = await free_slots(turn.session, place, after, after + _LATER, now=turn.now, limit=OFFERED)
    _offer(say, "utter_offer_others", slots, turn, place)


def explain_refusal(
    turn: TurnContext, say: Say, shop: Shop, place: Place, wished: datetime, refusal: SlotRefusal
) -> None:
    """Say why the wished moment cannot be booked and what is free instead."""
    hours = _hours(shop, place, wished)
    reason = "store_closed_today_open" if refusal.reason == "store_closed" and hours else refusal.reason
    when, store = speak_moment(wished, turn.now), shop.store(place.store_id).name
    _offer(say, f"utter_{reason}", refusal.alternatives, turn, place, when=when, store=store, hours=hours)


def _hours(shop: Shop, place: Place, at: datetime) -> str:
    return "、".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in shop.hours[place.store_id].windows(at.date()))


def _offer(say: Say, response: str, slots: Sequence[Slot], turn: TurnContext, place: Place, **values: Any) -> None:
    stores = any(slot.store_id != place.store_id for slot in slots)
    offers = ["slot", "store"] if stores else ["slot"]
    if not slots:
        say("utter_nothing_free", asks=["time"], offers=["human"], choices=[("转人工", "request_human", {})])
        return
    slots = sorted(slots, key=lambda slot: (slot.store_id != place.store_id, slot.start))
    choices = slot_choices(slots, turn.now, place.store_id)
    say(response, asks=["time"], offers=offers, choices=choices, **values)
