"""How far is my repair: by plate and phone tail, which must match; unknown plates and wrong tails look the same."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Events, Filled, Message, Say
from actions.context import TurnContext
from actions.forms import Asked, Remembered, TaskForm
from actions.my_orders import meant, said_before, watched_orders
from actions.reading import four_digits
from actions.standing import say_bill, say_progress
from actions.tasks import BeginTask, SubmitTask
from actions.times import speak_moment
from actions.vehicles import take_identity
from bot.nlu.readers import phone_tail
from bot.shop import access, orders
from bot.shop.access import Attempt
from bot.shop.errors import TooManyTries
from bot.shop.stages import FINISHED, Stage

_FORGOT = re.compile(r"忘|不?记不(得|住|清)|不记得|不知道|不清楚|没带")
_BILL = re.compile(r"(一共|总共|合计|花|要|得|付|给)?(多少|几)(钱|块)|(一共|总共|合计)(多少|几)|账单|费用")


class ProgressForm(TaskForm):
    """Asks for plate and phone tail."""

    form = "progress_form"
    opened_by = "ask_progress"
    slots = ("progress_plate", "progress_tail")
    entities = ("plate", "phone", "order_no")
    asked_for: ClassVar[Asked] = {"progress_plate": ("plate", "order_no", "phone"), "progress_tail": ("phone", "plate")}

    remembers: ClassVar[Remembered] = {"progress_plate": "known_plate"}

    async def is_answer(self, turn: TurnContext, message: Message, requested: str) -> bool:
        """Four digits, when the tail of the phone was asked for."""
        if _FORGOT.search(message.text):
            return True
        return requested == "progress_tail" and phone_tail(message.text) is not None

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """Plate and phone from anywhere; four digits as the tail when it was asked for or named as one."""
        if requested is not None and _FORGOT.search(message.text) and not message.all("plate", "phone"):
            say("utter_progress_forgot", choices=[("短信验证码核实", "verify_identity", {})])
        take_identity(message, filled, plate="progress_plate", phone="progress_phone")
        phone_number = filled.pop("progress_phone", None)
        if phone_number and requested == "progress_plate" and not filled.get("progress_plate"):
            say("utter_progress_phone_noted")
        if phone_number:
            filled["progress_tail"] = phone_number[-4:]
        elif requested == "progress_tail" or "尾号" in message.text or "后四位" in message.text:
            filled["progress_tail"] = phone_tail(message.text) or filled.get("progress_tail")
        elif message.all("plate"):
            filled["progress_tail"] = _digits_beside_plate(message) or filled.get("progress_tail")
        return None

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """Nothing is asked of a verified customer, nor about an order that plate and tail opened in this conversation;
        anyone else gives plate, then tail.
        """
        if turn.verified and turn.customer_id is not None and not filled.get("progress_plate"):
            return None
        if not filled.get("progress_plate") and await _shown_before(turn, None):
            return None
        if not filled.get("progress_plate"):
            return "progress_plate"
        if not filled.get("progress_tail") and not await _is_own(turn, filled["progress_plate"]):
            return "progress_tail"
        return None


class BeginProgress(BeginTask):
    """Opens the progress form with the plate and phone given before."""

    form = "progress_form"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """A verified customer's own vehicles need neither."""
        events = await super().act(turn, say, tracker)
        if tracker.active_loop_name == self.form:
            return events
        if turn.verified:
            return events
        if Message.of(tracker).all("plate"):
            return events
        plate, phone = tracker.get_slot("known_plate"), tracker.get_slot("known_phone")
        known = {"progress_plate": plate, "progress_tail": phone[-4:] if plate and phone else None}
        return [*events, *(SlotSet(slot, value) for slot, value in known.items() if value)]


def _digits_beside_plate(message: Message) -> str | None:
    rest = message.text
    for entity in message.all("plate", "phone", "order_no"):
        rest = rest.replace(entity.value, " ")
    return next(iter(four_digits(rest)), None)


class SubmitProgress(SubmitTask):
    """Shows the order, or says that plate and tail do not match."""

    form = "progress_form"

    async def submit(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events | None:
        """The newest open order with its stage bar and promised time; what was tried is kept for a corrected try."""
        plate, tail = tracker.get_slot("progress_plate"), tracker.get_slot("progress_tail")
        if turn.verified and turn.customer_id is not None:
            found = await orders.of_customer(turn.session, turn.customer_id, active=True)
            found = [order for order in found if not plate or order.plate == plate]
            if found:
                every, found = found, meant(Message.of(tracker), found, said_before(tracker))
                await say_progress(turn, say, found, Message.of(tracker), every)
                if _BILL.search(Message.of(tracker).text):
                    say_bill(say, found[0])
                return None
            if not (plate and tail):
                say("utter_no_open_order", offers=["booking", "human"])
                return None
        shown = [] if plate and tail else await _shown_before(turn, plate)
        if shown:
            every, shown = shown, meant(Message.of(tracker), shown, said_before(tracker))
            await say_progress(turn, say, shown, Message.of(tracker), every)
        else:
            await self._match(turn, say, tracker, plate, tail)
        return None

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Remember what was tried, so that the next message need only correct one of the two."""
        tried = [tracker.get_slot("progress_plate"), tracker.get_slot("progress_tail")]
        events = await super().act(turn, say, tracker)
        return [*events, SlotSet("tried", tried if all(tried) else None)]

    async def _match(self, turn: TurnContext, say: Say, tracker: Tracker, plate: str, tail: str) -> None:
        attempt = Attempt(plate, turn.conversation_id, turn.address or None)
        try:
            await access.require_tries_left(turn.session, attempt, now=turn.now)
        except TooManyTries as limit:
            say(
                "utter_too_many_tries",
                until=speak_moment(limit.until, turn.now),
                offers=["human", "hotline"],
                choices=[("短信验证码核实", "verify_identity", {}), ("转人工", "request_human", {})],
            )
            return
        found = await access.match_orders(turn.session, plate, tail)
        booked = [] if found else await access.match_bookings(turn.session, plate, tail)
        if found:
            await say_progress(turn, say, found, Message.of(tracker))
        elif booked:
            say(
                "utter_booked_not_arrived",
                when=speak_moment(booked[0].start, turn.now),
                store=booked[0].store.name,
            )
        else:
            access.record_failure(turn.session, attempt, now=turn.now)
            say(
                "utter_progress_no_match",
                offers=["human"],
                choices=[("重新输入", "ask_progress", {}), ("转人工", "request_human", {})],
            )


async def _shown_before(turn: TurnContext, plate: str | None) -> list[Any]:
    """The orders that plate and tail opened in this conversation and whose vehicle is still here, newest first."""
    found = [order for order in await watched_orders(turn) if Stage(order.stage) not in FINISHED]
    fitting = [order for order in found if plate is None or order.plate == plate]
    return sorted(fitting, key=lambda order: order.opened_at, reverse=True)


async def _is_own(turn: TurnContext, plate: str) -> bool:
    if await _shown_before(turn, plate):
        return True
    if not turn.verified or turn.customer_id is None:
        return False
    return any(o.plate == plate for o in await orders.of_customer(turn.session, turn.customer_id))
