"""``python -m bot parse``: what the model understands of sentences, one JSON line each."""

from __future__ import annotations

import argparse
import json
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.clock import ManualClock, current_clock

Parse = Callable[[str], dict[str, Any]]
"""A sentence in, a Rasa parse dictionary out."""

DEFAULT_MODELS = Path("models")
_RANKING = 3
_OWN = "bot.nlu.components."
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("file", nargs="?", help="sentences, one a line, or JSON lines with text and id; default: stdin")
    parser.add_argument("--clock", type=datetime.fromisoformat, metavar="ISO", help="the moment that counts as now")
    parser.add_argument("--shop", type=Path, metavar="FILE", help="shop description that holds the opening hours")
    parser.add_argument("--model", type=Path, default=DEFAULT_MODELS, help="model file, or directory of models")


def run(args: argparse.Namespace) -> int:
    """Parse every sentence of the input; 2 when there is no model."""
    try:
        parse = load_nlu(args.model)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    from bot.nlu.components.readers import reading_hours

    clock = current_clock.set(ManualClock(args.clock) if args.clock else current_clock.get())
    hours = reading_hours.set(shop_hours(args.shop) if args.shop else reading_hours.get())
    try:
        with open(args.file, encoding="utf-8") if args.file else sys.stdin as lines:
            for row in rows_of(lines):
                print(json.dumps(report(parse(row["text"]), row), ensure_ascii=False))
    finally:
        current_clock.reset(clock)
        reading_hours.reset(hours)
    return 0


def rows_of(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Each line as ``{text, id?}``; a line that is no JSON object with a text is a sentence."""
    for line in lines:
        line = line.rstrip("\r\n")
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        yield row if isinstance(row, dict) and isinstance(row.get("text"), str) else {"text": line}


def report(parsed: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """The line that is printed for a Rasa parse dictionary."""
    ranking = [
        {"intent": item["name"], "confidence": round(item["confidence"], 4)}
        for item in parsed.get("intent_ranking", [])[:_RANKING]
    ]
    line = {
        "text": row["text"],
        "intent": parsed["intent"]["name"],
        "confidence": round(parsed["intent"]["confidence"], 4),
        "ranking": ranking,
        "entities": [_entity(entity) for entity in parsed["entities"]],
    }
    return {"id": row["id"], **line} if "id" in row else line


def _entity(entity: dict[str, Any]) -> dict[str, Any]:
    line = {"type": entity["entity"], **{key: entity[key] for key in ("value", "start", "end")}}
    return {**line, **{key: entity[key] for key in ("norm", "note") if entity.get(key) is not None}}


def shop_hours(file: Path) -> Any:
    """Opening hours of the default (else the first) store of a shop description, over its calendar.

    Raises:
        ValueError: the file describes no store, or hours that cannot be read.
    """
    from bot.shop.calendar import ShopCalendar, parse_hours, store_hours

    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    world = content.get("world", content)
    stores = world.get("stores") or []
    if not stores:
        raise ValueError(f"{file}: describes no store")
    store = next((one for one in stores if one.get("id") == world.get("default_store")), stores[0])
    names = (store.get("id"), store.get("name"))
    days = world.get("calendar") or {}
    short = days.get("stores_short_hours") or []
    short_hours = {
        day: parse_hours(one["hours"])
        for one in ([short] if isinstance(short, dict) else short)
        for day in _days([one], names)
    }
    calendar = ShopCalendar(
        public_holidays=_days(days.get("public_holidays"), names),
        makeup_workdays=_days(days.get("makeup_workdays"), names),
        closed=_days(days.get("stores_closed"), names),
        short_hours=short_hours,
    )
    windows = parse_hours(store.get("hours"))
    closed = frozenset(_WEEKDAYS.index(day) for day in store.get("closed_weekdays") or ())
    return store_hours(dict.fromkeys(range(7), windows), calendar, closed_weekdays=closed)


def _days(values: Iterable[Any] | None, store: tuple[Any, Any]) -> frozenset[date]:
    # A day, the first and last of several (2026-10-01/2026-10-07), or {dates: […], store?} of one store.
    days: set[date] = set()
    for value in values or ():
        if isinstance(value, dict):
            if value.get("store") in (None, *store):
                days |= _days(value.get("dates") or [value["date"]], store)
            continue
        first, _, last = str(value).partition("/")
        begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
        days |= {begin + timedelta(days=number) for number in range((end - begin).days + 1)}
    return frozenset(days)


def load_nlu(model: Path) -> Parse:
    """The understanding half of a trained Rasa model, without TensorFlow and without the dialogue half.

    ``model`` is a model archive or a directory, of which the newest archive is taken.

    Raises:
        FileNotFoundError: there is no model.
    """
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.constants import TEXT
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.utils.common import class_from_module_path

    with tempfile.TemporaryDirectory() as unpacked:
        directory = Path(unpacked)
        with tarfile.open(newest(model)) as archive:
            archive.extractall(directory, filter="data")
        metadata = json.loads((directory / "metadata.json").read_text(encoding="utf-8"))
        storage = LocalModelStorage(directory / "components")
        context = ExecutionContext(GraphSchema({}), metadata["model_id"])
        components = []
        for node in _pipeline(metadata["predict_schema"]["nodes"], metadata["nlu_target"]):
            kind: Any = class_from_module_path(node["uses"])
            resource = Resource(node["resource"]["name"] if node["resource"] else node["uses"])
            config = {**kind.get_default_config(), **node["config"]}
            components.append(kind.load(config, storage, resource, context))

    def parse(text: str) -> dict[str, Any]:
        messages = [Message({TEXT: text})]
        for component in components:
            messages = component.process(messages)
        empty = {"text": text, "intent": {"name": None, "confidence": 0.0}, "entities": []}
        return {**empty, **messages[0].as_dict(only_output_properties=True)}

    return parse


def newest(model: Path) -> Path:
    """The model archive that ``model`` names.

    Raises:
        FileNotFoundError: there is none.
    """
    if model.is_file():
        return model
    archives = sorted(model.glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)
    if not archives:
        raise FileNotFoundError(f"no trained model in {model}: run `python -m bot train`")
    return archives[-1]


def _pipeline(nodes: dict[str, Any], target: str) -> list[dict[str, Any]]:
    # Only our own components: the rest of the chain are Rasa's converter and its handler of typed /intents.
    chain = []
    name = target
    while name in nodes:
        chain.append(nodes[name])
        name = nodes[name]["needs"].get("messages", "")
    return [node for node in reversed(chain) if node["uses"].startswith(_OWN)]
