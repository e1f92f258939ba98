"""Exact readers: identifiers, numbers and times are read by code, not learnt."""

from __future__ import annotations

from bot.nlu.normalise import Normalised, normalise
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

_BLANK = "□"
"""Stands for a character that an identifier has taken; no reader knows it."""


def read_all(text: str, context: ReadingContext) -> list[Found]:
    """Everything the exact readers find in a text as given: sorted, never overlapping. Never raises.

    Where two readers want the same characters, the more exact kind has them: an identifier before a number, a mileage
    (it needs its unit) before a time, a time before an amount or a score.
    """
    normalised = normalise(text)
    kept: list[Found] = []
    identifiers: list[Reading] = []
    for readings in _identifiers(normalised):
        identifiers += _add(kept, readings, text, normalised)
    rest = _without(normalised, identifiers)
    for readings in (read_mileages(rest), read_times(rest, context), read_amounts(rest), read_scores(rest)):
        _add(kept, readings, text, normalised)
    return sorted(kept, key=lambda found: found.start)


def _identifiers(normalised: Normalised) -> tuple[list[Reading], ...]:
    return (
        read_vins(normalised),
        read_plates(normalised),
        read_phones(normalised),
        read_order_numbers(normalised),
    )


def _add(kept: list[Found], readings: list[Reading], text: str, normalised: Normalised) -> list[Reading]:
    """Keep what overlaps nothing that was read before it; these readings."""
    added = []
    for reading in readings:
        found = reading.in_text(text, normalised)
        if all(found.end <= other.start or other.end <= found.start for other in kept):
            kept.append(found)
            added.append(reading)
    return added


def _without(normalised: Normalised, identifiers: list[Reading]) -> Normalised:
    """The text in which the last digit of an identifier does not count what follows: 苏A0F316周五 is not 6周."""
    chars = list(normalised.text)
    for reading in identifiers:
        chars[reading.start : reading.end] = _BLANK * (reading.end - reading.start)
    return Normalised("".join(chars), normalised.offsets)
