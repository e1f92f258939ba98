"""Offering times: why a wish cannot be met, and the free places shown as buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from actions.base import Choice, Say
from actions.context import TurnContext
from actions.times import Wish, speak_moment, speak_stretch
from bot.clock import SHANGHAI
from bot.shop.errors import SlotRefusal
from bot.shop.shop import Shop
from bot.shop.slots import Slot, free_slots
from bot.shop.slots import Wish as Place

OFFERED = 4


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
    """Offer free places within a wished stretch, or say that there is none and offer the next ones."""
    assert wish.end is not None
    slots = await free_slots(turn.session, place, wish.start, wish.end, now=turn.now, limit=OFFERED)
    store = shop.store(place.store_id).name
    if slots:
        say(
            "utter_offer_slots",
            when=speak_stretch(wish, turn.now),
            store=store,
            asks=["time"],
            offers=["slot"],
            choices=slot_choices(slots, turn.now, place.store_id),
        )
        return
    later = await free_slots(
        turn.session,
        place,
        max(wish.start, turn.now),
        turn.now + timedelta(days=14),
        now=turn.now,
        limit=OFFERED,
    )
    closed = not any(shop.hours[place.store_id].windows(day) for day in _days(wish))
    response = "utter_stretch_closed" if closed else "utter_stretch_full"
    _offer(say, response, later, turn, place, when=speak_stretch(wish, turn.now), store=store)


async def offer_soon(turn: TurnContext, say: Say, place: Place) -> None:
    """Ask for the time and offer the next free places."""
    end = datetime.combine(turn.now.date() + timedelta(days=4), time(), SHANGHAI)
    slots = await free_slots(turn.session, place, turn.now, end, now=turn.now, limit=OFFERED)
    _offer(say, "utter_offer_soon", slots, turn, place)


def explain_refusal(
    turn: TurnContext, say: Say, shop: Shop, place: Place, wished: datetime, refusal: SlotRefusal
) -> None:
    """Say why the wished moment cannot be booked and what is free instead."""
    store = shop.store(place.store_id)
    hours = "、".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in shop.hours[store.id].windows(wished.date()))
    _offer(
        say,
        f"utter_{refusal.reason}_today_open"
        if refusal.reason == "store_closed" and hours
        else f"utter_{refusal.reason}",
        refusal.alternatives,
        turn,
        place,
        when=speak_moment(wished, turn.now),
        store=store.name,
        hours=hours or "休息",
    )


def _offer(say: Say, response: str, slots: Sequence[Slot], turn: TurnContext, place: Place, **values: Any) -> None:
    stores = any(slot.store_id != place.store_id for slot in slots)
    offers = (["slot"] if slots else []) + (["store"] if stores else [])
    choices = slot_choices(slots, turn.now, place.store_id)
    say(response, asks=["time"], offers=offers, choices=choices, **values)


def _days(wish: Wish) -> list[date]:
    assert wish.end is not None
    count = max((wish.end - wish.start).days, 1)
    return [(wish.start + timedelta(days=offset)).date() for offset in range(min(count, 14))]
