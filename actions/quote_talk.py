"""Questions in the middle of a decision: why, how much of it is work, what if it is left, can it be cheaper."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.base import Choice, Say
from actions.context import TurnContext
from actions.my_orders import as_lines
from actions.quote_asks import asks_if_left, asks_when_done, asks_why, bargains, objects, thinks_it_over
from actions.quote_lines import Line, mentioned
from actions.times import speak_moment
from bot.shop import quotes
from bot.shop.models import OrderLine, Quote, WorkOrder
from bot.shop.policy import read_policy
from bot.shop.quote_text import list_lines
from bot.shop.shop import load_shop

_TAKEN_OFF = re.compile(r"(优惠|减|打折?|便宜|抹|折扣?|扣)(了|掉|的是)(我)?(多少|几|啥|什么|没)")
_PERSON: list[Choice] = [("转人工", "request_human", {})]


def asks_about_quote(text: str, lines: Sequence[Line]) -> bool:
    """Whether a message asks what only the quote itself, or whoever made it, can answer; or doubts one of ``lines``."""
    asks = bargains(text) or asks_if_left(text) or asks_why(text) or thinks_it_over(text) or asks_when_done(text)
    return asks or (objects(text) and bool(mentioned(text, lines)))


def asks_what_was_taken_off(text: str) -> bool:
    """Whether a message asks what was taken off the bill already, and not for a lower price."""
    return bool(_TAKEN_OFF.search(text))


async def answer_question(turn: TurnContext, say: Say, text: str, order: WorkOrder, quote: Quote) -> None:
    """Answer from the quote. The bot grants nothing: it says who can."""
    lines = quotes.lines_of(order, quote)
    named = mentioned(text, as_lines(lines))
    about = [line for line in lines if line.key in named] or quotes.undecided(order, quote) or lines
    if asks_when_done(text) and quote.eta_if_approved:
        say("utter_quote_ready_when", eta=speak_moment(quote.eta_if_approved, turn.now))
    elif asks_when_done(text):
        say("utter_quote_ready_unknown", offers=["human"], choices=_PERSON)
    elif asks_if_left(text):
        _say_if_left(say, about)
    elif asks_why(text):
        say("utter_quote_why", lines=list_lines(about))
    elif objects(text) and not bargains(text):
        say("utter_quote_doubted", lines=list_lines(about), offers=["human"], choices=_PERSON)
    elif thinks_it_over(text):
        until = f"报价{speak_moment(quote.expires_at, turn.now)}前有效。" if quote.expires_at else ""
        say("utter_decision_no_hurry", until=until)
    else:
        await say_no_discount(turn, say)


async def say_no_discount(turn: TurnContext, say: Say) -> None:
    """Who may lower a price: by the shop's policy, else the advisor of the order."""
    policy = read_policy((await load_shop(turn.session)).settings.policy)
    say("utter_no_discount", who=policy.discounts or "接待您的服务顾问", offers=["human"], choices=_PERSON)


def _say_if_left(say: Say, lines: list[OrderLine]) -> None:
    told = [f"· {line.name}：{line.if_left}" for line in lines if line.if_left]
    reasons = [f"· {line.name}：{line.reason}" for line in lines if not line.if_left and line.reason]
    if told:
        say("utter_if_left", lines="\n".join(told))
    elif reasons:
        say("utter_if_left_unknown", lines="\n".join(reasons), offers=["human"], choices=_PERSON)
    else:
        say("utter_if_left_unrecorded", offers=["human"], choices=_PERSON)
