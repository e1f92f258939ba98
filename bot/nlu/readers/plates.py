"""Licence plates of mainland China (GA 36-2018), cars and motorcycles alike."""

from __future__ import annotations

import re
from typing import Final

from bot.nlu.normalise import Normalised
from bot.nlu.numerals import SPOKEN_DIGITS
from bot.nlu.readers.found import Reading

_PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_GAP: Final = r"[ ·•.\-‧・●—–_]{0,2}"
_SPOKEN: Final = "".join(SPOKEN_DIGITS)
_DIGIT: Final = rf"[0-9{_SPOKEN}]"
_CHAR: Final = rf"[a-hj-np-z0-9{_SPOKEN}]"
_NEV: Final = "[a-hjk]"
_HEAD: Final = rf"(?P<province>[{_PROVINCES}]){_GAP}(?P<city>[a-hj-np-z]){_GAP}"
# The serial may be followed by a Latin word (京A12345suv), never by one more digit or a single stray letter.
_END: Final = r"(?![0-9]|[a-z](?![a-z0-9]))"
_SUFFIX: Final = (
    "挂|学(?![校生习员费])|警(?![告察报示灯])|港(?![口币])|澳|领(?![取导克])"
    "|使(?![用劲馆])|试(?![驾试一下])|超(?![过速市载出时级])|应急"
)
_FULL: Final = re.compile(
    rf"(?P<before>(?<![光莅面])临{_GAP})?{_HEAD}"
    rf"(?P<serial>{_NEV}{_CHAR}{_DIGIT}{{4}}(?![0-9a-z])|{_DIGIT}{{5}}{_NEV}(?![0-9a-z])"
    rf"|{_CHAR}{{4}}(?:{_SUFFIX})|{_CHAR}{{5}}{_END})(?P<after>{_GAP}临(?![时近走停到]))?"
)
# The same with separators between the characters, for plates that are dictated: 沪 A 1 2 3 4 5.
_SPREAD: Final = re.compile(
    rf"{_HEAD}(?P<serial>{_NEV}{_GAP}{_CHAR}{_GAP}(?:{_DIGIT}{_GAP}){{3}}{_DIGIT}(?![0-9a-z])"
    rf"|(?:{_DIGIT}{_GAP}){{5}}{_NEV}(?![0-9a-z])|(?:{_CHAR}{_GAP}){{4}}{_CHAR}(?![0-9a-z]))"
)
_TYPO: Final = re.compile(rf"{_HEAD}(?P<serial>[a-z0-9]{{5,6}})(?![0-9a-z])")
_TEMPORARY: Final = re.compile(rf"{_HEAD}临{_GAP}(?P<serial>{_CHAR}{{4,5}}){_END}")
_ARMED_POLICE: Final = re.compile(
    rf"wj{_GAP}(?P<province>[{_PROVINCES}])?{_GAP}"
    rf"(?P<serial>[0-9]{{4}}[0-9a-z]|[0-9]{{2}}{_GAP}[0-9a-z]{{5}})(?![0-9a-z])"
)
_EMBASSY: Final = re.compile(
    rf"使{_GAP}(?P<first>[0-9]{{3}}){_GAP}(?P<second>[0-9]{{3}})(?![0-9])"
    rf"|(?<![0-9a-z])(?P<third>[0-9]{{3}}){_GAP}(?P<fourth>[0-9]{{3}})使(?![用劲])"
)
# Military plates look like order numbers: they need a word before them or the middle dot.
_ARMY: Final = re.compile(
    r"(?<![a-z0-9])(?:(?<=车牌)|(?<=牌号)|(?<=牌照)|(?<=军牌)|(?<=军车)|(?<=部队)|(?<=车号)|"
    r"(?<=牌[是: ])|(?<=牌号[是: ])|(?=[a-z]{2}[·•])|(?=v[a-z][0-9]))"
    r"(?P<letters>[vzkhebsljngc][a-z])[ ·•\-]?(?P<serial>[0-9]{5})(?![0-9a-z])"
)
_CORRECTIONS: Final = str.maketrans("oi", "01")
_TO_DIGITS: Final = str.maketrans(SPOKEN_DIGITS)
_SEPARATORS: Final = re.compile(r"[ ·•.\-‧・●—–_]")

