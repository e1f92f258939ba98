"""``python -m bot lint``: mistakes in config, domain and data that Rasa passes over in silence."""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.nlu.examples import Example, load_yaml, read_examples
from bot.nlu.normalise import normalise

_RESPONSE = re.compile(r"(?<!\.)\butter_\w+")
_EDGES_SHARE = 0.15  # the sequence model works on characters; more than this means a lexicon that does not fit the data


@dataclass(frozen=True)
class Problem:
    """One mistake: which check found it, where, and what it is."""

    check: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"[{self.check}] {self.where}: {self.what}"


@dataclass(frozen=True)
class Project:
    """What is checked, as plain data.

    Attributes:
        config, domain: the two files.
        examples: the sentences of ``data/nlu``.
        dialogue: everything under ``data/rules`` and ``data/stories``.
        code: source of the actions, one text.
        components: name in config.yml to the keys its class knows; None when there is no such class.
        registered: names of the actions that the code offers.
    """

    config: Mapping[str, Any]
    domain: Mapping[str, Any]
    examples: tuple[Example, ...]
    dialogue: tuple[Mapping[str, Any], ...]
    code: str
    components: Mapping[str, Collection[str] | None]
    registered: frozenset[str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--root", type=Path, default=Path(), help="directory of the Rasa project")


def run(args: argparse.Namespace) -> int:
    """Print every problem; 1 when there is one."""
    found = problems(read_project(args.root))
    for problem in found:
        print(problem)
    print(f"{len(found)} problems" if found else "no problems")
    return 1 if found else 0


def problems(project: Project) -> list[Problem]:
    """What all checks find."""
    return [problem for check in CHECKS for problem in check(project)]


def check_config_keys(project: Project) -> Iterator[Problem]:
    """A misspelt key is ignored by Rasa, and the default used without a word."""
    for entry in [*project.config.get("pipeline", []), *project.config.get("policies", [])]:
        known = project.components.get(entry["name"])
        if known is None:
            yield Problem("config", entry["name"], "no such component")
            continue
        for key in sorted(set(entry) - {"name"} - set(known)):
            yield Problem("config", entry["name"], f"unknown key {key}")


def check_intents(project: Project) -> Iterator[Problem]:
    """Every intent has sentences and something that answers it; every sentence an intent of the domain."""
    declared = {_name(intent) for intent in project.domain.get("intents", [])}
    spoken = {example.intent for example in project.examples}
    answered = _mentioned(project.dialogue, "intent")
    for intent in sorted(declared - spoken):
        yield Problem("intents", intent, "has no training sentence")
    for intent in sorted(spoken - declared):
        yield Problem("intents", intent, "is not in the domain")
    for intent in sorted(declared - answered):
        if f'"{intent}"' not in project.code:
            yield Problem("intents", intent, "no rule, story or action answers it")


def check_slots(project: Project) -> Iterator[Problem]:
    """Every slot is filled by something: an entity or intent that exists, or code that names it."""
    entities = {_name(entity) for entity in project.domain.get("entities", [])}
    intents = {_name(intent) for intent in project.domain.get("intents", [])}
    for slot, description in project.domain.get("slots", {}).items():
        mappings = description.get("mappings", [])
        if not mappings:
            yield Problem("slots", slot, "has no mapping")
        for mapping in mappings:
            if mapping["type"] == "from_entity" and mapping.get("entity") not in entities:
                yield Problem("slots", slot, f"reads the unknown entity {mapping.get('entity')}")
            if mapping["type"] == "from_intent" and mapping.get("intent") not in intents:
                yield Problem("slots", slot, f"reads the unknown intent {mapping.get('intent')}")
            if mapping["type"] == "custom" and not re.search(rf"(?:[\"']|_){slot}\b", project.code):
                yield Problem("slots", slot, "no action fills it")


def check_forms(project: Project) -> Iterator[Problem]:
    """Every slot a form needs can be asked for."""
    known = {*project.domain.get("responses", {}), *project.domain.get("actions", [])}
    for form, description in project.domain.get("forms", {}).items():
        for slot in (description or {}).get("required_slots", []):
            questions = {f"{kind}_ask_{place}" for kind in ("utter", "action") for place in (f"{form}_{slot}", slot)}
            if slot not in project.domain.get("slots", {}):
                yield Problem("forms", form, f"needs the unknown slot {slot}")
            elif not questions & known and not re.search(rf"[\"']{slot}[\"']", project.code):
                yield Problem("forms", form, f"has no question for {slot}")


def check_actions(project: Project) -> Iterator[Problem]:
    """The domain lists exactly the actions that the code offers."""
    listed = {_name(action) for action in project.domain.get("actions", [])}
    listed = {action for action in listed if not action.startswith("utter_")}
    for action in sorted(listed - project.registered):
        yield Problem("actions", action, "is in the domain, but no code offers it")
    for action in sorted(project.registered - listed):
        yield Problem("actions", action, "is offered by code, but not in the domain")


def check_responses(project: Project) -> Iterator[Problem]:
    """Every response that rules, stories or code utter exists."""
    known = set(project.domain.get("responses", {}))
    uttered = {action for action in _mentioned(project.dialogue, "action") if action.startswith("utter_")}
    # A name that ends with an underscore is completed at run time.
    uttered |= {name for name in _RESPONSE.findall(project.code) if not name.endswith("_")}
    for name in sorted(uttered - known):
        yield Problem("responses", name, "is uttered, but not in the domain")


def check_annotations(project: Project) -> Iterator[Problem]:
    """Entities are of the domain, without blanks or punctuation at their edges; brackets are balanced."""
    known = {_name(entity) for entity in project.domain.get("entities", [])}
    for example in project.examples:
        for annotation in example.annotations:
            value = example.text[annotation.start : annotation.end]
            if annotation.entity not in known:
                yield Problem("annotations", example.where, f"unknown entity {annotation.entity}: {example.text}")
            if not value or not _is_edge(value[0]) or not _is_edge(value[-1]):
                what = f"entity '{value}' begins or ends with a mark: {example.text}"
                yield Problem("annotations", example.where, what)
        if re.search(r"[\[\]]", example.text):
            yield Problem("annotations", example.where, f"unbalanced brackets: {example.text}")


def check_token_edges(project: Project) -> Iterator[Problem]:
    """Nearly all entities lie on word boundaries, or the lexicon does not fit the data."""
    from bot.nlu.components.words import words

    cutter = words()
    total, off = 0, []
    for example in project.examples:
        text = normalise(example.text)
        edges = {0, len(text.text)}
        for start, end in cutter.spans(text.text):
            edges |= {start, end}
        outer = {text.offsets[edge] for edge in edges}
        for annotation in example.annotations:
            total += 1
            if not {annotation.start, annotation.end} <= outer:
                off.append(f"{example.text[annotation.start : annotation.end]} in {example.text}")
    if total and len(off) / total > _EDGES_SHARE:
        share = f"{len(off)} of {total} entities do not lie on word boundaries"
        yield Problem("token edges", "data/nlu", f"{share}, such as {'; '.join(off[:5])}")


def check_duplicates(project: Project) -> Iterator[Problem]:
    """No sentence stands under two intents, and none twice under one."""
    places: dict[str, list[Example]] = defaultdict(list)
    for example in project.examples:
        places[_essence(example.text)].append(example)
    for examples in places.values():
        if len(examples) > 1:
            intents = ", ".join(sorted({example.intent for example in examples}))
            what = f"{examples[0].text} stands {len(examples)} times: {intents}"
            yield Problem("duplicates", examples[-1].where, what)


def check_lexicon(project: Project) -> Iterator[Problem]:
    """The lexicon can be read."""
    from bot.nlu.lexicon import LexiconError, load_lexicon

    try:
        load_lexicon()
    except LexiconError as error:
        yield Problem("lexicon", "data/lexicon", str(error))


CHECKS: tuple[Callable[[Project], Iterable[Problem]], ...] = (
    check_config_keys,
    check_intents,
    check_slots,
    check_forms,
    check_actions,
    check_responses,
    check_annotations,
    check_token_edges,
    check_duplicates,
    check_lexicon,
)


def read_project(root: Path) -> Project:
    """Read the Rasa project in ``root``; imports Rasa's recipe and the actions."""
    config = load_yaml(root / "config.yml")
    sources = [file.read_text(encoding="utf-8") for file in sorted((root / "actions").rglob("*.py"))]
    return Project(
        config=config,
        domain=load_yaml(root / "domain.yml"),
        examples=tuple(read_examples(root / "data" / "nlu")),
        dialogue=tuple(
            load_yaml(file) for part in ("rules", "stories") for file in sorted((root / "data" / part).glob("*.yml"))
        ),
        code="\n".join(sources),
        components=_component_keys(config),
        registered=_registered_actions(),
    )


def _component_keys(config: Mapping[str, Any]) -> dict[str, Collection[str] | None]:
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.shared.exceptions import RasaException

    keys: dict[str, Collection[str] | None] = {}
    for entry in [*config.get("pipeline", []), *config.get("policies", [])]:
        try:
            kind = DefaultV1Recipe._from_registry(entry["name"]).clazz
            keys[entry["name"]] = set(kind.get_default_config())
        except (RasaException, ImportError, AttributeError):
            keys[entry["name"]] = None
    return keys


def _registered_actions() -> frozenset[str]:
    from rasa_sdk.executor import ActionExecutor

    executor = ActionExecutor()
    executor.register_package("actions")
    return frozenset(executor.actions)


def _mentioned(node: Any, key: str) -> set[str]:
    if isinstance(node, Mapping):
        own = {node[key]} if isinstance(node.get(key), str) else set()
        return own.union(*(_mentioned(value, key) for value in node.values()))
    if isinstance(node, (list, tuple)):
        return set().union(*(_mentioned(item, key) for item in node))
    return set()


def _name(item: Any) -> str:
    return str(next(iter(item))) if isinstance(item, Mapping) else str(item)


def _is_edge(char: str) -> bool:
    return char.isalnum() or char in "+-π·)）"


def _essence(text: str) -> str:
    return "".join(char for char in normalise(text).text if char.isalnum()) or text
