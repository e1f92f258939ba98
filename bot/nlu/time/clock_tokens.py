"""Pieces that name parts of the day and clock times: 下午, 三点半, 差五分四点, 15:30, 两三点."""

from __future__ import annotations

from datetime import datetime
from re import Match
from typing import Final

from bot.nlu.numerals import parse_number
from bot.nlu.time.dayparts import PART_WORDS, Clock
from bot.nlu.time.tokens import NEIGHBOURS, Kind, Meaning, Slot

_HAN: Final = "一二三四五六七八九"
_NUMERAL: Final = f"[0-9两{_HAN}十]"
_HOUR: Final = rf"(?:2[0-4]|1[0-9]|0?[0-9]|二十[一二三四]?|十[{_HAN}]?|[零两俩仨{_HAN}])"
_DIGITAL_HOUR: Final = "(?P<hour>2[0-4]|[01]?[0-9])"
_DIGITAL_MINUTE: Final = "(?P<minute>[0-5][0-9])"
_MINUTE: Final = rf"(?:[0-5]?[0-9](?=分)|[0-5][0-9]|零[{_HAN}]|[二三四五]?十[{_HAN}]?|[两{_HAN}](?=分))"
_LACK: Final = "(?:[0-9]{1,2}|二十|十五?|五)"
_OCLOCK: Final = "(?:点|(?<=[0-9])时(?![间候速常不段代尚刻长限效差]))"
_PART: Final = "|".join(sorted((word for word in PART_WORDS if len(word) > 1), key=len, reverse=True))
_RANGE_AHEAD: Final = rf"(?=[ ]?(?:到|至|-|~|—)[ ]?(?:{_PART})?{_HOUR}[ ]?(?:点|时|:[0-5][0-9]))"
# The hour of 周三三点 follows a numeral that belongs to the weekday.
_NO_NUMERAL: Final = rf"(?:(?<![{_HAN}十百])|(?<=[周期拜][一二三四五六]))"
# 三点建议: a point of a list. 三点五: a decimal.
_NO_POINT: Final = (
    "(?![个些]?(?:建议|意见|问题|原因|要求|疑问|疑惑|需求|不满|好处|体会|感受|理由|内容|事)|式|[都也][不没]"
    rf"|(?:[0-9零两二三四五六七八九十]|一(?![起定直到样下块]))(?!十?[{_HAN}]?点|[0-9]?[点:]))"
)
# 早上好 greets, 下午好了吗 asks.
_NO_GREETING: Final = "(?!好(?![了没的吗不么像多几修]))"
# 一下午 is how long, 周一下午 is when.
_NO_DURATION: Final = "(?<![^周期拜初十]一)(?<!^一)"

_QUARTERS: Final = {"半": 30, "一刻": 15, "1刻": 15, "三刻": 45, "3刻": 45}
#: Before 1点: a bit, not one o'clock.
_A_BIT: Final = frozenset("有差快早晚好慢大小多少便点")


def _number(text: str) -> int:
    return int(parse_number(text) or 0)


def _at(hour: int, minute: int = 0, *, explicit: bool = False, weak: bool = False) -> Meaning:
    clock = Clock(hour, minute, explicit or hour == 0 or hour > 12)
    return Meaning(slot=Slot.CLOCK, clock=clock, weak=weak)


def _read_part(match: Match[str], now: datetime) -> Meaning | None:
    return Meaning(slot=Slot.PART, part=PART_WORDS[match[0]])


def _read_clock(match: Match[str], now: datetime) -> Meaning | None:
    hour, said, lack = _number(match["hour"]), match["minute"], match["lack"] or match["lack_after"]
    if lack:
        minute = -15 if "刻" in lack else -_number(lack.rstrip("分钟"))
    else:
        minute = _QUARTERS.get(said) or _number(said) if said else 0
    if not 0 <= hour * 60 + minute <= 24 * 60:
        return None
    bare = not said and not lack and match[0].endswith("点")
    a_bit = match["hour"] == "一" or match.string[match.start() - 1 : match.start()] in _A_BIT
    return _at(hour, minute, explicit=match["hour"].startswith("0"), weak=bare and hour == 1 and a_bit)


