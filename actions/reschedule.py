"""Moving a booking: which one, to when, read-back, done."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.answers import refuses_offers, says_no, says_yes
from actions.base import Entity, Events, Filled, Message, Say
from actions.booking_words import hold_or_object
from actions.changes import BeginChange, ChangeForm, lies_in, sms
from actions.context import TurnContext
from actions.forms import OUTCOME, asks_something
from actions.my_bookings import card_of
from actions.offers import explain_refusal, offer_in, offer_others, offer_soon
from actions.stores import named_store
from actions.tasks import SubmitTask
from actions.times import SLOT_FORMAT, moment, shift_in, speak_moment, still_to_come, take_times, window_of
from bot.shop import bookings, claims
from bot.shop.errors import SlotRefusal
from bot.shop.shop import load_shop

_TO = re.compile(r"改到|改成|改为|改至|换到|换成|挪到|调到|调成|推到|推迟到|延到|提前到|移到|改约|[改换挪调]")
_OF = re.compile(r"^\s*(的|那个|那次|约的|那)")


class RescheduleForm(ChangeForm):
    """Moves a booking."""

    task = "reschedule"
    form = "reschedule_form"
    opened_by = "reschedule_booking"
    slots = (
        "reschedule_no",
        "reschedule_about",
        "reschedule_target",
        "reschedule_time",
        "reschedule_window",
        "reschedule_store",
        "reschedule_confirm",
    )
    entities = ("datetime", "order_no", "plate", "store")
    also_answers = frozenset({"book_service"})

    def source_times(self, message: Message) -> list[Entity]:
        """Those before 改到 and the like, or with 的 behind them; without such words, all but the last."""
        marker, times = _TO.search(message.text), message.all("datetime")
        if marker is not None and any(entity.start >= marker.start() for entity in times):
            return [entity for entity in times if entity.start < marker.start()]
        told = [entity for entity in times if _OF.match(message.text[entity.end :])]
        return told or times[:-1]

    async def is_answer(self, turn: TurnContext, message: Message, requested: str) -> bool:
        """The name of another store."""
        return not asks_something(message) and named_store(message, await load_shop(turn.session)) is not None

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """Which booking, the new time, another store."""
        if requested in (None, "reschedule_no"):
            self.choose(message, filled)
        if requested != "reschedule_no":
            self._take_target(message, filled, requested)
        store = named_store(message, await load_shop(turn.session))
        if store is not None:
            filled["reschedule_store"] = store.id
        if filled.changed() or requested is None:
            return None
        if requested == "reschedule_time" and refuses_offers(message):
            filled["reschedule_time"], filled["reschedule_window"] = None, None
            filled["reschedule_confirm"] = False
        elif requested == "reschedule_confirm" and says_yes(message):
            filled["reschedule_confirm"] = True
            return "done"
        elif requested == "reschedule_confirm" and says_no(message):
            filled["reschedule_time"], filled["reschedule_window"] = None, None
        return None

    def _take_target(self, message: Message, filled: Filled, requested: str | None) -> None:
        """Note the new time; what it means depends on the booking."""
        sources = self.source_times(message) if requested is None else []
        targets = [entity for entity in message.all("datetime") if entity not in sources]
        shift = shift_in(message.text)
        if targets:
            aimed = requested is not None or bool(_TO.search(message.text[: targets[0].start]))
            times = [[entity.value, entity.norm, entity.pressed] for entity in targets]
            filled["reschedule_target"] = {"times": times, "aimed": aimed}
        elif shift is not None:
            filled["reschedule_target"] = {"shift": shift.total_seconds()}

    def _aim(self, turn: TurnContext, filled: Filled, booking: Any) -> None:
        """A clock time without a day means the day of the booking; a day without a clock time keeps the clock time."""
        target = filled.pop("reschedule_target", None)
        filled["reschedule_target"] = None
        if not target:
            return
        if not filled.get("reschedule_time") and not filled.get("reschedule_window"):
            filled["reschedule_time"] = booking.start.strftime(SLOT_FORMAT)
        if "shift" in target:
            agreed = moment(filled["reschedule_time"]) if filled.get("reschedule_time") else booking.start
            moved = agreed + timedelta(seconds=target["shift"])
            filled["reschedule_time"] = moved.strftime(SLOT_FORMAT)
        times = [Entity("datetime", value, norm, 0, 0, pressed) for value, norm, pressed in target.get("times", ())]
        if not target.get("aimed") and len(times) == 1 and times[0].norm and lies_in(booking, times[0].norm):
            times = []  # 把周六的改一下 tells which booking: 周六 is not the new time.
        take_times(still_to_come(times, turn.now), filled, "reschedule")
        if filled.get("reschedule_time") == booking.start.strftime(SLOT_FORMAT):
            filled["reschedule_time"] = None

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """The booking, a time that is free, the read-back."""
        booking = await self.booking(turn, say, filled)
        if booking is None:
            return await self.which(turn)
        self._aim(turn, filled, booking)
        shop = await load_shop(turn.session)
        store_id = filled.get("reschedule_store") or booking.store_id
        place = bookings.wish_of(booking, store_id=store_id, conversation_id=turn.conversation_id)
        if filled.get("reschedule_store") and not filled.get("reschedule_time") and not filled.get("reschedule_window"):
            filled["reschedule_time"] = booking.start.strftime(SLOT_FORMAT)
        if filled.get("reschedule_time"):
            wished = moment(filled["reschedule_time"])
            refusal = await hold_or_object(turn, place, wished)
            if refusal is not None:
                explain_refusal(turn, say, shop, place, wished, refusal)
                return "reschedule_time"
            _read_back(turn, say, booking, wished, shop.store(store_id).name)
            return "reschedule_confirm"
        window = window_of(filled, self.task)
        if filled.get("reschedule_confirm") is False:
            filled["reschedule_confirm"] = None
            await offer_others(turn, say, place, turn.now)
        elif window is not None:
            await offer_in(turn, say, shop, place, window)
        else:
            await offer_soon(turn, say, place)
        return "reschedule_time"


class BeginReschedule(BeginChange):
    """Opens the move."""

    form = "reschedule_form"

    def reader(self) -> ChangeForm:
        """The form itself."""
        return RescheduleForm()


class SubmitReschedule(SubmitTask):
    """Moves it."""

    form = "reschedule_form"

    async def submit(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events | None:
        """The places of the new time are claimed, those of the old one given back."""
        booking = await bookings.find_by_no(turn.session, tracker.get_slot("reschedule_no"))
        start = moment(tracker.get_slot("reschedule_time"))
        store = tracker.get_slot("reschedule_store")
        try:
            await bookings.reschedule(
                turn.session, booking, now=turn.now, start=start, store_id=store, conversation_id=turn.conversation_id
            )
        except SlotRefusal:
            return [SlotSet("reschedule_confirm", None)]
        when = speak_moment(booking.start, turn.now)
        say("utter_rescheduled", when=when, store=booking.store.name, card=card_of(booking))
        turn.effects.outbox.append(("sms", sms(turn, booking, f"已改到{when}")))
        return None

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """What was held for a move that is dropped is free again."""
        if tracker.get_slot(OUTCOME) is not None and tracker.get_slot(OUTCOME) != "done":
            await claims.release(turn.session, turn.conversation_id)
        return await super().act(turn, say, tracker)


def _read_back(turn: TurnContext, say: Say, booking: Any, wished: Any, store: str) -> None:
    say(
        "utter_confirm_reschedule",
        service=booking.service_text or booking.service,
        before=speak_moment(booking.start, turn.now),
        after=speak_moment(wished, turn.now),
        store=store,
        asks=["confirm"],
        choices=[("确认改期", "affirm", {}), ("不改了", "stop", {})],
    )
