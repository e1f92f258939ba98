"""The stock Rasa pipeline for Chinese: jieba, counts, DIET, fallback."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.nlu.rows import SEED, Parser, Pipeline, Row, Said
from bot.nlu.components.rejection import FALLBACK


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
                {"name": "DIETClassifier", "epochs": epochs, "random_seed": SEED, "constrain_similarities": True},
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


def _rasa_json(rows: Sequence[Row]) -> dict[str, Any]:
    def entity(row: Row, kind: str, start: int, end: int) -> dict[str, Any]:
        return {"start": start, "end": end, "value": row.text[start:end], "entity": kind}

    examples = [
        {"text": row.text, "intent": row.intent, "entities": [entity(row, *one) for one in sorted(row.entities)]}
        for row in rows
    ]
    return {"rasa_nlu_data": {"common_examples": examples}}
