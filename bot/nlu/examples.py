"""The training sentences as plain data, read without Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_YamlLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ANNOTATION = re.compile(r"\[([^\[\]]*)\]\(([^()]*)\)")


@dataclass(frozen=True)
class Annotation:
    """An entity annotated in a training sentence: half-open span of the plain text."""

    start: int
    end: int
    entity: str


@dataclass(frozen=True)
class Example:
    """A training sentence without its markup."""

    intent: str
    text: str
    annotations: tuple[Annotation, ...]
    where: str


def read_examples(directory: Path) -> Iterator[Example]:
    """The training sentences of a directory of Rasa YAML files."""
    for file in sorted(directory.glob("*.yml")):
        for block in load_yaml(file).get("nlu") or []:
            for line in (block.get("examples") or "").splitlines():
                if line.startswith("- "):
                    text, annotations = plain(line[2:].strip())
                    yield Example(block["intent"], text, annotations, file.name)


def plain(marked: str) -> tuple[str, tuple[Annotation, ...]]:
    """A sentence without its markup, and what was annotated."""
    text, annotations, last = "", [], 0
    for match in _ANNOTATION.finditer(marked):
        text += marked[last : match.start()]
        annotations.append(Annotation(len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        last = match.end()
    return text + marked[last:], tuple(annotations)


def load_yaml(file: Path) -> Any:
    """What a YAML file holds; an empty one holds an empty mapping."""
    return yaml.load(file.read_text(encoding="utf-8"), _YamlLoader) or {}
