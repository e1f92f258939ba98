"""A quote on the table: words that decide about its lines (雨刮换) answer it, and book nothing.

The model reads sentences alone. Where a quote waits, words that decide about its lines are a decision, whatever else
they resemble; everything else keeps the model's reading.
"""

from __future__ import annotations

import re
from typing import Any

from actions.context import TurnContext
from actions.hazards import names_hazard
from actions.my_orders import QuotedOrder, as_lines, is_open, my_orders, watched_orders, with_quotes
from actions.quote_asks import asks_what_is_proposed, thinks_it_over
from actions.quote_lines import Line, mentioned
from actions.quote_talk import asks_about_quote
from actions.quote_words import Answer, read_answer
from actions.reading import as_intent
from bot.nlu.dialect import to_standard
from bot.nlu.normalise import simplify
from bot.shop import quotes

Want = dict[str, Any]

DECIDES = "answer_quote"
DECISION_FORM = "decision_form"
_LONGEST = 80
_FIRM = re.compile(r"确认|确定|同意|可以|没问题")
"""A yes that is more than having heard."""
_WORK = re.compile(r"[换修]|增项|加项|报价|项目")
_HOW_MUCH = re.compile(r"多少|几(个)?(钱|块)|啥价|什么价")
_OTHER_PART = re.compile(r"原厂|副厂|别的|其他|牌子|国产|进口|别家|外面|网上")
_WHICH = re.compile(r"(原厂|副厂).{0,2}(还是|定|或|抑).{0,3}(原厂|副厂)")
_NEVER = frozenset({"report_danger", "request_rescue", "request_human", "manage_privacy", "verify_identity"})
_CONFUSABLE = frozenset(
    {"affirm", "deny", "stop", "inform", "correct", "nlu_fallback", "out_of_scope", "book_service", "ask_quote",
     "ask_parts", "chitchat", "give_feedback", "cancel_booking", "ask_advice", "thank", "ask_progress", "ask_history"}
)  # fmt: skip
"""Readings that a decision in few words is taken for."""
_LISTED = _CONFUSABLE - {"affirm", "deny", "stop", "cancel_booking", "thank"} | {"ask_price", "bot_challenge"}
"""Readings that the question what the shop proposes is taken for."""
_QUESTIONS = frozenset({"ask_hours", "ask_location", "ask_price", "ask_invoice", "ask_warranty", "ask_membership"})


async def as_decisions(
    turn: TurnContext, wants: list[Want], *, form: str | None, last_action: str | None
) -> list[Want]:
    """The wants of a message, those that answer an open quote turned into a decision.

    Args:
        form: the open form; a decision that is under way reads its own answers.
        last_action: what the bot did last.
    """
    text = wants[0]["text"] if wants else ""
    name = wants[0]["intent"]["name"] if wants else ""
    talks_to_others = thinks_it_over(text) and name in ("request_human", "report_danger") and not names_hazard(text)
    if form == DECISION_FORM and talks_to_others:
        return [as_intent(wants[0], DECIDES)]
    asks_price = form == DECISION_FORM and name == "ask_price"
    left_alone = (form == DECISION_FORM and not asks_price) or (name in _NEVER and not talks_to_others)
    if left_alone or not text or len(text) > _LONGEST:
        return wants
    if not (turn.verified or turn.watched):
        return wants
    found = await with_quotes(turn, await my_orders(turn) if turn.verified else await watched_orders(turn))
    table = _Table(turn, found, form, last_action)
    if asks_price:
        return [table.price(want) for want in wants]
    return [meaning for want in wants for meaning in table.read(want)] if found else wants


def _means_other(text: str) -> bool:
    """减震换原厂的要多少 asks for another part than the one that is quoted; 原厂还是副厂 asks what it is."""
    return bool(_OTHER_PART.search(text)) and not _WHICH.search(text)


class _Table:
    """The quotes on the table."""

    def __init__(self, turn: TurnContext, found: list[QuotedOrder], form: str | None, last_action: str | None) -> None:
        waiting = [quoted for quoted in found if is_open(turn, quoted)]
        since = turn.last_turn_at
        self._news = any(since is None or quote.created_at >= since for _, quote in waiting)
        self._asked = self._news or (form is None and last_action in ("action_ask_quote", "submit_decision_form"))
        self._recorded = form is None and last_action == "submit_decision_form"
        self._form = form
        self._waits = bool(waiting)
        about = [line for order, quote in waiting for line in quotes.undecided(order, quote)]
        decided = [line for order, quote in found for line in quotes.lines_of(order, quote)]
        self._lines: list[Line] = as_lines(about or decided)

    def read(self, want: Want) -> list[Want]:
        """One want as it is meant."""
        start, end = want.get("clause") or (0, len(want["text"]))
        text, name = to_standard(simplify(want["text"][start:end])), want["intent"]["name"]
        if self._form is not None and not self._news:
            return [want]
        answer = read_answer(text, self._lines)
        if answer is not None and name in _QUESTIONS and answer.named | (not answer.lone):
            return [want, as_intent(want, DECIDES)]
        if answer is not None:
            repeated = self._recorded and not self._waits and bool(_FIRM.search(text))
            return [as_intent(want, DECIDES)] if repeated or self._means_it(answer, want) else [want]
        if self.price(want) is not want:
            return [self.price(want)]
        if self._waits and name in _LISTED and asks_what_is_proposed(text):
            return [as_intent(want, "ask_quote")]
        if self._waits and thinks_it_over(text) and name in _NEVER and self._asked:
            return [as_intent(want, DECIDES)]
        about = asks_about_quote(text, self._lines) and (
            self._asked or mentioned(text, self._lines) or _WORK.search(text)
        )
        return [as_intent(want, DECIDES)] if about and self._waits and name != "file_complaint" else [want]

    def price(self, want: Want) -> Want:
        """The want, asking for a line of the quote where it seems to ask the price list: 轴承多少钱."""
        text = to_standard(simplify(want["text"]))
        asks = want["intent"]["name"] == "ask_price" and _HOW_MUCH.search(text) and not _means_other(text)
        return as_intent(want, "ask_quote") if asks and self._waits and mentioned(text, self._lines) else want

    def _means_it(self, answer: Answer, want: Want) -> bool:
        name = want["intent"]["name"]
        if name == DECIDES:
            return True
        if name not in _CONFUSABLE and not (self._news and name in ("file_complaint", "ask_price", "rate_service")):
            return False
        timed = any(entity["entity"] == "datetime" for entity in want["entities"])
        if timed and name == "book_service":
            return False
        if answer.weak:
            return self._waits and (self._news or (self._asked and bool(_FIRM.search(want["text"]))))
        if answer.lone:
            return self._asked and self._waits
        return answer.named or self._waits or self._asked
