"""The held-out sentences: well formed, varied enough, and never part of what the model learns from."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu.normalise import normalise

ROOT = Path(__file__).parents[2]
EVALUATION = Path(__file__).parent / "evaluation"
TRAINING = ROOT / "data" / "nlu"

FEWEST = {
    "ordinary": 650, "hard": 350, "danger": 500, "values": 150, "times": 200,
    "second_ordinary": 700, "second_hard": 350, "second_danger": 500,
    "third_ordinary": 500, "third_hard": 400, "third_danger": 500,
    "fourth_ordinary": 300, "fourth_hard": 350, "fourth_danger": 500,
}  # fmt: skip
MAIN_INTENTS = {
    "book_service", "ask_progress", "ask_quote", "ask_price", "ask_advice", "file_complaint",
    "request_rescue", "request_human", "out_of_scope",
}  # fmt: skip
CONTRACT_INTENTS = {
    "book_service", "reschedule_booking", "cancel_booking", "ask_booking", "ask_progress", "ask_quote",
    "answer_quote", "ask_parts", "ask_history", "file_complaint", "ask_complaint", "give_feedback",
    "rate_service", "ask_price", "ask_hours", "ask_location", "ask_warranty", "ask_advice",
    "ask_membership", "ask_recall", "ask_invoice", "request_rescue", "report_danger", "request_human",
    "manage_privacy", "greet", "goodbye", "thank", "affirm", "deny", "bot_challenge", "chitchat",
    "out_of_scope",
}  # fmt: skip
DIALOGUE_INTENTS = {"inform", "correct", "stop"}
ENTITIES = {
    "plate", "vin", "phone", "order_no", "person", "store", "datetime", "service_item", "part", "symptom",
    "brand", "model", "mileage", "amount", "score", "location",
}  # fmt: skip
TAGS = {
    "typo", "dialect", "traditional", "implicit", "contrast", "near_oos", "near_danger", "multi",
    "fragment", "voice", "sarcasm", "fullwidth", "vague", "danger", "lookalike", "plate", "phone", "vin",
    "order_no", "mileage", "amount", "score", "time",
}  # fmt: skip

Item = dict[str, Any]

_ANNOTATION = re.compile(r"\[([^\[\]]+)\](?:\([^()]*\)|\{[^{}]*\})")
_MOMENT = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d)?)?)?")
_FIRST_DAY = {len("2025"): "-01-01", len("2025-10"): "-01"}
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_LETTERS = ("", "AJ", "BKS", "CLT", "DMU", "ENV", "FW", "GPX", "HY", "RZ")
_VIN_VALUES = {c: v for v, cs in enumerate(_VIN_LETTERS) for c in cs}


@lru_cache(maxsize=1)
def evaluation() -> dict[str, list[Item]]:
    """All items by file name without suffix."""
    return {file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(EVALUATION.glob("*.yml"))}


def items() -> list[tuple[str, Item]]:
    return [(name, item) for name, group in evaluation().items() for item in group]


def key(text: str) -> str:
    """What two writings of the same sentence share: the normalised letters and digits."""
    bare = re.sub(r"[\W_]+", "", normalise(text).text)
    return bare or normalise(text).text


@lru_cache(maxsize=1)
def training_keys() -> frozenset[str]:
    """Keys of every training sentence, annotations removed."""
    keys = set()
    for file in sorted(TRAINING.rglob("*.yml")):
        for group in yaml.safe_load(file.read_text(encoding="utf-8")).get("nlu", []):
            lines = str(group.get("examples", "")).splitlines() if "intent" in group else []
            keys |= {key(_ANNOTATION.sub(r"\1", line.strip()[2:])) for line in lines if line.strip().startswith("- ")}
    return frozenset(keys)


def valid_vin(vin: str) -> bool:
    """ISO 3779 characters and the check digit of position nine (49 CFR 565, GB 16735)."""
    if not re.fullmatch(r"[A-HJ-NPR-Z0-9]{17}", vin):
        return False
    values = (int(c) if c.isdigit() else _VIN_VALUES[c] for c in vin)
    rest = sum(value * weight for value, weight in zip(values, _VIN_WEIGHTS, strict=True)) % 11
    return vin[8] == ("X" if rest == 10 else str(rest))


def check_datetime(norm: str) -> None:
    ends = norm.split("/")
    assert 1 <= len(ends) <= 2 and all(_MOMENT.fullmatch(end) for end in ends)
    for end in ends:
        datetime.fromisoformat(end + _FIRST_DAY.get(len(end), ""))
    assert ends == sorted(ends) and len({len(end) for end in ends}) == 1


def check_norm(kind: str, value: str, norm: str | int | float) -> None:
    """The shape the contract gives to the norm of each type."""
    match kind:
        case "datetime":
            check_datetime(str(norm))
        case "phone":
            assert re.fullmatch(r"1[3-9]\d{9}", str(norm))
        case "plate":
            assert re.fullmatch(r"[一-鿿][A-HJ-NP-Z][A-HJ-NP-Z0-9]{4}(?:[A-HJ-NP-Z0-9]{1,2}|[学警挂港澳领])", str(norm))
            assert key(value) == key(str(norm))
        case "mileage" | "score":
            assert isinstance(norm, int) and norm >= 0
        case "amount":
            assert isinstance(norm, int | float) and norm > 0
        case _:
            pytest.fail(f"the contract gives no norm to {kind}")


def test_every_file_is_there_and_large_enough() -> None:
    assert evaluation().keys() == FEWEST.keys()
    short = {name: len(group) for name, group in evaluation().items() if len(group) < FEWEST[name]}
    assert not short


@pytest.mark.parametrize("name", FEWEST)
def test_items_have_the_agreed_shape(name: str) -> None:
    for item in evaluation()[name]:
        assert item.keys() <= {"text", "intent", "kind", "tags", "entities", "without"}, item
        assert isinstance(item["text"], str) and item["text"] == item["text"].strip() != "", item
        assert item["intent"] in CONTRACT_INTENTS | DIALOGUE_INTENTS, item
        assert item["kind"] in {"ordinary", "hard"}, item
        assert set(item.get("tags", [])) <= TAGS, item
        assert set(item.get("without", [])) <= ENTITIES - {e["type"] for e in item.get("entities", [])}, item


@pytest.mark.parametrize("name", FEWEST)
def test_entities_stand_in_their_sentence(name: str) -> None:
    for item in evaluation()[name]:
        for entity in item.get("entities", []):
            assert {"type", "value"} <= entity.keys() <= {"type", "value", "norm"}, item
            assert entity["type"] in ENTITIES, item
            assert entity["value"] in item["text"], item
            if entity["type"] == "vin":
                assert valid_vin(re.sub(r"\s", "", normalise(entity["value"]).text).upper()), item
            if entity.get("norm") is not None:
                check_norm(entity["type"], entity["value"], entity["norm"])
            else:
                assert "norm" not in entity or entity["type"] == "datetime", item


def test_ordinary_covers_every_intent() -> None:
    seen = Counter(item["intent"] for item in evaluation()["ordinary"])
    assert {intent: seen[intent] for intent in CONTRACT_INTENTS if seen[intent] < 15} == {}
    assert {intent: seen[intent] for intent in MAIN_INTENTS if seen[intent] < 30} == {}
    assert seen.keys() >= DIALOGUE_INTENTS


def test_second_ordinary_covers_every_intent() -> None:
    seen = Counter(item["intent"] for item in evaluation()["second_ordinary"])
    main = MAIN_INTENTS | {"answer_quote", "reschedule_booking", "cancel_booking"}
    assert {intent: seen[intent] for intent in CONTRACT_INTENTS if seen[intent] < 12} == {}
    assert {intent: seen[intent] for intent in main if seen[intent] < 35} == {}
    assert seen["out_of_scope"] >= 100


def test_third_ordinary_covers_every_intent() -> None:
    seen = Counter(item["intent"] for item in evaluation()["third_ordinary"])
    assert {intent: seen[intent] for intent in CONTRACT_INTENTS if seen[intent] < 10} == {}
    assert seen["out_of_scope"] >= 80


@pytest.mark.parametrize("name", ["danger", "second_danger", "third_danger", "fourth_danger"])
def test_danger_and_its_look_alikes_balance(name: str) -> None:
    danger = evaluation()[name]
    for item in danger:
        assert ("danger" in item["tags"]) == (item["intent"] == "report_danger"), item
        assert ("lookalike" in item["tags"]) == (item["intent"] != "report_danger"), item
    counts = Counter(item["intent"] == "report_danger" for item in danger)
    assert counts[True] >= 250 and counts[False] >= 250


def test_no_sentence_stands_twice() -> None:
    counts = Counter(key(item["text"]) for _, item in items())
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_sentence_is_trained_on() -> None:
    trained = training_keys()
    assert len(trained) > 1000, "the training sentences were not found"
    assert [f"{name}: {item['text']}" for name, item in items() if key(item["text"]) in trained] == []
