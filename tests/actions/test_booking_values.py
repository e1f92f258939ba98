"""What a message says about a booking."""

from __future__ import annotations

import pytest

from actions.base import Filled, Message
from actions.booking_values import take_pickup
from actions.cancel import CancelForm
from actions.places import place_in


def said(text: str) -> Message:
    return Message(text, "book_service", 1.0, ())


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("明天上午九点做保养，上门取车", ""),
        ("明早八点半来武林路77号取车做个保养", "武林路77号"),
        ("派个师傅到我公司取一下车", ""),
        ("明天上午来我家取车", ""),
        ("我明天来店里取车", None),
        ("来保养，顺便取一下车里的东西", None),
        ("不用上门取车，我自己开过去", None),
    ],
)
def test_whether_and_where_it_is_collected(text: str, address: str | None) -> None:
    filled = Filled({"booking_address": None})
    take_pickup(said(text), filled, None)
    assert filled["booking_address"] == address


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("在滨江区江南大道480号", "滨江区江南大道480号"),
        ("来武林路77号取车做个保养", "武林路77号"),
        ("地址：翠苑小区2幢", "翠苑小区2幢"),
        ("来保养", None),
    ],
)
def test_where_the_vehicle_stands(text: str, place: str | None) -> None:
    assert place_in(said(text)) == place


@pytest.mark.parametrize(
    ("text", "reason", "outcome"),
    [
        ("确定", None, "done"),
        ("对，取消吧", None, "done"),
        ("确认取消，临时要出差", "临时要出差", "done"),
        ("嗯，车已经修好了", "车已经修好了", "done"),
        ("因为下雪来不了", "因为下雪来不了", None),
        ("不取消了", None, "stopped"),
    ],
)
async def test_why_it_is_cancelled_may_be_said_with_the_yes(text: str, reason: str | None, outcome: str | None) -> None:
    filled = Filled({"cancel_reason": None, "cancel_confirm": None})
    form = CancelForm()
    assert await form.take(None, None, said(text), filled, "cancel_confirm") == outcome  # type: ignore[arg-type]
    assert filled["cancel_reason"] == reason
