"""Several wants in one message, with a parser that knows words."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.wants import find_wants, split_wants

_WORDS = {
    "刹车失灵": "report_danger",
    "改到": "reschedule_booking",
    "多少钱": "ask_price",
    "几点关门": "ask_hours",
    "在哪": "ask_location",
    "发票": "ask_invoice",
    "进度": "ask_progress",
    "修好": "ask_progress",
    "又响": "file_complaint",
    "约": "book_service",
    "你好": "greet",
}


class Parser:
    """Intent by the first known word; plates are entities; counts its calls."""

    def __init__(self, confidence: float = 0.95) -> None:
        self.calls = 0
        self.confidence = confidence

    def __call__(self, text: str) -> dict[str, Any]:
        self.calls += 1
        intent = next((name for word, name in _WORDS.items() if word in text), "inform")
        at = text.find("沪A12345")
        plate = {"entity": "plate", "value": "沪A12345", "start": at, "end": at + 7}
        day = text.find("明天")
        entities = ([plate] if at >= 0 else []) + (
            [{"entity": "datetime", "value": "明天", "start": day, "end": day + 2}] if day >= 0 else []
        )
        return {"text": text, "intent": {"name": intent, "confidence": self.confidence}, "entities": entities}


def _intents(text: str, parser: Parser | None = None) -> list[str]:
    return [want["intent"]["name"] for want in find_wants(text, parser or Parser())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("约明天保养，顺便问下洗车多少钱", ["book_service", "ask_price"]),
        ("车修好了没，另外开个发票", ["ask_progress", "ask_invoice"]),
        ("约明天保养，你们在哪", ["book_service", "ask_location"]),
        ("约后天，对了发票能开吗，还有你们几点关门", ["book_service", "ask_invoice", "ask_hours"]),
        ("不是要预约，是想问进度", ["ask_progress"]),
        ("你好，洗车多少钱", ["ask_price"]),
        ("你们昨天修好的，今天又响了", ["ask_progress"]),  # a story is one want: what the whole says
        ("刹车失灵了，另外约明天", ["report_danger"]),
        ("大保养多少钱，顺便问下小保养多少钱", ["ask_price"]),
        ("几点关门？在哪？能开发票吗？", ["ask_hours", "ask_location", "ask_invoice"]),
        ("洗车多少钱 你们在哪 几点关门", ["ask_price"]),  # single blanks part words as often as wants
        ("洗车多少钱，在哪，几点关门", ["ask_price", "ask_location", "ask_hours"]),
        ("约明天保养，在哪，几点关门呀", ["book_service", "ask_location", "ask_hours"]),
        ("发票，约明天保养", ["ask_invoice"]),  # a bare noun before a wish is no question
        ("进度，也想约个保养", ["ask_progress", "book_service"]),
        ("沪A12345修好的那台也想约个保养", ["ask_progress"]),  # 也想 within a clause speaks of its subject
    ],
)
def test_wants(text: str, expected: list[str]) -> None:
    assert _intents(text) == expected


def test_each_want_has_its_own_entities_and_the_shared_ones() -> None:
    text = "沪A12345，约明天保养，顺便问下洗车多少钱"
    book, price = find_wants(text, Parser())
    assert [entity["value"] for entity in book["entities"]] == ["沪A12345", "明天"]
    assert [entity["value"] for entity in price["entities"]] == ["沪A12345"]
    assert all(text[e["start"] : e["end"]] == e["value"] for want in (book, price) for e in want["entities"])


def test_unsure_clauses_are_no_wants() -> None:
    assert len(_intents("约明天保养，你们在哪", Parser(confidence=0.6))) == 1


def test_a_known_parse_of_a_simple_message_costs_nothing() -> None:
    parser = Parser()
    whole = parser("约明天保养")
    assert find_wants("约明天保养", parser, whole) == [whole]
    assert parser.calls == 1


@given(st.text(alphabet="约明天保养，。还有顺便问 洗车多少钱1沪A!\n另外", max_size=40))
def test_clauses_lie_in_the_message(text: str) -> None:
    clauses = split_wants(text)
    assert all(text[clause.start : clause.end] == clause.text for clause in clauses)
    assert all(left.end <= right.start for left, right in itertools.pairwise(clauses))
    assert find_wants(text, Parser())
