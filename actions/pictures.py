"""Pictures: the bot cannot see them, but keeps them where people look, and says so."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.base import Choice, Events, Message, Say, ShopAction
from actions.context import TurnContext
from bot.shop import complaints

_CLOSED = "closed"
_PERSON: list[Choice] = [("转人工", "request_human", {})]


class SendPicture(ShopAction):
    """A picture came, or somebody asks whether one may."""

    action_name = "action_send_picture"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Evidence of the complaint it belongs to; else it waits for the words that explain it."""
        if Message.of(tracker).text.strip():
            say("utter_picture_how")
            return []
        mine = await complaints.of_conversation(turn.session, turn.conversation_id)
        open_one = next((complaint for complaint in mine if complaint.status != _CLOSED), None)
        if open_one is not None:
            complaints.add_step(open_one, "客户补充了照片，见对话记录。", actor="customer", now=turn.now)
            say("utter_picture_evidence", no=open_one.no)
        elif tracker.active_loop_name:
            say("utter_picture_kept")
        else:
            say("utter_picture_what", offers=["human"], choices=_PERSON)
        return []
