"""Numbers as Chinese customers write them: 四万八, 12万3, 4.8w, 一千二, 三百来, 二十五, 五七八零."""

from __future__ import annotations

import re
from typing import Final

#: Digits said one by one, as in phone numbers; 幺 is how one is said there.
SPOKEN_DIGITS: Final[dict[str, str]] = dict(zip("〇零一幺二两三四五六七八九", "0011223456789", strict=True))

_VALUES: Final = {
    **{char: int(digit) for char, digit in SPOKEN_DIGITS.items()},
    **dict(zip("俩仨壹贰叁肆伍陆柒捌玖", (2, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
}
_UNITS: Final = {
    "十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "k": 1000, "万": 10_000, "w": 10_000, "亿": 10**8,
}  # fmt: skip
_HAN: Final = "〇零一幺二两俩仨三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"

# w and k are units only where no word and no oil grade (5w30, 5w-40, 5km) goes on.
_LATIN_UNIT = r"(?:w(?=km|[^a-z0-9\-]|$|[0-9](?![0-9]))|k(?=km|[^a-z0-9\-]|$|[0-9](?![0-9])))"
#: Regular expression of one number in normalised text, for `parse_number`; no groups, no boundaries.
NUMBER: Final = (
    rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|[{_HAN}]+(?:点[{_HAN}]+)?)"
    rf"(?:[ ]?(?:[万千百]|{_LATIN_UNIT})[0-9{_HAN}]*)*"
)
_TOKEN = re.compile(rf"[0-9]+(?:\.[0-9]+)?|[{_HAN}wk]")


def parse_number(text: str) -> int | float | None:
    """Read one number in Arabic, Chinese or mixed writing.

    A last digit without a unit stands for the next lower one: 四万八 is 48000, 一百八 is 180, 12万3 is 123000. Chinese
    digits without any unit are read one by one: 五七八零 is 5780. Whole results are `int`.

    Returns None for what is not a number.
    """
    text = text.replace(",", "").replace(" ", "").replace("廿", "二十")
    whole, dot, decimals = text.partition("点")
    if dot:
        return _parse_spoken_decimal(whole, decimals)
    tokens = _TOKEN.findall(text)
    if not tokens or "".join(tokens) != text:
        return None
    if len(tokens) > 1 and all(token in _VALUES for token in tokens):
        return int("".join(str(_VALUES[token]) for token in tokens))
    return _add_up(tokens)


def _parse_spoken_decimal(whole: str, decimals: str) -> int | float | None:
    unit = 1
    while decimals and decimals[-1] in _UNITS:
        unit *= _UNITS[decimals[-1]]
        decimals = decimals[:-1]
    before = parse_number(whole)
    if before is None or not decimals or any(char not in _VALUES for char in decimals):
        return None
    return _tidy((before + int("".join(str(_VALUES[char]) for char in decimals)) / 10 ** len(decimals)) * unit)


def _add_up(tokens: list[str]) -> int | float | None:
    total: float = 0
    section: float = 0
    pending: float | None = None
    last_unit = 1
    for token in tokens:
        if token in _UNITS:
            unit = _UNITS[token]
            if unit >= 10_000:
                total += (section + (pending or 0) or 1) * unit
                section = 0
            else:
                section += (1 if pending is None else pending) * unit
            pending, last_unit = None, unit
        elif token in ("零", "〇") and last_unit > 1:
            last_unit = 1
        elif pending is not None:
            return None
        else:
            pending = _VALUES[token] if token in _VALUES else float(token)
    if pending is not None:
        shorthand = last_unit >= 100 and pending < 10
        section += pending * last_unit / 10 if shorthand else pending
    return _tidy(total + section)


def _tidy(value: float) -> int | float:
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded
