"""Mileages in kilometres: 四万八, 4.8w公里, 刚跑五千."""

from __future__ import annotations

import re
from typing import Final

from bot.nlu.normalise import Normalised
from bot.nlu.numerals import NUMBER, parse_number
from bot.nlu.readers.found import Reading

_UNIT: Final = r"(?:公里|千米|里程|km(?!/h|h))"
_ABOUT: Final = "(?:多|来|几|出头|不到)?"
_BOUNDARY: Final = r"(?<![0-9a-z.零一二两三四五六七八九十百千万几])"
_WITH_UNIT: Final = re.compile(
    rf"(?<!每)(?<!时速)(?<!百)(?<!车速){_BOUNDARY}(?P<number>{NUMBER})[ ]?"
    rf"{_ABOUT}[ ]?(?P<scale>[万千]|w)?{_ABOUT}[ ]?{_UNIT}"
    "(?!/|每小时|一小时|时速|油耗|外|远|以外|加速)"
)
_CUE: Final = (
    "(?:跑|(?<!票)开|行驶|骑|里程|公里数|码表|表显|走|表上|迈数)"
    "(?:大概|大约|差不多|将近|接近|已经|总共|一共|显示|是不是|不到|[了到过够是有快才就刚都数满:, ])*"
)
_AFTER_CUE: Final = re.compile(
    rf"(?:{_CUE}|刚[过到满]了?|新车[ ]?)(?P<number>{NUMBER})(?P<about>{_ABOUT})"
    "(?![0-9a-z.零一二两三四五六七八九十百千万])(?![ ]?(?:小时|公斤|[块元钱天年次分个点号月家趟圈迈档米秒转周星折斤]))"
)
# A whole message that is a number in 万, or such a number as the news of it: 都十二万了, 四万八该做什么保养.
_ALONE: Final = re.compile(
    "(?:(?:大概|大约|差不多|快|刚|才|有|已经|现在|目前|都|我的?车?|这车|车|表显)+[ ]?)?"
    rf"(?P<number>{NUMBER})(?P<about>{_ABOUT})(?:左右|了|吧|的样子|的车)*"
    "(?:[,。!? ]?(?:该|要|需要|得)[^0-9块元钱]*(?:保养|首保|换|检查)[^0-9块元钱]*)?[。.!?]?"
)
_SCALE: Final = {"万": 10_000, "w": 10_000, "千": 1000}
#: Below this a distance, not the reading of an odometer, unless a word like 跑了 stands before.
_SHORTEST: Final = 100
_LEAST_AFTER_CUE: Final = 1000
_FARTHEST: Final = 3_000_000
_CUE_BEFORE: Final = re.compile(rf"(?:{_CUE}|刚|才)\Z")
# A way to go, not what an odometer says: 离你们店八百公里, 京港澳北向1108公里.
_DISTANCE: Final = re.compile(r"(?:离(?!合|心)|距|来回|长途|[东南西北]向|[上下]行(?!驶)|磨合|[每一]天)[^,。]{0,8}\Z")
_FEW: Final = re.compile(r"([一二三四五六七八])([二三四五六七八九])(?=[百千万])")


def read_mileages(normalised: Normalised) -> list[Reading]:
    """All mileages; 三万多 is 30000, 两三万 is 20000 with the note `ambiguous: …`."""
    text = normalised.text
    found: list[Reading] = []
    for match in _WITH_UNIT.finditer(text):
        km, note = _kilometres(match["number"], match["scale"])
        if _DISTANCE.search(text[: match.start()]):
            continue
        enough = km is not None and (km >= _SHORTEST or _CUE_BEFORE.search(text[: match.start()]) is not None)
        if km is not None and enough and km <= _FARTHEST:
            found.append(Reading("mileage", match.start(), match.end(), km, note))
    for match in (*_AFTER_CUE.finditer(text), *(filter(None, [_ALONE.fullmatch(text)]))):
        km, note = _kilometres(match["number"], None)
        large = km is not None and _LEAST_AFTER_CUE <= km <= _FARTHEST
        if match.re is _ALONE and not set("万w") & set(match["number"]):
            continue
        start, end = match.start("number"), match.end("about")
        if km is not None and large and all(end <= other.start or other.end <= start for other in found):
            found.append(Reading("mileage", start, end, km, note))
    return sorted(found, key=lambda reading: reading.start)


def _kilometres(number: str, scale: str | None) -> tuple[int | None, str | None]:
    few = _FEW.search(number)
    if few:
        number = number[: few.start(2)] + number[few.end(2) :]
    value = parse_number(number)
    if value is None or number in ("百", "千", "万", "十"):
        return None, None
    return round(value * _SCALE.get(scale or "", 1)), "ambiguous: about" if few else None
