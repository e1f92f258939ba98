"""Text in which nobody can be recognised by a number: phones, plates, VINs, whatever else is long enough."""

from __future__ import annotations

import re

from bot.nlu.normalise import normalise
from bot.nlu.readers import mask_phone, mask_plate, mask_vin, read_phones, read_plates, read_vins

_LONG_DIGITS = re.compile(r"\d(?:[ -]?\d){6,}")


def masked_text(text: str) -> str:
    """``text`` with its phone numbers, plates, VINs and other long numbers masked."""
    normalised = normalise(text)
    readers = ((read_vins, mask_vin), (read_plates, mask_plate), (read_phones, mask_phone))
    covered: list[tuple[int, int, str]] = []
    for read, mask in readers:
        for reading in read(normalised):
            found = reading.in_text(text, normalised)
            if all(found.end <= start or end <= found.start for start, end, _ in covered):
                covered.append((found.start, found.end, mask(str(found.norm))))
    for start, end, shown in sorted(covered, reverse=True):
        text = text[:start] + shown + text[end:]
    # Landlines, foreign numbers, account numbers: whatever else is long enough to belong to somebody.
    return _LONG_DIGITS.sub(lambda match: "***" + match[0][-2:], text)
