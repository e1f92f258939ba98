"""How an order stands: its stage with the promised time, why it takes long, and what it costs."""



from __future__ import annotations

import re
from collections.abc import Sequence

from actions.base import Message, Say
from actions.collecting import READY, Told, open_for_collection, time_named, whether
from actions.context import TurnContext
from actions.my_orders import vehicle_words
from actions.times import speak_moment
from bot.shop import cards, orders
from bot.shop.models import WorkOrder
from bot.shop.quote_text import explain, yuan
from bot.shop.stages import BEFORE_READY, FINISHED, STAGE_TEXT, Stage

_STATES = {"proposed": "待确认", "declined": "不做"}
_OVER = frozenset({Stage.DELIVERED, Stage.CLOSED})
_SHOWN = 2
_TOO_SLOW = re.compile(
    r"(?:怎么|咋|为什么|为啥|为何|凭什么|干嘛).{0,12}(?:久|慢|没好|没修好|没弄好|没动|不动|没完|拖|磨|等)|(?:等|拖|修|弄|搞|放).{0,4}(?:这么|那么|好|太|多少?)(?:久|多天|些天|几天|长时间)|"
    r"(?:还没|没有?)(?:修|弄|搞)?(?:好|完)(?:啊|呀|吗|么|呢)?[!！]+|(?:都|已经)(?:过了?|快|要)?(?:[\d一二两三四五六七八九十几半]+)(?:个)?(?:多)?(?:天|周|星期|礼拜|月|小时)(?:了|啦|还)|(?:都|已经|说好).{0,10}还(?:没|不)|等(?:得|到)?(?:我)?(?:花|急|烦)|太慢|这么慢|磨(?:叽|蹭|洋工)|拖拖拉拉"
)


_HURRIES = re.compile(
    r"快点|快一点|快些|搞快|加急|提前(修|弄|做)?好|赶一?赶|催(一?下|一催|催|师傅|他们)|急(着)?用|等着用|抓紧"
)


def hurries(text: str) -> bool:
    """Whether somebody wants the work on their vehicle to go faster: 能不能快点, 催一下师傅."""
    return bool(_HURRIES.search(text))


def asks_why_so_long(text: str) -> bool:
    """Whether somebody asks why it takes so long, or is tired of waiting."""
    return bool(_TOO_SLOW.search(text))


async def say_progress(
    turn: TurnContext, say: Say, found: Sequence[WorkOrder], message: Message, among: Sequence[WorkOrder] = ()
) -> None:
    """How far these orders are: at most two, with their cards; a time that is asked about gets its yes or no.

    ``among``: all orders of the customer; where two vehicles are of one model the plate tells which is meant.
    """
    labels = [order.vehicle.label if order.vehicle else "" for order in among or found]
    wish = time_named(turn, message)
    for order in found[:_SHOWN]:
        turn.effects.watched_orders.append(order.no)
        label = order.vehicle.label if order.vehicle else ""
        vehicle = f"您的{vehicle_words(order) if len(found) > 1 or labels.count(label) > 1 else label or '车'}"
        told = await whether(turn, order, vehicle, wish, message.text) if wish is not None else None
        response, values = told or await _stage(turn, order, vehicle)
        sorry = told is None and Stage(order.stage) in BEFORE_READY and asks_why_so_long(message.text)
        if sorry and not orders.is_late(order, turn.now):
            reason = orders.late_reason(order)
            say("utter_progress_sorry", reason=f"{_awaited(reason)}。" if reason else "")
            values["reason"] = ""
        data = cards.order_card(order, now=turn.now)
        say(response, card={"card": "order", "card_id": f"order:{order.no}", "data": data}, **values)
    if hurries(message.text) and any(Stage(order.stage) in BEFORE_READY for order in found[:_SHOWN]):
        say("utter_progress_hurry", offers=["human"], choices=[("转人工催一下", "request_human", {})])


async def _stage(turn: TurnContext, order: WorkOrder, vehicle: str) -> Told:
    """The sentence that tells a stage, and what it is filled with."""
    stage, promised = Stage(order.stage), order.promised_at
    values = {"vehicle": vehicle, "stage": STAGE_TEXT[stage], "promised": "", "reason": ""}
    if stage in READY:
        return "utter_progress_ready", {**values, "hours": await open_for_collection(turn, order)}
    if stage is Stage.DECLINED:
        return "utter_progress_declined", values
    if stage in FINISHED:
        done = order.delivered_at if stage in _OVER else None
        return "utter_progress_over", {**values, "at": f"（{speak_moment(done, turn.now)}）" if done else ""}
    if promised is None:
        return "utter_progress_no_promise", values
    values["promised"] = speak_moment(promised, turn.now)
    reason = orders.late_reason(order)
    if orders.is_late(order, turn.now):
        return "utter_progress_late", {**values, "reason": f"原因：{reason}。" if reason else ""}
    told = f"{_awaited(reason)}。" if reason and stage is Stage.WAITING_PARTS else ""
    return "utter_progress", {**values, "reason": told}


def _awaited(reason: str) -> str:
    """``等的是水泵，预计12月3日到货``; a reason in the shop's own words stays as it is."""
    return reason.replace("等待配件：", "等的是", 1)


def say_bill(say: Say, order: WorkOrder) -> None:
    """What an order costs, line by line; lines that are not done do not count."""
    if not order.lines and order.total_fen is None:
        say("utter_no_quote_yet", no=order.no)
        return
    lines = [
        f"· {explain(line)}" + (f"（{_STATES[line.status]}）" if line.status in _STATES else "") for line in order.lines
    ]
    undone = any(line.status in _STATES for line in order.lines)
    total = orders.approved_total(order) if undone or order.total_fen is None else order.total_fen
    say("utter_quote", no=order.no, vehicle=vehicle_words(order), lines="\n".join(lines), total=yuan(total))
