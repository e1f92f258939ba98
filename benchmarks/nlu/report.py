"""Tables and a plot of what pipelines said."""

from __future__ import annotations

import hashlib
import json
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.nlu.rows import Pipeline, Row, Said
from bot.nlu.components.rejection import DANGER, FALLBACK, OUT_OF_SCOPE

Splits = Sequence[tuple[Sequence[Row], Sequence[Row]]]
"""Pairs of sentences to train on and sentences to test on."""


@dataclass
class Result:
    """What one pipeline said of all test rows."""

    name: str
    rows: list[Row] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)


def measure(pipeline: Pipeline, splits: Splits) -> Result:
    """Train and test on every split."""
    result = Result(pipeline.name)
    for train, test in splits:
        with tempfile.TemporaryDirectory() as scratch:
            began = time.perf_counter()
            parse = pipeline.fit(train, Path(scratch))
            result.seconds.append(time.perf_counter() - began)
            result.megabytes.append(sum(f.stat().st_size for f in Path(scratch).rglob("*") if f.is_file()) / 1e6)
            for row in test:
                began = time.perf_counter()
                said = parse(row.text)
                result.milliseconds.append((time.perf_counter() - began) * 1000)
                result.rows.append(row)
                result.said.append(said)
    return result


def measured(pipeline: Pipeline, splits: Splits, kept: Path | None) -> Result:
    """As :func:`measure`, but what was measured before on the same sentences is read from the directory ``kept``."""
    if kept is None:
        return measure(pipeline, splits)
    sentences = "\n".join(row.text for train, test in splits for row in (*train, *test))
    file = kept / f"{hashlib.sha256(f'{pipeline.name} {sentences}'.encode()).hexdigest()[:16]}.json"
    if not file.exists():
        kept.mkdir(parents=True, exist_ok=True)
        content = json.dumps(asdict(measure(pipeline, splits)), ensure_ascii=False, default=sorted)
        file.write_text(content, encoding="utf-8")
    found = json.loads(file.read_text(encoding="utf-8"))
    rows = [Row(**{**row, "entities": _spans(row["entities"])}) for row in found.pop("rows")]
    said = [Said(**{**one, "entities": _spans(one["entities"])}) for one in found.pop("said")]
    return Result(**found, rows=rows, said=said)


def _spans(entities: list[list[Any]]) -> frozenset[tuple[str, int, int]]:
    return frozenset((kind, start, end) for kind, start, end in entities)


def table(results: Sequence[Result], outside: str) -> str:
    """One line a pipeline, Markdown."""
    head = "| pipeline | accuracy | macro-F1 | mean F1 | out of scope F1 | entity F1 | whole | ms, p95 | train s | MB |"
    lines = [head, "|---" * 10 + "|"]
    for result in results:
        gold, best = [row.intent for row in result.rows], [said.best for said in result.said]
        f1 = _f1_by_intent(gold, best)
        accuracy = np.mean([row.intent == said.best for row, said in zip(result.rows, result.said, strict=True)])
        mean = np.mean([value for name, value in f1.items() if name != outside])
        knows = any(row.entities for row in result.rows) and any(said.entities for said in result.said)
        entity = f"{100 * _entity_f1(result):.1f}" if knows else "–"
        pairs = zip(result.rows, result.said, strict=True)
        whole = np.mean([row.intent == said.best and row.entities == said.entities for row, said in pairs])
        lines.append(
            f"| {result.name} | {100 * accuracy:.1f} | {100 * _macro_f1(gold, best, outside):.1f} | {100 * mean:.1f} "
            f"| {100 * f1.get(outside, 0.0):.1f} | {entity} | {f'{100 * whole:.1f}' if knows else '–'} "
            f"| {statistics.median(result.milliseconds):.2f} ({np.quantile(result.milliseconds, 0.95):.2f}) "
            f"| {statistics.mean(result.seconds):.0f} | {statistics.mean(result.megabytes):.1f} |"
        )
    return "\n".join(lines)


