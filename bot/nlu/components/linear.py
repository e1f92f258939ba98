"""TF-IDF, meaning, and one linear separator per intent with calibrated confidence; numpy alone at serving time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.nlu.components.counted import Counted

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_FOLDS = 3
_SEED = 20261123
_TOLERANCE = 0.1  # of liblinear, and its own default; a finer one takes longer and changes no decision
_DIRECTIONS = 256
_MEANING_LENGTH = 0.5  # of the projected meaning, beside the length 1 of the features


@dataclass(frozen=True)
class Projection:
    """The directions in which the meanings of the training sentences differ most.

    ``centre`` has shape (size,), ``axes`` (size, directions); a sentence's projection is about half as long as its
    features.
    """

    centre: np.ndarray
    axes: np.ndarray

    def __call__(self, meanings: np.ndarray) -> np.ndarray:
        """Project ``meanings``, shape (…, size), to shape (…, directions)."""
        projected: np.ndarray = (meanings - self.centre) @ self.axes
        return projected

    @classmethod
    def fit(cls, meanings: np.ndarray) -> Projection:
        """Principal components of ``meanings``, shape (sentences, size)."""
        centre = meanings.mean(axis=0)
        away = (meanings - centre).astype(np.float64)
        # Of a few hundred columns and many rows: the products of the columns tell the same as the rows, far sooner.
        lengths, axes = np.linalg.eigh(away.T @ away)
        lengths, axes = np.maximum(lengths[::-1], 0.0)[:_DIRECTIONS], axes[:, ::-1][:, :_DIRECTIONS]
        usual = np.sqrt(lengths.sum() / len(meanings))
        return cls(centre, (axes * _MEANING_LENGTH / max(usual, 1e-9)).astype(np.float32))


@dataclass(frozen=True)
class LinearModel:
    """A trained separator.

    Attributes:
        labels: names of the classes, in the order of the columns of ``weights``.
        vocabulary: feature to row of ``weights``.
        idf: inverse document frequency of each row.
        weights: shape (features + directions, classes), half precision.
        bias: shape (classes,).
        temperature: factor on the scores before the softmax, fitted on sentences left out of training.
        projection: of meanings; None for a model that is given none.
    """

    labels: tuple[str, ...]
    vocabulary: dict[str, int]
    idf: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    temperature: float
    projection: Projection | None = None

    def probabilities(self, features: Iterable[str], meaning: np.ndarray | None = None) -> np.ndarray:
        """Calibrated probability of each class, shape (classes,)."""
        counts = Counter(row for row in map(self.vocabulary.get, features) if row is not None)
        rows = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        values = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1.0 + np.log(values)) * self.idf[rows]
        length = float(np.sqrt(np.square(values).sum()))
        scores = self.bias.copy()
        if length:
            scores += (values / length) @ self.weights[rows].astype(np.float32)
        if self.projection and meaning is not None:
            scores += self.projection(meaning) @ self.weights[len(self.vocabulary) :].astype(np.float32)
        return softmax(scores * self.temperature)

    def save(self, directory: Path) -> None:
        """Write ``linear.npz`` and ``linear.json``; neither can carry code."""
        arrays = {"idf": self.idf, "weights": self.weights, "bias": self.bias}
        if self.projection:
            arrays |= {"centre": self.projection.centre, "axes": self.projection.axes}
        np.savez_compressed(directory / "linear.npz", **arrays)
        meta = {
            "labels": self.labels,
            "temperature": self.temperature,
            "features": sorted(self.vocabulary, key=self.vocabulary.__getitem__),
        }
        (directory / "linear.json").write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> LinearModel:
        """Read what :meth:`save` wrote."""
        meta: dict[str, Any] = json.loads((directory / "linear.json").read_text(encoding="utf-8"))
        with np.load(directory / "linear.npz", allow_pickle=False) as arrays:
            idf, weights, bias = arrays["idf"], arrays["weights"], arrays["bias"]
            projection = Projection(arrays["centre"], arrays["axes"]) if "axes" in arrays else None
        vocabulary = {feature: row for row, feature in enumerate(meta["features"])}
        return cls(tuple(meta["labels"]), vocabulary, idf, weights, bias, float(meta["temperature"]), projection)


@dataclass(frozen=True)
class HeldOut:
    """What the separator says of its training sentences when it was trained without them.

    ``chances`` has shape (sentences, classes), calibrated; ``gold`` holds column numbers.
    """

    labels: tuple[str, ...]
    chances: np.ndarray
    gold: np.ndarray

    def best(self) -> list[str]:
        """What each sentence is taken for."""
        return [self.labels[column] for column in self.chances.argmax(axis=1)]


def softmax(scores: np.ndarray) -> np.ndarray:
    """Softmax over the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def train(
    counted: Counted,
    labels: Sequence[str],
    meanings: np.ndarray | None = None,
    strength: float = 1.0,
    balance: float = 0.3,
    min_count: int = 2,
) -> tuple[LinearModel, HeldOut]:
    """Fit on counted features, labels and, where given, the sentences' meanings, shape (sentences, size).

    ``strength`` is the C of the support vector machine. ``balance`` says how far rare classes are raised: a class
    weighs (mean class size / its size) to this power. A feature of fewer than ``min_count`` sentences is left out.

    Returns the model and what three folds say, from which temperature and thresholds are set.
    """
    names = tuple(sorted(set(labels)))
    gold = np.array([names.index(label) for label in labels])
    projection = None if meanings is None else Projection.fit(meanings)
    directions = None if projection is None or meanings is None else projection(meanings)
    task = _Task(counted, directions, gold, len(names), strength, balance, min_count)
    (kept, idf, weights, bias), scores = _fit_all(task)
    temperature = _temperature(scores, gold)
    vocabulary = {counted.names[column]: row for row, column in enumerate(kept)}
    model = LinearModel(names, vocabulary, idf, weights.astype(np.float16), bias, temperature, projection)
    return model, HeldOut(names, softmax(scores * temperature), gold)