def _read_digital(match: Match[str], now: datetime) -> Meaning | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour * 60 + minute > 24 * 60:
        return None
    half = match.groupdict().get("half")
    if half and hour <= 12:
        return _at(hour % 12 + (12 if half == "pm" else 0), minute, explicit=True)
    return _at(hour, minute, explicit=match["hour"].startswith("0"))


def _read_half_day(match: Match[str], now: datetime) -> Meaning | None:
    return _at(int(match["hour"]) % 12 + (12 if match["half"] == "pm" else 0), explicit=True)


def _read_range_start(match: Match[str], now: datetime) -> Meaning | None:
    return _at(_number(match["hour"]), weak=True)


def _read_pair(match: Match[str], now: datetime) -> Meaning | None:
    pair = NEIGHBOURS[match["pair"]] if match["pair"] else (_number(match["first"]), _number(match["second"]))
    if not 0 < pair[1] - pair[0] <= 2 or pair[1] > 24:
        return None
    return Meaning(slot=Slot.CLOCK, clock=Clock(pair[0], 0, pair[0] > 12, until=pair[1]))


#: In the order in which they are tried at one place.
CLOCK_KINDS: Final = (
    Kind(
        "digital",
        rf"(?<![0-9:.]){_DIGITAL_HOUR}:{_DIGITAL_MINUTE}(?::[0-5][0-9])?(?![0-9:])(?:[ ]?(?P<half>am|pm))?",
        _read_digital,
    ),
    Kind(
        "dotted",
        rf"(?<=[上下中]午|晚上|早上)[ ]?{_DIGITAL_HOUR}\.{_DIGITAL_MINUTE}(?![0-9.])",
        _read_digital,
    ),
    Kind("half_day", r"(?<![0-9:.a-z])(?P<hour>1[0-2]|0?[1-9])[ ]?(?P<half>am|pm)(?![a-z0-9])", _read_half_day),
    Kind(
        "pair",
        rf"(?<![0-9.第这几]){_NO_NUMERAL}"
        rf"(?:(?P<pair>{'|'.join(sorted(NEIGHBOURS, key=len, reverse=True))})"
        rf"|(?P<first>{_HOUR})点?[、,](?P<second>{_HOUR}))点钟?(?!半){_NO_POINT}",
        _read_pair,
    ),
    Kind(
        "clock",
        rf"(?<![0-9.第几这点]){_NO_NUMERAL}"
        rf"(?:差(?P<lack>[一1]刻钟?|{_LACK}分?钟?)[到就]?(?={_NUMERAL}))?"
        rf"(?P<hour>{_HOUR})[ ]?{_OCLOCK}(?:钟|种(?!类)|整|过(?![去来不]))?"
        rf"(?:(?P<minute>半(?!点)|[一三13]刻|{_MINUTE})(?:分钟?)?|差(?P<lack_after>[一1]刻|{_LACK}分)|{_NO_POINT})"
        "[钟整]?",
        _read_clock,
    ),
    Kind(
        "range_start",
        rf"(?<![0-9a-z.:/\-{_HAN}十])(?P<hour>{_HOUR}){_RANGE_AHEAD}",
        _read_range_start,
    ),
    Kind(
        "part",
        rf"{_NO_DURATION}(?:{_PART}){_NO_GREETING}"
        rf"|(?<=[今明昨后前听寻琴])[早晚晨夜](?!点(?!{_NUMERAL}))|(?<=[今听])朝(?!阳)"
        rf"|[早晚](?={_NUMERAL}{{1,2}}(?:点|:[0-5]))(?!一点(?![半钟零一三四五十]))",
        _read_part,
    ),
)
