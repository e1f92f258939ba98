"""Which of the offered buttons the customer's words mean."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.base import Entity, Message
from actions.offered import LastSaid, Offered, last_said, with_choice

SLOTS = tuple(
    Offered(label, {"datetime": at, "store": store})
    for label, at, store in [
        ("明天（11月24日 周二）09:00", "2026-11-24T09:00", "river"),
        ("明天（11月24日 周二）14:30", "2026-11-24T14:30", "river"),
        ("后天（11月25日 周三）10:00", "2026-11-25T10:00", "river"),
        ("明天（11月24日 周二）10:30 · 城南店", "2026-11-24T10:30", "south"),
    ]
)
LAST = LastSaid(frozenset({"time"}), frozenset({"slot"}), SLOTS)


def said(text: str, *entities: Entity) -> Message:
    return Message(text, "inform", 0.9, entities)


def chosen(message: Message) -> str | None:
    entity = with_choice(message, LAST).last("datetime")
    return None if entity is None else str(entity.norm)


@pytest.mark.parametrize(
    ("text", "norm"),
    [
        ("第一个", "2026-11-24T09:00"),
        ("第二个吧", "2026-11-24T14:30"),
        ("3", "2026-11-25T10:00"),
        ("就最后一个吧", "2026-11-24T10:30"),
        ("最早的", "2026-11-24T09:00"),
        ("都行", "2026-11-24T09:00"),
        ("14:30", "2026-11-24T14:30"),
        ("城南店", "2026-11-24T10:30"),
        ("第九个", None),
        ("随便问问你们店在哪", None),
        ("好", None),
    ],
)
def test_by_words(text: str, norm: str | None) -> None:
    assert chosen(said(text)) == norm


def test_a_clock_time_is_the_offered_one() -> None:
    half_past_two = Entity("datetime", "两点半", "2026-11-23T14:30", 0, 3, pressed=False)
    assert chosen(said("两点半", half_past_two)) == "2026-11-24T14:30"


def test_a_part_of_the_day_with_a_pointing_word() -> None:
    afternoon = Entity("datetime", "明天下午", "2026-11-24T14:00/2026-11-24T18:00", 0, 4, pressed=False)
    assert chosen(said("明天下午那个", afternoon)) == "2026-11-24T14:30"
    assert chosen(said("明天下午", afternoon)) == "2026-11-24T14:00/2026-11-24T18:00"


def test_the_store_of_the_button_comes_with_it() -> None:
    assert with_choice(said("第4个"), LAST).last("store") is not None


def test_a_pressed_button_is_left_alone() -> None:
    pressed = said("第一个", Entity("datetime", "x", "2026-11-25T10:00", 0, 0, pressed=True))
    assert with_choice(pressed, LAST) == pressed


def test_read_from_the_tracker() -> None:
    def bot(asks: list[str], buttons: list[dict[str, Any]]) -> dict[str, Any]:
        return {"event": "bot", "text": "…", "data": {"buttons": buttons}, "metadata": {"asks": asks}}

    payload = '/inform{"datetime": "2026-11-24T09:00"}'
    events = [
        {"event": "user", "text": "约保养"},
        bot(["service"], []),
        {"event": "user", "text": "小保养"},
        bot(["time"], [{"title": "09:00", "payload": payload}]),
        {"event": "user", "text": "第一个"},
    ]
    tracker = Tracker("c", {}, {}, events, False, None, {}, "action_listen")
    last = last_said(tracker)
    assert last.asks == {"time"}
    assert last.buttons == (Offered("09:00", {"datetime": "2026-11-24T09:00"}),)
