"""The training sentences as plain data, read without Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_YamlLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RICH = re.compile(r"\]\{|\\\\|\]\([^()]*:")
"""Markup with roles or values, and escapes."""
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
        yield from read_file(file)


def read_file(file: Path) -> Iterator[Example]:
    """The training sentences of a Rasa YAML file."""
    for block in load_yaml(file).get("nlu") or []:
        for line in (block.get("examples") or "").splitlines() if "intent" in block else ():
            if line.startswith("- "):
                text, annotations = plain(line[2:].strip())
                yield Example(block["intent"], text, annotations, file.name)


def is_plain(file: Path) -> bool:
    """Whether a file holds nothing but sentences and plain annotations, so that :func:`read_file` reads all of it."""
    if file.suffix not in {".yml", ".yaml"}:
        return False
    data = load_yaml(file)
    if not isinstance(data, dict) or not data.get("nlu") or data.keys() - {"version", "nlu"}:
        return False
    simple = all(block.keys() == {"intent", "examples"} for block in data["nlu"])
    return simple and not _RICH.search(file.read_text(encoding="utf-8"))


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
