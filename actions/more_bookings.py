"""Several vehicles in one breath: the first is booked now, the others are kept and booked right after it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from actions.base import Entity, Filled, Message
from actions.context import TurnContext
from actions.my_bookings import visible_bookings
from actions.services import service_in_words, service_of
from actions.times import moment, says_same_day, take_times, whole_day
from actions.vehicles import kind_in, means_another, vehicle_kind
from bot.nlu.normalise import normalise
from bot.nlu.readers import ReadingContext, read_times
from bot.shop import vehicles

NEXT = "booking_next"
_ALSO = re.compile(r"也|还有|还要|另外|一起|一块|再加|加(上)?一|再(约|来|订)一|顺便|都")
_INSTEAD = re.compile(r"不是|换成|改成|改为|换(另|一)|错|搞混|而是")
_CARRIED = ("booking_service", "booking_category", "booking_store", "booking_phone")

Later = dict[str, Any]


def take_plates(message: Message, filled: Filled, now: datetime) -> bool:
    """Of several plates in one message, each with its own time (苏E55A21九点，苏E90B33十点), the first is booked now.

    Returns whether there were several.
    """
    plates = [entity for entity in message.all("plate") if entity.norm]
    if len({entity.norm for entity in plates}) < 2 or _INSTEAD.search(message.text):
        return False
    ends = [*(entity.start for entity in plates[1:]), len(message.text)]
    begins = [0, *(entity.end for entity in plates[:-1])]
    stretches = zip(plates, begins, ends, strict=True)
    first, *others = [_one(message, plate, begin, end, filled, now) for plate, begin, end in stretches]
    filled.update(first)
    filled[NEXT] = others
    return True


def _one(message: Message, plate: Entity, begin: int, end: int, filled: Filled, now: datetime) -> Later:
    """What is said of one vehicle: its kind before its plate, work and time behind it."""
    own: Later = {slot: filled.get(slot) for slot in ("booking_time", "booking_window")}
    times = [entity for entity in message.all("datetime") if plate.end <= entity.start < end]
    if not times:
        beside = normalise(message.text[plate.end : end])
        found = [(one, beside.text[one.start : one.end]) for one in read_times(beside, ReadingContext(now))]
        times = [Entity("datetime", words, one.norm, 0, 0, pressed=False) for one, words in found]
    take_times(times, own, "booking")
    behind = replace(
        message,
        text=message.text[plate.end : end],
        entities=tuple(entity for entity in message.entities if plate.end <= entity.start < end),
    )
    service = service_of(replace(behind, text=message.text))
    if service is not None:
        own |= {"booking_service": service.text, "booking_category": service.category}
    kind = kind_in(message.text[begin : plate.start])
    if kind is not None:
        own["booking_kind"] = kind
    return {"booking_plate": plate.norm, **own}


def another_vehicle(message: Message, filled: Filled, requested: str | None) -> Later | None:
    """A second vehicle that is mentioned while the first one is being booked (还有我老婆那辆也要保养); else None."""
    if requested is None or not filled.get("booking_service") or not filled.get("booking_plate"):
        return None
    text = message.text
    if not means_another(message) or not _ALSO.search(text) or _INSTEAD.search(text):
        return None
    service, plate = service_of(message) or service_in_words(text), message.last("plate")
    later: Later = {"booking_plate": plate.norm if plate is not None and plate.norm else ""}
    if service is not None:
        later |= {"booking_service": service.text, "booking_category": service.category}
    kind = vehicle_kind(message)
    if kind is not None:
        later["booking_kind"] = kind
    take_times(message.all("datetime"), later, "booking")
    return later


async def following(turn: TurnContext, booked: dict[str, Any], later: Later) -> Later:
    """The slots of the next booking: what both share, its own values, and the day of the one just made."""
    values = {slot: booked.get(slot) for slot in _CARRIED} | later
    if not values.get("booking_time") and not values.get("booking_window"):
        values["booking_window"] = whole_day(moment(booked["booking_time"]).date())
    if not values.get("booking_plate") and turn.verified and turn.customer_id is not None:
        owned = await vehicles.of_owner(turn.session, turn.customer_id)
        others = [vehicle for vehicle in owned if vehicle.plate != booked.get("booking_plate")]
        if len(others) == 1:
            values["booking_plate"], values["booking_kind"] = others[0].plate, others[0].kind
    return values


async def take_same_day(turn: TurnContext, message: Message, filled: Filled) -> None:
    """同一天下午四点 is the day of the booking made before."""
    if not says_same_day(message.text) or filled.get("booking_time") or filled.get("booking_window"):
        return
    mine = await visible_bookings(turn)
    if mine:
        filled["booking_window"] = whole_day(max(mine, key=lambda booking: booking.created_at).start.date())
