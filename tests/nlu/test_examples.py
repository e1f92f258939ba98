"""Training sentences read by our own importer: what Rasa gets is the same, only sooner."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from bot.nlu.importer import Sentence, SentenceImporter

SIMPLE = """version: "3.1"
nlu:
- intent: book_service
  examples: |
    - 明天[换机油](service_item)
    - "引号"也在
- intent: greet
  examples: |
    - 你好
"""
RICH = """version: "3.1"
nlu:
- intent: greet
  examples: |
    - [老王]{"entity": "person", "role": "caller"}在吗
"""


RULES = """version: "3.1"
rules:
- rule: greet
  steps:
  - intent: greet
  - action: utter_greet
"""


def told(examples: list[Any]) -> list[tuple[Any, ...]]:
    return sorted((m.get("text"), m.get("intent"), str(m.get("entities"))) for m in examples)


def read(*files: Path) -> list[tuple[Any, ...]]:
    from rasa.shared.importers.utils import training_data_from_paths

    return told(training_data_from_paths([str(file) for file in files], "zh").training_examples)


def write(directory: Path, **files: str) -> None:
    for name, content in files.items():
        (directory / f"{name}.yml").write_text(content, encoding="utf-8")


def test_plain_files_give_what_rasa_reads(tmp_path: Path) -> None:
    write(tmp_path, one=SIMPLE)
    examples = SentenceImporter(training_data_paths=[str(tmp_path)]).get_nlu_data("zh").training_examples
    assert all(isinstance(example, Sentence) for example in examples)
    assert told(examples) == read(tmp_path / "one.yml")


def test_richer_files_are_left_to_rasa(tmp_path: Path) -> None:
    synonyms = 'version: "3.1"\nnlu:\n- synonym: 机油\n  examples: |\n    - 润滑油\n'
    write(tmp_path, one=SIMPLE, two=RICH, words=synonyms, rules=RULES)
    importer = SentenceImporter(training_data_paths=str(tmp_path))
    data = importer.get_nlu_data("zh")
    assert told(data.training_examples) == read(*(tmp_path / f"{name}.yml" for name in ("one", "two", "words")))
    assert data.entity_synonyms == {"润滑油": "机油"}
    assert not importer.get_stories().is_empty()


def test_a_sentence_is_copied_with_entities_of_its_own_and_known_by_what_it_says() -> None:
    entity = {"start": 2, "end": 5, "value": "换机油", "entity": "service_item"}
    sentence = Sentence(data={"text": "明天换机油", "intent": "book_service", "entities": [entity]})
    copied = copy.deepcopy(sentence)
    assert copied == sentence and isinstance(copied, Sentence)
    copied.get("entities")[0]["entity"] = "part"
    copied.set("intent", "book_service")
    assert sentence.get("entities")[0]["entity"] == "service_item" and copied != sentence
    sentence.set("intent", "ask_price")
    assert sentence != Sentence(data={**sentence.data, "intent": "book_service"})
