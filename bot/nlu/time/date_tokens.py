"""Pieces that name days of the calendar: 12月3号, 25号, 月底, 上个月, 去年, 国庆."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from re import Match
from typing import Final

from bot.nlu.numerals import parse_number
from bot.nlu.time.days import (
    Days,
    day_in_month,
    day_of_month,
    festival,
    festival_days_off,
    fixed,
    month,
    month_day,
    month_of,
    one_day,
)
from bot.nlu.time.festivals import ALIASES, festival_break, festival_day, has_days_off, next_makeup_workday
from bot.nlu.time.tokens import SHIFT, SHIFTS, Kind, Meaning, day_meaning, vague_meaning

_HAN: Final = "一二三四五六七八九"
_YEAR: Final = (
    rf"(?:(?:(?P<year>20[0-9]{{2}}|[0-9]{{2}}|二[零〇][零〇{_HAN}]{{2}})年"
    r"|(?P<year_word>大前|[今去明]|(?<![之以多几])[前后])年)的?)"
)
_MONTH: Final = rf"(?:1[0-2]|0?[1-9]|十[一二]?|元|[{_HAN}])"
_DAY: Final = rf"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[{_HAN}]?|廿[{_HAN}]?|[{_HAN}])"
_DIGITAL_MONTH: Final = "(?:1[0-2]|0?[1-9])"
_DIGITAL_DAY: Final = "(?:3[01]|[12][0-9]|0?[1-9])"
_RANGE_AHEAD: Final = "[ ]?(?:到|至|-|~|—)[ ]?"
# A number and 号 also name shops, bays, people, petrol and doors.
_NO_THING: Final = "(?![店线门楼工位技师车机油汽柴码桌柜院仓厅库口客房馆棚员墙灯牌单缸喷点里段出站街路地球公平]|电动)"
_DAY_SUFFIX: Final = rf"(?:号{_NO_THING}|日|(?={_RANGE_AHEAD}{_DAY}[号日]))"
# What follows a bare number after a month when the number is not a day: 10月3个人.
_NO_MEASURE: Final = "(?![0-9个块点月天年次分小时万千百元多人台辆%/:.]|一[共直起定样般])"
_NO_DECIMAL: Final = "(?![0-9./a-z%°]|[ ]?(?:[万千百块元个米升折寸毫倍分星年版吨斤匹伏安度毛钟天公多]|小时))"
_DATE_SEPARATORS: Final = ("-", "/", r"\.")
_EDGE: Final = "(?P<edge>底|末|初|尾|头|中旬?|上旬|下旬)"
_FESTIVALS: Final = (
    rf"元旦|春节|过年|清明|(?<![0-9零{_HAN}])五一(?![0-9零{_HAN}分号月路广大街桥商])|劳动节|端午|中秋|元宵|冬至|情人节|国庆(?![路街])"
    rf"|双十[一二]|(?<![0-9零{_HAN}])十一(?=假|长假|黄金周|国庆|期间|放假|小长假|你们|咱们|店里|开门|开不开|营业|上班|那天|当天)|平安夜|圣诞"
)

_LEAP_YEAR: Final = 2024
_YEAR_SHIFTS: Final = {"今": 0, "去": -1, "明": 1, "前": -2, "后": 2, "大前": -3}
_END_OF_MONTH: Final = "ambiguous: end of month"
_BEGINNING_OF_MONTH: Final = "ambiguous: beginning of month"


def _year(match: Match[str], now: datetime) -> int | None:
    groups = match.groupdict()
    word, written = groups.get("year_word"), groups.get("year")
    if word:
        return now.year + _YEAR_SHIFTS[word]
    number = parse_number(written) if written else None
    return None if number is None else int(number) + (2000 if number < 100 else 0)


def _number(text: str) -> int:
    return 1 if text == "元" else int(parse_number(text) or 0)


def _read_date(match: Match[str], now: datetime) -> Meaning | None:
    year = _year(match, now)
    if year is None:
        return None
    return _dated(year, _number(match["month"]), _number(match["day"]))


def _dated(year: int, month_number: int, day: int) -> Meaning | None:
    if not (2000 <= year < 2100 and 1 <= month_number <= 12 and day):
        return None
    found = day_in_month(month_of(year, month_number), day)
    return day_meaning(fixed(one_day(found))) if found else vague_meaning()


def _read_compact_date(match: Match[str], now: datetime) -> Meaning | None:
    return _dated(int(match[0][:4]), int(match[0][4:6]), int(match[0][6:8]))


def _read_month_day(match: Match[str], now: datetime) -> Meaning | None:
    month_number, day = _number(match["month"]), _number(match["day"])
    # 2月30号 is a date that does not exist: meant as a date, and asked.
    exists = day_in_month(month_of(_LEAP_YEAR, month_number), day) is not None
    return day_meaning(month_day(month_number, day)) if exists else vague_meaning()


def _read_day_of_shifted_month(match: Match[str], now: datetime) -> Meaning | None:
    found = day_in_month(month_of(now.year, now.month + SHIFTS[match["shift"]]), _number(match["day"]))
    return day_meaning(fixed(one_day(found))) if found else vague_meaning()


def _read_day_of_month(match: Match[str], now: datetime) -> Meaning | None:
    return day_meaning(day_of_month(_number(match["day"])))


def _read_month(match: Match[str], now: datetime) -> Meaning | None:
    number, year = _number(match["month"]), _year(match, now)
    if year is not None and not 2000 <= year < 2100:
        return None
    edge = match["edge"]
    if edge is None:
        return day_meaning(month(number) if year is None else fixed(month_of(year, number)))
    days = month_of(year, number) if year is not None else next(month(number)(now.date(), False))
    return _month_edge(days, edge)


def _read_shifted_month(match: Match[str], now: datetime) -> Meaning | None:
    days = month_of(now.year, now.month + SHIFTS[match["shift"]])
    return _month_edge(days, match["edge"]) if match["edge"] else day_meaning(fixed(days))


def _month_edge(days: Days, edge: str) -> Meaning:
    if edge in ("底", "末", "尾"):
        return day_meaning(fixed(Days(days.last, days.last, note=_END_OF_MONTH)))
    if edge in ("初", "头"):
        return day_meaning(fixed(Days(days.first, days.first, note=_BEGINNING_OF_MONTH)))
    first, last = {"上旬": (1, 10), "中": (11, 20), "中旬": (11, 20), "下旬": (21, days.last.day)}[edge]
    return vague_meaning(Days(days.first.replace(day=first), days.first.replace(day=last)))


def _read_month_edge(match: Match[str], now: datetime) -> Meaning | None:
    edge = match["edge"]
    if edge in ("底", "末", "尾"):
        return day_meaning(day_of_month(-1, _END_OF_MONTH))
    if edge in ("初", "头"):
        return day_meaning(day_of_month(1, _BEGINNING_OF_MONTH))
    return _month_edge(month_of(now.year, now.month), edge)


def _read_year(match: Match[str], now: datetime) -> Meaning | None:
    year = now.year + _YEAR_SHIFTS[match["year_word"]]
    return day_meaning(fixed(Days(date(year, 1, 1), date(year, 12, 31), str(year))))


def _read_written_year(match: Match[str], now: datetime) -> Meaning | None:
    year = int(match["year"])
    return day_meaning(fixed(Days(date(year, 1, 1), date(year, 12, 31), str(year))))


def _read_festival(match: Match[str], now: datetime) -> Meaning | None:
    name = ALIASES.get(match["festival"], match["festival"])
    span = bool(match["days_off"]) and has_days_off(name)
    year = _year(match, now)
    if year is None:
        return day_meaning(festival_days_off(name) if span else festival(name))
    if span and (found := festival_break(name, year)):
        note = None if found[2] else "ambiguous: days off not announced"
        return day_meaning(fixed(Days(found[0], found[1], note=note)))
    day = festival_day(name, year)
    return day_meaning(fixed(one_day(day))) if day else vague_meaning()


def _read_new_year(match: Match[str], now: datetime) -> Meaning | None:
    # 除夕 is the eve of the first day; 大年初三, 正月初八 count from it.
    offset = _number(match["nth"]) - 1 if match["nth"] else -1
    for year in (now.year, now.year + 1):
        first = festival_day("春节", year)
        if first and (day := first + timedelta(days=offset)) >= now.date():
            return day_meaning(fixed(one_day(day)))
    return vague_meaning()


def _read_makeup(match: Match[str], now: datetime) -> Meaning | None:
    day = next_makeup_workday(now.date())
    return day_meaning(fixed(one_day(day))) if day else vague_meaning()


def _read_lunar(match: Match[str], now: datetime) -> Meaning | None:
    return vague_meaning()


def _iso_date(separator: str) -> str:
    return (
        rf"(?<![0-9a-z/.\-])(?P<year>20[0-9]{{2}}){separator}(?P<month>{_DIGITAL_MONTH}){separator}"
        rf"(?P<day>{_DIGITAL_DAY})(?![0-9\-/])[号日]?"
    )


#: In the order in which they are tried at one place.
DATE_KINDS: Final = (
    *(Kind(f"iso_date_{index}", _iso_date(mark), _read_date) for index, mark in enumerate(_DATE_SEPARATORS)),
    Kind(
        "compact_date",
        r"(?<![0-9a-z.\-])20[2-3][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9a-z.\-])",
        _read_compact_date,
    ),
    Kind(
        "date",
        rf"(?<![0-9a-z]){_YEAR}(?P<month>{_MONTH})月份?的?(?P<day>{_DAY})(?:号{_NO_THING}|日|{_NO_MEASURE})",
        _read_date,
    ),
    Kind(
        "day_of_shifted_month",
        rf"(?P<shift>{SHIFT})个?月份?的?(?P<day>{_DAY}){_DAY_SUFFIX}",
        _read_day_of_shifted_month,
    ),
    Kind(
        "month_day",
        rf"(?<![0-9a-z./腊冬正闰])(?P<month>{_MONTH})月份?的?(?P<day>{_DAY})(?:{_DAY_SUFFIX}|{_NO_MEASURE})",
        _read_month_day,
    ),
    Kind(
        "slash_date",
        rf"(?<![0-9a-z./\-:])(?P<month>{_DIGITAL_MONTH})/(?P<day>{_DIGITAL_DAY})(?![0-9a-z/.%])[号日]?",
        _read_month_day,
    ),
    Kind(
        "dash_date",
        r"(?<![0-9a-z./\-:])(?P<month>1[0-2]|0[1-9])-(?P<day>3[01]|[12][0-9]|0[1-9])"
        r"(?![0-9a-z/.%:\-]|[ ]?[点时号日万元块个天年月公人])",
        _read_month_day,
    ),
    # A decimal is a date after 约 or 改到, before a part of the day, or from October on: no pressure is that high.
    Kind(
        "dot_date_asked",
        rf"(?:(?<=[约订])|(?<=[改约定推换挪放][到在成]))(?P<month>{_DIGITAL_MONTH})\.(?P<day>{_DIGITAL_DAY}){_NO_DECIMAL}[号日]?",
        _read_month_day,
    ),
    Kind(
        "dot_date_late",
        rf"(?<![0-9a-z./\-:¥压量])(?P<month>1[0-2])\.(?P<day>{_DIGITAL_DAY}){_NO_DECIMAL}[号日]?",
        _read_month_day,
    ),
    Kind(
        "dot_date_followed",
        rf"(?<![0-9a-z./\-:¥压量])(?P<month>{_DIGITAL_MONTH})\.(?P<day>{_DIGITAL_DAY})"
        r"(?:[号日]|(?=[ ]?(?:上午|下午|早上|晚上|中午|[一二两三四五六七八九十0-9]{1,3}点)))",
        _read_month_day,
    ),
    Kind(
        "month",
        rf"(?<![0-9a-z.几个腊冬正闰一二三四五六七八九十]){_YEAR}?(?P<month>{_MONTH})月份?{_EDGE}?(?![个饼亮牙球租供卡薪嫂])",
        _read_month,
    ),
    Kind(
        "shifted_month",
        rf"(?P<shift>{SHIFT})(?:一?个|一)?月份?(?:的?{_EDGE})?(?![饼亮牙球租供卡薪标签奖])",
        _read_shifted_month,
    ),
    Kind("month_edge", rf"(?<![个0-9一二三四五六七八九十])月{_EDGE}(?![级量型])", _read_month_edge),
    Kind(
        "festival",
        rf"{_YEAR}?(?P<festival>{_FESTIVALS})节?(?P<days_off>小?长?假期?|期间|黄金周)?",
        _read_festival,
    ),
    Kind(
        "new_year",
        r"除夕夜?|大?年三十儿?|(?:大?年|正月)初(?P<nth>[一二三四五六七八九十])",
        _read_new_year,
    ),
    Kind(
        "lunar",
        r"(?:农历|阴历|旧历)(?:[一二三四五六七八九十正冬腊闰]{1,3}月)?(?:初|廿)?[一二三四五六七八九十]{0,3}[号日]?"
        r"|(?<![0-9一二三四五六七八九十])(?:腊八|小年(?!轻|青)|(?:腊月|冬月|正月)(?:底|里|初|廿)?[一二三四五六七八九十]{0,3})",
        _read_lunar,
    ),
    Kind(
        "year",
        r"(?P<year_word>大前|[今去明]|(?<![之以多几0-9一二两三四五六七八九十])[前后])年(?![底初末中轻货审费会龄限卡票级份])",
        _read_year,
    ),
    # A year alone is mostly that of a model (2019年的车); of records it is a time.
    Kind(
        "year_of_records",
        r"(?P<year>20[0-9]{2})年(?=[^,。]{0,5}(?:记录|单子|账单|发票|明细|维修费|消费|(?:换|修|做|保养|来)过))",
        _read_written_year,
    ),
    Kind("makeup", r"(?:调休|补班)(?:上班)?(?:的?那一?天|的?那?个?周[六日末])", _read_makeup),
    Kind(
        "short_day_of_month",
        rf"(?<=[到改成在是,])(?P<day>廿[{_HAN}]?)(?![{_HAN}号日分块元个多万千年])",
        _read_day_of_month,
    ),
    Kind(
        "day_of_month",
        rf"(?<![0-9a-z第负./路街巷弄道楼区幢栋座月一二三四五六七八九十])(?<![a-z]-)(?P<day>{_DAY})"
        rf"(?:号{_NO_THING}|(?:(?<=[0-9十廿])|(?<=十[一二三四五六七八九]))日(?![内游均用])|(?={_RANGE_AHEAD}{_DAY}号{_NO_THING}))",
        _read_day_of_month,
    ),
)
