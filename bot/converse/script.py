"""Conversation files: what they hold, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from bot.clock import in_shanghai


class ScriptError(Exception):
    """A conversation file breaks a rule; the message names file, conversation and key."""


TURN_KEYS = frozenset({"user", "choice", "agent", "event"})


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation with the world it happens in."""

    id: str
    title: str
    clock: datetime
    world: Mapping[str, Any]
    given: Mapping[str, Any]
    turns: list[dict[str, Any]]
    answers: Mapping[str, str]
    expect: list[dict[str, Any]]
    settles: bool = field(default=True)


def read_script(path: Path) -> list[Conversation]:
    """The conversations of a file.

    Raises:
        ScriptError: not YAML, or a conversation lacks what it needs.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ScriptError(f"{path}: {error}") from error
    if not isinstance(data, dict) or "conversations" not in data:
        raise ScriptError(f"{path}: expected a mapping with `conversations`")
    world, defaults = data.get("world") or {}, data.get("default_answers") or {}
    return [_conversation(path, item, world, defaults) for item in data["conversations"]]


def _conversation(
    path: Path, item: dict[str, Any], world: Mapping[str, Any], defaults: Mapping[str, str]
) -> Conversation:
    where = f"{path}: {item.get('id', '?')}"
    missing = [key for key in ("id", "clock", "turns") if key not in item]
    if missing:
        raise ScriptError(f"{where}: lacks {', '.join(missing)}")
    turns = [dict(turn) for turn in item["turns"]]
    for number, turn in enumerate(turns, start=1):
        if len(TURN_KEYS & set(turn)) != 1:
            raise ScriptError(f"{where}: turn {number}: one of {', '.join(sorted(TURN_KEYS))} is needed")
    answers = item.get("answers")
    clock = item["clock"]
    at = clock if isinstance(clock, datetime) else datetime.fromisoformat(str(clock))
    return Conversation(
        id=str(item["id"]),
        title=str(item.get("title", "")),
        clock=in_shanghai(at),
        world={**world, **(item.get("world") or {})},
        given=item.get("given") or {},
        turns=turns,
        answers={key: str(value) for key, value in {**defaults, **(answers or {})}.items()},
        expect=[dict(check) for check in item.get("expect") or []],
        settles=answers != {},
    )
