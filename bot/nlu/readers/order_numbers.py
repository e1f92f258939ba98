"""Numbers of work orders, bookings, complaints and the like."""

from __future__ import annotations

import re
from typing import Final

from bot.nlu.normalise import Normalised
from bot.nlu.readers.found import Reading

_CODE: Final = r"[0-9a-z]+(?:-[0-9a-z]+)*"
_CUE: Final = (
    "(?:(?:工|订|维修|预约|投诉|结算|报价|救援|派工)单号?|单号|单据号?|委托书号?|预约号|投诉号|流水号|编号|单子)"
)
_AFTER_CUE: Final = re.compile(
    rf"{_CUE}(?:号码|号)?[ ]?(?:就是|是|为|叫|#|:|no\.?|\(|「|\"|')*[ ]?(?P<code>{_CODE})(?![0-9a-z])"
)
# Letters and many digits; digits that begin with a date; one to four letters, a hyphen and digits.
_LONG: Final = r"[a-z]{1,4}-?[0-9]{6,}[0-9a-z]*(?:-[0-9a-z]+)*|[a-z]{1,4}-?[0-9][0-9a-z]*(?:-[0-9a-z]+){1,3}"
_DATED: Final = r"20[2-3][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{2,8}"
# A date and a running number told apart by blanks: GD 261122 0365.
_SPACED: Final = r"(?!no )[a-z]{2}[ ]?2[0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[ ]?[0-9]{2,6}"
_SHORT: Final = r"[a-z]{1,4}-[0-9]{1,6}|[a-z]{2}[0-9]{4,5}"
_ALONE: Final = re.compile(rf"(?<![0-9a-z.\-/+])(?:{_SPACED}|{_LONG}|{_DATED}|{_SHORT})(?![0-9a-z\-/.]*[0-9a-z])")
# Words with a hyphen and digits that are no order numbers: models, oil grades, lamps, trouble codes.
_MODELS: Final = (
    # cars
    "cx cr crv hr rav x z k e f s m l v cs gs gl es rx nx lx ux is ls gt rs ex mg id ct xt ats xts srx hs ix ev phev"
    " dm em lk sl"
    # motorcycles
    " mt cb cbr cbf nk sr xmax gw dl gsx gsxr yzf gtr sv vfr sh klx kle dr ninja rc tnt trk bn qj hj jh ly wy cg"
    " xr crf nc vt vtx xl tl sc fz fzs xj mtx tw tdm ktm zx"
    # parts, grades, standards
    " md dot sae api ecu abs cl ds aes usb type nt gb jt qc ea ngk tn"
)
_MODEL_PREFIXES: Final = frozenset(_MODELS.split())
_CONTACTS: Final = frozenset({"qq", "vx", "tel", "fax", "icp"})
_OIL: Final = re.compile(r"[0-9]{1,2}w-?[0-9]{2}")
_DATE: Final = re.compile(r"20[0-9]{2}-[0-9]{1,2}(?:-[0-9]{1,2})?|[0-9]{1,2}-[0-9]{1,2}")
_PHONE: Final = re.compile(r"1[3-9][0-9]{9}")
_TROUBLE_CODE: Final = re.compile(r"[pbcu][0-3][0-9a-f]{3}")
_QUANTITY: Final = re.compile("[ ]?(?:号(?!单)|公里|千米|左右|小时|km|[年月日块元万千个点天分星折多起张条次辆%])")
_PLATE_CUE: Final = re.compile(r"(?:车牌|牌照|车号|牌号|尾号|车架)[^,。;]{0,3}\Z")
_SHORTEST: Final = 3


def read_order_numbers(normalised: Normalised) -> list[Reading]:
    """All order numbers, in upper case: codes after words like 单号, and those that can be nothing else."""
    text = normalised.text
    found: list[Reading] = []
    for match in _AFTER_CUE.finditer(text):
        start, end = match.span("code")
        code = text[start:end]
        if len(code) >= _SHORTEST and any(char.isdigit() for char in code) and not _is_something_else(code, text, end):
            found.append(Reading("order_no", start, end, code.upper()))
    for match in _ALONE.finditer(text):
        start, end = match.span()
        taken = any(start < other.end and other.start < end for other in found)
        if not taken and not _is_model(match[0]) and not _PLATE_CUE.search(text[:start]):
            found.append(Reading("order_no", start, end, match[0].replace(" ", "").upper()))
    return sorted(found, key=lambda reading: reading.start)


def _is_something_else(code: str, text: str, end: int) -> bool:
    if any(pattern.fullmatch(code) for pattern in (_OIL, _DATE, _PHONE)):
        return True
    return code.isdigit() and _QUANTITY.match(text, end) is not None


def _is_model(code: str) -> bool:
    if _TROUBLE_CODE.fullmatch(code):
        return True
    prefix = re.match("[a-z]*", code)
    if prefix is not None and prefix[0] in _CONTACTS:
        return True
    short = sum(char.isdigit() for char in code) < 6
    return short and prefix is not None and prefix[0] in _MODEL_PREFIXES
