"""The pure half of the components: readings, phrases, words, features, decisions."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.components import cascade, linear
from bot.nlu.components.cascade import Cascade
from bot.nlu.components.cascade import train as train_cascade
from bot.nlu.components.counted import Counted
from bot.nlu.components.danger import danger_features
from bot.nlu.components.features import GROUPS, sentence_features
from bot.nlu.components.foreign import is_foreign
from bot.nlu.components.linear import HeldOut, LinearModel
from bot.nlu.components.meaning import meanings, wording
from bot.nlu.components.phrases import phrases
from bot.nlu.components.reading import Reading, Span, without_overlaps
from bot.nlu.components.rejection import Shares, Thresholds, calibrate, decide
from bot.nlu.components.sequence import SequenceModel, merged, spans_of, tags_of, train
from bot.nlu.components.words import words
from bot.nlu.normalise import normalise


def _reading(text: str) -> Reading:
    normal = normalise(text)
    return Reading(text, normal, tuple(words().spans(normal.text)), (), phrases().find(normal.text))


def _known(text: str, kind: str) -> list[str]:
    reading = _reading(text)
    return [reading.text[span.start : span.end] for span in reading.matches if span.kind == kind]


def test_importing_the_components_does_not_import_tensorflow() -> None:
    modules = ("intent", "tagger", "readers", "lexicon_matcher", "tokenizer")
    code = "; ".join(f"import bot.nlu.components.{module}" for module in modules)
    code += "; import sys; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("想换 刹车片", "part", ["刹车片"]),
        ("換剎車片多少錢", "service_item", ["换刹车片"]),
        ("我的大众朗逸机油灯亮", "brand", ["大众"]),
        ("我的大众朗逸机油灯亮", "model", ["朗逸"]),
        ("我的大众朗逸机油灯亮", "symptom", ["机油灯亮"]),
        ("开的Model 3", "model", ["model 3"]),
        ("编号abg5x7", "model", []),  # G5 is a model, inside a code it is not
        ("男子汉", "model", []),
    ],
)
def test_phrases(text: str, kind: str, expected: list[str]) -> None:
    assert _known(text, kind) == expected


def test_words_know_the_lexicon_and_leave_the_process_alone() -> None:
    import jieba

    text = "机油灯亮了怎么办"
    assert (0, 3) in words().spans(text) or (0, 4) in words().spans(text)
    assert not jieba.dt.initialized


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 6))))
def test_without_overlaps(places: list[tuple[int, int]]) -> None:
    kept = without_overlaps(Span("part", start, start + length) for start, length in places)
    assert all(left.end <= right.start for left, right in itertools.pairwise(kept))
    assert bool(kept) == bool(places)


@given(st.text(alphabet="１２三雲剎車片\u200b\ufeff a京Ａ😀，。", max_size=30))
def test_spans_survive_the_way_there_and_back(text: str) -> None:
    reading = Reading(text, normalise(text))
    for start in range(len(reading.text)):
        outer = reading.outer(start, start + 1)
        assert 0 <= outer[0] < outer[1] <= len(text)
        inner = reading.inner(*outer)
        assert inner[0] <= start < inner[1]


@given(st.text(max_size=60))
def test_features_never_fail(text: str) -> None:
    assert all(
        isinstance(feature, str) for feature in sentence_features(_reading(text), (*GROUPS, "long", "words", "sounds"))
    )


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("刹车突然踩到底了", "danger:brake"),
        ("方向盘打不动", "danger:steering"),
        ("车头在冒白烟", "danger:smoke"),
        ("油箱一直往外滴油", "danger:fuel"),
        ("电瓶鼓包还烫手", "danger:battery"),
        ("司机流血了", "danger:injured"),
        ("左前轮掉了", "danger:wheel"),
        ("去年刹车失灵过", "failure/past"),
        ("电影里汽车着火", "failure/story"),
        ("刹车失灵怎么预防", "failure/knowledge"),
    ],
)
def test_signs_of_danger_and_relief(text: str, sign: str) -> None:
    assert sign in set(danger_features(text, text))


def test_harmless_talk_shows_no_failure() -> None:
    assert not any(name.startswith("failures") for name in danger_features("明天下午想做个小保养", "明天下午想做个小保养"))


@pytest.mark.parametrize("text", ["帮我订个酒店", "这个景点评分多少", "打电话给舅舅", "播放下一首", "给小王发短信"])
def test_another_trade_is_foreign(text: str) -> None:
    assert is_foreign(_reading(text))


@pytest.mark.parametrize(
    "text", ["你们店旁边有餐厅吗，修车时想吃饭", "打电话给我", "修好给我发短信", "导航到你们店怎么走"]
)
def test_the_shops_own_is_not(text: str) -> None:
    assert not is_foreign(_reading(text))


_SENTENCES = [list(f"{word}{tail}") for word in ("约车", "多少钱", "股票") for tail in "一二三四五六七八九十"]
_LABELS = [name for name in ("book_service", "ask_price", "out_of_scope") for _ in range(10)]


def test_a_trained_model_survives_the_disk(tmp_path: Path) -> None:
    model, held_out = linear.train(Counted.of(_SENTENCES), _LABELS)
    assert held_out.chances.shape == (30, 3)
    model.save(tmp_path)
    again = LinearModel.load(tmp_path)
    for sentence, label in zip(_SENTENCES, _LABELS, strict=True):
        chances = model.probabilities(sentence)
        assert model.labels[int(chances.argmax())] == label
        assert chances.sum() == pytest.approx(1, abs=1e-5)
        np.testing.assert_allclose(again.probabilities(sentence), chances, atol=1e-6)


def test_a_sentence_without_a_known_feature_has_an_answer() -> None:
    model, _ = linear.train(Counted.of(_SENTENCES), _LABELS)
    assert model.probabilities([]).sum() == pytest.approx(1, abs=1e-5)


def test_a_cascade_asks_for_the_meaning_only_in_doubt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["".join(sentence) for sentence in _SENTENCES]
    model, held_out = train_cascade(texts, _SENTENCES, _LABELS, settled=0.5)
    assert held_out.chances.sum(axis=1) == pytest.approx(1, abs=1e-5)
    model.save(tmp_path)
    again = Cascade.load(tmp_path)
    asked: list[str] = []
    meant = cascade.meanings
    monkeypatch.setattr(cascade, "meanings", lambda batch: asked.extend(batch) or meant(batch))
    for text, sentence, label in zip(texts, _SENTENCES, _LABELS, strict=True):
        assert again.labels[int(again.probabilities(text, sentence).argmax())] == label
    assert not asked
    assert again.probabilities("费用怎么算", ["?"]).sum() == pytest.approx(1, abs=1e-5)
    assert asked == ["费用怎么算"]
    again.probabilities("约车一", [*_SENTENCES[0], "failures:1"])
    assert asked == ["费用怎么算", "约车一"]


def test_meanings_are_near_where_sentences_say_the_same() -> None:
    same, other, query = meanings(["修好了吗", "今天天气不错", "车弄完了没"])
    assert query @ same > query @ other


def test_identifiers_mean_what_they_are() -> None:
    normal = normalise("沪A12345，13800138000")
    reading = Reading(normal.text, normal, (), (Span("plate", 0, 7), Span("phone", 8, 19)))
    assert wording(reading) == "车牌,电话"


_ORDER = ("ask_price", "out_of_scope", "report_danger")


@pytest.mark.parametrize(
    ("chances", "foreign", "expected"),
    [
        ((0.9, 0.05, 0.05), False, "ask_price"),
        ((0.9, 0.05, 0.05), True, "out_of_scope"),
        ((0.6, 0.3, 0.1), False, "out_of_scope"),
        ((0.7, 0.05, 0.25), False, "report_danger"),
        ((0.5, 0.3, 0.2), True, "report_danger"),
        ((0.35, 0.15, 0.1), False, "nlu_fallback"),
    ],
)
def test_decisions(chances: tuple[float, ...], foreign: bool, expected: str) -> None:
    thresholds = Thresholds(refuse_below=0.4, out_of_scope_above=0.25, danger_above=0.2)
    assert decide(_ORDER, np.array(chances), thresholds, foreign).intent == expected


def test_candidates_are_the_likely_intents_best_first() -> None:
    decision = decide(("a", "b", "c"), np.array([0.4, 0.45, 0.15]), Thresholds(margin=0.1))
    assert decision.candidates == ("b", "a")


def test_thresholds_cost_what_they_may() -> None:
    rng = np.random.default_rng(1)
    gold = rng.integers(0, 3, 3000)
    scores = rng.normal(0, 1, (3000, 3))
    scores[np.arange(3000), gold] += 2
    shares = Shares(refused=0.02, unsure=0.01, false_alarms=0.12)
    chances = linear.softmax(scores)
    limits = calibrate(HeldOut(_ORDER, chances, gold), shares, 0.1)
    decided = [decide(_ORDER, row, limits).intent for row in chances]
    best = [_ORDER[i] for i in chances.argmax(axis=1)]
    real = [i for i in range(3000) if gold[i] != 1 and best[i] != "out_of_scope"]
    refused = sum(decided[i] in ("out_of_scope", "nlu_fallback") for i in real) / len(real)
    assert 0.01 < refused < 0.04
    before = sum(best[i] == "report_danger" for i in range(3000) if gold[i] == 2)
    assert sum(decided[i] == "report_danger" for i in range(3000) if gold[i] == 2) > before


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5), st.sampled_from(["part", "symptom"])), max_size=6))
def test_tags_and_spans_are_inverse(places: list[tuple[int, int, str]]) -> None:
    spans = without_overlaps(Span(kind, start, start + length) for start, length, kind in places)
    assert spans_of(tags_of(spans, 40)) == spans


def test_exact_readings_win_over_learnt_and_known_ones() -> None:
    exact = [Span("plate", 0, 7, "沪A12345")]
    spans = merged(exact, [Span("person", 5, 9), Span("part", 10, 12)], [Span("part", 11, 13), Span("part", 14, 16)])
    assert spans == [exact[0], Span("part", 10, 12), Span("part", 14, 16)]


def test_the_sequence_model_learns(tmp_path: Path) -> None:
    places = ["人民路", "滨江路", "解放路", "中山路", "建国路"]
    readings = [_reading(f"我在{place}抛锚了") for place in places for _ in range(4)]
    gold = [[Span("location", 2, 5)] for _ in readings]
    file = tmp_path / "model.crfsuite"
    train(readings, gold, file)
    assert SequenceModel(file).spans(_reading("我在长江路抛锚了")) == [Span("location", 2, 5)]
