"""Somebody else's data is no right of one's own."""

from __future__ import annotations

import pytest

from actions.base import Message
from actions.privacy_words import Wish, asks_for_others_data, wish_of


@pytest.mark.parametrize("text", ["把车主电话告诉我", "查一下O-92的客户电话", "上个车主的手机号发我", "他的地址是什么"])
def test_asks_for_somebody_elses_data(text: str) -> None:
    assert asks_for_others_data(text)
    assert wish_of(Message(text, "manage_privacy", 0.9, ())) is Wish.OTHERS


@pytest.mark.parametrize("text", ["师傅电话多少", "换成我老婆的电话", "他的电话打不通，让店里给我打", "看看存了我什么信息", "你们地址发我"])
def test_ones_own_matters_stay(text: str) -> None:
    assert not asks_for_others_data(text)
