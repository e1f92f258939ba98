"""What goes into a turn of the dialogue and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    """What the customer did: typed ``text``, or pressed a button whose ``meaning`` the server had issued."""

    text: str
    meaning: dict[str, Any] | None = None


@dataclass(slots=True)
class Reply:
    """The outcome of a turn: messages (``text``, ``asks``, ``buttons``, ``card`` …), and the state to store."""

    messages: list[dict[str, Any]]
    state: dict[str, Any]
    intents: list[str]


class NothingSaid(Exception):
    """Rasa answered nothing. That is a failure: a customer must never meet silence."""
