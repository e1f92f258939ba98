"""Which danger a message reports, and the safety instructions that fit it. Pure."""

from __future__ import annotations

import re

from bot.nlu.components.danger import HAZARDS
from bot.nlu.normalise import normalise

_SIGNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("injury", ("injury", "injured", "shock")),
    ("trapped", ("trapped", "water", "gas", "rail")),
    ("battery", ("battery", "leave_now")),
    ("fire", ("fire", "smoke", "explosion", "spark")),
    ("fuel", ("fuel", "oil_ground")),
    ("runaway", ("throttle", "runaway")),
    ("brake", ("brake", "cannot_stop")),
    ("steering", ("steering",)),
    ("wheel", ("wheel", "structure")),
    ("crash", ("crash", "airbag")),
)
"""Hazards by how much the first minute decides, each with the model's signs of it."""
_MOTORWAY = re.compile(r"高速|[gs]\d{1,4}(?!\d)|快速路|高架|隧道|绕城", re.IGNORECASE)
_TWO_WHEELS = re.compile(r"摩托|踏板车|电摩|电瓶车|电驴|机车|骑车|骑着|骑到")
_MOST = 2


def instructions(text: str) -> list[str]:
    """Names of the responses with what to do now: of the gravest hazards, then what holds on a motorway.

    A message in which no hazard can be told gets the general one.
    """
    plain = normalise(text).text
    found = [kind for kind, signs in _SIGNS if any(HAZARDS[sign].search(plain) for sign in signs)]
    if "brake" in found and _TWO_WHEELS.search(text):
        found[found.index("brake")] = "moto"
    if "battery" in found and "fire" in found:
        found.remove("fire")  # what to do about the battery holds for its smoke and flames
    said = [f"utter_danger_{kind}" for kind in found[:_MOST]] or ["utter_danger"]
    return [*said, "utter_danger_motorway"] if on_motorway(text) else said


def names_hazard(text: str) -> bool:
    """Whether the words themselves name something dangerous."""
    plain = normalise(text).text
    return any(HAZARDS[sign].search(plain) for _, signs in _SIGNS for sign in signs)


def on_motorway(text: str) -> bool:
    """Whether a message speaks of a road on which nobody may stay beside the vehicle."""
    return bool(_MOTORWAY.search(text))
