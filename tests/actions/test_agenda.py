"""Suspended tasks come back in the right order with what they held."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from rasa_sdk import Tracker

import actions.booking
import actions.complaint
import actions.handoff
import actions.progress
import actions.rescue
import actions.verify  # noqa: F401  (each registers its slots)
from actions import agenda


class Heard:
    """Notes down what is said instead of saying it."""

    def __init__(self) -> None:
        self.responses: list[str] = []

    def __call__(self, response: str, **_: Any) -> None:
        self.responses.append(response)


def tracker(slots: dict[str, Any], form: str | None) -> Tracker:
    loop = {"name": form} if form else {}
    return Tracker("c", dict(slots), {}, [], False, None, loop, "action_listen")


def after(slots: dict[str, Any], events: list[dict[str, Any]]) -> tuple[dict[str, Any], str | None]:
    slots, following = dict(slots), None
    for event in events:
        if event["event"] == "slot":
            slots[event["name"]] = event["value"]
        elif event["event"] == "followup":
            following = event["name"]
    return slots, following


def test_a_task_is_put_aside_with_its_values_and_taken_up_again() -> None:
    slots: dict[str, Any] = {"booking_service": "小保养", "booking_plate": "浙A12345"}
    events = agenda.suspend_active(tracker(slots, "booking_form"), "complaint_form")
    slots, _ = after(slots, events)
    assert slots["booking_service"] is None
    say = Heard()
    ending = agenda.end(agenda.suspended(tracker(slots, None)), say, "complaint_form", tracker(slots, None))  # type: ignore[arg-type]
    slots, following = after(slots, ending)
    assert following == "booking_form"
    assert (slots["booking_service"], slots["booking_plate"], slots["agenda"]) == ("小保养", "浙A12345", None)
    assert say.responses == ["utter_resume_booking_form"]


def test_what_is_put_aside_is_said_to_be_kept_except_on_the_road() -> None:
    say = Heard()
    agenda.announce(tracker({}, "booking_form"), say, "progress_form")  # type: ignore[arg-type]
    agenda.announce(tracker({}, "booking_form"), say, "rescue_form")  # type: ignore[arg-type]
    agenda.announce(tracker({}, None), say, "progress_form")  # type: ignore[arg-type]
    assert say.responses == ["utter_later_booking_form"]


def test_the_same_form_is_not_suspended_by_itself() -> None:
    assert agenda.suspend_active(tracker({}, "booking_form"), "booking_form") == []
    assert agenda.suspend_active(tracker({}, None), "booking_form") == []


def test_what_waits_for_identity_comes_before_what_it_interrupted() -> None:
    slots: dict[str, Any] = {"booking_service": "洗车"}
    events = agenda.await_identity(tracker(slots, "booking_form"), "action_ask_quote")
    slots, following = after(slots, events)
    assert following == "verify_form"
    assert [task["form"] for task in slots["agenda"]] == ["booking_form", "action_ask_quote"]
    say = Heard()
    slots, following = after(slots, agenda.end(slots["agenda"], say, "verify_form", tracker(slots, None)))  # type: ignore[arg-type]
    assert following == "action_ask_quote"
    assert say.responses == []


FORMS = [form for form in agenda.TASKS if form != agenda.VERIFY_FORM]


@given(st.lists(st.sampled_from(FORMS), min_size=1, max_size=8))
def test_every_interrupted_task_comes_back_once(opened: list[str]) -> None:
    slots: dict[str, Any] = {}
    active: str | None = None
    for form in opened:
        if active is not None:
            slots, _ = after(slots, agenda.suspend_active(tracker(slots, active), form))
        slots["agenda"] = [t for t in slots.get("agenda") or [] if t["form"] != form] or None
        slots[agenda.TASKS[form][0]] = f"value of {form}"
        active = form
    came_back = []
    while active is not None:
        assert slots[agenda.TASKS[active][0]] == f"value of {active}"
        came_back.append(active)
        ending = agenda.end(agenda.suspended(tracker(slots, None)), Heard(), active, tracker(slots, None))  # type: ignore[arg-type]
        slots, active = after(slots, ending)
    assert sorted(came_back) == sorted(set(opened))
    assert not slots["agenda"]