_MOST_LETTERS: Final = 2


def read_plates(normalised: Normalised) -> list[Reading]:
    """All plates: ordinary, new energy (8 characters), 挂学警港澳领使试超应急, 临, WJ, embassy, army.

    A letter O or I in the serial cannot be right; it is read as the digit with the note `ambiguous: O or 0`.
    """
    text = normalised.text
    found: list[Reading] = []
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(text):
            reading = read(match)
            if reading and not any(reading.start < other.end and other.start < reading.end for other in found):
                found.append(reading)
    return sorted(found, key=lambda reading: reading.start)


def plate_kind(plate: str) -> str:
    """Kind of a normalised plate.

    One of `ordinary, nev, trailer, learner, police, hong_kong_macau, consulate, embassy, test, oversize, emergency,
    temporary, armed_police, army`.
    """
    if plate.startswith("WJ"):
        return "armed_police"
    if "临" in plate:
        return "temporary"
    if plate.endswith("应急"):
        return "emergency"
    by_mark = {"挂": "trailer", "学": "learner", "警": "police", "港": "hong_kong_macau", "澳": "hong_kong_macau",
               "领": "consulate", "使": "embassy", "试": "test", "超": "oversize"}  # fmt: skip
    for mark in (plate[-1:], plate[:1]):
        if mark in by_mark:
            return by_mark[mark]
    if plate[:1].isascii():
        return "army"
    return "nev" if len(plate) == 8 else "ordinary"


def _read_full(match: re.Match[str]) -> Reading | None:
    serial = _clean(match["serial"])
    if not _is_serial(serial):
        return None
    temporary = "临" if match["before"] or match["after"] else ""
    head = match["province"] + match["city"].upper()
    norm = f"{temporary}{head}{serial}" if match["before"] else f"{head}{serial}{temporary}"
    return Reading("plate", match.start(), match.end(), norm)


def _read_spread(match: re.Match[str]) -> Reading | None:
    serial = _clean(match["serial"])
    return _plate(match, match["province"] + match["city"].upper() + serial) if _is_serial(serial) else None


def _read_typo(match: re.Match[str]) -> Reading | None:
    written = match["serial"]
    serial = _clean(written.translate(_CORRECTIONS))
    nev = re.fullmatch(r"[A-HJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJK]", serial)
    if not set(written) & set("oi") or not _is_serial(serial) or (len(serial) == 6 and not nev):
        return None
    if sum(char.isdigit() for char in written) < 3:
        return None
    norm = match["province"] + match["city"].upper() + serial
    return Reading("plate", match.start(), match.end(), norm, "ambiguous: O or 0, I or 1")


def _read_temporary(match: re.Match[str]) -> Reading | None:
    return _plate(match, f"{match['province']}{match['city'].upper()}临{_clean(match['serial'])}")


def _read_armed_police(match: re.Match[str]) -> Reading | None:
    return _plate(match, f"WJ{match['province'] or ''}{_clean(match['serial'])}")


def _read_embassy(match: re.Match[str]) -> Reading | None:
    if match["first"]:
        return _plate(match, f"使{match['first']}{match['second']}")
    return _plate(match, f"{match['third']}{match['fourth']}使")


def _read_army(match: re.Match[str]) -> Reading | None:
    return _plate(match, f"{match['letters'].upper()}{match['serial']}")


def _plate(match: re.Match[str], norm: str) -> Reading:
    return Reading("plate", match.start(), match.end(), norm)


def _clean(serial: str) -> str:
    return _SEPARATORS.sub("", serial).translate(_TO_DIGITS).upper()


def _is_serial(serial: str) -> bool:
    # More than two letters are a word after a character that also abbreviates a province (新Model3).
    return sum(char.isascii() and char.isalpha() for char in serial) <= _MOST_LETTERS


_PATTERNS: Final = (
    (_TEMPORARY, _read_temporary),
    (_FULL, _read_full),
    (_SPREAD, _read_spread),
    (_TYPO, _read_typo),
    (_ARMED_POLICE, _read_armed_police),
    (_EMBASSY, _read_embassy),
    (_ARMY, _read_army),
)