def decisions(result: Result) -> str:
    """What rejection and the care for danger do, in one paragraph; for the shop's own data."""
    pairs = list(zip(result.rows, result.said, strict=True))
    real = [(row, said) for row, said in pairs if row.intent != OUT_OF_SCOPE]
    foreign = [said for row, said in pairs if row.intent == OUT_OF_SCOPE]
    refused = (OUT_OF_SCOPE, FALLBACK)
    shares = {
        "real requests understood": _share(said.intent == row.intent for row, said in real),
        "real requests refused": _share(said.intent in refused for _, said in real),
        "out of scope caught": _share(said.intent in refused for said in foreign),
        "danger seen": _share(said.intent == DANGER for row, said in pairs if row.intent == DANGER),
        "false alarms": _share(said.intent == DANGER for row, said in pairs if row.intent != DANGER),
    }
    return f"{result.name}: " + ", ".join(f"{name} {100 * share:.1f} %" for name, share in shares.items())


def by_intent(results: Sequence[Result]) -> str:
    """F1 of every intent, one column a pipeline."""
    columns = [_f1_by_intent([r.intent for r in one.rows], [s.best for s in one.said]) for one in results]
    lines = ["| intent | " + " | ".join(one.name for one in results) + " |", "|---" * (len(results) + 1) + "|"]
    for intent in sorted(columns[0]):
        lines.append(f"| {intent} | " + " | ".join(f"{100 * column.get(intent, 0.0):.1f}" for column in columns) + " |")
    return "\n".join(lines)


def confusions(result: Result, most: int = 25) -> str:
    """The pairs of intents most often confused."""
    pairs = zip(result.rows, result.said, strict=True)
    counts = Counter((row.intent, said.best) for row, said in pairs if row.intent != said.best)
    return "\n".join(f"{count:4d}  {gold} taken for {taken}" for (gold, taken), count in counts.most_common(most))


def plot(results: Sequence[Result], outside: str, file: Path) -> None:
    """The rejection curve of each pipeline: out-of-scope caught against real requests refused."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 5))
    for result in results:
        pairs = list(zip(result.rows, result.said, strict=True))
        limits = np.quantile([said.confidence for said in result.said], np.linspace(0, 1, 101))
        real = [said for row, said in pairs if row.intent != outside]
        foreign = [said for row, said in pairs if row.intent == outside]
        x = [_share(s.best == outside or s.confidence < limit for s in real) for limit in limits]
        y = [_share(s.best == outside or s.confidence < limit for s in foreign) for limit in limits]
        axes.plot(x, y, label=result.name)
    axes.set(xlabel="real requests refused", ylabel="out of scope caught", xlim=(0, 0.3), ylim=(0.5, 1))
    axes.legend(fontsize=7)
    figure.savefig(file, dpi=120, bbox_inches="tight")


def _f1_by_intent(gold: Sequence[str], said: Sequence[str]) -> dict[str, float]:
    right = Counter(g for g, s in zip(gold, said, strict=True) if g == s)
    golds, saids = Counter(gold), Counter(said)
    return {name: 2 * right[name] / (golds[name] + saids[name]) for name in golds}


def _macro_f1(gold: Sequence[str], said: Sequence[str], outside: str) -> float:
    # As the shared tasks have it: of mean precision and mean recall, which a class of four sentences moves less than
    # it moves the mean of the F1s.
    right = Counter(g for g, s in zip(gold, said, strict=True) if g == s)
    golds, saids = Counter(gold), Counter(said)
    names = [name for name in golds if name != outside]
    precision = np.mean([right[name] / max(1, saids[name]) for name in names])
    recall = np.mean([right[name] / golds[name] for name in names])
    return float(2 * precision * recall / max(1e-9, precision + recall))


def _entity_f1(result: Result) -> float:
    pairs = list(zip(result.rows, result.said, strict=True))
    right = sum(len(row.entities & said.entities) for row, said in pairs)
    return 2 * right / max(1, sum(len(row.entities) + len(said.entities) for row, said in pairs))


def _share(values: Any) -> float:
    listed = [bool(value) for value in values]
    return sum(listed) / max(1, len(listed))
