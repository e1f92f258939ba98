"""Understanding, measured against peers: intents, out-of-scope, entities, time, size; one table and a plot.

    python -m benchmarks.nlu                         five folds of data/nlu, or --test FILE.yml to train and test apart
    python -m benchmarks.nlu --ablate                what each group of features buys
    python -m benchmarks.nlu --public DIRECTORY      a public set: train.jsonl, test.jsonl with text, intent, slots
    python -m benchmarks.nlu --stock …               the stock Rasa pipeline (jieba, counts, DIET) too: some 16 minutes

Columns: accuracy; macro-F1 over the intents without the out-of-scope class; F1 of that class; F1 of entities;
sentences with intent and all entities right; median milliseconds a sentence; seconds of training; megabytes.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from bot.clock import in_shanghai
from bot.nlu.components import linear, sequence
from bot.nlu.components.features import GROUPS, sentence_features
from bot.nlu.components.foreign import is_foreign
from bot.nlu.components.phrases import phrases
from bot.nlu.components.reading import Reading, Span
from bot.nlu.components.rejection import DANGER, FALLBACK, OUT_OF_SCOPE, Shares, Thresholds, calibrate, decide
from bot.nlu.components.words import words
from bot.nlu.lint import read_examples
from bot.nlu.normalise import normalise
from bot.nlu.readers import ReadingContext, read_all

_NOW = in_shanghai(datetime(2026, 11, 23, 10))
_EXACT = {"plate", "vin", "phone", "order_no", "datetime", "mileage", "amount", "score"}
_FOLDS = 5
_SEED = 7
Entities = frozenset[tuple[str, int, int]]


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


@dataclass
class Result:
    """What one pipeline said of all test rows."""

    name: str
    rows: list[Row] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)


def ours(name: str, groups: Sequence[str], *, shop: bool, balance: float = 0.3, neighbours: bool = False) -> Pipeline:
    """The product's pipeline; without ``shop`` no lexicon, no exact readers, no thresholds: another domain's data."""

    def read(text: str) -> Reading:
        plain = Reading(text, normalise(text))
        found = _exact(plain) if shop else ()
        matches = phrases().find(plain.text) if shop else ()
        return Reading(text, plain.normalised, tuple(words().spans(plain.text)), found, matches)

    def fit(rows: Sequence[Row], directory: Path) -> Parser:
        readings = [read(row.text) for row in rows]
        features = [list(sentence_features(reading, tuple(groups))) for reading in readings]
        labels = [row.intent for row in rows]
        model, held_out = linear.train(features, labels, balance=balance)
        model.save(directory)
        limits = calibrate(held_out, model.temperature, Shares(0.02, 0.01, 0.006), 0.15) if shop else Thresholds()
        guessed = [held_out.labels[best] for best in held_out.scores.argmax(axis=1)]
        learnt = _EXACT if shop else set()
        gold = [_inner(reading, row.entities, learnt) for reading, row in zip(readings, rows, strict=True)]
        file = directory / "sequence.crfsuite"
        settings = sequence.Settings(neighbours=neighbours)
        sequence.train(readings, gold, file, guessed, settings)
        tagger = sequence.SequenceModel(file, neighbours)
        possible = Counter((row.intent, kind) for row in rows for kind, _, _ in row.entities)

        def parse(text: str) -> Said:
            reading = read(text)
            chances = model.probabilities(sentence_features(reading, tuple(groups)))
            best = model.labels[int(chances.argmax())]
            decision = decide(model.labels, chances, limits, shop and is_foreign(reading))
            spans = sequence.merged(list(reading.found), tagger.spans(reading, best), [])
            # Where an intent never has an entity of a kind (nothing to play in OTHERS), none is reported.
            kept = [span for span in spans if shop or possible[best, span.kind]]
            entities = frozenset((span.kind, *reading.outer(span.start, span.end)) for span in kept)
            return Said(decision.intent, best, float(chances.max()), entities)

        return parse

    return Pipeline(name, fit)


def peer(name: str, vectoriser: Callable[[], Any], classifier: Callable[[], Any]) -> Pipeline:
    """A light peer of scikit-learn; it knows no entities."""

    def fit(rows: Sequence[Row], directory: Path) -> Parser:
        features, model = vectoriser(), classifier()
        model.fit(features.fit_transform([row.text for row in rows]), [row.intent for row in rows])
        np.savez_compressed(directory / "weights.npz", model.coef_.astype(np.float32))
        known = json.dumps(_vocabulary(features), ensure_ascii=False)
        (directory / "vocabulary.json").write_text(known, encoding="utf-8")

        def parse(text: str) -> Said:
            scores = linear.softmax(np.atleast_2d(model.decision_function(features.transform([text]))))[0]
            best = str(model.classes_[int(scores.argmax())])
            return Said(best, best, float(scores.max()), frozenset())

        return parse

    return Pipeline(name, fit)


def peers() -> list[Pipeline]:
    """The light peers of the public figures."""
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_union
    from sklearn.svm import LinearSVC

    def cut(text: str) -> list[str]:
        return [text[start:end] for start, end in words().spans(text)]

    def chars() -> Any:
        return TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)

    def both() -> Any:
        return make_union(chars(), TfidfVectorizer(analyzer=cut, sublinear_tf=True))

    def counts() -> Any:
        return CountVectorizer(analyzer=cut)

    def stock() -> Any:
        # Rasa's features: words, and characters within words, which need the words parted by blanks.
        spaced = CountVectorizer(analyzer="char_wb", ngram_range=(1, 4), preprocessor=lambda text: " ".join(cut(text)))
        return make_union(counts(), spaced)

    def logistic() -> Any:
        return LogisticRegression(max_iter=200, solver="liblinear")

    return [
        peer("jieba counts + logistic", counts, logistic),
        peer("jieba + char_wb counts + logistic", stock, logistic),
        peer("char 1-3 TF-IDF + SVC", chars, LinearSVC),
        peer("char + jieba TF-IDF + SVC", both, LinearSVC),
    ]


def stock_rasa(epochs: int = 100) -> Pipeline:
    """The stock Rasa pipeline for Chinese, trained by Rasa itself."""

    def fit(rows: Sequence[Row], directory: Path) -> Parser:
        import asyncio

        import yaml
        from rasa.core.agent import Agent
        from rasa.model_training import train_nlu

        config = {
            "recipe": "default.v1",
            "language": "zh",
            "assistant_id": "stock",
            "pipeline": [
                {"name": "JiebaTokenizer"},
                {"name": "LexicalSyntacticFeaturizer"},
                {"name": "CountVectorsFeaturizer"},
                {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
                {"name": "DIETClassifier", "epochs": epochs, "random_seed": _SEED, "constrain_similarities": True},
                {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
            ],
        }
        with tempfile.TemporaryDirectory() as scratch:
            here = Path(scratch)
            (here / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
            (here / "nlu.json").write_text(json.dumps(_rasa_json(rows), ensure_ascii=False), encoding="utf-8")
            files = (str(here / "config.yml"), str(here / "nlu.json"))
            trained = train_nlu(*files, str(directory), fixed_model_name="stock")
        agent = Agent.load(trained)

        def parse(text: str) -> Said:
            parsed = asyncio.run(agent.parse_message(text))
            raw = [item for item in parsed["intent_ranking"] if item["name"] != FALLBACK]
            entities = frozenset((entity["entity"], entity["start"], entity["end"]) for entity in parsed["entities"])
            return Said(parsed["intent"]["name"], raw[0]["name"], float(raw[0]["confidence"]), entities)

        return parse

    return Pipeline(f"stock Rasa (DIET, {epochs} epochs)", fit)


def measure(pipeline: Pipeline, splits: Sequence[tuple[Sequence[Row], Sequence[Row]]]) -> Result:
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


def table(results: Sequence[Result], outside: str) -> str:
    """One line a pipeline, Markdown."""
    head = "| pipeline | accuracy | macro-F1 | out of scope F1 | entity F1 | whole | ms | train s | MB |"
    lines = [head, "|---" * 9 + "|"]
    for result in results:
        f1 = _f1_by_intent([row.intent for row in result.rows], [said.best for said in result.said])
        accuracy = np.mean([row.intent == said.best for row, said in zip(result.rows, result.said, strict=True)])
        macro = np.mean([value for name, value in f1.items() if name != outside])
        knows = any(said.entities for said in result.said)
        entity = f"{100 * _entity_f1(result):.1f}" if knows else "–"
        pairs = zip(result.rows, result.said, strict=True)
        whole = np.mean([row.intent == said.best and row.entities == said.entities for row, said in pairs])
        lines.append(
            f"| {result.name} | {100 * accuracy:.1f} | {100 * macro:.1f} | {100 * f1.get(outside, 0.0):.1f} | {entity} "
            f"| {f'{100 * whole:.1f}' if knows else '–'} | {statistics.median(result.milliseconds):.2f} "
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


def shop_rows(*files: Path) -> list[Row]:
    """Rows of Rasa YAML files or directories of them."""
    rows = []
    for file in files:
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
    rng = np.random.default_rng(_SEED)
    order = sorted(range(len(rows)), key=lambda i: (rows[i].intent, rng.random()))
    parts = [order[number::_FOLDS] for number in range(_FOLDS)]
    return [([rows[i] for part in parts if part is not held for i in part], [rows[i] for i in held]) for held in parts]


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data/nlu"))
    parser.add_argument("--test", type=Path, nargs="*", default=[], help="evaluation files, never in training")
    parser.add_argument("--public", type=Path, help="directory of a public set")
    parser.add_argument("--stock", action="store_true", help="train the stock Rasa pipeline too")
    parser.add_argument("--epochs", type=int, default=100, help="of the stock pipeline")
    parser.add_argument("--ablate", action="store_true")
    parser.add_argument("--plot", type=Path, help="write the rejection curve here")
    args = parser.parse_args()
    if args.public:
        splits = [(public_rows(args.public / "train.jsonl"), public_rows(args.public / "test.jsonl"))]
        outside = "OTHERS"
        # Groups and balance by cross-validation on the public training part.
        own = [ours("ours, without lexicon", ("chars", "long", "shape"), shop=False, balance=0.4, neighbours=True)]
    else:
        data = shop_rows(args.data)
        splits = [(data, shop_rows(*args.test))] if args.test else folds(data)
        outside = OUT_OF_SCOPE
        own = [ours("ours", GROUPS, shop=True)]
        if args.ablate:
            less = [(f"ours without {name}", [g for g in GROUPS if g != name]) for name in GROUPS]
            more = [(f"ours with {name}", [*GROUPS, name]) for name in ("long", "words", "sounds")]
            own += [ours(name, groups, shop=True) for name, groups in [*less, *more]]
    chosen = [*own, *(() if args.ablate else peers()), *([stock_rasa(args.epochs)] if args.stock else [])]
    results = [measure(pipeline, splits) for pipeline in chosen]
    print(table(results, outside))
    if not args.public:
        print(f"\n{decisions(results[0])}\n\n{by_intent(results)}\n\n{confusions(results[0])}")
    if args.plot:
        plot(results, outside, args.plot)


def _exact(reading: Reading) -> tuple[Span, ...]:
    found = read_all(reading.given, ReadingContext(now=_NOW))
    return tuple(Span(one.type, *reading.inner(one.start, one.end), one.norm) for one in found)


def _inner(reading: Reading, entities: Entities, without: set[str]) -> list[Span]:
    kept = sorted((start, end, kind) for kind, start, end in entities if kind not in without)
    return [Span(kind, *reading.inner(start, end)) for start, end, kind in kept]


def _vocabulary(features: Any) -> list[str]:
    parts = features.transformer_list if hasattr(features, "transformer_list") else [("", features)]
    return [name for _, part in parts for name in part.vocabulary_]


def _rasa_json(rows: Sequence[Row]) -> dict[str, Any]:
    def entity(row: Row, kind: str, start: int, end: int) -> dict[str, Any]:
        return {"start": start, "end": end, "value": row.text[start:end], "entity": kind}

    examples = [
        {"text": row.text, "intent": row.intent, "entities": [entity(row, *one) for one in sorted(row.entities)]}
        for row in rows
    ]
    return {"rasa_nlu_data": {"common_examples": examples}}


def _f1_by_intent(gold: Sequence[str], said: Sequence[str]) -> dict[str, float]:
    right = Counter(g for g, s in zip(gold, said, strict=True) if g == s)
    golds, saids = Counter(gold), Counter(said)
    return {name: 2 * right[name] / (golds[name] + saids[name]) for name in golds}


def _entity_f1(result: Result) -> float:
    pairs = list(zip(result.rows, result.said, strict=True))
    right = sum(len(row.entities & said.entities) for row, said in pairs)
    return 2 * right / max(1, sum(len(row.entities) + len(said.entities) for row, said in pairs))


def _share(values: Any) -> float:
    listed = [bool(value) for value in values]
    return sum(listed) / max(1, len(listed))


if __name__ == "__main__":
    main()
