"""Suspended tasks: one list for digressions, several wants, rescue in the middle of a booking, and hand-back.

Rasa has one active loop. Starting a form over another pushes the other one here; ending it takes the latest up again.
What waits for proof of identity is suspended in the same way, and may also be a single action.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions.base import Events, Say, clear

SLOT = "agenda"
VERIFY_FORM = "verify_form"
RIGHTS = "verify_rights"
"""Slot of the proof that is only asked for to see or delete one's data: nothing is stored for it, so nothing has to be
agreed to.
"""

TASKS: dict[str, tuple[str, ...]] = {}
"""The slots of every task form, by form; each form registers its own."""

LEARNS: dict[str, dict[str, str]] = {}
"""By form: its slots that another task may have learnt meanwhile, and the slot that remembers them."""

_WORTH_TELLING = frozenset({"booking_form", "progress_form", "complaint_form", "reschedule_form", "cancel_form"})

OF_THE_MOMENT = frozenset({VERIFY_FORM, "progress_form"})
"""Forms that serve one question, and end when the customer has turned to others."""
ASIDES = "task_asides"

Task = dict[str, Any]


def suspend_active(tracker: Tracker, starting: str) -> Events:
    """Put the open form, if it is another one than ``starting``, on the agenda, and clear its slots.

    Proof of identity for a single answer is not come back to: the customer wants something else now.
    """
    task = _open_task(tracker, starting)
    if task is None:
        return []
    others = _suspended_but(tracker, starting)
    if task["form"] == VERIFY_FORM and not any(t["opened_by"] == VERIFY_FORM and t["form"] in TASKS for t in others):
        others = [t for t in others if t["opened_by"] != VERIFY_FORM]
        return [*clear(TASKS[VERIFY_FORM]), SlotSet(SLOT, others or None)]
    return [*clear(TASKS[task["form"]]), SlotSet(SLOT, [*others, task])]


def announce(tracker: Tracker, say: Say, starting: str) -> None:
    """Say that the open task is kept while ``starting`` is served. Somebody stuck on the road hears of nothing else."""
    task = _open_task(tracker, starting)
    if task is not None and task["form"] in _WORTH_TELLING and starting != "rescue_form":
        say(f"utter_later_{task['form']}")


def await_identity(
    tracker: Tracker, what: str, filled: dict[str, Any] | None = None, *, rights: bool = False
) -> Events:
    """Suspend ``what`` (a form, or an action), and begin to prove who the customer is; it goes on afterwards.

    ``rights``: see :data:`RIGHTS`.
    """
    tasks = [task for task in _suspended_but(tracker, what) if task["form"] != VERIFY_FORM]
    events: Events = []
    interrupted = _open_task(tracker, what)
    if interrupted is not None and interrupted["form"] != VERIFY_FORM:
        events = clear(TASKS[interrupted["form"]])
        tasks.append(interrupted)
    held = {slot: value for slot, value in (filled or {}).items() if value is not None}
    tasks.append({"form": what, "filled": held, "opened_by": VERIFY_FORM})
    known = SlotSet("verify_phone", tracker.get_slot("verify_phone") or tracker.get_slot("known_phone"))
    return [*events, SlotSet(SLOT, tasks), known, SlotSet(RIGHTS, rights or None), FollowupAction(VERIFY_FORM)]


def suspended(tracker: Tracker) -> list[Task]:
    """The suspended tasks, the one to take up next last."""
    tasks: list[Task] = tracker.get_slot(SLOT) or []
    return tasks


def end(tasks: list[Task], say: Say, ending: str, tracker: Tracker) -> Events:
    """End the task ``ending``: clear its slots; go on with the task suspended last, and say so.

    What it learnt of plate and phone is not asked again by the task that goes on.
    """
    if tasks and tasks[-1]["form"] in LEARNS and tasks[-1]["form"] != ending:
        learns = LEARNS[tasks[-1]["form"]]
        known = {slot: tracker.get_slot(known) for slot, known in learns.items() if tracker.get_slot(known)}
        tasks = [*tasks[:-1], {**tasks[-1], "filled": {**known, **tasks[-1]["filled"]}}]
    remaining = [task for task in tasks if task["form"] != ending]
    return [*clear(TASKS[ending]), *(take_up(remaining, say) if remaining else [SlotSet(SLOT, None)])]


def take_up(tasks: list[Task], say: Say) -> Events:
    """Go on with the last of the suspended tasks."""
    task = tasks[-1]
    if task["form"] in TASKS and task["opened_by"] != VERIFY_FORM:
        say(f"utter_resume_{task['form']}")
    restored = [SlotSet(slot, value) for slot, value in task["filled"].items()]
    return [SlotSet(SLOT, tasks[:-1] or None), *restored, FollowupAction(task["form"])]


def drop_open(tracker: Tracker, say: Say) -> Events:
    """Close the open form for good; what waited for it is dropped, what was suspended before goes on."""
    form = str(tracker.active_loop_name)
    kept = [task for task in suspended(tracker) if task["opened_by"] != VERIFY_FORM]
    closed = [ActiveLoop(None), SlotSet("requested_slot", None), SlotSet(ASIDES, None), *clear(TASKS[form])]
    return [*closed, *(take_up(kept, say) if kept else [SlotSet(SLOT, None)])]


def _open_task(tracker: Tracker, starting: str) -> Task | None:
    form = tracker.active_loop_name
    if form is None or form == starting or form not in TASKS:
        return None
    filled = {slot: tracker.get_slot(slot) for slot in TASKS[form] if tracker.get_slot(slot) is not None}
    return {"form": form, "filled": filled, "opened_by": starting}


def _suspended_but(tracker: Tracker, form: str) -> list[Task]:
    return [task for task in suspended(tracker) if task["form"] != form]
