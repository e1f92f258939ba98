"""Questions about a customer's own orders beyond stage and time: they need proof of identity."""

from __future__ import annotations

import re
from abc import abstractmethod
from datetime import timedelta
from typing import ClassVar

from rasa_sdk import Tracker

from actions.agenda import await_identity
from actions.base import Events, Message, Say, ShopAction
from actions.context import TurnContext
from actions.decision_words import ask_again, ask_decision
from actions.doubt import booking_meant
from actions.my_orders import (
    as_lines,
    is_open,
    meant,
    my_orders,
    quote_card,
    said_before,
    spoken_of,
    vehicle_words,
    with_quotes,
)
from actions.part_facts import describe, facts_asked, missing_facts
from actions.quote_asks import asks_why, bargains
from actions.quote_lines import mentioned
from actions.quote_talk import asks_what_was_taken_off, say_no_discount
from actions.standing import say_bill, say_progress
from bot.shop import erasure, orders, quotes
from bot.shop.models import OrderLine, WorkOrder
from bot.shop.policy import read_policy
from bot.shop.quote_text import list_lines, yuan
from bot.shop.shop import load_shop

_HOW_FAR = re.compile(r"(好|完|妥)(了)?(没|吗|么)|(修|弄|搞|换)好(?!的)|能(取|提|开)|(什么|啥)时候(取|提|好)|进度")
_HISTORY = 5
_SERVICE_EVERY = timedelta(days=365)
"""After a year at the latest a vehicle is due again, whatever it was driven."""
_WHOLE = re.compile(r"(一共|总共|合计|加起来|全部).{0,4}(多少|几)")
_LABOUR = re.compile(r"人工|工时|手工|工费")
_HOW_COMES = re.compile(r"怎么|咋|为什么|为啥|凭什么|哪来|贵|什么意思|啥意思|解释")
_HOW_COMES_DEAR = re.compile(r"(怎么|咋|为什么|为啥|凭什么|凭啥|哪来).{0,8}(贵|多|高)")
_HOW_MUCH = re.compile(r"多少|几(个)?(钱|块)|啥价|什么价")
_GONE = re.compile(r"记录|档案|单子|工单")
_DELETED = re.compile(r"没了|没有了|删了|删掉|也删|不见了|还留|还在不|保留|还有吗")


