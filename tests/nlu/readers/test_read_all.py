"""All readers together: who has the characters that two of them want, and spans in the text as given."""

from __future__ import annotations

import statistics
import time
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.nlu.readers import ReadingContext, read_all

CONTEXT = ReadingContext(datetime(2026, 11, 21, 10, 0, tzinfo=SHANGHAI))

SENTENCES = [
    (
        "帮我约明天下午三点的小保养，车牌沪A·12345，电话138 0013 8000",
        [("datetime", "明天下午三点"), ("plate", "沪A·12345"), ("phone", "138 0013 8000")],
    ),
    ("跑了三点五万公里，三点半过来", [("mileage", "三点五万公里"), ("datetime", "三点半")]),
    ("12.5来取，上次收了12.5元", [("datetime", "12.5"), ("amount", "12.5元")]),
    ("12.5万公里", [("mileage", "12.5万公里")]),
    ("差五分四点到，给你打五分", [("datetime", "差五分四点"), ("score", "五分")]),
    ("工单GD2611214821，VIN是LSVAM4187C2184847", [("order_no", "GD2611214821"), ("vin", "LSVAM4187C2184847")]),
    ("２０２６年１２月１號 ９：３０", [("datetime", "２０２６年１２月１號 ９：３０")]),
    ("禮拜三下晝三點鐘，車牌粵Ｂ·Ｄ１２３４５", [("datetime", "禮拜三下晝三點鐘"), ("plate", "粵Ｂ·Ｄ１２３４５")]),
    ("明\u200b天下\ufeff午三点", [("datetime", "明\u200b天下\ufeff午三点")]),
    (
        "今天来的，两万公里，花了八百六，给四星",
        [("datetime", "今天"), ("mileage", "两万公里"), ("amount", "八百六"), ("score", "四星")],
    ),
    ("想换5W-30的机油，车是GL8", []),
    ("沪A73K58 13806512749", [("plate", "沪A73K58"), ("phone", "13806512749")]),
    ("车速还有一百一，刹不住", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentence(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(found.type, found.value) for found in read_all(text, CONTEXT)] == expected


PIECES = [
    "預約明天下午三點",
    "禮拜三",
    "１１月２５號",
    "京Ａ·１２３４５",
    "沪A",
    "D12345",
    "138\u200b0013",
    "8000",
    "一三八零零一三八零零零",
    "四萬八公里",
    "¥１，２８０",
    "三百塊",
    "５星",
    "満分",
    "LSVAM4187C2184847",
    "GD2611214821",
    "\u200b",
    "\ufeff",
    "\u3000",
    "，",
    "。",
    "😡😡",
    "👍🏻",
    "⭐⭐⭐",
    "㎞",
    "...",
    "哈哈哈哈",
    "我的車",
    "什麼時候好",
    "后",
    "前",
    "点",
    "分",
    "万",
    "块",
    "号",
    "12",
    "3.5",
    "-",
    "/",
    ":",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=10).map("".join)))
def test_spans_are_those_of_the_text_as_given(text: str) -> None:
    found = read_all(text, CONTEXT)
    assert all(text[one.start : one.end] == one.value and one.value for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(one.note is not None for one in found if one.norm is None)


IDENTIFIERS = ["苏A0F316", "沪AD12345", "13505140088", "138 0013 8000", "GD2611214821", "LSVAM4187C2184847"]
VALUES = [
    "周五上午九点", "三点半", "下周二下午", "明早八点", "月底", "两万公里", "今天", "后天", "下午四点到五点",
    "大后天晌午", "九点一刻", "十二月一号早上", "刚跑五千公里", "这周六", "礼拜三",
]  # fmt: skip


@given(st.sampled_from(IDENTIFIERS), st.sampled_from(VALUES), st.booleans())
def test_what_is_glued_to_an_identifier_means_the_same(identifier: str, value: str, before: bool) -> None:
    """苏A0F316周五 is Friday, not six weeks."""
    alone = [(found.type, found.value, found.norm) for found in read_all(value, CONTEXT)]
    glued = read_all(value + identifier if before else identifier + value, CONTEXT)
    kinds = {"plate", "phone", "order_no", "vin"}
    assert [(found.type, found.value, found.norm) for found in glued if found.type not in kinds] == alone


def test_reading_is_fast() -> None:
    texts = [text for text, _ in SENTENCES if text] * 20
    for text in texts[:20]:
        read_all(text, CONTEXT)
    spent = []
    for text in texts:
        before = time.perf_counter()
        read_all(text, CONTEXT)
        spent.append(time.perf_counter() - before)
    assert statistics.median(spent) < 0.0005
