"""The words of the trade, read once from ``data/lexicon/*.yml``: canonical ids with every name customers use.

A shop extends the lexicon by putting another file into the directory. A file may hold any of the sections
``services``, ``parts``, ``symptoms``, ``brands`` and ``cues``; an id that exists already gets the new names
and attributes added to it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pypinyin import lazy_pinyin

from bot.nlu.normalise import normalise

DEFAULT_DIRECTORY = Path(__file__).resolve().parents[2] / "data" / "lexicon"
CATEGORIES = ("保养", "维修", "检测", "轮胎", "洗车", "年检代办", "钣喷")
VEHICLES = ("car", "moto")
SECTIONS = {"services": "service_item", "parts": "part", "symptoms": "symptom", "brands": "brand", "cues": "cue"}
KINDS = ("service_item", "part", "symptom", "brand", "model")
"""Kinds of entries that are entity types of the model; cues are features only."""

_YamlLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SEPARATORS = re.compile(r"[\s\-·.•_/]+")
_SHARED_NAMES = ("model", "cue")  # S7 is a model of several makes, 算了 says both no and stop
_MIN_PART = 2  # a shorter name inside a longer text proves nothing


class LexiconError(ValueError):
    """A lexicon file breaks a rule; the message names file and entry."""


@dataclass(frozen=True)
class Entry:
    """One thing of the trade. ``names[0]`` is the name customers are shown.

    ``category`` and ``vehicles`` belong to services, ``danger`` to symptoms that may hurt people,
    ``brand`` (an id) to models, ``vehicle_kind`` (car, moto, ebike, truck) to brands and models.
    """

    kind: str
    id: str
    names: tuple[str, ...]
    category: str | None = None
    vehicles: tuple[str, ...] = ()
    danger: bool = False
    brand: str | None = None
    vehicle_kind: str | None = None

    @property
    def name(self) -> str:
        """The name customers are shown."""
        return self.names[0]


@dataclass(frozen=True)
class Lexicon:
    """All entries, with look-ups that forgive case, blanks, hyphens, Traditional characters and homophones."""

    by_id: Mapping[tuple[str, str], Entry]
    fingerprint: str
    _by_key: Mapping[tuple[str, str], Entry] = field(repr=False, default_factory=dict)
    _by_sound: Mapping[tuple[str, str], Entry] = field(repr=False, default_factory=dict)

    def get(self, kind: str, entry_id: str) -> Entry | None:
        """The entry of ``kind`` with this canonical id."""
        return self.by_id.get((kind, entry_id))

    def entries(self, kind: str) -> Iterator[Entry]:
        """All entries of ``kind``, in the order of the files."""
        return (entry for entry in self.by_id.values() if entry.kind == kind)

    def names(self) -> Iterator[tuple[Entry, str]]:
        """Every entry with every one of its names."""
        return ((entry, name) for entry in self.by_id.values() for name in entry.names)

    def find(self, kind: str, text: str) -> Entry | None:
        """The entry one of whose names is ``text``."""
        return self._by_key.get((kind, key(text)))

    def resolve(self, kind: str, text: str) -> Entry | None:
        """The entry that ``text`` means: by name, then by sound (换杀车片), then by the longest name inside it."""
        wanted = key(text)
        exact = self._by_key.get((kind, wanted)) or self._by_sound.get((kind, sound(wanted)))
        if exact or len(wanted) > 40:
            return exact
        for length in range(len(wanted) - 1, _MIN_PART - 1, -1):
            for start in range(len(wanted) - length, -1, -1):
                entry = self._by_key.get((kind, wanted[start : start + length]))
                if entry:
                    return entry
        return None


def key(text: str) -> str:
    """``text`` as names are compared: normalised, lower case, without blanks and separators."""
    return _SEPARATORS.sub("", normalise(text).text.lower())


@lru_cache(maxsize=16384)
def sound(text: str) -> str:
    """Toneless pinyin of ``text``, syllables parted by blanks; other characters stay."""
    return " ".join(lazy_pinyin(text))


def load_lexicon(directory: Path = DEFAULT_DIRECTORY) -> Lexicon:
    """The lexicon of ``directory``, read again only when a file changed.

    Raises:
        LexiconError: an entry breaks a rule (unknown section, category or vehicle; one name under two ids).
    """
    files = lexicon_files(directory)
    stamps = tuple((file, file.stat().st_mtime_ns, file.stat().st_size) for file in files)
    return _load(stamps)


def lexicon_files(directory: Path = DEFAULT_DIRECTORY) -> list[Path]:
    """The files a lexicon is read from, in reading order."""
    return sorted(directory.glob("*.yml"))


def fingerprint(directory: Path = DEFAULT_DIRECTORY) -> str:
    """SHA-256 over names and contents of the files: changes whenever the lexicon does."""
    digest = hashlib.sha256()
    for file in lexicon_files(directory):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=4)
def _load(stamps: tuple[tuple[Path, int, int], ...]) -> Lexicon:
    entries: dict[tuple[str, str], Entry] = {}
    for file, _, _ in stamps:
        for entry in _read(file):
            place = (entry.kind, entry.id)
            entries[place] = _merge(entries[place], entry) if place in entries else entry
    by_key: dict[tuple[str, str], Entry] = {}
    by_sound: dict[tuple[str, str], Entry] = {}
    for entry in entries.values():
        for name in entry.names:
            known = by_key.setdefault((entry.kind, key(name)), entry)
            if known.id != entry.id and entry.kind not in _SHARED_NAMES:
                raise LexiconError(f"{name}: a name of both {known.id} and {entry.id} ({entry.kind})")
            if len(name) > _MIN_PART:
                by_sound.setdefault((entry.kind, sound(key(name))), entry)
    directory = stamps[0][0].parent if stamps else DEFAULT_DIRECTORY
    return Lexicon(entries, fingerprint(directory), by_key, by_sound)


def _merge(old: Entry, new: Entry) -> Entry:
    return Entry(
        old.kind,
        old.id,
        tuple(dict.fromkeys((*old.names, *new.names))),
        new.category or old.category,
        new.vehicles or old.vehicles,
        new.danger or old.danger,
        old.brand,
        new.vehicle_kind or old.vehicle_kind,
    )


def _read(file: Path) -> Iterator[Entry]:
    content = yaml.load(file.read_text(encoding="utf-8"), _YamlLoader) or {}
    for section, items in content.items():
        if section not in SECTIONS:
            raise LexiconError(f"{file.name}: unknown section {section}; known: {', '.join(SECTIONS)}")
        for entry_id, item in items.items():
            try:
                yield from _entries(SECTIONS[section], str(entry_id), item)
            except (KeyError, TypeError, ValueError) as error:
                raise LexiconError(f"{file.name}: {section}.{entry_id}: {error}") from error


def _entries(kind: str, entry_id: str, item: dict[str, Any] | list[str]) -> Iterator[Entry]:
    if isinstance(item, list):
        item = {"names": item}
    names = tuple(str(name) for name in item["names"])
    unknown = set(item) - {"names", "category", "vehicles", "danger", "kind", "models", "motorcycles"}
    if unknown or not names:
        raise ValueError(f"unknown keys {sorted(unknown)}" if unknown else "no names")
    category, vehicles = item.get("category"), tuple(item.get("vehicles", ()))
    if kind == "service_item" and category is not None and category not in CATEGORIES:
        raise ValueError(f"category {category} is none of {', '.join(CATEGORIES)}")
    if set(vehicles) - set(VEHICLES):
        raise ValueError(f"vehicles {vehicles} are not among {', '.join(VEHICLES)}")
    # The name of a maker of both cars and motorcycles does not tell which of them is meant.
    makes_both = "motorcycles" in item
    vehicle_kind = None if makes_both else item.get("kind")
    yield Entry(kind, entry_id, names, category, vehicles, bool(item.get("danger")), None, vehicle_kind)
    for models, model_kind in (("models", item.get("kind")), ("motorcycles", "moto")):
        for model in item.get(models, ()):
            model_names = tuple(str(name) for name in model) if isinstance(model, list) else (str(model),)
            model_id = f"{entry_id}/{model_names[0]}"
            yield Entry("model", model_id, model_names, brand=entry_id, vehicle_kind=model_kind)
