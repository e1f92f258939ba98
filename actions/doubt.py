"""Doubt about the model's reading: a time to come and a service are a booking, whatever else the words resemble."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction

from actions.base import Events, Message, Say
from actions.booking import BeginBooking, BookingForm
from actions.context import TurnContext
from actions.offered import last_said
from actions.times import lies_ahead


async def booking_meant(turn: TurnContext, say: Say, tracker: Tracker) -> Events | None:
    """Open the booking form when a message names a time to come and something to be done (or a booking was just
    offered), and no form is open.
    """
    message = Message.of(tracker)
    named = message.all("service_item", "symptom", "part") or "booking" in last_said(tracker).offers
    ahead = any(lies_ahead(entity, turn.now) for entity in message.all("datetime"))
    if tracker.active_loop_name is not None or not named or not ahead:
        return None
    return await open_booking(turn, say, tracker)


async def open_booking(turn: TurnContext, say: Say, tracker: Tracker) -> Events:
    """Open the booking form out of a message that the form still has to read."""
    return [*await BeginBooking().act(turn, say, tracker), FollowupAction(BookingForm.form)]
