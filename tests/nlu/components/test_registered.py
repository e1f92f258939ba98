"""Every component takes part in training: what is only met in front of a customer has no weight."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

CONFIG = Path(__file__).parents[3] / "config.yml"


def test_classifier_and_tagger_are_trained_on_what_readers_and_lexicon_find() -> None:
    recipes = pytest.importorskip("rasa.engine.recipes.default_recipe")
    import bot.nlu.components.registered  # noqa: F401  (registers them)
    from bot.nlu.components.lexicon_matcher import LexiconMatcher
    from bot.nlu.components.readers import ExactReaders

    config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    graph = recipes.DefaultV1Recipe().graph_config_for_recipe(config, {})
    trained = {node.uses for node in graph.train_schema.nodes.values()}
    assert {ExactReaders, LexiconMatcher} <= trained
