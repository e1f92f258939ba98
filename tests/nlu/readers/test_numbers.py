"""Mileages, amounts and scores."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.nlu.readers import ReadingContext, read_all

CONTEXT = ReadingContext(datetime(2026, 11, 21, 10, 0, tzinfo=SHANGHAI))


def of_type(kind: str, text: str) -> list[tuple[str, object]]:
    return [(found.value, found.norm) for found in read_all(text, CONTEXT) if found.type == kind]


@pytest.mark.parametrize(
    ("text", "value", "norm"),
    [
        ("跑了四万八", "四万八", 48000),
        ("四万八", "四万八", 48000),
        ("4.8w公里", "4.8w公里", 48000),
        ("4.8w", "4.8w", 48000),
        ("4w8公里", "4w8公里", 48000),
        ("刚跑五千", "五千", 5000),
        ("三万多公里", "三万多公里", 30000),
        ("12万公里", "12万公里", 120000),
        ("12万3公里", "12万3公里", 123000),
        ("8000km", "8000km", 8000),
        ("8000KM了", "8000KM", 8000),
        ("1.2万", "1.2万", 12000),
        ("1.2万公里", "1.2万公里", 12000),
        ("行驶里程五万二千公里", "五万二千公里", 52000),
        ("三点五万公里", "三点五万公里", 35000),
        ("12,345公里", "12,345公里", 12345),
        ("里程表上显示48000", "48000", 48000),
        ("表显52000", "52000", 52000),
        ("都十二万了", "十二万", 120000),
        ("开了三万多", "三万多", 30000),
        ("八千来公里", "八千来公里", 8000),
        ("才跑了80公里", "80公里", 80),
        ("４.８万公里", "４.８万公里", 48000),
        ("跑了四萬八", "四萬八", 48000),
        ("换的离合器跑了不到两千公里", "两千公里", 2000),
        ("上次记的里程是不是五万二", "五万二", 52000),
        ("一万五，该首保了嘛", "一万五", 15000),
    ],
)
def test_mileage(text: str, value: str, norm: int) -> None:
    assert of_type("mileage", text) == [(value, norm)]


@pytest.mark.parametrize(
    "text",
    [
        "离你们三公里",
        "时速60公里",
        "60公里/小时",
        "每5000公里保养一次",
        "开了三年",
        "百公里油耗8个",
        "跑了两趟",
        "三万块",
        "开了两个小时",
        "5km外",
        "五千块",
    ],
)
def test_no_mileage(text: str) -> None:
    assert of_type("mileage", text) == []


@pytest.mark.parametrize(
    ("text", "value", "norm"),
    [
        ("三百块", "三百块", 300),
        ("三百块钱", "三百块钱", 300),
        ("300元", "300元", 300),
        ("¥1,280", "¥1,280", 1280),
        ("￥1280元", "￥1280元", 1280),
        ("换机油一千二", "一千二", 1200),
        ("报价一千二贵了", "一千二", 1200),
        ("2k", "2k", 2000),
        ("八十八块八", "八十八块八", 88.8),
        ("五块五", "五块五", 5.5),
        ("打算花五百", "五百", 500),
        ("398元起", "398元", 398),
        ("预算2000以内", "2000", 2000),
        ("要300多块", "300多块", 300),
        ("两万三千块", "两万三千块", 23000),
        ("1.5万元", "1.5万元", 15000),
        ("收了我600", "600", 600),
        ("一共1350", "1350", 1350),
        ("9.9元洗车", "9.9元", 9.9),
        ("两三百块", "两三百块", 200),
        ("398那个保养都包括什么", "398", 398),
        ("超过一千我就不做了", "一千", 1000),
        ("工时费600就拧了两颗螺丝", "600", 600),
        ("办了张一千块的保养卡", "一千块", 1000),
        ("三百二十蚊", "三百二十蚊", 320),
        ("还有三百多吧", "三百多", 300),
        ("我花了500块换的三块刹车片", "500块", 500),
    ],
)
def test_amount(text: str, value: str, norm: float) -> None:
    assert of_type("amount", text) == [(value, norm)]


@pytest.mark.parametrize(
    "text",
    [
        "两块刹车片",
        "一块去",
        "三元催化器",
        "一块儿过来",
        "换块玻璃",
        "电池充到80",
        "打电话给5556",
        "花了三天",
        "2022款",
        "跑了四万八",
        "比亚迪元PLUS",
        "一块电瓶",
    ],
)
def test_no_amount(text: str) -> None:
    assert of_type("amount", text) == []


@pytest.mark.parametrize(
    ("text", "value", "norm"),
    [
        ("5星", "5星", 5), ("五星好评", "五星", 5), ("给五颗星", "五颗星", 5), ("给个两分吧", "两分", 2), ("满分", "满分", 5), ("9分", "9分", 9),
        ("打10分", "10分", 10), ("打十分", "十分", 10), ("0分", "0分", 0), ("零分！", "零分", 0), ("一星都不想给", "一星", 1), ("打5", "5", 5),
        ("⭐⭐⭐⭐⭐", "⭐⭐⭐⭐⭐", 5), ("★★★", "★★★", 3), ("５分", "５分", 5), ("評分4", "4", 4), ("一百分", "一百分", 100), ("给4.5分", "4.5分", 4.5), ("九分半", "九分半", 9.5),
    ],
)  # fmt: skip
def test_score(text: str, value: str, norm: int) -> None:
    assert of_type("score", text) == [(value, norm)]


@pytest.mark.parametrize(
    "text",
    [
        "十分满意",
        "十分感谢",
        "5分钟",
        "三分之一",
        "扣3分",
        "一分钱一分货",
        "1200积分",
        "百分之五",
        "差五分四点",
        "三点五分",
        "五星期",
        "驾照扣了12分",
        "第3分店",
    ],
)
def test_no_score(text: str) -> None:
    assert of_type("score", text) == []


@given(st.integers(100, 999_999))
def test_written_mileages_come_back(km: int) -> None:
    assert of_type("mileage", f"表显{km}公里，该保养了") == [(f"{km}公里", km)]


@given(st.integers(1, 99_999), st.integers(1, 99))
def test_written_amounts_come_back(yuan: int, fen: int) -> None:
    assert of_type("amount", f"收了{yuan}.{fen:02d}元吗") == [(f"{yuan}.{fen:02d}元", round(yuan + fen / 100, 2))]
