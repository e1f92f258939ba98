"""Pieces that count from now: 半小时后, 过三天, 一个月前, 现在."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from re import Match
from typing import Final

from bot.nlu.numerals import parse_number
from bot.nlu.time.days import Days, fixed, one_day
from bot.nlu.time.tokens import NEIGHBOURS, Kind, Meaning, Slot

_COUNT: Final = (
    r"(?P<count>[0-9]+(?:\.[0-9]+)?|半|[一二两俩三四五六七八九十百]{1,4})个?(?P<half>半)?"
    "(?P<unit>分钟|小时|钟头|刻钟|钟(?!头)|天|日|周|星期|礼拜|月|年)"
)
_AFTER: Final = "(?:以后|之后|过后|后)(?![天面视备续轮桥排杠刹挡])(?!又)"
# 修完三天后又响: the count starts at something else than now.
_FROM_NOW: Final = "(?<![完了每第提取买换])(?<!交车)(?<!提车)(?<!取车)(?<!修好)(?<!保养)(?<!换过)(?<!修过)(?<!做过)"
_NO_NUMERAL: Final = "(?<![0-9.一二三四五六七八九十几])"
_GO_ON: Final = "[ ]?[再我来去到过]"

_NOW: Final = "(?:现在|此刻|这会儿|马上(?!路)|立马|立刻|即刻)"
_NOW_PLANNED: Final = (
    "[ ]?(?:吧|可以|方便|行|有空|有位|出发|约|,|。|$"
    "|[就能可以想要我给你们]{0,4}(?:过来|过去|来(?!不)|去|到店|到你|送|开过|约))"
)

_MINUTES: Final = {"分钟": 1, "小时": 60, "钟头": 60, "钟": 60, "刻钟": 15}
_DAYS: Final = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7}
_MOST_DAYS: Final = 100 * 365
_MOST_MONTHS: Final = 100 * 12
_HALF_A_MONTH: Final = timedelta(days=15)


def _months_from(day: date, months: int) -> date:
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


def _minutes_from(now: datetime, count: float, unit: str, direction: int) -> datetime | None:
    minutes = round(count * _MINUTES[unit])
    if minutes > _MOST_DAYS * 24 * 60:
        return None
    return now.replace(second=0, microsecond=0) + timedelta(minutes=direction * minutes)


def _days_from(today: date, count: float, unit: str, direction: int) -> Days | None:
    if unit in _DAYS:
        days = int(count * _DAYS[unit])
        return one_day(today + timedelta(days=direction * days)) if 0 < days <= _MOST_DAYS else None
    months = count * (12 if unit == "年" else 1)
    if months > _MOST_MONTHS:
        return None
    if unit == "年" and direction < 0 and count >= 1:
        # 三年前 is said of a year, 三年后 of a day.
        year = today.year - int(count)
        return Days(date(year, 1, 1), date(year, 12, 31), str(year))
    moved = _months_from(today, direction * int(months))
    return one_day(moved + direction * _HALF_A_MONTH if months % 1 else moved)


def _read_shift(match: Match[str], now: datetime, direction: int) -> Meaning | None:
    written, unit = match["count"], match["unit"]
    counts: list[float] = list(NEIGHBOURS.get(written, ()))
    if not counts:
        counts = [0.5 if written == "半" else parse_number(written) or 0]
    if match["half"]:
        counts = [count + 0.5 for count in counts]
    if unit in _MINUTES:
        moments = sorted(filter(None, (_minutes_from(now, count, unit, direction) for count in counts)))
        if not moments:
            return None
        return Meaning(slot=Slot.WHOLE, moment=moments[0], until=moments[1] if len(moments) > 1 else None)
    days = [found for count in counts if (found := _days_from(now.date(), count, unit, direction))]
    if not days:
        return None
    first, last = min(found.first for found in days), max(found.last for found in days)
    label = days[0].label if len(days) == 1 else None
    return Meaning(slot=Slot.DAY, anchor=fixed(Days(first, last, label)))


def _read_later(match: Match[str], now: datetime) -> Meaning | None:
    return _read_shift(match, now, 1)


def _read_ago(match: Match[str], now: datetime) -> Meaning | None:
    return _read_shift(match, now, -1)


def _read_now(match: Match[str], now: datetime) -> Meaning | None:
    return Meaning(slot=Slot.WHOLE, moment=now.replace(second=0, microsecond=0))


#: In the order in which they are tried at one place.
OFFSET_KINDS: Final = (
    Kind("later", rf"{_FROM_NOW}{_NO_NUMERAL}(?:再?过|再等|再)?{_COUNT}{_AFTER}", _read_later),
    Kind("passing", rf"(?<![0-9超不没通才刚路干做开修学用跑])(?:再过|过|再等){_COUNT}(?![了前又期])", _read_later),
    # 等一分钟 may be all that is asked; 等两小时再来 names the time.
    Kind("waiting", rf"(?<!再)等{_COUNT}(?={_GO_ON})", _read_later),
    Kind("ago", rf"{_NO_NUMERAL}(?<!提)(?<!提前){_COUNT}(?:以前|之前|前)(?![天面轮])", _read_ago),
    # 现在还在响 tells how things are; only what is planned for now names a time.
    Kind("now", rf"(?<=约){_NOW}|(?<=改到){_NOW}|(?<!到){_NOW}(?={_NOW_PLANNED})", _read_now),
)
