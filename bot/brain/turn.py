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
    """The outcome of a turn: messages (``text``, ``asks``, ``buttons``, ``card`` …), and the state to store.

    ``intents``: what was understood, in serving order; ``guess``: the likeliest business intent of a text that was
    refused.
    """

    messages: list[dict[str, Any]]
    state: dict[str, Any]
    intents: list[str]
    guess: str | None = None


class NothingSaid(Exception):
    """Rasa answered nothing. That is a failure: a customer must never meet silence."""
