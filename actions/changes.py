"""What moving and cancelling a booking share: which one is meant, and who may change it."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions import agenda
from actions.agenda import await_identity
from actions.base import Choice, Entity, Events, Filled, Message, Say
from actions.context import TurnContext
from actions.forms import OVER, TaskForm
from actions.my_bookings import visible_bookings
from actions.offered import ordinal_in
from actions.services import service_of
from actions.tasks import BeginTask
from actions.times import read_norm, speak_moment
from actions.vehicles import vehicle_kind


class ChangeForm(TaskForm):
    """What moving and cancelling share: the booking that is meant."""

    task: ClassVar[str]

    def source_times(self, message: Message) -> list[Entity]:
        """The times in a message that tell which booking is meant."""
        return message.all("datetime")

    def choose(self, message: Message, filled: Filled) -> None:
        """Note what tells which booking is meant: number, plate, service, vehicle, its place in the list, time."""
        service = service_of(message)
        named = [str(entity.norm or entity.value).upper() for entity in message.all("order_no", "plate")]
        times = [entity.norm for entity in self.source_times(message) if isinstance(entity.norm, str)]
        kind, place = vehicle_kind(message), ordinal_in(message.text)
        if named or times or service or kind or place is not None:
            about = {
                "named": named,
                "times": times,
                "service": service.category if service else None,
                "kind": kind,
                "place": place,
            }
            filled[f"{self.task}_about"] = about
            if named:
                filled[f"{self.task}_no"] = None

    async def booking(self, turn: TurnContext, say: Say, filled: Filled) -> Any | None:
        """The booking that is meant; None when there is none, or the customer has to say which (it is asked)."""
        found = {b.no: b for b in await visible_bookings(turn)}
        if filled.get(f"{self.task}_no") not in found:
            fitting = _fitting(list(found.values()), filled.get(f"{self.task}_about") or {})
            filled[f"{self.task}_no"] = fitting[0].no if len(fitting) == 1 else None
        if filled[f"{self.task}_no"]:
            return found[filled[f"{self.task}_no"]]
        if not found:
            say("utter_no_booking_to_change", offers=["booking", "human"], choices=_INSTEAD)
            return None
        buttons: list[Choice] = [(_label(turn, b), "inform", {"order_no": b.no}) for b in found.values()]
        say("utter_which_booking", asks=["order"], choices=buttons)
        return None

    async def which(self, turn: TurnContext) -> str:
        """The slot that asks which booking, or :data:`OVER` when there is none at all."""
        return f"{self.task}_no" if await visible_bookings(turn) else OVER


_INSTEAD: list[Choice] = [("重新预约", "book_service", {}), ("转人工", "request_human", {})]


def _without_other_change(event: dict[str, Any]) -> dict[str, Any]:
    """改个时间 instead of cancelling ends the cancellation; it is not taken up afterwards."""
    if event.get("name") != agenda.SLOT or not event.get("value"):
        return event
    return SlotSet(agenda.SLOT, [task for task in event["value"] if task["form"] not in _CHANGES] or None)


_CHANGES = ("reschedule_form", "cancel_form")


class BeginChange(BeginTask):
    """Opens a change. A booking made elsewhere is only shown to whoever proves that the phone is theirs."""

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """What the message says already is kept until then."""
        if turn.verified or await visible_bookings(turn):
            events = await super().act(turn, say, tracker)
            return [_without_other_change(event) for event in events]
        filled = Filled({})
        await self.reader().take(turn, say, Message.of(tracker), filled, None)
        say("utter_needs_identity_booking")
        return await_identity(tracker, self.form, dict(filled))

    @abstractmethod
    def reader(self) -> ChangeForm:
        """The form whose slots the message fills."""


def _fitting(found: list[Any], about: dict[str, Any]) -> list[Any]:
    """The bookings that agree with what was said; a word that fits none of them decides nothing."""
    named = about.get("named") or []
    fitting = [b for b in found if b.no.upper() in named or b.plate in named] or found
    fitting = [b for b in fitting if b.service == about.get("service")] or fitting
    fitting = [b for b in fitting if b.vehicle_kind == about.get("kind")] or fitting
    place = about.get("place")
    if place is not None and place < len(found) and len(fitting) > 1:
        fitting = [found[place]]
    for norm in about.get("times") or []:
        fitting = [b for b in fitting if lies_in(b, norm)] or fitting
    return fitting


def lies_in(booking: Any, norm: str) -> bool:
    """Whether a booking begins within a time that was said."""
    wish = read_norm(norm)
    if wish is None:
        return False
    if wish.end is None:
        return bool(wish.start == booking.start)
    return bool(wish.start <= booking.start < wish.end)


def _label(turn: TurnContext, booking: Any) -> str:
    return f"{speak_moment(booking.start, turn.now)} {booking.service_text or booking.service}（{booking.store.name}）"


def sms(turn: TurnContext, booking: Any, what: str) -> dict[str, Any]:
    """The text message that confirms a change."""
    text = f"【{booking.store.name}】您的预约{booking.no}{what}。"
    return {"phone": booking.phone, "text": text, "conversation": turn.conversation_id}