class AboutMyOrder(ShopAction):
    """Answers from a verified customer's order; anyone else is told how to prove who they are.

    ``about_one``: the question is about one order, the one spoken of before if it names none.
    """

    about_one: ClassVar[bool] = True

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The orders the message can mean, newest first; whoever has not proven who they are does so first."""
        booked = await booking_meant(turn, say, tracker)
        if booked is not None:
            return booked
        if not (turn.verified and turn.customer_id is not None):
            say("utter_needs_identity")
            return await_identity(tracker, self.action_name)
        found = await my_orders(turn)
        if not found:
            say("utter_no_order", offers=["booking", "human"], choices=[("预约到店", "book_service", {})])
            return []
        message = Message.of(tracker)
        named = message.all("plate")
        if named and not {entity.norm for entity in named} & {order.plate for order in found}:
            say("utter_plate_not_yours", offers=["human"], choices=[("转人工", "request_human", {})])
            return []
        before = said_before(tracker) if self.about_one else []
        fitting = meant(message, found, before)
        turn.effects.watched_orders.append(fitting[0].no)
        await self.answer(turn, say, message, fitting, before)
        return []

    @abstractmethod
    async def answer(
        self, turn: TurnContext, say: Say, message: Message, found: list[WorkOrder], before: list[str]
    ) -> None:
        """Say it. ``before``: what the customer said before, the latest first."""


class AskQuote(AboutMyOrder):
    """The quote that waits for an answer, line by line; else what an order costs."""

    action_name = "action_ask_quote"

    async def answer(
        self, turn: TurnContext, say: Say, message: Message, found: list[WorkOrder], before: list[str]
    ) -> None:
        """Why each line, hours and rate, what it comes to; and what can be pressed."""
        about = _lines_asked(message.text, found[0])
        haggles = bargains(message.text) and not asks_what_was_taken_off(message.text)
        if _HOW_FAR.search(message.text) and not haggles:
            await say_progress(turn, say, found[:1], message)
        quoted = await with_quotes(turn, found)
        waiting = [one for one in quoted if is_open(turn, one)]
        if about or haggles:
            if about:
                say("utter_quote_why", lines=list_lines(about))
            elif _HOW_COMES_DEAR.search(message.text):
                say_bill(say, found[0])
            if haggles:
                await say_no_discount(turn, say)
            elif waiting and quotes.state_of(waiting[0][1], turn.now) == quotes.OPEN:
                ask_again(say, waiting[0])
            return
        for order, quote in waiting:
            if quotes.state_of(quote, turn.now) == quotes.OPEN:
                ask_decision(turn, say, order, quote)
        if waiting and all(quotes.state_of(quote, turn.now) == quotes.EXPIRED for _, quote in waiting):
            say("utter_quote_ran_out", card=quote_card(turn, *waiting[0]), offers=["human"])
        if not waiting:
            say_bill(say, found[0])


def _lines_asked(text: str, order: WorkOrder) -> list[OrderLine]:
    """The lines a question about how an amount comes about is about: those named, or the work: 人工怎么要300."""
    asks = asks_why(text) or _HOW_COMES.search(text) or _HOW_MUCH.search(text)
    if not asks or _WHOLE.search(text):
        return []
    lines = list(order.lines)
    named = mentioned(text, as_lines(lines))
    labour = [line for line in lines if line.kind == "labour"] if _LABOUR.search(text) else []
    said = [line for line in lines if re.search(rf"(?<!\d){line.fen / 100:g}(?![\d.])", text)]
    exact = [line for line in labour if line.key in named] or said
    return exact or labour or [line for line in lines if line.key in named]


class AskParts(AboutMyOrder):
    """Where the parts of one's own order come from, and whether they have arrived."""

    action_name = "action_ask_parts"

    async def answer(
        self, turn: TurnContext, say: Say, message: Message, found: list[WorkOrder], before: list[str]
    ) -> None:
        """About the part that was named, else about all; only what the order says, and what it does not."""
        order = next((one for one in found if any(line.kind == "part" for line in one.lines)), found[0])
        parts = [line for line in order.lines if line.kind == "part"]
        if not parts:
            say("utter_no_parts", no=order.no, offers=["human"])
            return
        named = mentioned(message.text, as_lines(parts))
        if not named and message.all("part"):
            say(
                "utter_part_not_on_order",
                part=message.all("part")[0].value,
                no=order.no,
                lines="、".join(line.name for line in parts),
                offers=["human"],
            )
            return
        about = [line for line in parts if line.key in named] or spoken_of(parts, before) or parts
        say("utter_parts", no=order.no, lines="\n".join(f"· {describe(line)}" for line in about))
        missing = missing_facts(about, facts_asked(message.text))
        if missing:
            say("utter_fact_unrecorded", facts="；".join(missing), store=order.store.name, phone=order.store.phone,
                offers=["human"], choices=[("转人工", "request_human", {})])  # fmt: skip


def _is_service(order: WorkOrder) -> bool:
    words = [line.name for line in order.lines if line.status != "declined"] + [order.description or ""]
    return any("保养" in word or "机油" in word for word in words)


class AskHistory(AboutMyOrder):
    """What was done to the vehicle before."""

    action_name = "action_ask_history"
    about_one = False

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """What becomes of the records when a customer's data is deleted is no secret."""
        text = Message.of(tracker).text
        if _GONE.search(text) and _DELETED.search(text):
            policy = read_policy((await load_shop(turn.session)).settings.policy)
            say("utter_records_kept", years=policy.archive_years or erasure.ARCHIVE_YEARS)
            if not turn.verified:
                return []
        return await super().act(turn, say, tracker)

    async def answer(
        self, turn: TurnContext, say: Say, message: Message, found: list[WorkOrder], before: list[str]
    ) -> None:
        """The latest orders with what was done."""
        several = len({order.plate for order in found}) > 1
        lines = [
            f"· {order.opened_at:%Y-%m-%d}"
            + (f" {vehicle_words(order)}" if several else "")
            + "："
            + ("、".join(line.name for line in order.lines if line.status != "declined") or order.description or "检测")
            + (f"，{order.mileage}公里" if order.mileage else "")
            + (f"，{yuan(cost)}" if (cost := order.total_fen or orders.approved_total(order)) else "")
            for order in found[:_HISTORY]
        ]
        say("utter_history", lines="\n".join(lines))
        last = next((order for order in found if _is_service(order)), None)
        if last is not None and not several:
            done = last.delivered_at or last.opened_at
            say("utter_next_service", last=f"{done:%Y年%-m月%-d日}", due=f"{done + _SERVICE_EVERY:%Y年%-m月}")
