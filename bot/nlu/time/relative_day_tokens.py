"""Pieces that name days as seen from today: 明天, 下周三, 周末, 上周."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from re import Match
from typing import Final

from bot.nlu.time.days import Days, fixed, one_day, week_of, weekday, weekend
from bot.nlu.time.tokens import SHIFT, SHIFTS, Kind, Meaning, Slot, day_meaning

# 三天后天气: the 后 belongs to the count before it.
_COUNTED: Final = "[一二两三四五六七八九十几半多0-9][天日年月周]"
_PART_AHEAD: Final = "(?=早|晚|晨|夜|上午|下午|中午)"
_DAY_OFFSETS: Final = (
    (4, "大大后[天日]"),
    (3, "大后(?:[天日]|儿个?)|外后[天日]"),
    (-3, "大前(?:[天日]|儿个?)"),
    (
        2,
        rf"(?<![以之今])(?<!{_COUNTED})后(?:[天日](?![气晴津使窗线])|儿个?(?!子)|个儿)|(?<![以之今最然先])后(?=晚(?![了点]))",
    ),
    (-2, rf"(?<![以之从目提])(?<!{_COUNTED})前(?:[天日](?![气窗线子])|儿个?)|(?<![以之从目提])前(?=晚(?!了))"),
    (1, rf"明(?:[天日]|儿个?|个儿|朝)|(?<!说)明个(?![人白])|听(?:日|(?=[晚朝]))|明{_PART_AHEAD}"),
    (-1, rf"昨(?:[天日]|儿个?|个儿?)|[寻琴](?:日|(?=晚))|昨{_PART_AHEAD}"),
    (0, rf"(?<!如)今(?:[天日](?!头条)|儿个?|个儿?|朝)|今{_PART_AHEAD}|即日"),
)
_OFFSET_PATTERNS: Final = tuple((offset, re.compile(pattern)) for offset, pattern in _DAY_OFFSETS)

_WEEK_NAME: Final = "(?:周|星期|礼拜)"
_WEEKDAYS: Final = {name: index for row in ("一二三四五六日", "1234567", "******天") for index, name in enumerate(row)}
# 上周一直在响: 一 belongs to the word after it.
_MONDAY: Final = "一(?!直|样|般|共|些|起|定|次|遍|趟|会儿|圈|下子|个|条|路上)"
# 一周三次, 四周五金店: no weekdays.
_NO_COUNT: Final = "(?:(?<![一二两三四五六七八九十几每0-9])|(?<=[周期拜][一二三四五六]))(?<![每四]个)(?<!四)"
_WORKDAYS: Final = "一二三四五六"
# 周三四, 周一二三四五: only the first weekday is written out.
_FOLLOWING_WEEKDAYS: Final = "|".join(
    f"(?<=[周期拜]{_WORKDAYS[first:after]}){_WORKDAYS[after]}" for after in range(1, 6) for first in range(after)
)


def _loose_weekday(number: int) -> Meaning:
    return Meaning(slot=Slot.DAY, anchor=weekday(number), weekday=number, loose_weekday=True)


def _read_offset(match: Match[str], now: datetime) -> Meaning | None:
    offset = next(offset for offset, pattern in _OFFSET_PATTERNS if pattern.match(match.string, match.start()))
    return day_meaning(fixed(one_day(now.date() + timedelta(days=offset))))


def _read_several_days(match: Match[str], now: datetime) -> Meaning | None:
    first, last = {"今明": (0, 1), "明后": (1, 2), "今明后": (0, 2)}[match["days"]]
    return day_meaning(fixed(Days(now.date() + timedelta(days=first), now.date() + timedelta(days=last))))


def _week_shift(word: str | None) -> int | None:
    return None if word is None else SHIFTS[word.rstrip("个一")]


def _read_weekday(match: Match[str], now: datetime) -> Meaning | None:
    shift = _week_shift(match["week"])
    if match["weekday"] == "末":
        days = None if shift is None else week_of(now.date(), shift)
        return day_meaning(weekend() if days is None else fixed(Days(days.last - timedelta(days=1), days.last)))
    number = _WEEKDAYS[match["weekday"]]
    if shift is None:
        return _loose_weekday(number)
    found = week_of(now.date(), shift).first + timedelta(days=number)
    return Meaning(slot=Slot.DAY, anchor=fixed(one_day(found)), weekday=number)


def _read_following_weekday(match: Match[str], now: datetime) -> Meaning | None:
    return _loose_weekday(_WEEKDAYS[match[0]])


def _read_days_off(match: Match[str], now: datetime) -> Meaning | None:
    return day_meaning(weekend())


def _read_week(match: Match[str], now: datetime) -> Meaning | None:
    shift = SHIFTS[match["whole_week"].rstrip("个一")]
    return Meaning(slot=Slot.DAY, anchor=fixed(week_of(now.date(), shift)), week=shift)


#: In the order in which they are tried at one place.
RELATIVE_DAY_KINDS: Final = (
    Kind("several_days", r"(?P<days>今明后|今明|明后)(?:[两二三]?[天日]|(?![天日]))", _read_several_days),
    Kind("offset_day", "|".join(f"(?:{pattern})" for _, pattern in _DAY_OFFSETS), _read_offset),
    Kind(
        "weekday",
        rf"(?:(?P<week>{SHIFT}(?:一?个|一)?){_WEEK_NAME}|{_NO_COUNT}{_WEEK_NAME})[ ]?"
        rf"(?P<weekday>{_MONDAY}|[二三四五六日末](?!手|轮摩|缸|驱)|天(?![气窗])"
        r"|[1-7](?![0-9.:点号月日年公千百万w%/\-]))",
        _read_weekday,
    ),
    Kind(
        "following_weekday",
        rf"(?:(?<=[周期拜][一二三四五六][到至~\-—])[二三四五六日天]|{_FOLLOWING_WEEKDAYS}|(?<=[周期拜]六)[日天])"
        r"(?![点十千百万个号气0-9])",
        _read_following_weekday,
    ),
    Kind("days_off", r"双休日?", _read_days_off),
    Kind("week", rf"(?P<whole_week>{SHIFT}(?:一?个|一)?){_WEEK_NAME}(?![年岁边围转期])", _read_week),
)
