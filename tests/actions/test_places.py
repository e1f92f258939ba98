"""Where a vehicle stands: roads, headings and kilometres from wherever a message has them."""

from __future__ import annotations

import pytest

from actions.base import Message
from actions.places import place_in, with_other_kilometre


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("青银高速爆胎了，往济南方向K58，人没事站护栏外了", "青银高速往济南方向K58"),
        ("G2京沪高速往北京方向832公里处", "G2京沪高速往北京方向832公里"),
        ("我在沪昆高速上行K32", "沪昆高速上行K32"),
        ("沈海高速 宁波方向 慈城服务区", "沈海高速宁波方向慈城服务区"),
        ("停在环城西路加油站对面", "环城西路加油站对面"),
    ],
)
def test_a_place_in_words(text: str, place: str) -> None:
    assert place_in(Message(text, "request_rescue", 1.0, ())) == place


def test_a_corrected_kilometre_keeps_the_road() -> None:
    assert with_other_kilometre("青银高速济南方向K58", "说错了 是K85！！") == "青银高速济南方向K85"
    assert with_other_kilometre("海天小区地库B2", "是K85") is None
    assert with_other_kilometre("青银高速济南方向K58", "快点来") is None


@pytest.mark.parametrize(
    ("text", "place"),
    [("在港城路和人民路口，电瓶没电了", "港城路和人民路口"), ("停在中山路与解放街交叉口", "中山路与解放街交叉口")],
)
def test_a_crossing_has_two_roads(text: str, place: str) -> None:
    assert place_in(Message(text, "request_rescue", 0.9, ())) == place
