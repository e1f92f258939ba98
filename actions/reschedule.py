"""Moving a booking: which one, to when, read-back, done."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.answers import refuses_offers, says_no, says_yes
from actions.base import Entity, Events, Filled, Message, Say
from actions.changes import BeginChange, ChangeForm, lies_in, sms
from actions.context import TurnContext
from actions.forms import SubmitTask, asks_something
from actions.my_bookings import card_of, visible_bookings
from actions.offers import explain_refusal, offer_in, offer_others, offer_soon
from actions.stores import named_store
from actions.times import SLOT_FORMAT, moment, shift_in, speak_moment, still_to_come, take_times, window_of
from bot.shop import bookings
from bot.shop.errors import SlotRefusal
from bot.shop.shop import load_shop
from bot.shop.slots import Wish as Place
from bot.shop.slots import require_free

_TO = re.compile(r"改到|改成|改为|改至|换到|换成|挪到|调到|调成|推到|推迟到|延到|提前到|移到|改约|[改换挪调]")


class RescheduleForm(ChangeForm):
    """Moves a booking."""

    task = "reschedule"
    form = "reschedule_form"
    opened_by = "reschedule_booking"
    slots = (
        "reschedule_no",
        "reschedule_time",
        "reschedule_window",
        "reschedule_store",
        "reschedule_confirm",
    )
    entities = ("datetime", "order_no", "plate", "store")
    also_answers = frozenset({"book_service"})

    def source_times(self, message: Message) -> list[Entity]:
        """Those before 改到 and the like; without such a word, all but the last."""
        marker = _TO.search(message.text)
        times = message.all("datetime")
        if marker is None or not any(entity.start >= marker.start() for entity in times):
            return times[:-1]
        return [entity for entity in times if entity.start < marker.start()]

    async def is_answer(self, turn: TurnContext, message: Message, requested: str) -> bool:
        """The name of another store."""
        return not asks_something(message) and named_store(message, await load_shop(turn.session)) is not None

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """Which booking, the new time, another store."""
        await self.choose(turn, message, filled)
        if requested != "reschedule_no":
            await self._take_target(turn, message, filled, requested)
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

    async def _take_target(self, turn: TurnContext, message: Message, filled: Filled, requested: str | None) -> None:
        sources = self.source_times(message) if requested is None else []
        targets = [entity for entity in message.all("datetime") if entity not in sources]
        current = await _named(turn, filled)
        opening = current is not None and requested is None and len(targets) == 1 and not sources
        if opening and lies_in(current, targets[0]) and not _TO.search(message.text[: targets[0].start]):
            targets = []  # 把周六的改一下 tells which booking: 周六 is not the new time.
        shift = shift_in(message.text)
        if shift is not None and current is not None and not targets:
            filled["reschedule_time"] = (current.start + shift).strftime(SLOT_FORMAT)
            return
        if current is not None and not filled.get("reschedule_time") and not filled.get("reschedule_window"):
            # A clock time without a day means the day of the booking; a day without a clock time keeps the clock time.
            kept = Filled({"reschedule_time": current.start.strftime(SLOT_FORMAT)})
            take_times(still_to_come(targets, turn.now), kept, "reschedule")
            if kept.changed():
                filled.update(kept)
            return
        take_times(still_to_come(targets, turn.now), filled, "reschedule")

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """The booking, a time that is free, the read-back."""
        booking = await self.booking(turn, say, filled)
        if booking is None:
            return await self.which(turn)
        shop = await load_shop(turn.session)
        store_id = filled.get("reschedule_store") or booking.store_id
        place = Place(store_id, booking.service, booking.vehicle_kind, booking.id)
        if filled.get("reschedule_store") and not filled.get("reschedule_time") and not filled.get("reschedule_window"):
            filled["reschedule_time"] = booking.start.strftime(SLOT_FORMAT)
        if filled.get("reschedule_time"):
            wished = moment(filled["reschedule_time"])
            try:
                await require_free(turn.session, place, wished, now=turn.now)
            except SlotRefusal as refusal:
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
            await bookings.reschedule(turn.session, booking, now=turn.now, start=start, store_id=store)
        except SlotRefusal:
            return [SlotSet("reschedule_confirm", None)]
        when = speak_moment(booking.start, turn.now)
        say("utter_rescheduled", when=when, store=booking.store.name, card=card_of(booking))
        turn.effects.outbox.append(("sms", sms(turn, booking, f"已改到{when}")))
        return None


async def _named(turn: TurnContext, filled: Filled) -> Any | None:
    found = [b for b in await visible_bookings(turn) if b.no == filled.get("reschedule_no")]
    return found[0] if found else None


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
