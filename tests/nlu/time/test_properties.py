"""What holds for every text and every clock."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.nlu.normalise import normalise
from bot.nlu.time import VAGUE, ReadingContext, TimeExpression, read_expressions

NOWS = st.datetimes(datetime(2025, 1, 1), datetime(2035, 12, 31)).map(lambda now: now.replace(tzinfo=SHANGHAI))
PIECES = [
    "今天",
    "明天",
    "后天",
    "大后天",
    "昨天",
    "前天",
    "周一",
    "周三",
    "周日",
    "下周五",
    "上周二",
    "周末",
    "下周末",
    "本周",
    "下周",
    "月底",
    "下个月",
    "去年",
    "国庆",
    "春节",
    "元旦假期",
    "除夕",
    "11月25号",
    "2月29号",
    "2月30号",
    "31号",
    "5号",
    "12/31",
    "2.29",
    "2026-12-01",
    "上午",
    "下午",
    "早上",
    "晚上",
    "中午",
    "凌晨",
    "半夜",
    "三点",
    "八点半",
    "十二点",
    "0点",
    "24点",
    "23:59",
    "15:30",
    "两三点",
    "差五分四点",
    "一点",
    "到",
    "至",
    "-",
    "的",
    "，",
    "(",
    ")",
    "以后",
    "之前",
    "后",
    "前",
    "左右",
    "那几天",
    "半小时后",
    "三天后",
    "一百年后",
    "99999年后",
    "99年前",
    "过两天",
    "改天",
    "现在",
    "二",
    "三四",
    "9",
    "25",
    "年",
    "月",
    "号",
    "点",
    "半",
    "分",
    "周",
    "送来的",
    "约",
    "了",
    "不是",
    "每",
    "零",
    "百",
    "千",
]
VOCABULARY = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
DAY = r"\d{4}-\d\d-\d\d"
NORM = re.compile(rf"\d{{4}}|\d{{4}}-\d\d|{DAY}|{DAY}T\d\d:\d\d|{DAY}/{DAY}|{DAY}T\d\d:\d\d/{DAY}T\d\d:\d\d")

DAYS = st.sampled_from(["", "周一", "周二", "星期三", "周四", "礼拜五", "周六", "周日", "1号", "15号", "28号", "31号"])
PARTS = st.sampled_from(["", "早上", "上午", "中午", "下午", "晚上", "傍晚"])
CLOCKS = st.sampled_from(["", "八点", "九点半", "三点", "6点", "十一点一刻", "15:30", "两三点", "三点以后", "五点之前"])


def check(expression: TimeExpression, text: str) -> None:
    assert 0 <= expression.start < expression.end <= len(text)
    if expression.norm is None:
        assert expression.note is not None
        return
    assert expression.note != VAGUE
    assert NORM.fullmatch(expression.norm), expression.norm
    ends = [datetime.fromisoformat(end) for end in expression.norm.split("/") if len(end) >= 10]
    assert ends == sorted(ends)


@given(st.text(), NOWS)
def test_any_text_is_read(text: str, now: datetime) -> None:
    normalised = normalise(text).text
    for expression in read_expressions(normalised, ReadingContext(now)):
        check(expression, normalised)


@settings(max_examples=400, deadline=None)
@given(VOCABULARY, NOWS)
def test_any_pieces_are_read(text: str, now: datetime) -> None:
    normalised = normalise(text).text
    found = read_expressions(normalised, ReadingContext(now))
    for expression in found:
        check(expression, normalised)
    assert all(before.end <= after.start for before, after in pairwise(found))


def last_moment(norm: str, now: datetime) -> datetime:
    end = norm.split("/")[-1]
    moment = datetime.fromisoformat(end)
    return (moment if "T" in end else moment + timedelta(days=1)).replace(tzinfo=now.tzinfo)


@settings(max_examples=400, deadline=None)
@given(DAYS, PARTS, CLOCKS, NOWS)
def test_what_has_no_direction_lies_ahead(day: str, part: str, clock: str, now: datetime) -> None:
    for expression in read_expressions(f"约{day}{part}{clock}吧", ReadingContext(now)):
        assert expression.norm is not None
        assert last_moment(expression.norm, now) >= now.replace(second=0, microsecond=0)


@given(st.integers(0, 6), NOWS)
def test_weekdays_belong_to_their_weeks(weekday: int, now: datetime) -> None:
    name = "一二三四五六日"[weekday]
    monday = now.date() - timedelta(days=now.weekday())
    for prefix, weeks in (("上", -1), ("本", 0), ("下", 1), ("下下", 2)):
        [found] = read_expressions(f"{prefix}周{name}", ReadingContext(now))
        assert found.norm == (monday + timedelta(days=7 * weeks + weekday)).isoformat()
    [bare] = read_expressions(f"周{name}", ReadingContext(now))
    assert bare.norm is not None
    assert timedelta() <= date.fromisoformat(bare.norm) - now.date() <= timedelta(days=7)


@given(st.integers(1, 300), NOWS)
def test_offsets_are_exact(count: int, now: datetime) -> None:
    [later] = read_expressions(f"{count}天后", ReadingContext(now))
    [sooner] = read_expressions(f"{count}分钟前", ReadingContext(now))
    assert later.norm == (now.date() + timedelta(days=count)).isoformat()
    assert sooner.norm == (now - timedelta(minutes=count)).strftime("%Y-%m-%dT%H:%M")


@given(st.dates(date(2020, 1, 1), date(2039, 12, 31)), NOWS)
def test_written_dates_come_back(day: date, now: datetime) -> None:
    for written in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%Y/%m/%d}", f"{day:%Y%m%d}"):
        assert [found.norm for found in read_expressions(f"约{written}吧", ReadingContext(now))] == [day.isoformat()]


# Written as 10:00 to 12:59 a time may be one of the evening; all others are clear.
CLEAR_TIMES = st.times().filter(lambda clock: not 10 <= clock.hour <= 12)


@given(CLEAR_TIMES, NOWS)
def test_clock_times_are_the_next_such_moment(clock: time, now: datetime) -> None:
    written = clock.strftime("%H:%M")
    [found] = read_expressions(written, ReadingContext(now))
    assert found.norm is not None and found.norm.endswith(written)
    ahead = datetime.fromisoformat(found.norm).replace(tzinfo=SHANGHAI) - now
    assert timedelta() < ahead <= timedelta(days=1)
