"""What the bot says about a decision: the quote, the read-back, what was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.base import Choice, Say
from actions.context import TurnContext
from actions.forms import OVER
from actions.my_orders import QuotedOrder, quote_card, vehicle_words
from actions.times import speak_moment
from bot.shop import quotes
from bot.shop.models import OrderLine, WorkOrder
from bot.shop.orders import APPROVED_LINES
from bot.shop.quote_text import buttons, list_lines, names_with_amounts, yuan
from bot.shop.stages import Stage

PERSON: list[Choice] = [("转人工", "request_human", {})]
_CONFIRMS: list[Choice] = [("对，就这样", "affirm", {}), ("改一下", "deny", {})]


def ask_decision(turn: TurnContext, say: Say, order: WorkOrder, quote: Any) -> None:
    """Show the quote with what can be pressed, and ask."""
    waiting = quotes.undecided(order, quote)
    choices: list[Choice] = [(label, "answer_quote", values) for label, values in buttons(order, quote, waiting)]
    say(
        "utter_ask_decision" if len(waiting) > 1 else "utter_ask_decision_one",
        vehicle=vehicle_words(order),
        lines=list_lines(waiting),
        total=yuan(sum(line.fen for line in waiting)),
        eta=_eta(turn, quote),
        asks=["confirm"],
        choices=choices,
        card=quote_card(turn, order, quote),
    )


def ask_which(say: Say, waiting: list[QuotedOrder]) -> str:
    """Ask which of several orders is meant; the slot that asks it."""
    choices: list[Choice] = [
        (f"{vehicle_words(order)}：{'、'.join(line.name for line in quotes.undecided(order, quote))}"[:60],
         "inform", {"order_no": order.no})
        for order, quote in waiting
    ]  # fmt: skip
    say("utter_which_quote", asks=["order"], choices=choices)
    return "decision_order"


def say_expired(turn: TurnContext, say: Say, order: WorkOrder, quote: Any) -> str:
    """A quote that has run out: a new one is asked for, once."""
    assert quote.expires_at is not None
    news = quotes.ask_for_new(order, quote, now=turn.now)
    if news:
        turn.effects.changed_orders.append(order.no)
    response = "utter_quote_expired" if news else "utter_quote_expired_again"
    say(response, until=speak_moment(quote.expires_at, turn.now), offers=["human"], choices=PERSON)
    return OVER


def read_back(say: Say, turn: TurnContext, chosen: QuotedOrder, picks: Mapping[str, bool]) -> None:
    """What was decided, to be confirmed."""
    order, quote = chosen
    lines = quotes.lines_of(order, quote)
    yes = [line for line in lines if picks.get(line.key)]
    no = [line for line in lines if picks.get(line.key) is False]
    left = [line for line in quotes.undecided(order, quote) if line.key not in picks]
    parts = [
        f"您同意：{names_with_amounts(yes)}" if yes else None,
        f"不做：{names_with_amounts(no)}" if no else None,
        f"还没定：{names_with_amounts(left)}" if left else None,
        f"合计{yuan(sum(line.fen for line in yes))}" if yes else None,
    ]
    say(
        "utter_confirm_decision" if yes or left else "utter_confirm_decline",
        read="；".join(part for part in parts if part),
        asks=["confirm"],
        choices=_CONFIRMS,
    )


def read_back_again(say: Say, chosen: QuotedOrder, picks: Mapping[str, bool]) -> None:
    """Ask once more, in few words, after something else was answered."""
    lines = quotes.lines_of(*chosen)
    told = []
    for verb, answer in (("做", True), ("不做", False)):
        names = [line.name for line in lines if picks.get(line.key) is answer]
        told += [f"{verb}{'、'.join(names)}"] if names else []
    say("utter_confirm_again", read="，".join(told), asks=["confirm"], choices=_CONFIRMS)


def ask_again(say: Say, chosen: QuotedOrder) -> None:
    """Ask for the decision once more, in few words: the quote was shown before."""
    order, quote = chosen
    waiting = quotes.undecided(order, quote)
    choices: list[Choice] = [(label, "answer_quote", values) for label, values in buttons(order, quote, waiting)]
    names = "、".join(line.name for line in waiting)
    say("utter_ask_decision_again", names=names, asks=["confirm"], choices=choices)


def say_recorded(turn: TurnContext, say: Say, order: WorkOrder, decided: list[OrderLine]) -> None:
    """What was recorded, what it comes to, when the vehicle is ready."""
    yes = [line for line in decided if line.status in APPROVED_LINES]
    fee = next((line for line in order.lines if line.status == "approved" and "检测" in line.name), None)
    if not yes and order.stage == Stage.DECLINED:
        say("utter_declined_all", fee=f"检测费{yuan(fee.fen)}，" if fee else "")
        return
    promised = order.promised_at
    say(
        "utter_decided" if yes else "utter_decided_not",
        decided=decided_words(decided),
        total=yuan(sum(line.fen for line in yes)),
        promised=f"预计{speak_moment(promised, turn.now)}可以取车。" if yes and promised else "",
    )


def decided_words(lines: list[OrderLine]) -> str:
    """What is done and what is not, with amounts."""
    yes = [line for line in lines if line.status in APPROVED_LINES]
    no = [line for line in lines if line.status == "declined"]
    parts = [f"同意{names_with_amounts(yes)}" if yes else None, f"不做{names_with_amounts(no)}" if no else None]
    return "；".join(part for part in parts if part)


def _eta(turn: TurnContext, quote: Any) -> str:
    return f"同意的话，预计{speak_moment(quote.eta_if_approved, turn.now)}可以取车。" if quote.eta_if_approved else ""


def keys_of(lines: list[OrderLine]) -> list[str]:
    """The keys of lines."""
    return [line.key for line in lines]
