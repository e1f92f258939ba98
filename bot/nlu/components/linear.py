"""TF-IDF and one linear separator per intent, with calibrated confidence; numpy alone at serving time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_FOLDS = 5
_SEED = 20261123


@dataclass(frozen=True)
class LinearModel:
    """A trained separator.

    Attributes:
        labels: names of the classes, in the order of the columns of ``weights``.
        vocabulary: feature to row of ``weights``.
        idf: inverse document frequency of each row.
        weights: shape (features, classes), half precision.
        bias: shape (classes,).
        temperature: factor on the scores before the softmax, fitted on sentences left out of training.
    """

    labels: tuple[str, ...]
    vocabulary: dict[str, int]
    idf: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    temperature: float

    def probabilities(self, features: Iterable[str]) -> np.ndarray:
        """Calibrated probability of each class, shape (classes,)."""
        counts = Counter(row for row in map(self.vocabulary.get, features) if row is not None)
        rows = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        values = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1.0 + np.log(values)) * self.idf[rows]
        length = float(np.sqrt(np.square(values).sum()))
        scores = self.bias.copy()
        if length:
            scores += (values / length) @ self.weights[rows].astype(np.float32)
        return softmax(scores * self.temperature)

    def save(self, directory: Path) -> None:
        """Write ``linear.npz`` and ``linear.json``; neither can carry code."""
        arrays = {"idf": self.idf, "weights": self.weights, "bias": self.bias}
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
        vocabulary = {feature: row for row, feature in enumerate(meta["features"])}
        return cls(tuple(meta["labels"]), vocabulary, idf, weights, bias, float(meta["temperature"]))


@dataclass(frozen=True)
class HeldOut:
    """What the separator says of its training sentences when it was trained without them.

    ``scores`` has shape (sentences, classes), uncalibrated; ``gold`` holds column numbers.
    """

    labels: tuple[str, ...]
    scores: np.ndarray
    gold: np.ndarray


def held_out_labels(sentences: Sequence[Sequence[str]], labels: Sequence[str]) -> list[str]:
    """What a separator takes each sentence for that was trained without it."""
    _, held_out = train(sentences, labels)
    return [held_out.labels[best] for best in held_out.scores.argmax(axis=1)]


def softmax(scores: np.ndarray) -> np.ndarray:
    """Softmax over the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def train(
    sentences: Sequence[Sequence[str]],
    labels: Sequence[str],
    strength: float = 0.5,
    balance: float = 0.3,
    min_count: int = 2,
) -> tuple[LinearModel, HeldOut]:
    """Fit on features and labels.

    ``strength`` is the C of the support vector machine. ``balance`` says how far rare classes are raised: a class
    weighs (mean class size / its size) to this power. A feature of fewer than ``min_count`` sentences is left out.

    Returns the model and the held-out scores of five folds, from which temperature and thresholds are set.
    """
    names = tuple(sorted(set(labels)))
    gold = np.array([names.index(label) for label in labels])
    settings = _Settings(len(names), strength, balance, min_count)
    held_out = HeldOut(names, _held_out_scores(sentences, gold, settings), gold)
    vocabulary, idf = _vocabulary(sentences, min_count)
    weights, bias = _fit(_matrix(sentences, vocabulary, idf), gold, settings)
    temperature = _temperature(held_out)
    model = LinearModel(names, vocabulary, idf, weights.astype(np.float16), bias, temperature)
    return model, held_out


@dataclass(frozen=True)
class _Settings:
    classes: int
    strength: float
    balance: float
    min_count: int


def _held_out_scores(sentences: Sequence[Sequence[str]], gold: np.ndarray, settings: _Settings) -> np.ndarray:
    from joblib import Parallel, delayed

    order = np.random.default_rng(_SEED).permutation(len(sentences))
    folds = [order[number::_FOLDS] for number in range(_FOLDS)]

    def one(fold: np.ndarray) -> np.ndarray:
        rest = np.setdiff1d(order, fold)
        train_on = [sentences[i] for i in rest]
        vocabulary, idf = _vocabulary(train_on, settings.min_count)
        weights, bias = _fit(_matrix(train_on, vocabulary, idf), gold[rest], settings)
        scores: np.ndarray = _matrix([sentences[i] for i in fold], vocabulary, idf) @ weights + bias
        return scores

    # liblinear releases the interpreter lock, so threads suffice and nothing is copied between processes.
    parts = Parallel(n_jobs=2, prefer="threads")(delayed(one)(fold) for fold in folds)
    scores = np.zeros((len(sentences), settings.classes), dtype=np.float32)
    for fold, part in zip(folds, parts, strict=True):
        scores[fold] = part
    return scores


def _vocabulary(sentences: Sequence[Sequence[str]], min_count: int) -> tuple[dict[str, int], np.ndarray]:
    counts = Counter(feature for sentence in sentences for feature in set(sentence))
    kept = sorted(feature for feature, count in counts.items() if count >= min_count)
    frequency = np.array([counts[feature] for feature in kept], dtype=np.float32)
    idf = np.log((1 + len(sentences)) / (1 + frequency)) + 1
    return {feature: row for row, feature in enumerate(kept)}, idf.astype(np.float32)


def _matrix(sentences: Sequence[Sequence[str]], vocabulary: dict[str, int], idf: np.ndarray) -> csr_matrix:
    from scipy.sparse import csr_matrix
    from sklearn.preprocessing import normalize

    columns: list[int] = []
    values: list[int] = []
    ends = [0]
    for sentence in sentences:
        counts = Counter(row for row in map(vocabulary.get, sentence) if row is not None)
        columns += counts.keys()
        values += counts.values()
        ends.append(len(columns))
    at = np.array(columns, dtype=np.int32)
    weighted = (1.0 + np.log(np.array(values, dtype=np.float64))) * idf[at]
    return normalize(csr_matrix((weighted, at, ends), shape=(len(sentences), len(vocabulary))))


def _fit(matrix: csr_matrix, gold: np.ndarray, settings: _Settings) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.svm import LinearSVC

    labels, sizes = np.unique(gold, return_counts=True)
    raised = dict(zip(labels, (sizes.mean() / sizes) ** settings.balance, strict=True))
    machine = LinearSVC(C=settings.strength, class_weight=raised, random_state=_SEED).fit(matrix, gold)
    weights = np.zeros((matrix.shape[1], settings.classes), dtype=np.float32)
    bias = np.full(settings.classes, -1.0, dtype=np.float32)
    if len(machine.classes_) == 2:
        weights[:, machine.classes_] = np.stack([-machine.coef_[0], machine.coef_[0]], axis=1)
        bias[machine.classes_] = [-machine.intercept_[0], machine.intercept_[0]]
    else:
        weights[:, machine.classes_] = machine.coef_.T
        bias[machine.classes_] = machine.intercept_
    return weights, bias


def _temperature(held_out: HeldOut) -> float:
    rows = np.arange(len(held_out.gold))
    candidates = np.geomspace(0.5, 20, 60)

    def loss(temperature: float) -> float:
        chosen = softmax(held_out.scores * temperature)[rows, held_out.gold]
        return float(-np.log(np.maximum(chosen, 1e-9)).mean())

    return float(min(candidates, key=loss))
