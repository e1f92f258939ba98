"""The bookings a conversation may see: shown, and found for those who change them."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from actions.agenda import await_identity
from actions.base import Events, Say, ShopAction
from actions.context import TurnContext
from actions.times import speak_moment
from bot.shop import bookings, cards, customers


class AskBooking(ShopAction):
    """Shows what is booked: in this conversation, or by a customer who has proven who they are."""

    action_name = "action_ask_booking"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """A card for each, the soonest first."""
        found = await visible_bookings(turn)
        if not found and not turn.verified:
            say("utter_needs_identity_booking")
            return await_identity(tracker, self.action_name)
        if not found:
            say("utter_no_booking", offers=["booking"], choices=[("预约到店", "book_service", {})])
        for booking in found[:3]:
            when, store = speak_moment(booking.start, turn.now), booking.store.name
            say("utter_your_booking", when=when, store=store, service=service_words(booking), card=card_of(booking))
        return []


async def visible_bookings(turn: TurnContext) -> list[Any]:
    """The active bookings this conversation may see and change: those made in it, and a proven customer's own."""
    found = {b.no: b for b in await bookings.of_conversation(turn.session, turn.conversation_id)}
    if turn.verified and turn.customer_id is not None:
        found |= {b.no: b for b in await bookings.of_customer(turn.session, turn.customer_id)}
        phone = (await customers.get(turn.session, turn.customer_id)).phone
        found |= {b.no: b for b in await bookings.of_phone(turn.session, phone)} if phone else {}
    return sorted(found.values(), key=lambda booking: booking.start)


def service_words(booking: Any) -> str:
    """What is to be done, as the customer called it."""
    return str(booking.service_text or booking.service)


def card_of(booking: Any) -> dict[str, Any]:
    """The booking's card."""
    return {"card": "booking", "card_id": f"booking:{booking.no}", "data": cards.booking_card(booking)}
