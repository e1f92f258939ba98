"""How a task begins and ends: what was open waits, and is taken up again when the task is done or dropped."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions import agenda
from actions.base import Choice, Events, Say, ShopAction
from actions.context import TurnContext
from actions.forms import OUTCOME, OVER, RETRIES
from bot.shop.shop import load_shop


class BeginTask(ShopAction):
    """Opens a form, suspending the one that is open."""

    returns_to_form = False

    @property
    @abstractmethod
    def form(self) -> str:
        """The form it opens."""

    def name(self) -> str:
        """Its name in the domain."""
        return f"begin_{self.form}"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Suspend what is open, and say that it is kept; the rule goes on with the form, and with what it knew when it
        was suspended itself.
        """
        kept = next((task for task in agenda.suspended(tracker) if task["form"] == self.form), None)
        events = agenda.suspend_active(tracker, self.form)
        agenda.announce(tracker, say, self.form)
        if kept is None or tracker.active_loop_name == self.form:
            return events
        if not any(event.get("name") == agenda.SLOT for event in events):
            rest = [task for task in agenda.suspended(tracker) if task["form"] != self.form]
            events.append(SlotSet(agenda.SLOT, rest or None))
        return [*events, *(SlotSet(slot, value) for slot, value in kept["filled"].items())]


class SubmitTask(ShopAction):
    """Ends a form: does what it was for, unless the customer dropped it, and takes up what was suspended."""

    returns_to_form = False
    form: ClassVar[str]

    def name(self) -> str:
        """Its name in the domain."""
        return f"submit_{self.form}"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Do it, or say that it was dropped; then go on."""
        outcome = tracker.get_slot(OUTCOME)
        done = [SlotSet(OUTCOME, None), SlotSet(RETRIES, None)]
        remaining = agenda.suspended(tracker)
        if outcome in ("stopped", "declined", OVER):
            remaining = self.when_dropped(remaining)
        if outcome in ("stopped", "declined"):
            await self._say_dropped(turn, say, outcome)
        elif outcome != OVER:
            again = await self.submit(turn, say, tracker)
            if again is not None:
                return [*again, *done, FollowupAction(self.form)]
        return [*agenda.end(remaining, say, self.form, tracker), *done]

    def when_dropped(self, suspended: list[agenda.Task]) -> list[agenda.Task]:
        """Which suspended tasks go on although the customer dropped this one."""
        return suspended

    async def _say_dropped(self, turn: TurnContext, say: Say, outcome: str) -> None:
        if outcome == "stopped":
            say(f"utter_dropped_{self.form}")
            return
        shop = await load_shop(turn.session)
        store = shop.stores.get(turn.entry_store or "", shop.default_store)
        person: list[Choice] = [("转人工", "request_human", {})]
        say("utter_privacy_declined", store=store.name, phone=store.phone, offers=["human", "hotline"], choices=person)

    @abstractmethod
    async def submit(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events | None:
        """Do what the form was for. Returns slot changes if it cannot be done yet and the form has to ask again."""
