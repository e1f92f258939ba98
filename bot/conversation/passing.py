"""Events without seq: passed to whoever listens now (:meth:`Waker.signal`), never replayed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

PassingEvent = dict[str, Any]


def typing(sender: str, now: datetime) -> PassingEvent:
    """``sender`` (the contract's ``from``) is writing an answer."""
    return _event("typing", sender, now)


def read(sender: str, seq: int, now: datetime) -> PassingEvent:
    """``sender`` has read everything up to ``seq``."""
    return _event("read", sender, now) | {"body": {"seq": seq}}


def viewing(staff: dict[str, str], here: bool, now: datetime) -> PassingEvent:
    """This member of staff has the conversation before their eyes, or no longer."""
    return _event("viewing", "staff", now) | {"body": {"staff": staff, "here": here}}


def present(sender: str, now: datetime) -> PassingEvent:
    """``sender`` has the page open and in sight."""
    return _event("presence", sender, now)


def for_desk(conversation_id: str, event: PassingEvent) -> PassingEvent:
    """``event`` as the desk's log carries it: with the conversation it is about."""
    return event | {"conversation": conversation_id}


def _event(kind: str, sender: str, now: datetime) -> PassingEvent:
    return {"at": now.isoformat(timespec="milliseconds"), "kind": kind, "from": sender, "body": {}}
