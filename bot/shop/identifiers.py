"""Personal identifiers in the one form in which they are stored, searched and shown."""

from __future__ import annotations

import re
import unicodedata

_PHONE_NOISE = re.compile(r"[\s\-()（）·.]")
_PLATE_NOISE = re.compile(r"[\s\-·•.。・]")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")


def normalise_phone(text: str) -> str:
    """Digits only, without country code and separators; what is not a phone is returned without blanks."""
    return _COUNTRY.sub("", _PHONE_NOISE.sub("", unicodedata.normalize("NFKC", text)))


def normalise_plate(text: str) -> str:
    """Upper case, half width, without separators: ``沪a·12345`` becomes ``沪A12345``."""
    return _PLATE_NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def phone_tail(phone: str) -> str:
    """The last four digits of a phone number."""
    return normalise_phone(phone)[-4:]


def plate_tail_key(plate: str, phone: str) -> str:
    """What an order is found by without a code: plate and phone tail together, never one of them alone."""
    return f"{normalise_plate(plate)}|{phone_tail(phone)}"


def mask_name(name: str) -> str:
    """``张*``: the first character."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""
