"""Vehicle identification numbers (ISO 3779, GB 16735), the same 17 characters for cars and motorcycles."""

from __future__ import annotations

import re
from typing import Final

from bot.nlu.normalise import Normalised
from bot.nlu.readers.found import Reading

_LENGTH: Final = 17
_CHECK_POSITION: Final = 8
_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VALUES: Final = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)),
}
_START: Final = r"(?:(?<![0-9a-z])|(?<=vin)|(?<=vin[: ]))"
_COMPACT: Final = re.compile(rf"{_START}[0-9a-z]{{17}}(?![0-9a-z])")
_SPREAD: Final = re.compile(rf"{_START}(?:[0-9a-hj-npr-z][ \-.]?){{16}}[0-9a-hj-npr-z](?![0-9a-z])")
_CUE: Final = re.compile(r"(?:vin|车架)[^,。;]{0,6}\Z")
_PHONE_INSIDE: Final = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_CORRECTIONS: Final = str.maketrans("OIQ", "010")
_FEWEST_DIGITS: Final = 5
_FEWEST_LETTERS: Final = 2


def vin_check_digit_ok(vin: str) -> bool:
    """Whether the ninth character of a VIN fits the others: weighted sum modulo 11, X for ten (49 CFR 565, GB 16735).

    European imports need not carry one: a wrong digit is a reason to ask, not to refuse. False for anything that is not
    17 characters without I, O and Q.
    """
    vin = vin.upper()
    if len(vin) != _LENGTH or any(char not in _VALUES for char in vin):
        return False
    remainder = sum(_VALUES[char] * weight for char, weight in zip(vin, _WEIGHTS, strict=True)) % 11
    return vin[_CHECK_POSITION] == ("X" if remainder == 10 else str(remainder))


def read_vins(normalised: Normalised) -> list[Reading]:
    """All VINs; note `check_digit` where it is wrong, `ambiguous: …` where O, I or Q was written for a digit."""
    text = normalised.text
    found: list[Reading] = []
    for pattern in (_COMPACT, _SPREAD):
        for match in pattern.finditer(text):
            reading = _read(match)
            if reading and all(reading.start >= other.end or reading.end <= other.start for other in found):
                found.append(reading)
    return sorted(found, key=lambda reading: reading.start)


def _read(match: re.Match[str]) -> Reading | None:
    written = re.sub(r"[ \-.]", "", match[0]).upper()
    digits = sum(char.isdigit() for char in written)
    is_telling = digits >= _FEWEST_DIGITS and len(written) - digits >= _FEWEST_LETTERS
    if len(match[0]) > _LENGTH and _PHONE_INSIDE.search(match[0]):
        return None  # 沪A73K58 13806512749: a plate and a phone number
    if not is_telling and not _CUE.search(match.string[: match.start()]):
        return None
    norm = written.translate(_CORRECTIONS)
    if norm != written:
        # Only a fitting check digit makes a code with forbidden letters a VIN.
        note = "ambiguous: O or 0, I or 1"
        return Reading("vin", match.start(), match.end(), norm, note) if vin_check_digit_ok(norm) else None
    return Reading("vin", match.start(), match.end(), norm, None if vin_check_digit_ok(norm) else "check_digit")
