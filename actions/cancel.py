"""Cancelling a booking: which one, read-back, done."""

from __future__ import annotations

import re

from rasa_sdk import Tracker

from actions.answers import says_no, says_yes
from actions.base import Events, Filled, Message, Say
from actions.changes import BeginChange, ChangeForm, sms
from actions.context import TurnContext
from actions.my_bookings import card_of
from actions.tasks import SubmitTask
from actions.times import speak_moment
from bot.shop import bookings

_TELLS_WHY = 6
_LONGEST_REASON = 200
_SHORTEST_REASON = 2
_REASON = re.compile(
    r"^((对|是|嗯|好|行|可以|确定|确认|取消|没错|麻烦|谢谢|帮我|给我|这个|的|了|吧|啊|呀|掉)+)?[，。,!！\s]*((确定|确认|取消|了|吧|掉)+[，。,!！\s]*)?"
)
_GIVES_REASON = re.compile(
    r"因为|临时|有事|出差|没空|没时间|来不了|去不了|赶不|不在|修好了|卖了|太贵|太远|改天|生病|下雨|下雪|原因"
)

_KEEPS = re.compile(
    r"(别|不用|不要|不想|不|先不|先别|甭|莫|唔好|没说要?|没让你?|没有?要)(给我|帮我|急着)?取消|还是(去|来|要去|要来|留着|保留|按原|不取消|照常)|留着吧|保留|按原来|照旧|照常"
)
"""Asked whether to cancel: 先别取消, 还是去. The model hears 取消 in them."""


class CancelForm(ChangeForm):
    """Cancels a booking."""

    task = "cancel"
    form = "cancel_form"
    opened_by = "cancel_booking"
    slots = ("cancel_no", "cancel_about", "cancel_reason", "cancel_confirm")
    entities = ("order_no", "plate", "datetime", "service_item")

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """Which booking; a "yes" cancels it, and may say why."""
        self.choose(message, filled)
        if requested is None and len(message.text) > _TELLS_WHY:
            filled["cancel_reason"] = message.text.strip()[:_LONGEST_REASON]
        if requested != "cancel_confirm":
            return None
        if _KEEPS.search(message.text):
            return "stopped"
        why = _REASON.sub("", message.text.strip())
        if message.intent == "cancel_booking" or says_yes(message) or message.text.strip().startswith("取消"):
            if len(why) >= _SHORTEST_REASON:
                filled["cancel_reason"] = why[:_LONGEST_REASON]
            filled["cancel_confirm"] = True
            return "done"
        if says_no(message):
            return "stopped"
        if _GIVES_REASON.search(message.text):
            filled["cancel_reason"] = message.text.strip()[:_LONGEST_REASON]
        return None

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """The booking, then the read-back."""
        booking = await self.booking(turn, say, filled)
        if booking is None:
            return await self.which(turn)
        say(
            "utter_confirm_cancel" if filled.get("cancel_reason") else "utter_confirm_cancel_why",
            when=speak_moment(booking.start, turn.now),
            service=booking.service_text or booking.service,
            store=booking.store.name,
            asks=["confirm"],
            choices=[("确认取消", "affirm", {}), ("不取消", "deny", {}), ("改个时间", "reschedule_booking", {})],
        )
        return "cancel_confirm"


class BeginCancel(BeginChange):
    """Opens the cancellation."""

    form = "cancel_form"

    def reader(self) -> ChangeForm:
        """The form itself."""
        return CancelForm()


class SubmitCancel(SubmitTask):
    """Cancels it."""

    form = "cancel_form"

    async def submit(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events | None:
        """Its places are free again."""
        booking = await bookings.find_by_no(turn.session, tracker.get_slot("cancel_no"))
        await bookings.cancel(turn.session, booking, reason=tracker.get_slot("cancel_reason"))
        when = speak_moment(booking.start, turn.now)
        say("utter_cancelled", when=when, offers=["booking"], card=card_of(booking))
        turn.effects.outbox.append(("sms", sms(turn, booking, "已取消")))
        return None
