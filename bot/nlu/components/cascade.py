"""Two separators, one after the other: what the quick one leaves in doubt, the careful one decides.

The quick one knows features alone and settles three sentences of four in a fraction of a millisecond. Only for the
rest, and where there is a sign of danger or some chance of it, is the meaning of the sentence worked out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.components import linear
from bot.nlu.components.counted import Counted
from bot.nlu.components.danger import SIGN_OF_FAILURE
from bot.nlu.components.linear import HeldOut, LinearModel
from bot.nlu.components.meaning import meanings
from bot.nlu.components.rejection import DANGER

_DANGER_OPEN = (0.02, 0.98)


@dataclass(frozen=True)
class Cascade:
    """The intent model; ``settled`` is the probability from which the quick separator is believed."""

    quick: LinearModel
    careful: LinearModel
    settled: float

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the classes, in the order of the probabilities."""
        return self.careful.labels

    def probabilities(self, text: str, features: Sequence[str]) -> np.ndarray:
        """Calibrated probability of each class for a sentence's wording and features, shape (classes,)."""
        chances = self.quick.probabilities(features)
        if _in_doubt(self.labels, chances[None, :], [features], self.settled)[0]:
            return self.careful.probabilities(features, meanings([text])[0])
        return chances

    def save(self, directory: Path) -> None:
        """Write both models and the limit."""
        for name, model in (("quick", self.quick), ("careful", self.careful)):
            (directory / name).mkdir(exist_ok=True)
            model.save(directory / name)
        (directory / "cascade.json").write_text(json.dumps({"settled": self.settled}), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> Cascade:
        """Read what :meth:`save` wrote."""
        meta = json.loads((directory / "cascade.json").read_text(encoding="utf-8"))
        return cls(LinearModel.load(directory / "quick"), LinearModel.load(directory / "careful"), **meta)


def train(
    texts: Sequence[str],
    sentences: Sequence[Sequence[str]],
    labels: Sequence[str],
    strength: float = 1.0,
    balance: float = 0.3,
    settled: float = 0.9,
) -> tuple[Cascade, HeldOut]:
    """Fit both separators on wordings, their features and labels (see ``linear.train``).

    Returns the model and what it says of its training sentences when it was trained without them.
    """
    counted = Counted.of(sentences)
    quick, at_first = linear.train(counted, labels, None, strength, balance)
    careful, at_last = linear.train(counted, labels, meanings(texts), strength, balance)
    doubt = _in_doubt(quick.labels, at_first.chances, sentences, settled)
    chances = np.where(doubt[:, None], at_last.chances, at_first.chances)
    return Cascade(quick, careful, settled), HeldOut(quick.labels, chances, at_first.gold)


def _in_doubt(
    labels: tuple[str, ...], chances: np.ndarray, sentences: Sequence[Sequence[str]], settled: float
) -> np.ndarray:
    failing = [any(feature.startswith(SIGN_OF_FAILURE) for feature in features) for features in sentences]
    doubt: np.ndarray = (chances.max(axis=1) < settled) | np.array(failing)
    if DANGER in labels:
        danger = chances[:, labels.index(DANGER)]
        doubt |= (danger > _DANGER_OPEN[0]) & (danger < _DANGER_OPEN[1])
    return doubt
