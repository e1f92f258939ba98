"""The product's own pipeline, with any groups of its features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from benchmarks.nlu.rows import Entities, Parser, Pipeline, Row, Said
from bot.clock import in_shanghai
from bot.nlu.components import cascade, sequence
from bot.nlu.components.calm import is_calm
from bot.nlu.components.danger import SIGN_OF_FAILURE
from bot.nlu.components.features import sentence_features
from bot.nlu.components.foreign import is_foreign
from bot.nlu.components.meaning import wording
from bot.nlu.components.phrases import phrases
from bot.nlu.components.reading import Reading, Span
from bot.nlu.components.rejection import Shares, Thresholds, calibrate, decide
from bot.nlu.components.words import words
from bot.nlu.normalise import normalise
from bot.nlu.readers import ReadingContext, read_all

_NOW = in_shanghai(datetime(2026, 11, 23, 10))
_EXACT = {"plate", "vin", "phone", "order_no", "datetime", "mileage", "amount", "score"}


def ours(
    name: str,
    groups: Sequence[str],
    *,
    shop: bool,
    balance: float = 0.3,
    neighbours: bool = False,
    settled: float = 0.9,
) -> Pipeline:
    """The product's pipeline; without ``shop`` no lexicon, no exact readers, no thresholds: another domain's data.

    With ``settled`` 0 the quick separator decides all but what shows a sign of danger.
    """

    def read(text: str) -> Reading:
        plain = Reading(text, normalise(text))
        found = _exact(plain) if shop else ()
        matches = phrases().find(plain.text) if shop else ()
        return Reading(text, plain.normalised, tuple(words().spans(plain.text)), found, matches)

    def fit(rows: Sequence[Row], directory: Path) -> Parser:
        readings = [read(row.text) for row in rows]
        features = [list(sentence_features(reading, tuple(groups))) for reading in readings]
        labels = [row.intent for row in rows]
        texts = [wording(reading) for reading in readings]
        model, held_out = cascade.train(texts, features, labels, balance=balance, settled=settled)
        model.save(directory)
        limits = calibrate(held_out, Shares(0.02, 0.01, 0.02), 0.15) if shop else Thresholds()
        learnt = _EXACT if shop else set()
        gold = [_inner(reading, row.entities, learnt) for reading, row in zip(readings, rows, strict=True)]
        file = directory / "sequence.crfsuite"
        settings = sequence.Settings(neighbours=neighbours)
        sequence.train(readings, gold, file, held_out.best(), settings)
        tagger = sequence.SequenceModel(file, neighbours)
        possible = Counter((row.intent, kind) for row in rows for kind, _, _ in row.entities)

        def parse(text: str) -> Said:
            reading = read(text)
            features = list(sentence_features(reading, tuple(groups)))
            chances = model.probabilities(wording(reading), features)
            best = model.labels[int(chances.argmax())]
            signed = any(feature.startswith(SIGN_OF_FAILURE) for feature in features)
            decision = decide(
                model.labels, chances, limits, shop and is_foreign(reading), shop and is_calm(reading), signed
            )
            spans = sequence.merged(list(reading.found), tagger.spans(reading, best), [])
            # Where an intent never has an entity of a kind (nothing to play in OTHERS), none is reported.
            kept = [span for span in spans if shop or possible[best, span.kind]]
            entities = frozenset((span.kind, *reading.outer(span.start, span.end)) for span in kept)
            return Said(decision.intent, best, float(chances.max()), entities)

        return parse

    return Pipeline(name, fit)


def _exact(reading: Reading) -> tuple[Span, ...]:
    found = read_all(reading.given, ReadingContext(now=_NOW))
    return tuple(Span(one.type, *reading.inner(one.start, one.end), one.norm) for one in found)


def _inner(reading: Reading, entities: Entities, without: set[str]) -> list[Span]:
    kept = sorted((start, end, kind) for kind, start, end in entities if kind not in without)
    return [Span(kind, *reading.inner(start, end)) for start, end, kind in kept]
