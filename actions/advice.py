"""Use, care, symptoms, rules: the shop's article that answers, also for what was taken for something else."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from sqlalchemy.ext.asyncio import AsyncSession

from actions.base import Choice, Events, Message, Say, ShopAction
from actions.context import TurnContext
from actions.services import Service, service_of, topic_of
from actions.vehicles import own_vehicle, vehicle_kind
from actions.whereabouts import asks_which_store, say_locations
from bot.shop.article_index import SURE, Hit
from bot.shop.knowledge import Knowledge, note_miss, note_use

_ARTICLE = "article"
_CHECK: Choice = ("预约检测", "book_service", {"service_item": "检测"})
_DRIVABLE = re.compile(r"(能|敢|可以|可不可以|能不能|要不要紧|没事).{0,6}(开|骑|上路|跑)|(开|骑|跑)(着|起来|过去|回去).{0,6}(行|没事|要紧|安全|危险)")  # noqa: E501
_WHEN_DRIVABLE = "still-drivable"
"""The article for 那这车还能开吗, said after a symptom: the words alone name nothing to look up."""
_FOR_A_CHECK = frozenset({"症状", "故障灯"})
_BY_SOUND = {
    "积油": "机油", "基油": "机油", "鸡油": "机油", "杀车": "刹车", "沙车": "刹车", "轮台": "轮胎", "电平": "电瓶",
    "电评": "电瓶", "空条": "空调", "发动几": "发动机", "便速箱": "变速箱", "雨括": "雨刮", "火花赛": "火花塞",
}  # fmt: skip
_knowledge = Knowledge()


class AskAdvice(ShopAction):
    """Use, care, symptoms: the shop's article that answers the question."""

    action_name = "action_ask_advice"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The article with its title; without one, a check is offered rather than a guess."""
        message = Message.of(tracker)
        if asks_which_store(message):
            await say_locations(turn, say, tracker)
            return []
        pressed = message.last(_ARTICLE)
        if pressed is not None and pressed.pressed:
            hit = await _knowledge.named(turn.session, pressed.value)
        else:
            found = await _knowledge.find(turn.session, _spelt(message.text), kind=await _kind(turn, message))
            hit = found[0] if found else None
        if hit is None and _DRIVABLE.search(message.text):
            hit = await _knowledge.named(turn.session, _WHEN_DRIVABLE)
        if hit is None:
            note_miss(turn.session, message.text, now=turn.now)
            say("utter_advice_unknown", offers=["booking", "human"], choices=[_CHECK])
            return topic_of(_to_look_into(message))
        _show(turn, say, hit, tracker)
        return topic_of(_to_look_into(message) or Service("检测", "检测"))


def _to_look_into(message: Message) -> Service | None:
    """What a question about the vehicle may lead to: a part that is only named in it is looked at, not repaired."""
    if message.all("service_item", "symptom") or not message.all("part"):
        return service_of(message)
    return Service("检测", f"检查{message.all('part')[0].value}")


async def warm_up(session: AsyncSession) -> None:
    """Index the articles before a customer has to wait for it."""
    await _knowledge.index(session)


def _spelt(text: str) -> str:
    """Parts that were typed by their sound: 积油灯."""
    for typed, meant in _BY_SOUND.items():
        text = text.replace(typed, meant)
    return text


async def advise(turn: TurnContext, say: Say, tracker: Tracker) -> bool:
    """Show the article that surely answers words which were taken for something else; whether there is one."""
    message = Message.of(tracker)
    if asks_which_store(message):
        await say_locations(turn, say, tracker)
        return True
    found = await _knowledge.find(turn.session, message.text, kind=await _kind(turn, message), least=SURE)
    if found:
        _show(turn, say, found[0], tracker)
    return bool(found)


def _show(turn: TurnContext, say: Say, hit: Hit, tracker: Tracker) -> None:
    article = hit.article
    note_use(turn.session, article.slug, now=turn.now)
    data = {"title": article.title, "text": article.body}
    offer: dict[str, Any] = {}
    if tracker.active_loop_name is None:
        more: list[Choice] = [(other.title, "ask_advice", {_ARTICLE: other.slug}) for other in hit.related]
        check = [_CHECK] if article.topic in _FOR_A_CHECK else []
        offer = {"offers": ["booking"], "choices": [*more, *check]}
    say("utter_advice", card={"card": "article", "card_id": f"article:{article.slug}", "data": data}, **offer)


async def _kind(turn: TurnContext, message: Message) -> str | None:
    """The kind of vehicle that is meant: by brand or model, else the customer's own."""
    if message.all("model", "brand"):
        return vehicle_kind(message)
    own = await own_vehicle(turn)
    return own.kind if own is not None else None
