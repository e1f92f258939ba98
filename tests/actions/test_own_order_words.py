"""Words about one's own order: fetching it, waiting for it, what it costs, whether a repair is free."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from actions.base import Message
from actions.collecting import asks_another_time, asks_to_fetch
from actions.follow_up import _BARE_COST
from actions.my_orders import meant
from actions.standing import asks_why_so_long
from actions.warranty import asks_if_free
from bot.shop.models import WorkOrder


@pytest.mark.parametrize(
    "text",
    ["我晚上过来拿行不", "周五能开走不", "六点去提车还有人吗", "明早来取可以吗", "下班去接车", "几点能取", "礼拜天能骑走吗", "七点半我到店取车"],
)
def test_coming_for_the_vehicle(text: str) -> None:
    assert asks_to_fetch(text)


@pytest.mark.parametrize(
    "text", ["你们上门取车吗", "修好能帮我送车过来吗", "你们几点开门", "来开发票", "把车开过去检查", "周六来保养", "你们来接待一下"]
)
def test_other_comings(text: str) -> None:
    assert not asks_to_fetch(text)


@pytest.mark.parametrize(("text", "again"), [("那五点半呢", True), ("要是周六行不行", True), ("发动机为什么响得这么厉害呢", False)])
def test_another_time(text: str, again: bool) -> None:
    assert asks_another_time(text) is again


@pytest.mark.parametrize(
    "text", ["都快半个月了", "说好前天好的还没弄", "换个水箱咋要这么久", "怎么还没修好", "等了好几天了都没动静，太慢了", "都五天了", "为啥拖这么些天", "磨叽死了", "干嘛修这么慢"]
)
def test_tired_of_waiting(text: str) -> None:
    assert asks_why_so_long(text)


@pytest.mark.parametrize("text", ["修好了没", "几点能取", "还要多久", "配件到了吗", "到哪一步了"])
def test_just_asking(text: str) -> None:
    assert not asks_why_so_long(text)


@pytest.mark.parametrize("text", ["多少钱", "那一共多少", "总共要付多少钱啊", "最后要给你们多少钱", "费用呢", "我要付多少"])
def test_what_it_costs(text: str) -> None:
    assert _BARE_COST.match(text)


@pytest.mark.parametrize("text", ["洗车多少钱", "换个胎要多少", "保养一般多少钱", "等多久", "多少公里保养"])
def test_what_something_else_costs(text: str) -> None:
    assert not _BARE_COST.match(text)


@pytest.mark.parametrize("text", ["要收钱吗", "能免费重做不", "返修谁出钱", "给重新弄一遍吗", "还得我自费啊"])
def test_is_it_free(text: str) -> None:
    assert asks_if_free(text)


def _order(no: str, plate: str, kind: str, brand: str, model: str) -> SimpleNamespace:
    vehicle = SimpleNamespace(kind=kind, brand=brand, model=model)
    return SimpleNamespace(no=no, plate=plate, vehicle=vehicle, lines=[])


FLEET = [
    _order("A", "京A1X01K", "car", "江铃", "全顺"),
    _order("B", "京A1X02K", "car", "江铃", "全顺"),
    _order("C", "京A8B88M", "moto", "豪爵", "DR160"),
]


def which(text: str, *before: str) -> list[str]:
    message = Message(text, "ask_progress", 1.0, ())
    return [order.no for order in meant(message, cast(list[WorkOrder], FLEET), before)]


def test_which_vehicle_is_meant() -> None:
    assert which("02k下午能好吗") == ["B"]
    assert which("A1X01K呢") == ["A"]
    assert which("摩托车修好没") == ["C"]
    assert which("小车呢") == ["A", "B"]
    assert which("豪爵那台呢") == ["C"]
    assert which("两台都怎么样了") == ["A", "B", "C"]


def test_a_vehicle_named_before_is_still_meant() -> None:
    assert which("几点能拿", "摩托车修好没") == ["C"]
    assert which("几点能拿", "好的", "01K好了吗") == ["A"]
    assert which("我的车都好了吗", "摩托车修好没") == ["A", "B", "C"]
    assert which("几点能拿") == ["A", "B", "C"]
