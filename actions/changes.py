"""Moving and cancelling a booking: which one, what shall change, read-back, done."""

from __future__ import annotations

from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction

from actions.answers import says_no, says_yes
from actions.base import Events, Message, Say
from actions.booking import card_of, visible_bookings
from actions.context import TurnContext
from actions.forms import BeginTask, Filled, SubmitTask, TaskForm
from actions.offers import explain_refusal, offer_in, offer_soon
from actions.times import moment, speak_moment, take_time, whole_day, window_of
from bot.shop import bookings
from bot.shop.errors import SlotRefusal
from bot.shop.shop import load_shop
from bot.shop.slots import Wish as Place
from bot.shop.slots import require_free


class ChangeForm(TaskForm):
    """What moving and cancelling share: the booking that is meant."""

    task: ClassVar[str]

    async def choose(self, turn: TurnContext, message: Message, filled: Filled) -> None:
        """The only booking there is, or the one named by number, plate or time."""
        found = await visible_bookings(turn)
        named = {str(entity.norm or entity.value).upper() for entity in message.all("order_no", "plate")}
        fitting = [b for b in found if b.no in named or b.plate in named] or found
        if len(fitting) == 1:
            filled[f"{self.task}_no"] = fitting[0].no

    async def ask_which(self, turn: TurnContext, say: Say) -> None:
        """One button for each booking."""
        found = await visible_bookings(turn)
        say(
            "utter_which_booking",
            asks=["order"],
            choices=[
                (
                    f"{speak_moment(b.start, turn.now)} {b.service_text or b.service}",
                    "inform",
                    {"order_no": b.no},
                )
                for b in found
            ],
        )


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

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """Which booking, the new time, another store."""
        await self.choose(turn, message, filled)
        entities = message.all("datetime")
        if entities and requested is None and len(entities) > 1:
            entities = entities[-1:]
        take_time(entities, filled, self.task)
        named = message.last("store")
        if named is not None:
            store = (await load_shop(turn.session)).find_store(str(named.norm or named.value))
            filled["reschedule_store"] = store.id if store else filled.get("reschedule_store")
        if requested == "reschedule_confirm" and not filled.changed() and says_yes(message):
            filled["reschedule_confirm"] = True
            return "done"
        return None

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """The booking, a time that is free, the read-back."""
        if not filled.get("reschedule_no"):
            await self.ask_which(turn, say)
            return "reschedule_no"
        booking = await bookings.find_by_no(turn.session, filled["reschedule_no"])
        place = Place(
            filled.get("reschedule_store") or booking.store_id,
            booking.service,
            booking.vehicle_kind,
            booking.id,
        )
        shop = await load_shop(turn.session)
        if filled.get("reschedule_time"):
            wished = moment(filled["reschedule_time"])
            try:
                await require_free(turn.session, place, wished, now=turn.now)
            except SlotRefusal as refusal:
                explain_refusal(turn, say, shop, place, wished, refusal)
                filled["reschedule_time"], filled["reschedule_window"] = None, whole_day(wished)
                return "reschedule_time"
            say(
                "utter_confirm_reschedule",
                service=booking.service_text or booking.service,
                before=speak_moment(booking.start, turn.now),
                after=speak_moment(wished, turn.now),
                store=shop.store(place.store_id).name,
                asks=["confirm"],
                choices=[("确认改期", "affirm", {}), ("不改了", "stop", {})],
            )
            return "reschedule_confirm"
        window = window_of(filled, self.task)
        if window is not None:
            await offer_in(turn, say, shop, place, window)
        else:
            await offer_soon(turn, say, place)
        return "reschedule_time"


class CancelForm(ChangeForm):
    """Cancels a booking."""

    task = "cancel"
    form = "cancel_form"
    opened_by = "cancel_booking"
    slots = ("cancel_no", "cancel_reason", "cancel_confirm")
    entities = ("order_no", "plate")

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """Which booking; a "yes" cancels it."""
        await self.choose(turn, message, filled)
        if requested is None and len(message.text) > 6:
            filled["cancel_reason"] = message.text.strip()[:200]
        if requested == "cancel_confirm" and says_no(message):
            return "stopped"
        confirmed = says_yes(message) or message.intent == "cancel_booking"
        if requested == "cancel_confirm" and confirmed:
            filled["cancel_confirm"] = True
            return "done"
        return None

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """The booking, then the read-back."""
        if not filled.get("cancel_no"):
            await self.ask_which(turn, say)
            return "cancel_no"
        booking = await bookings.find_by_no(turn.session, filled["cancel_no"])
        say(
            "utter_confirm_cancel",
            when=speak_moment(booking.start, turn.now),
            service=booking.service_text or booking.service,
            store=booking.store.name,
            asks=["confirm"],
            choices=[("确认取消", "affirm", {}), ("不取消", "deny", {})],
        )
        return "cancel_confirm"


class BeginChange(BeginTask):
    """Opens a change, if there is a booking to change."""

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Without one it says what is possible instead."""
        if not await visible_bookings(turn):
            say(
                "utter_no_booking_to_change",
                offers=["booking", "human"],
                choices=[("重新预约", "book_service", {}), ("转人工", "request_human", {})],
            )
            return [FollowupAction(tracker.active_loop_name or "action_listen")]
        return await super().act(turn, say, tracker)


class BeginReschedule(BeginChange):
    """Opens the move."""

    form = "reschedule_form"


class BeginCancel(BeginChange):
    """Opens the cancellation."""

    form = "cancel_form"


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
            return []
        say(
            "utter_rescheduled",
            when=speak_moment(booking.start, turn.now),
            store=booking.store.name,
            card=card_of(booking),
        )
        turn.effects.outbox.append(("sms", _sms(booking, f"已改到{speak_moment(booking.start, turn.now)}")))
        return None


class SubmitCancel(SubmitTask):
    """Cancels it."""

    form = "cancel_form"

    async def submit(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events | None:
        """Its places are free again."""
        booking = await bookings.find_by_no(turn.session, tracker.get_slot("cancel_no"))
        await bookings.cancel(turn.session, booking, reason=tracker.get_slot("cancel_reason"))
        say(
            "utter_cancelled",
            when=speak_moment(booking.start, turn.now),
            offers=["booking"],
            card=card_of(booking),
        )
        turn.effects.outbox.append(("sms", _sms(booking, "已取消")))
        return None


def _sms(booking: Any, what: str) -> dict[str, Any]:
    return {
        "phone": booking.phone,
        "text": f"【{booking.store.name}】您的预约{booking.no}{what}。",
        "conversation": booking.conversation_id,
    }
