"""Questions about a customer's own orders beyond stage and time: they need proof of identity."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from rasa_sdk import Tracker

from actions.agenda import await_identity
from actions.base import Events, Say, ShopAction
from actions.context import TurnContext
from actions.doubt import booking_meant
from bot.shop import customers, orders


class AboutMyOrder(ShopAction):
    """Answers from a verified customer's order; anyone else is told how to prove who they are."""

    may_mean_booking = True

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """The newest order; whoever has not proven who they are does so first."""
        if self.may_mean_booking:
            booked = await booking_meant(turn, say, tracker)
            if booked is not None:
                return booked
        if not (turn.verified and turn.customer_id is not None):
            say("utter_needs_identity")
            return await_identity(tracker, self.action_name)
        found = await orders.of_customer(turn.session, turn.customer_id)
        phone = (await customers.get(turn.session, turn.customer_id)).phone
        if phone:
            known = {order.no for order in found}
            found += [order for order in await orders.of_phone(turn.session, phone) if order.no not in known]
        if not found:
            say("utter_no_order", offers=["booking", "human"], choices=[("预约到店", "book_service", {})])
            return []
        turn.effects.watched_orders.append(found[0].no)
        self.answer(say, found)
        return []

    @abstractmethod
    def answer(self, say: Say, found: list[Any]) -> None:
        """Say it."""


class AskQuote(AboutMyOrder):
    """The lines and the total of one's own order."""

    action_name = "action_ask_quote"

    def answer(self, say: Say, found: list[Any]) -> None:
        """Every line with its amount, what is proposed and what is approved."""
        order = found[0]
        if not order.lines:
            say("utter_no_quote_yet", no=order.no)
            return
        states = {"proposed": "待确认", "declined": "已取消"}
        lines = [
            f"· {x.name}：{yuan(x.fen)}" + (f"（{states[x.status]}）" if x.status in states else "")
            for x in order.lines
        ]
        say("utter_quote", no=order.no, lines="\n".join(lines), total=yuan(orders.approved_total(order)))


class AskParts(AboutMyOrder):
    """Where the parts of one's own order come from, and whether they have arrived."""

    action_name = "action_ask_parts"

    def answer(self, say: Say, found: list[Any]) -> None:
        """Maker, origin, warranty, arrival: only what the order says."""
        parts = [line for line in found[0].lines if line.kind == "part"]
        if not parts:
            say("utter_no_parts", no=found[0].no)
            return
        say("utter_parts", no=found[0].no, lines="\n".join(_part(line) for line in parts))


class AskHistory(AboutMyOrder):
    """What was done to the vehicle before."""

    action_name = "action_ask_history"

    def answer(self, say: Say, found: list[Any]) -> None:
        """The latest orders with what was done."""
        lines = [
            f"· {order.opened_at:%Y-%m-%d}："
            + ("、".join(line.name for line in order.lines if line.status != "declined") or "检测")
            for order in found[:5]
        ]
        say("utter_history", lines="\n".join(lines))


class AnswerQuote(AboutMyOrder):
    """A decision about a proposed item is taken by a person, who hears it at once.

    ``那后天给我看看吧`` after the offer of a booking is none: it agrees to come.
    """

    action_name = "action_answer_quote"

    def answer(self, say: Say, found: list[Any]) -> None:
        """What waits for a decision."""
        proposed = [line for order in found for line in order.lines if line.status == "proposed"]
        if not proposed:
            say("utter_nothing_to_decide")
            return
        lines = "\n".join(f"· {line.name}：{yuan(line.fen)}" for line in proposed)
        say(
            "utter_decide_with_person",
            lines=lines,
            offers=["human"],
            choices=[("转人工确认", "request_human", {})],
        )


def yuan(fen: int) -> str:
    """An amount as people say it."""
    return f"{fen / 100:g}元"


def _part(line: Any) -> str:
    states = {
        "ordered": "已订货",
        "installed": "已安装",
        "proposed": "待确认",
        "approved": "已确认",
        "declined": "已取消",
    }
    facts = [
        line.maker,
        line.origin,
        f"质保{line.warranty}" if line.warranty else None,
        states.get(line.status),
    ]
    if line.arrives and line.status == "ordered":
        facts.append(f"预计{line.arrives:%-m月%-d日}到货")
    return f"· {line.name}：" + "，".join(fact for fact in facts if fact)
