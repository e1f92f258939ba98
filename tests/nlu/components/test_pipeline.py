"""The Rasa components in a row, trained on a handful of sentences."""

from __future__ import annotations

import itertools
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message

from bot.clock import ManualClock, current_clock
from bot.nlu.components.intent import LinearIntentClassifier
from bot.nlu.components.lexicon_matcher import LexiconMatcher
from bot.nlu.components.readers import ExactReaders
from bot.nlu.components.tagger import SequenceTagger
from bot.nlu.components.tokenizer import LexiconTokenizer

_DATA = """version: "3.1"
nlu:
- intent: book_service
  examples: |
    - 约[明天](datetime)做[小保养](service_item)
    - 想约个[洗车](service_item)，[周六](datetime)
    - 帮[张师傅](person)约[后天](datetime)换[机油](part)
    - 预约[四轮定位](service_item)
    - 我要约[换刹车片](service_item)
- intent: request_rescue
  examples: |
    - 车在[人民路](location)抛锚了
    - 我在[解放路](location)[打不着火](symptom)
    - 停在[中山路](location)动不了，快来拖车
    - [建国路](location)，[爆胎](symptom)了
    - 在[滨江路](location)，来救援
- intent: out_of_scope
  examples: |
    - 买什么股票好
    - 讲个笑话
    - 红烧肉怎么做
    - 今天彩票开什么
    - 写一首诗
"""

Pipeline = list[Any]


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    """Trained, saved and loaded again."""
    directory = tmp_path_factory.mktemp("model")
    file = directory / "nlu.yml"
    file.write_text(_DATA, encoding="utf-8")
    (directory / "storage").mkdir()
    storage = LocalModelStorage(directory / "storage")
    context = ExecutionContext(GraphSchema({}), "test")
    data = load_data(str(file))
    loaded: Pipeline = []
    for kind in (LexiconTokenizer, ExactReaders, LexiconMatcher, LinearIntentClassifier, SequenceTagger):
        resource = Resource(kind.__name__)
        component = kind.create(kind.get_default_config(), storage, resource, context)
        if hasattr(component, "process_training_data"):
            data = component.process_training_data(data)
        if hasattr(component, "train"):
            component.train(data)
        loaded.append(kind.load(kind.get_default_config(), storage, resource, context))
    return loaded


def _parse(pipeline: Pipeline, text: str) -> dict[str, Any]:
    messages = [Message({"text": text})]
    for component in pipeline:
        messages = component.process(messages)
    result: dict[str, Any] = messages[0].as_dict(only_output_properties=True)
    return result


def test_a_sentence_goes_through(pipeline: Pipeline) -> None:
    token = current_clock.set(ManualClock(datetime(2026, 11, 23, 10)))
    try:
        parsed = _parse(pipeline, "約明天下午三點換剎車片，車牌沪Ａ12345")
    finally:
        current_clock.reset(token)
    assert parsed["intent"]["name"] == "book_service"
    assert len(parsed["intent_ranking"]) == 3
    entities = {entity["entity"]: (entity["value"], entity.get("norm")) for entity in parsed["entities"]}
    assert entities["datetime"] == ("明天下午三點", "2026-11-24T15:00")
    assert entities["service_item"] == ("換剎車片", "brake_pad_change")
    assert entities["plate"] == ("沪Ａ12345", "沪A12345")


def test_places_are_learnt(pipeline: Pipeline) -> None:
    parsed = _parse(pipeline, "我在长江路抛锚了")
    assert parsed["intent"]["name"] == "request_rescue"
    assert ("location", "长江路") in [(entity["entity"], entity["value"]) for entity in parsed["entities"]]


def test_a_refused_sentence_keeps_its_ranking(pipeline: Pipeline) -> None:
    parsed = _parse(pipeline, "播放下一首歌")
    assert parsed["intent"]["name"] == "out_of_scope"
    assert {item["name"] for item in parsed["intent_ranking"]} == {"book_service", "request_rescue", "out_of_scope"}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "約",
                "明天",
                "三點",
                "換剎車片",
                "沪Ａ１２３４５",
                "\u200b",
                "138 0013 8000",
                "，",
                "🚗",
                "ｋ",
                "在人民路",
                " ",
            ]
        )
    )
)
def test_values_are_what_was_typed(pipeline: Pipeline, pieces: list[str]) -> None:
    text = "".join(pieces)
    entities = _parse(pipeline, text).get("entities", [])
    assert all(text[entity["start"] : entity["end"]] == entity["value"] for entity in entities)
    assert all(left["end"] <= right["start"] for left, right in itertools.pairwise(entities))


def test_a_changed_lexicon_changes_the_fingerprint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from bot.nlu import lexicon

    before = LexiconTokenizer.fingerprint_addon({})
    (tmp_path / "shop.yml").write_text("parts:\n  x: {names: [新件]}\n", encoding="utf-8")
    monkeypatch.setattr(lexicon.fingerprint, "__defaults__", (tmp_path,))
    assert LexiconTokenizer.fingerprint_addon({}) == LexiconMatcher.fingerprint_addon({}) != before
