"""A conditional random field over characters (python-crfsuite), as pure functions over readings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from bot.nlu.components.reading import Reading, Span, without_overlaps
from bot.nlu.components.sequence_features import character_features

OUTSIDE = "O"


@dataclass(frozen=True)
class Settings:
    """How to learn.

    ``l1`` and ``l2`` weigh the regularisation; of the sentences without an entity at most ``bare`` are learnt from: the
    others say nothing new and cost as much; ``neighbours`` adds words as features.
    """

    l1: float = 0.05
    l2: float = 0.01
    iterations: int = 60
    bare: int = 3000
    neighbours: bool = False


class SequenceModel:
    """A trained sequence model."""

    def __init__(self, file: Path, neighbours: bool = False) -> None:
        self._neighbours = neighbours
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(file))

    def spans(self, reading: Reading, intent: str = "") -> list[Span]:
        """The entities of a sentence taken for ``intent``, as spans of the normalised text."""
        if not reading.text:
            return []
        return spans_of(self._tagger.tag(character_features(reading, intent, self._neighbours)))


def train(
    readings: Sequence[Reading],
    gold: Sequence[Sequence[Span]],
    file: Path,
    intents: Sequence[str] | None = None,
    settings: Settings | None = None,
) -> None:
    """Fit a model on annotated readings and write it to ``file``.

    ``intents`` must be what a classifier says of sentences it was not trained on, or the model leans on them too much.
    """
    settings = settings or Settings()
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": settings.l1, "c2": settings.l2, "max_iterations": settings.iterations})
    for place in _chosen(readings, gold, settings.bare):
        reading, intent = readings[place], intents[place] if intents else ""
        features = character_features(reading, intent, settings.neighbours)
        trainer.append(features, tags_of(gold[place], len(reading.text)))
    trainer.train(str(file))


def _chosen(readings: Sequence[Reading], gold: Sequence[Sequence[Span]], bare: int) -> list[int]:
    # Sentences of one intent stand together, so that every n-th bare one is a fair sample.
    telling = [place for place, spans in enumerate(gold) if spans and readings[place].text]
    silent = [place for place, spans in enumerate(gold) if not spans and readings[place].text]
    step = max(1.0, len(silent) / max(1, bare))
    return sorted([*telling, *(silent[int(number * step)] for number in range(min(bare, len(silent))))])


def tags_of(spans: Iterable[Span], length: int) -> list[str]:
    """``spans`` as one tag a character: B-, I-, or O."""
    tags = [OUTSIDE] * length
    for span in spans:
        for place in range(span.start, min(span.end, length)):
            tags[place] = f"{'B' if place == span.start else 'I'}-{span.kind}"
    return tags


def spans_of(tags: Sequence[str]) -> list[Span]:
    """The inverse of :func:`tags_of`; an I- that follows nothing of its kind begins a span."""
    spans: list[Span] = []
    for place, tag in enumerate(tags):
        if tag == OUTSIDE:
            continue
        kind = tag[2:]
        if tag[0] == "I" and spans and spans[-1].end == place and spans[-1].kind == kind:
            spans[-1] = Span(kind, spans[-1].start, place + 1)
        else:
            spans.append(Span(kind, place, place + 1))
    return spans


def merged(exact: Sequence[Span], learnt: Sequence[Span], known: Sequence[Span]) -> list[Span]:
    """Exact readings first, then what the model learnt, then names of the lexicon where nothing else stands."""
    taken = list(exact)
    for spans in (learnt, without_overlaps(known)):
        taken += [span for span in spans if all(span.end <= other.start or other.end <= span.start for other in taken)]
    return sorted(taken, key=lambda span: span.start)
