"""Words that mean something only after the question before them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import pytest

from actions.answers import asks_how_long_to_wait, only_acknowledges, says_no, says_yes
from actions.base import Message, _meant
from actions.context import TurnContext
from actions.follow_up import as_follow_up
from bot.clock import SHANGHAI


class Turn:
    """A turn of somebody who has no case on file."""

    owner = "bot"
    verified = False
    watched: tuple[str, ...] = ()
    now = datetime(2026, 12, 21, 10, tzinfo=SHANGHAI)


async def meant(text: str, intent: str, *actions: str, form: str | None = None, entities: tuple[str, ...] = ()) -> str:
    want: dict[str, Any] = {
        "text": text,
        "intent": {"name": intent, "confidence": 0.9},
        "entities": [{"entity": name, "value": text} for name in entities],
    }
    (read,) = await as_follow_up(cast(TurnContext, Turn()), [want], form=form, actions=actions)
    return str(read["intent"]["name"])


@pytest.mark.parametrize(
    ("text", "intent", "action", "subject"),
    [
        ("那现在呢", "chitchat", "submit_progress_form", "ask_progress"),
        ("有消息没", "chitchat", "submit_complaint_form", "ask_complaint"),
        ("几点能给我信儿", "ask_progress", "action_ask_complaint", "ask_complaint"),
        ("编号多少", "ask_booking", "submit_complaint_form", "ask_complaint"),
        ("还在的吧", "chitchat", "submit_cancel_form", "ask_booking"),
        ("到底卡在哪儿嘛", "chitchat", "submit_progress_form", "ask_progress"),
        ("优惠了多少", "ask_price", "action_ask_quote", "ask_quote"),
        ("摩托车的呢", "ask_progress", "action_ask_warranty", "ask_warranty"),
    ],
)
async def test_what_lives_on_the_subject_asks_about_it(text: str, intent: str, action: str, subject: str) -> None:
    assert await meant(text, intent, action) == subject
    assert await meant(text, intent) == intent, "without a subject the model's reading stays"
    assert await meant(text, intent, action, form="booking_form") == intent, "an open form reads its own answers"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("现在能约吗", "book_service"),
        ("转人工", "request_human"),
        ("刹车没了现在怎么样", "report_danger"),
        ("你们几点开门", "ask_hours"),
        ("机油多久换一次", "ask_advice"),
        ("我要投诉，现在就要", "file_complaint"),
    ],
)
async def test_what_says_for_itself_what_it_is_stays(text: str, intent: str) -> None:
    for action in ("submit_progress_form", "action_ask_complaint", "action_ask_hours", "submit_booking_form"):
        assert await meant(text, intent, action) == intent


async def test_another_value_needs_a_value() -> None:
    assert await meant("那二号呢", "book_service", "action_ask_hours", entities=("datetime",)) == "ask_hours"
    assert await meant("人呢", "request_human", "action_ask_hours") == "request_human"
    assert await meant("你是谁呢", "bot_challenge", "action_ask_hours") == "bot_challenge"


@pytest.mark.parametrize("text", ["还要等多久", "前面还有几个人", "啥时候轮到我", "人怎么还没来接"])
def test_words_of_somebody_who_waits(text: str) -> None:
    assert asks_how_long_to_wait(text)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("好的", True), ("要得", True), ("行 那我等着", True), ("知道了", True), ("嗯嗯", True), ("好的那我再想想", True),
        ("好啊", False), ("可以约一个", False), ("好的帮我约", False), ("要", False), ("行啊", False),
    ],
)  # fmt: skip
def test_a_yes_that_only_says_it_was_heard(text: str, heard: bool) -> None:
    assert only_acknowledges(Message(text, "affirm", 1.0, ())) is heard


def test_a_value_that_is_only_ruled_out_does_not_count() -> None:
    text = "车牌是浙A6T50C不是浙A6T50B"
    entities = [
        {"entity": "plate", "value": value, "norm": value, "start": text.index(value), "end": text.index(value) + 7}
        for value in ("浙A6T50C", "浙A6T50B")
    ]
    assert [entity["value"] for entity in _meant(text, entities)] == ["浙A6T50C"]
    assert _meant("不是浙A6T50B", [{**entities[1], "start": 2}]), "the only value there is says at least which one"


@pytest.mark.parametrize("text", ["冇问题", "没错", "冇错", "好的没问题"])
def test_a_yes_that_begins_like_a_no(text: str) -> None:
    message = Message(text, "correct", 0.4, ())
    assert says_yes(message) and not says_no(message)


async def test_a_price_in_general_is_no_bill_of_ones_own() -> None:
    class Stranger(Turn):
        verified = False

    async def read(text: str, form: str | None, *entities: str) -> str:
        want = {"text": text, "intent": {"name": "ask_quote"}, "entities": [{"entity": e, "value": text} for e in entities]}
        (meaning,) = await as_follow_up(cast(TurnContext, Stranger()), [want], form=form, actions=())
        return str(meaning["intent"]["name"])

    assert await read("大概费用是多少", "booking_form") == "ask_price"
    assert await read("换一条胎工时多少", None, "part") == "ask_price"
    assert await read("我的账单多少钱", "booking_form") == "ask_quote"
    assert await read("一共多少钱", None) == "ask_quote"
