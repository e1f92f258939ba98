"""Time expressions in whole sentences: what is found, where it ends, and what is no time at all."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from bot.clock import SHANGHAI
from bot.nlu.normalise import normalise
from bot.nlu.readers import vague_bounds
from bot.nlu.time import ReadingContext, read_expressions

SATURDAY_MORNING = datetime(2026, 11, 21, 10, 0, tzinfo=SHANGHAI)
SATURDAY_AFTERNOON = datetime(2026, 11, 21, 16, 30, tzinfo=SHANGHAI)


def read(sentence: str, now: datetime = SATURDAY_MORNING) -> list[tuple[str, str | None]]:
    text = normalise(sentence).text
    return [(text[one.start : one.end], one.norm) for one in read_expressions(text, ReadingContext(now))]


@pytest.mark.parametrize(
    "sentence",
    [
        "修了三天了", "保修两年", "2019年的车", "19年的朗逸", "15款的卡罗拉", "等了两小时", "三天能修好吗", "一个小时能做完吗",
        "三天之内", "24小时内", "两天没消息了", "保修三个月", "还有半小时到", "一周一次", "三个小时了还没好", "每周三都忙",
        "每天早上启动困难", "每个月5号", "平时晚上", "几点能好", "什么时候能取", "哪天有空位", "你们几点关门", "要等多久",
        "快一点", "便宜一点", "再早一点行吗", "能不能晚一点", "有一点响", "一点都不好", "我有三点建议", "三点式安全带", "两点意见",
        "九点五折", "三点五万", "九十二号汽油", "92号加满", "8号机油", "人民路25号", "3号工位", "一号店", "第三天", "第3号",
        "五一路", "一会儿响一会儿不响", "等了一会儿了", "回头率", "以后天天来", "以前天天来", "雨后天晴", "前天窗漏水", "前轮", "后轮",
        "四周都是划痕", "四周五金店", "一周三次", "早上好", "下午好啊", "晚上好，在吗", "等一下", "等两小时了", "保养完三天后又漏了",
        "一上午", "等了一下午", "有空吗", "13月5号", "25点", "胎压2.5正常吗", "1.5T的发动机", "说明个人信息", "周师傅", "如今个个都贵", "现在还在响", "到现在没消息", "马上转人工", "干过八年钣金", "九号电动车", "负十号柴油", "不用改天", "今年初中毕业",
        "换了没几天就坏", "7*24小时",
    ],
)  # fmt: skip
def test_no_moment(sentence: str) -> None:
    assert read(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("不是明天，是后天", [("明天", "2026-11-22"), ("后天", "2026-11-23")]),
        ("明天或后天", [("明天", "2026-11-22"), ("后天", "2026-11-23")]),
        ("明天后天都可以", [("明天", "2026-11-22"), ("后天", "2026-11-23")]),
        ("周六周日都行", [("周六", "2026-11-21"), ("周日", "2026-11-22")]),
        ("下周二、周三", [("下周二", "2026-11-24"), ("周三", "2026-11-25")]),
        ("12月2号或3号", [("12月2号", "2026-12-02"), ("3号", "2026-12-03")]),
        (
            "周三下午或者周四上午",
            [("周三下午", "2026-11-25T14:00/2026-11-25T18:00"), ("周四上午", "2026-11-26T08:00/2026-11-26T12:00")],
        ),
        ("我周三约的保养，想改到周五下午", [("周三", "2026-11-25"), ("周五下午", "2026-11-27T14:00/2026-11-27T18:00")]),
        ("昨天送来的车明天上午能取吗", [("昨天", "2026-11-20"), ("明天上午", "2026-11-22T08:00/2026-11-22T12:00")]),
        ("车子都修了三天了，今天能好吗", [("今天", "2026-11-21")]),
        ("下午好了吗", [("下午", "2026-11-21T14:00/2026-11-21T18:00")]),
        ("上周一直在响", [("上周", "2026-11-09/2026-11-15")]),
        ("马上周三了", [("周三", "2026-11-25")]),
        ("周日，下午三点", [("周日,下午三点", "2026-11-22T15:00")]),
        ("这周日吧，上午", [("这周日吧,上午", "2026-11-22T08:00/2026-11-22T12:00")]),
        ("三点到店", [("三点", "2026-11-21T15:00")]),
        ("我八点半到九点到", [("八点半到九点", "2026-11-22T08:30/2026-11-22T09:00")]),
        ("今天到了吗", [("今天", "2026-11-21")]),
        ("今天天气不错", [("今天", "2026-11-21")]),
        ("有三点的号吗", [("三点", "2026-11-21T15:00")]),
        ("明天一点过去", [("明天一点", "2026-11-22T13:00")]),
        ("预约明天下午2点到4点之间换机油", [("明天下午2点到4点", "2026-11-22T14:00/2026-11-22T16:00")]),
        ("约到2.5", [("2.5", "2027-02-05")]),
        ("2.5下午", [("2.5下午", "2027-02-05T14:00/2027-02-05T18:00")]),
        ("半小时后到你店里，25号来取", [("半小时后", "2026-11-21T10:30"), ("25号", "2026-11-25")]),
        ("下周一二都行", [("下周一二", "2026-11-23/2026-11-24")]),
        ("给我安排一下周四的", [("周四", "2026-11-26")]),
        ("帮我看一下下周三", [("下周三", "2026-11-25")]),
        ("晚上八点下班了再说", [("晚上八点", "2026-11-21T20:00")]),
        ("五点过不去，六点吧", [("五点", "2026-11-21T17:00"), ("六点", "2026-11-21T18:00")]),
        ("上周报的价还有效吗", [("上周", "2026-11-09/2026-11-15")]),
        ("我这辆车上个月过户了", [("上个月", "2026-10")]),
        ("帮我翻翻2024年的记录", [("2024年", "2024")]),
        ("12月3日工位请取消", [("12月3日", "2026-12-03")]),
        ("改到廿八", [("廿八", "2026-11-28")]),
        ("今天下班以后推过去", [("今天下班以后", None)]),
        ("换到下周后半段", [("下周", "2026-11-23/2026-11-29")]),
        ("我现在过来行吗", [("现在", "2026-11-21T10:00")]),
        ("等两小时再来", [("等两小时", "2026-11-21T12:00")]),
        ("明后天", [("明后天", "2026-11-22/2026-11-23")]),
    ],
)
def test_sentence(sentence: str, expected: list[tuple[str, str | None]]) -> None:
    assert read(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "now", "norm"),
    [
        ("我周三送来的车", SATURDAY_MORNING, "2026-11-18"),
        ("周六送来的", SATURDAY_MORNING, "2026-11-21"),
        ("上午送去的车好了吗", SATURDAY_AFTERNOON, "2026-11-21T08:00/2026-11-21T12:00"),
        ("上午能来吗", SATURDAY_AFTERNOON, "2026-11-22T08:00/2026-11-22T12:00"),
        ("今早送去的", SATURDAY_AFTERNOON, "2026-11-21T08:00/2026-11-21T12:00"),
        ("10月份做的保养", SATURDAY_MORNING, "2026-10"),
        ("6月买的轮胎", SATURDAY_MORNING, "2026-06"),
        ("15号换的机油", SATURDAY_MORNING, "2026-11-15"),
        ("8月3号做过保养", SATURDAY_MORNING, "2026-08-03"),
        ("三点送过来的", SATURDAY_AFTERNOON, "2026-11-21T15:00"),
        ("九点半取走的", SATURDAY_AFTERNOON, "2026-11-21T09:30"),
        ("今天三点", SATURDAY_AFTERNOON, "2026-11-21T15:00"),
        ("周六三点", SATURDAY_AFTERNOON, "2026-11-28T15:00"),
        ("周六上午", SATURDAY_AFTERNOON, "2026-11-28T08:00/2026-11-28T12:00"),
        ("周三能修好了吗", SATURDAY_MORNING, "2026-11-25"),
    ],
)
def test_direction(sentence: str, now: datetime, norm: str) -> None:
    assert [found for _, found in read(sentence, now)] == [norm]


class Hours:
    """A shop with a lunch break that is closed on Sundays."""

    def windows(self, day: date) -> list[tuple[time, time]]:
        return [] if day.weekday() == 6 else [(time(9), time(12)), (time(13, 30), time(21))]


@pytest.mark.parametrize(
    ("expression", "norm"),
    [
        ("八点", "2026-11-21T20:00"),
        ("十点", "2026-11-23T10:00"),
        ("三点", "2026-11-23T15:00"),
        ("明天三点", "2026-11-22T15:00"),
        ("十二点半", "2026-11-23T12:30"),
        ("周六", "2026-11-21"),
    ],
)
def test_opening_hours_decide(expression: str, norm: str) -> None:
    context = ReadingContext(SATURDAY_AFTERNOON, Hours())
    assert [found.norm for found in read_expressions(expression, context)] == [norm]


@pytest.mark.parametrize(
    ("sentence", "bounds"),
    [
        ("元旦之后吧", (date(2027, 1, 2), None)),
        ("25号之前能修好吗", (None, date(2026, 11, 25))),
        ("12月中旬", (date(2026, 12, 11), date(2026, 12, 20))),
        ("25号那几天", (date(2026, 11, 22), date(2026, 11, 28))),
        ("过两天", (None, None)),
        ("周三下午", (None, None)),
        ("周三之后，月底之前", (date(2026, 11, 26), date(2026, 11, 30))),
    ],
)
def test_vague_bounds(sentence: str, bounds: tuple[date | None, date | None]) -> None:
    assert vague_bounds(sentence, ReadingContext(SATURDAY_MORNING)) == bounds