@dataclass(frozen=True)
class _Task:
    counted: Counted
    directions: np.ndarray | None
    gold: np.ndarray
    classes: int
    strength: float
    balance: float
    min_count: int

    def fit(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Columns kept, their inverse document frequency, weights and bias, learnt from some of the sentences."""
        kept, idf = self.counted.weighing(rows, self.min_count)
        return kept, idf, *_fit(self.matrix(rows, kept, idf), self.gold[rows], self)

    def matrix(self, rows: np.ndarray, kept: np.ndarray, idf: np.ndarray) -> csr_matrix:
        """What the separator is given of these sentences."""
        directions = None if self.directions is None else self.directions[rows]
        return self.counted.matrix(rows, kept, idf, directions)


def _fit_all(task: _Task) -> tuple[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray], np.ndarray]:
    # The separator learnt from all sentences, and for each sentence the scores of one that was not shown it.
    from joblib import Parallel, delayed

    order = np.random.default_rng(_SEED).permutation(len(task.gold))
    folds = [order[number::_FOLDS] for number in range(_FOLDS)]
    shown = [np.arange(len(order)), *(np.setdiff1d(order, fold) for fold in folds)]
    # liblinear releases the interpreter lock, so threads suffice and nothing is copied between processes.
    learnt = Parallel(n_jobs=2, prefer="threads")(delayed(task.fit)(rows) for rows in shown)
    scores = np.zeros((len(order), task.classes), dtype=np.float32)
    for fold, (kept, idf, weights, bias) in zip(folds, learnt[1:], strict=True):
        scores[fold] = task.matrix(fold, kept, idf) @ weights + bias
    return learnt[0], scores


def _fit(matrix: csr_matrix, gold: np.ndarray, task: _Task) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.svm import LinearSVC

    labels, sizes = np.unique(gold, return_counts=True)
    raised = dict(zip(labels, (sizes.mean() / sizes) ** task.balance, strict=True))
    machine = LinearSVC(C=task.strength, class_weight=raised, tol=_TOLERANCE, random_state=_SEED)
    machine.fit(matrix, gold)
    weights = np.zeros((matrix.shape[1], task.classes), dtype=np.float32)
    bias = np.full(task.classes, -1.0, dtype=np.float32)
    if len(machine.classes_) == 2:
        weights[:, machine.classes_] = np.stack([-machine.coef_[0], machine.coef_[0]], axis=1)
        bias[machine.classes_] = [-machine.intercept_[0], machine.intercept_[0]]
    else:
        weights[:, machine.classes_] = machine.coef_.T
        bias[machine.classes_] = machine.intercept_
    return weights, bias


def _temperature(scores: np.ndarray, gold: np.ndarray) -> float:
    rows = np.arange(len(gold))
    candidates = np.geomspace(0.5, 20, 60)

    def loss(temperature: float) -> float:
        chosen = softmax(scores * temperature)[rows, gold]
        return float(-np.log(np.maximum(chosen, 1e-9)).mean())

    return float(min(candidates, key=loss))
