"""Mobile phone numbers of mainland China, and the last four digits by which a customer is recognised."""

from __future__ import annotations

import re
from typing import Final

from bot.nlu.normalise import Normalised, normalise
from bot.nlu.numerals import SPOKEN_DIGITS
from bot.nlu.readers.found import Reading

_SPOKEN: Final = "".join(SPOKEN_DIGITS)
_DIGIT: Final = rf"[0-9{_SPOKEN}]"
_GAP: Final = r"[ \-.—–_~]{0,2}"
# A numeral behind a number in figures begins something else: 13505140088三点半.
# Operators open new ranges faster than any list of prefixes is kept: 1[3-9] and nine digits is the rule.
_MOBILE: Final = re.compile(
    rf"(?:(?<![0-9a-z{_SPOKEN}.])|(?<=tel)|(?<=phone)|(?<=mobile)|(?<=vx)|(?<=一个))"
    rf"(?:\(?(?:\+{_GAP}86|0086|86)\)?{_GAP})?[1一幺]{_GAP}"
    rf"(?:[3-9三四五六七八九](?:{_GAP}{_DIGIT}){{9}}"
    # Grouped as one reads it out: 137,6650,4128.
    rf"|[3-9三四五六七八九]{_DIGIT}[,、/][ ]?{_DIGIT}{{4}}[,、/][ ]?{_DIGIT}{{4}})(?:(?<=[0-9])(?![0-9])|(?![0-9{_SPOKEN}]))"  # noqa: E501
)
_FOUR: Final = rf"(?:{_DIGIT}[ \-]?){{3}}{_DIGIT}"
_TAIL: Final = re.compile(
    rf"(?:尾号|尾数|末尾|(?:最后|后面?|末)[四4]位)(?:数字?|号码?)?[就是为:,]*[ ]?({_FOUR})(?!{_DIGIT})"
)
_BARE: Final = re.compile(rf"(?:就?是)?[ ]?({_FOUR})[ ]?[的吧啊呀哈]?[。.!]?")
_TO_DIGITS: Final = str.maketrans(SPOKEN_DIGITS)
_LENGTH: Final = 11


def read_phones(normalised: Normalised) -> list[Reading]:
    """All mobile numbers: with blanks, dashes, +86, 0086, or said digit by digit (幺三八…)."""
    return [
        Reading("phone", match.start(), match.end(), _digits(match[0])[-_LENGTH:])
        for match in _MOBILE.finditer(normalised.text)
    ]


def phone_tail(text: str) -> str | None:
    """The last four digits of a phone number, for recognising its owner.

    Takes "尾号5678", "后四位是五六七八", a message that is nothing but four digits, and a whole number. None otherwise.
    """
    normalised = normalise(text)
    match = _TAIL.search(normalised.text) or _BARE.fullmatch(normalised.text)
    if match:
        return _digits(match[1])
    phones = read_phones(normalised)
    return str(phones[0].norm)[-4:] if phones else None


def _digits(text: str) -> str:
    return "".join(char for char in text.translate(_TO_DIGITS) if "0" <= char <= "9")
