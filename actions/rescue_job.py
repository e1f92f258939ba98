"""A rescue under way: where it is, another place, phone or plate, more about the vehicle, no longer needed."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.answers import says_no, says_nothing_more, says_yes
from actions.base import Choice, Events, Message, Say, ShopAction
from actions.context import TurnContext
from actions.forms import hand_over
from actions.places import has_moved, place_in, with_other_kilometre
from actions.times import speak_moment
from bot.nlu.dialect import to_standard
from bot.shop import cards, rescue
from bot.shop.shop import load_shop
from bot.shop.staff import availability

_SHORTEST_PLACE = 4


def is_pressed(message: Message) -> bool:
    """Whether a button was pressed."""
    return any(entity.pressed for entity in message.entities)


def tells_place(message: Message) -> bool:
    """Whether free words can be the place that was asked for."""
    empty = says_nothing_more(message) or says_yes(message) or says_no(message)
    return not empty and not message.all("phone", "plate") and len(message.text.strip()) >= _SHORTEST_PLACE


class AskRescue(ShopAction):
    """A job under way: where it is, another place or phone, more about the vehicle, no longer needed."""

    action_name = "action_ask_rescue"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Answered from the job; asking again never opens a second one."""
        message, job = Message.of(tracker), await open_job(turn)
        hotline = (await load_shop(turn.session)).settings.hotline
        if job is None:
            say("utter_no_rescue", hotline=hotline, offers=["hotline"], choices=_CALL)
            return []
        phone, plate, problem = message.last("phone"), message.last("plate"), message.last("problem")
        place = _new_place(message, job)
        values = {"no": job.no, "hotline": hotline, "status": rescue.STATUS_TEXT[job.status]}
        if CANCELS.search(message.text) and not asks_arrival(message.text):
            rescue.cancel(job, now=turn.now)
            say("utter_rescue_cancelled", **values, card=card_of(job, hotline))
        elif place is not None:
            job.location = place
            say("utter_rescue_moved", **values, place=place, card=card_of(job, hotline))
            tell_the_desk(turn)
        elif (phone is not None and phone.norm) or (plate is not None and plate.norm):
            job.phone = str(phone.norm) if phone is not None and phone.norm else job.phone
            job.plate = str(plate.norm) if plate is not None and plate.norm else job.plate
            say("utter_rescue_phone_changed", **values, card=card_of(job, hotline))
        elif problem is not None or not (asks_arrival(message.text) or _asks_again(message)):
            rescue.add_problem(job, str(problem.value) if problem else message.text.strip()[:200])
            say("utter_rescue_detail_kept", **values, card=card_of(job, hotline))
            if _OPENING.search(message.text):
                return [FollowupAction("action_ask_hours")]
        else:
            await _tell_status(turn, say, job, values, card_of(job, hotline))
        return []


class ShareLocation(ShopAction):
    """A position shared outside of any question: it moves the job under way, or a rescue is offered."""

    action_name = "action_share_location"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """Kept until the rescue is asked for."""
        if await open_job(turn) is not None:
            return [FollowupAction(AskRescue.action_name)]
        place = place_in(Message.of(tracker))
        say("utter_location_received", choices=_CALL)
        return [SlotSet("rescue_location", place)]


async def open_job(turn: TurnContext) -> Any | None:
    """The rescue under way in this conversation, or of its verified customer."""
    found = await rescue.of_conversation(turn.session, turn.conversation_id)
    if not found and turn.verified and turn.customer_id is not None:
        found = await rescue.of_customer(turn.session, turn.customer_id)
    return found[0] if found else None


def asks_arrival(text: str) -> bool:
    """Whether a message asks how far the rescue is."""
    return bool(_ARRIVAL.search(to_standard(text)))


def card_of(job: Any, hotline: str) -> dict[str, Any]:
    """The job's card."""
    return {"card": "rescue", "card_id": f"rescue:{job.no}", "data": cards.rescue_card(job, hotline=hotline)}


CANCELS = re.compile(
    r"(不用|别|不要|甭|无需|不需要)(再)?(来|派|拖|救|过来|麻烦|等|拖车|救援)|取消(救援|拖车|吧|了)?|(打着|能开|能走|能动|修好|弄好|搞定|启动)了|(已经|自己)(走|开走|解决|换好)|不等了"
)
"""Words that call a rescue off."""
_ARRIVAL = re.compile(
    r"到哪|到了(吗|没)|(几|啥|何)时.{0,3}到|到没到|多久|好久|多长时间|几点(能)?到|什么时候(能)?(到|来)|啥时候(能)?(到|来)|还没(到|来|有人)|怎么还|来了(吗|没)|在路上|出发|快到|催|多远|几分钟|人呢"
)
_AGAIN = re.compile(r"救援|拖车|救命|派(个|辆)?车|来人")
_DESTINATION = re.compile(r"(拖|送|拉|运)(到|去|回|往|来)")
"""Where the vehicle shall be brought, not where it stands: 拖到你们通州店行吗."""
_ANOTHER_PLACE = re.compile(r"(我|车|人)?(现在|其实)?(在|停在|挪到|移到|位置)")
_OPENING = re.compile(r"开门|关门|营业|上班|开着|休息")
_CALL: list[Choice] = [("叫救援", "request_rescue", {})]


def _asks_again(message: Message) -> bool:
    """The same call once more, with nothing new in it."""
    return message.intent == "request_rescue" and bool(_AGAIN.search(message.text)) and not message.all("symptom")


def _new_place(message: Message, job: Any) -> str | None:
    if _DESTINATION.search(message.text) and not _ANOTHER_PLACE.search(message.text):
        return None
    place = with_other_kilometre(job.location or "", message.text) or place_in(message)
    if place is None and has_moved(message.text) and tells_place(message) and not asks_arrival(message.text):
        place = message.text.strip()
    return place if place is not None and place not in (job.location or "") else None


async def _tell_status(turn: TurnContext, say: Say, job: Any, values: dict[str, Any], card: dict[str, Any]) -> None:
    arrival = speak_moment(job.promised_at, turn.now) if job.promised_at else ""
    if rescue.is_late(job, turn.now):
        say("utter_rescue_late", **values, arrival=arrival, card=card, offers=["hotline", "human"])
        await tell_a_person(turn)
    elif job.promised_at is None or job.status == "in_progress":
        say("utter_rescue_status_no_time", **values, card=card, offers=["hotline"])
    else:
        say("utter_rescue_status", **values, arrival=arrival, minutes=rescue.minutes_left(job, turn.now), card=card, offers=["hotline"])  # noqa: E501


def tell_the_desk(turn: TurnContext) -> None:
    """The desk hears of a call for rescue; the customer, who has a job with a promised time, stays with the bot."""
    hand_over(turn, "safety", "high", queue=False)


async def tell_a_person(turn: TurnContext) -> None:
    """A person who is there hears of it at once."""
    present = await availability(turn.session, now=turn.now)
    if present.desk_open and present.online:
        hand_over(turn, "safety", "high")
