"""Yes, no and stop by their words."""

from __future__ import annotations

import pytest

from actions.answers import (
    is_impatient,
    leaves_queue,
    refuses_offers,
    says_no,
    says_nothing_more,
    says_stop,
    says_wait,
    says_yes,
)
from actions.base import Message


def said(text: str, intent: str = "nlu_fallback") -> Message:
    return Message(text, intent, 0.5, ())


YES = [
    "好",
    "好的",
    "行",
    "可以",
    "对",
    "对的",
    "没问题",
    "确认",
    "嗯嗯",
    "同意",
    "成",
    "OK",
    "就这样",
    "对，没问题",
    "确认预约",
]
NO = ["不同意", "不行", "不对", "不用", "没有", "算了", "不要", "先不了"]
STOP = [
    "算了不投诉了",
    "先不弄了，改天再说",
    "不约了",
    "算了",
    "取消吧",
    "哎算了，改天再约吧",
    "先不登记",
    "改天再说吧",
]
GOES_ON = [
    "不用取车，我自己开过去",
    "后天上午十点",
    "不改时间，改门店",
    "浙A12345",
    "取消那个洗车的预约换成保养",
    "算了算了还是明天下午三点吧",
]


@pytest.mark.parametrize("text", YES)
def test_yes(text: str) -> None:
    assert says_yes(said(text))
    assert not says_no(said(text))


@pytest.mark.parametrize("text", NO)
def test_no(text: str) -> None:
    assert says_no(said(text))
    assert not says_yes(said(text, "affirm"))


@pytest.mark.parametrize("text", STOP)
def test_stop(text: str) -> None:
    assert says_stop(said(text))


@pytest.mark.parametrize("text", [*YES, *GOES_ON])
def test_no_stop(text: str) -> None:
    assert not says_stop(said(text))


@pytest.mark.parametrize("text", ["不等了", "别排了", "不用人工了", "不等了，不用人工了", "取消排队"])
def test_leaving_the_queue(text: str) -> None:
    assert leaves_queue(said(text))


@pytest.mark.parametrize("text", ["转人工", "等多久", "好的我等", "人工客服在吗"])
def test_staying_in_the_queue(text: str) -> None:
    assert not leaves_queue(said(text))


@pytest.mark.parametrize("text", ["都不行", "这几个时间我都没空", "换个时间", "还有别的时间吗", "太早了"])
def test_no_offer_suits(text: str) -> None:
    assert refuses_offers(said(text))


def test_nothing_more_refuses_nothing() -> None:
    assert says_nothing_more(said("没有别的了"))
    assert not refuses_offers(said("没有别的了"))
    assert not says_nothing_more(said("没有修好"))


@pytest.mark.parametrize("text", ["等等我想想", "我考虑一下", "等一下", "我看看", "稍等"])
def test_a_moment_to_think(text: str) -> None:
    assert says_wait(said(text))
    assert not says_stop(said(text))


@pytest.mark.parametrize("text", ["看看", "查一下", "等一下，我的车牌是浙A12345", "不等了", "想周六来看看"])
def test_no_moment_to_think(text: str) -> None:
    assert not says_wait(said(text))


@pytest.mark.parametrize("text", ["对了，机油多久换一次合适", "可以吗", "好的那要多少钱", "行了多久能好", "对了店在哪里"])
def test_a_question_is_no_yes(text: str) -> None:
    assert not says_yes(said(text, "ask_advice"))
    assert not says_yes(said(text, "affirm"))


@pytest.mark.parametrize("text", ["快点嘛", "能不能麻利点啊", "急死人了！", "我现在火气很大知道不", "磨叽", "赶紧的吧"])
def test_impatience_says_nothing_else(text: str) -> None:
    assert is_impatient(text)


@pytest.mark.parametrize("text", ["快点修", "不等了，太慢", "车什么时候好，急", "太慢了我要投诉", "火花塞", "好", "", "快到店了"])
def test_what_holds_more_is_no_impatience(text: str) -> None:
    assert not is_impatient(text)


@pytest.mark.parametrize("text", ["等下 我先问下我老婆", "我跟家里商量一下", "稍等", "先问下领导再定"])
def test_a_moment_to_ask_at_home(text: str) -> None:
    assert says_wait(said(text))
    assert not says_stop(said(text))


@pytest.mark.parametrize("text", ["是我妈买的那把红的", "是不是要等很久", "是周三不是周四"])
def test_what_begins_with_is_agrees_to_nothing(text: str) -> None:
    assert not says_yes(said(text))
