"""Suspended tasks: one list for digressions, several wants, rescue in the middle of a booking, and hand-back.

Rasa has one active loop. Starting a form over another pushes the other one here; ending it takes the latest up again.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import Events, Say, clear

SLOT = "agenda"

TASKS: dict[str, tuple[str, ...]] = {}
"""The slots of every task form, by form; each form registers its own."""


def suspend_active(tracker: Tracker, starting: str) -> Events:
    """Put the open form, if it is another one than ``starting``, on the agenda, and clear its slots."""
    open_form = tracker.active_loop_name
    if open_form is None or open_form == starting or open_form not in TASKS:
        return []
    filled = {slot: tracker.get_slot(slot) for slot in TASKS[open_form] if tracker.get_slot(slot) is not None}
    agenda = [*(tracker.get_slot(SLOT) or []), {"form": open_form, "filled": filled, "opened_by": starting}]
    return [*clear(TASKS[open_form]), SlotSet(SLOT, agenda)]


def take_up_next(tracker: Tracker, say: Say, ending: str) -> Events:
    """End the task ``ending``: clear its slots; go on with the task suspended last, and say so."""
    events = clear(TASKS[ending])
    suspended = [task for task in tracker.get_slot(SLOT) or [] if task["form"] != ending]
    return [*events, *(take_up(suspended, say) if suspended else [SlotSet(SLOT, None)])]


def take_up(suspended: list[dict[str, Any]], say: Say) -> Events:
    """Go on with the last of the suspended tasks."""
    task = suspended[-1]
    say(f"utter_resume_{task['form']}")
    restored = [SlotSet(slot, value) for slot, value in task["filled"].items()]
    return [SlotSet(SLOT, suspended[:-1] or None), *restored, FollowupAction(task["form"])]
