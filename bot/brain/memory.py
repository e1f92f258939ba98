"""Dialogue state between turns: a tracker store that lives inside one turn, and what is kept afterwards.

The store never touches a database. The turn hands in what was stored and takes out what is to be stored, so that the
dialogue state commits together with everything else the turn did.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

KEPT_TURNS = 6
"""Turns kept word by word; must stay above the policies' ``max_history`` of 5."""

_PARSE_KEYS = ("text", "intent", "entities")


@dataclass(slots=True)
class Memory:
    """Dialogue state during one turn: ``body`` and ``saved_at`` as stored, ``tracker`` as it becomes."""

    body: dict[str, Any] | None
    saved_at: datetime | None
    tracker: DialogueStateTracker | None = None


current_memory: ContextVar[Memory] = ContextVar("current_memory")


class TurnTrackerStore(TrackerStore):
    """The tracker store of a processor that is driven turn by turn."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker as the turn left it so far, or as it was stored."""
        memory = current_memory.get()
        if memory.tracker is None and memory.body is not None:
            memory.tracker = DialogueStateTracker.from_dict(
                sender_id, memory.body["events"], self.domain.slots, max_event_history=None
            )
        return memory.tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the tracker for the end of the turn."""
        current_memory.get().tracker = tracker

    async def keys(self) -> Iterable[str]:
        """Not supported: the conversation room knows the conversations."""
        return []


def to_store(tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    """What to keep of a tracker: its last turns, behind a head that replays to the state before them."""
    return {"events": [_slim(event.as_dict()) for event in _trimmed(list(tracker.events), tracker, domain)]}


def _trimmed(events: list[Event], tracker: DialogueStateTracker, domain: Domain) -> list[Event]:
    session = max((i for i, event in enumerate(events) if isinstance(event, SessionStarted)), default=0)
    users = [i for i, event in enumerate(events) if isinstance(event, UserUttered) and i > session]
    if len(users) <= KEPT_TURNS:
        return events[max(session - 1, 0) :]
    cut = users[-KEPT_TURNS]
    before = DialogueStateTracker.from_events(tracker.sender_id, events[:cut], domain.slots)
    return _head(before) + events[cut:]


def _head(state: DialogueStateTracker) -> list[Event]:
    head: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    slots = {name: slot.value for name, slot in state.slots.items() if slot.value is not None}
    requested = slots.pop(REQUESTED_SLOT, None)
    head += [SlotSet(name, value) for name, value in slots.items()]
    head.append(ActionExecuted(ACTION_LISTEN_NAME))
    if state.active_loop_name:
        head += [
            ActionExecuted(state.active_loop_name),
            ActiveLoop(state.active_loop_name),
            SlotSet(REQUESTED_SLOT, requested),
            ActionExecuted(ACTION_LISTEN_NAME),
        ]
    return head


def _slim(event: dict[str, Any]) -> dict[str, Any]:
    if event["event"] == "user":
        event["parse_data"] = {key: event["parse_data"].get(key) for key in _PARSE_KEYS}
    return event
