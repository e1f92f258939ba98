"""Danger: what to do now, the hotline, a person; nothing is asked before that, whatever was going on."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import Choice, Events, Message, Say, ShopAction
from actions.context import TurnContext
from actions.forms import hand_over
from actions.handoff import LISTEN
from actions.hazards import instructions
from actions.places import place_in
from bot.shop.shop import load_shop
from bot.shop.staff import availability

_TOW: list[Choice] = [("人已安全，叫救援", "request_rescue", {})]


class Danger(ShopAction):
    """Safety first: instructions that fit the hazard, the hotline, an urgent hand-off."""

    action_name = "action_danger"
    returns_to_form = False

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The open form waits; its question is not repeated into an emergency. Place and phone are kept."""
        message = Message.of(tracker)
        hotline = (await load_shop(turn.session)).settings.hotline
        present = await availability(turn.session, now=turn.now)
        reachable = present.desk_open and bool(present.online)
        hand_over(turn, "safety", "urgent", queue=reachable)
        for response in instructions(message.text):
            say(response, hotline=hotline, offers=["hotline", "human"])
        say("utter_danger_person" if reachable else "utter_danger_nobody", hotline=hotline, choices=_TOW)
        return [*_remembered(message), FollowupAction(LISTEN)]


def _remembered(message: Message) -> Events:
    phone, plate = message.last("phone"), message.last("plate")
    known = {
        "known_phone": phone.norm if phone else None,
        "known_plate": plate.norm if plate else None,
        "rescue_location": place_in(message),
    }
    return [SlotSet(slot, value) for slot, value in known.items() if value]
