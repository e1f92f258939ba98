"""Exact readers: identifiers, numbers and times are read by code, not learnt."""

from __future__ import annotations

from bot.nlu.normalise import normalise
from bot.nlu.readers.amounts import read_amounts
from bot.nlu.readers.found import Found, Reading
from bot.nlu.readers.masking import mask_phone, mask_plate, mask_vin
from bot.nlu.readers.mileages import read_mileages
from bot.nlu.readers.order_numbers import read_order_numbers
from bot.nlu.readers.phones import phone_tail, read_phones
from bot.nlu.readers.plates import plate_kind, read_plates
from bot.nlu.readers.scores import read_scores
from bot.nlu.readers.times import read_times, vague_bounds
from bot.nlu.readers.vins import read_vins, vin_check_digit_ok
from bot.nlu.time import DAILY_0830_1800, OpenHours, ReadingContext

__all__ = [
    "DAILY_0830_1800",
    "Found",
    "OpenHours",
    "Reading",
    "ReadingContext",
    "mask_phone",
    "mask_plate",
    "mask_vin",
    "phone_tail",
    "plate_kind",
    "read_all",
    "read_amounts",
    "read_mileages",
    "read_order_numbers",
    "read_phones",
    "read_plates",
    "read_scores",
    "read_times",
    "read_vins",
    "vague_bounds",
    "vin_check_digit_ok",
]


def read_all(text: str, context: ReadingContext) -> list[Found]:
    """Everything the exact readers find in a text as given: sorted, never overlapping. Never raises.

    Where two readers want the same characters, the more exact kind has them: an identifier before a number, a mileage
    (it needs its unit) before a time, a time before an amount or a score.
    """
    normalised = normalise(text)
    by_exactness = (
        read_vins(normalised),
        read_plates(normalised),
        read_phones(normalised),
        read_order_numbers(normalised),
        read_mileages(normalised),
        read_times(normalised, context),
        read_amounts(normalised),
        read_scores(normalised),
    )
    kept: list[Found] = []
    for readings in by_exactness:
        for reading in readings:
            found = reading.in_text(text, normalised)
            if all(found.end <= other.start or other.end <= found.start for other in kept):
                kept.append(found)
    return sorted(kept, key=lambda found: found.start)
