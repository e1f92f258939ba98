"""Training sentences as plain data: what Rasa reads of them is the same, only sooner."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.nlu.examples import write_json

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


def read(*files: Path) -> list[tuple[Any, ...]]:
    from rasa.shared.importers.utils import training_data_from_paths

    examples = training_data_from_paths([str(file) for file in files], "zh").training_examples
    return sorted((m.get("text"), m.get("intent"), str(m.get("entities"))) for m in examples)


def test_rasa_reads_the_same_from_json(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "one.yml").write_text(SIMPLE, encoding="utf-8")
    assert write_json(tmp_path / "data", tmp_path / "s.json") == []
    assert read(tmp_path / "s.json") == read(tmp_path / "data" / "one.yml")


def test_richer_files_are_left_to_rasa(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "one.yml").write_text(SIMPLE, encoding="utf-8")
    (tmp_path / "data" / "two.yml").write_text(RICH, encoding="utf-8")
    synonyms = 'version: "3.1"\nnlu:\n- synonym: 机油\n  examples: |\n    - 润滑油\n'
    (tmp_path / "data" / "words.yml").write_text(synonyms, encoding="utf-8")
    others = write_json(tmp_path / "data", tmp_path / "s.json")
    assert [file.name for file in others] == ["two.yml", "words.yml"]
    assert len(read(tmp_path / "s.json", *others)) == 4
