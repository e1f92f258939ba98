"""The light peers of scikit-learn."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.nlu.rows import Parser, Pipeline, Row, Said
from bot.nlu.components import linear
from bot.nlu.components.words import words


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


def _vocabulary(features: Any) -> list[str]:
    parts = features.transformer_list if hasattr(features, "transformer_list") else [("", features)]
    return [name for _, part in parts for name in part.vocabulary_]
