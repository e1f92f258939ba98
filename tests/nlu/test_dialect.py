"""Dialects in the words of the standard language: what a rule over words sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.dialect import spoken, to_standard


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("刹车盘点解要换", "刹车盘为啥要换"),
        ("几多钱嚟㗎", "多少钱来的"),
        ("肯定係你哋整花嘅", "肯定是你们整花的"),
        ("大概多会儿能到", "大概啥时候能到"),
        ("恁那儿能修不", "你那儿能修不"),
        ("好多钱嘛", "多少钱嘛"),
        ("今儿能取不", "今天能取不"),
        ("空调系统有问题", "空调系统有问题"),
        ("关系到安全", "关系到安全"),
        ("喇叭不响", "喇叭不响"),
        ("其中不含工时", "其中不含工时"),
        ("今后儿子来取", "今后儿子来取"),
    ],
)
def test_the_same_in_standard_words(said: str, meant: str) -> None:
    assert spoken(said) == meant


@given(st.text(alphabet="唔系係喺点解做乜几多今儿喇叭系统其中不子好钱车修"))
def test_the_length_stays(text: str) -> None:
    assert len(to_standard(text)) == len(text)
