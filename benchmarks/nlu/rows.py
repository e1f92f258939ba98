"""Annotated sentences, and what a pipeline says of them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.examples import load_yaml, read_examples

SEED = 7
_FOLDS = 5
Entities = frozenset[tuple[str, int, int]]
"""Kind, start and end of each entity, in the text as given."""


@dataclass(frozen=True)
class Row:
    """A sentence with its gold intent and entities (offsets in the text as given)."""

    text: str
    intent: str
    entities: Entities


@dataclass(frozen=True)
class Said:
    """What a pipeline says: the decided intent, its confidence before rejection, entities."""

    intent: str
    best: str
    confidence: float
    entities: Entities


Parser = Callable[[str], Said]


@dataclass(frozen=True)
class Pipeline:
    """A way to train: ``fit(rows, directory)`` gives a parser and leaves the model's files in the directory."""

    name: str
    fit: Callable[[Sequence[Row], Path], Parser]


def shop_rows(*files: Path) -> list[Row]:
    """Rows of Rasa YAML files, directories of them, or files of held-out sentences, which tell no free entities."""
    rows = []
    for file in files:
        if file.is_file() and isinstance(items := load_yaml(file), list):
            rows += [Row(item["text"], item["intent"], frozenset()) for item in items]
            continue
        with tempfile.TemporaryDirectory() as scratch:
            if file.is_file():
                (Path(scratch) / file.name).write_bytes(file.read_bytes())
            for example in read_examples(file if file.is_dir() else Path(scratch)):
                entities = frozenset((a.entity, a.start, a.end) for a in example.annotations)
                rows.append(Row(example.text, example.intent, entities))
    return rows


def public_rows(file: Path) -> list[Row]:
    """Rows of a JSON-lines file with ``text``, ``intent``, ``slots: [{start, end, slot}]``."""
    rows = []
    for line in file.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        entities = frozenset((slot["slot"], slot["start"], slot["end"]) for slot in item["slots"])
        rows.append(Row(item["text"], item["intent"], entities))
    return rows


def folds(rows: Sequence[Row]) -> list[tuple[list[Row], list[Row]]]:
    """Five folds, shuffled with a fixed seed, each intent spread evenly."""
    rng = np.random.default_rng(SEED)
    order = sorted(range(len(rows)), key=lambda i: (rows[i].intent, rng.random()))
    parts = [order[number::_FOLDS] for number in range(_FOLDS)]
    return [([rows[i] for part in parts if part is not held for i in part], [rows[i] for i in held]) for held in parts]


def sample(rows: Sequence[Row], size: int) -> list[Row]:
    """About ``size`` rows with a fixed seed, each intent in its share; for pipelines too slow for all."""
    rng = np.random.default_rng(SEED)
    by_intent: dict[str, list[Row]] = {}
    for row in rows:
        by_intent.setdefault(row.intent, []).append(row)
    chosen: list[Row] = []
    for _, group in sorted(by_intent.items()):
        wanted = min(len(group), max(8, round(len(group) * size / len(rows))))
        chosen += [group[place] for place in rng.permutation(len(group))[:wanted]]
    return chosen
