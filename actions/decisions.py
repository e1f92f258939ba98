"""Deciding about a quote: line by line, in words or by buttons, read back before it counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.agenda import await_identity
from actions.answers import says_no, says_stop, says_yes
from actions.base import Events, Filled, Message, Say
from actions.context import TurnContext
from actions.decision_words import (
    PERSON,
    ask_again,
    ask_decision,
    ask_which,
    decided_words,
    keys_of,
    read_back,
    read_back_again,
    say_expired,
    say_recorded,
)
from actions.doubt import booking_meant
from actions.forms import OVER, Asked, TaskForm
from actions.my_orders import (
    QuotedOrder,
    as_lines,
    is_open,
    meant,
    my_orders,
    watched_orders,
    with_quotes,
)
from actions.quote_asks import asks_why, thinks_it_over
from actions.quote_talk import answer_question, asks_about_quote
from actions.quote_words import Answer, read_answer
from actions.tasks import BeginTask, SubmitTask
from bot.shop import quotes
from bot.shop.errors import NotAllowed
from bot.shop.orders import APPROVED_LINES
from bot.shop.quote_text import EVERY_LINE
from bot.shop.quotes import Decider

_PICKS = "decision_picks"
_CONFIRM = "decision_confirm"
_LATER = "later "


class DecisionForm(TaskForm):
    """Which lines are done and which are not; then the read-back.

    ``decision_text`` holds what was said before the customer had proven who they are; ``decision_asked`` the last
    question that was answered in between.
    """

    form = "decision_form"
    opened_by = "answer_quote"
    slots = ("decision_order", "decision_text", "decision_asked", _PICKS, _CONFIRM)
    entities = ("order_no", "plate")
    asked_for: ClassVar[Asked] = {"decision_order": ("order_no", "plate", "brand", "model")}

    async def is_answer(self, turn: TurnContext, message: Message, requested: str) -> bool:
        """Words that decide about a line, or ask what a quote makes one ask."""
        found = await with_quotes(turn, await my_orders(turn))
        lines = [line for order, quote in found for line in as_lines(quotes.lines_of(order, quote))]
        if asks_about_quote(message.text, lines):
            return True
        answer = read_answer(message.text, lines)
        if answer is None:
            return False
        return answer.named or not answer.lone or not says_stop(message)

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """What is decided; a yes to the read-back ends the form."""
        chosen = await _choose(turn, message, filled)
        if chosen is None:
            if not filled.get("decision_text") and requested is None:
                filled["decision_text"] = message.text
            return None
        order, quote = chosen
        pressed = _pressed(message, chosen, turn)
        lines = quotes.undecided(order, quote)
        answer = pressed or read_answer(message.text, as_lines(lines))
        asked = pressed is None and asks_about_quote(message.text, as_lines(lines))
        if asked and (answer is None or asks_why(message.text)):
            await answer_question(turn, say, message.text, order, quote)
            later = _LATER if thinks_it_over(message.text) else ""
            filled["decision_asked"] = f"{later}{turn.now.isoformat()}"
        if asked and answer is None:
            return None
        if requested == _CONFIRM and filled.get(_PICKS):
            return _confirm(say, message, answer, filled)
        if answer is not None:
            filled[_PICKS] = answer.picks
        elif requested is None and not filled.get("decision_text"):
            filled["decision_text"] = message.text
        return None

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """The order, what is to be done, the read-back."""
        found = await with_quotes(turn, await my_orders(turn))
        waiting = [quoted for quoted in found if is_open(turn, quoted)]
        chosen = next((quoted for quoted in found if quoted[0].no == filled.get("decision_order")), None)
        if chosen is None and len(waiting) == 1:
            chosen = waiting[0]
        if chosen is None and len(waiting) > 1:
            return ask_which(say, waiting)
        text = filled.get("decision_text") or ""
        if chosen is None or not is_open(turn, chosen):
            return self._decided(turn, say, filled, chosen, found, text)
        order, quote = chosen
        filled["decision_order"] = order.no
        if quotes.state_of(quote, turn.now) == quotes.EXPIRED:
            return say_expired(turn, say, order, quote)
        if text and not filled.get(_PICKS):
            answer = read_answer(text, as_lines(quotes.undecided(order, quote)))
            filled[_PICKS] = answer.picks if answer is not None else None
        filled["decision_text"] = None
        open_keys = keys_of(quotes.undecided(*chosen))
        picks = {key: yes for key, yes in (filled.get(_PICKS) or {}).items() if key in open_keys}
        filled[_PICKS] = picks or None
        asked_now = filled.get("decision_asked") != filled.before.get("decision_asked")
        if asked_now and not picks and str(filled["decision_asked"]).startswith(_LATER):
            return _PICKS
        asked_before = filled.before.get("decision_order") == order.no
        if not picks and (asked_before or asked_now):
            ask_again(say, chosen)
            return _PICKS
        if not picks:
            ask_decision(turn, say, order, quote)
            return _PICKS
        if picks == filled.before.get(_PICKS):
            read_back_again(say, chosen, picks)
        else:
            read_back(say, turn, chosen, picks)
        return _CONFIRM

    def _decided(
        self,
        turn: TurnContext,
        say: Say,
        filled: Filled,
        chosen: QuotedOrder | None,
        found: list[QuotedOrder],
        text: str,
    ) -> str:
        """Everything has its answer: say so; what was declined can still be added while the repair goes on."""
        decided = [quoted for quoted in ([chosen] if chosen else found) if quoted[1].decisions]
        if not decided:
            say("utter_nothing_to_decide")
            return OVER
        order, quote = decided[0]
        lines = quotes.lines_of(order, quote)
        picks = filled.get(_PICKS) or {}
        answer = read_answer(text, as_lines(lines)) if text else None
        if answer is not None and answer.named:
            picks = answer.picks
        filled["decision_text"] = None
        added = {line.key: True for line in lines if picks.get(line.key) and quotes.may_still_add(order, line)}
        if added:
            filled["decision_order"], filled[_PICKS] = order.no, added
            read_back(say, turn, (order, quote), added)
            return _CONFIRM
        undone = [line for line in lines if picks.get(line.key) is False and line.status in APPROVED_LINES]
        late = bool(answer is not None and answer.named and undone)
        say(
            "utter_decided_undo" if late else "utter_decided_already",
            decided=decided_words(lines),
            offers=["human"] if late else [],
            choices=PERSON if late else [],
        )
        return OVER


class BeginDecision(BeginTask):
    """Opens the decision. It binds the customer to pay, so whoever decides has proven who they are first."""

    form = "decision_form"

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """What was said already is kept until then."""
        verified = turn.verified and turn.customer_id is not None
        known = await with_quotes(turn, await my_orders(turn) if verified else await watched_orders(turn))
        booked = None if known else await booking_meant(turn, say, tracker)
        if booked is not None:
            return booked
        if verified:
            return await super().act(turn, say, tracker)
        message = Message.of(tracker)
        waits = any(is_open(turn, quoted) for quoted in known)
        say("utter_needs_identity_decision" if waits else "utter_needs_identity")
        named = message.last("order_no")
        held = {"decision_text": message.text, "decision_order": str(named.norm or named.value) if named else None}
        return await_identity(tracker, self.form, held)


class SubmitDecision(SubmitTask):
    """Records it: consent, audit, and the order moves on."""

    form = "decision_form"

    async def submit(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events | None:
        """A line that got its answer meanwhile, or a newer quote, is told; lines left open are asked about."""
        order_no, picks = tracker.get_slot("decision_order"), tracker.get_slot(_PICKS) or {}
        found = await with_quotes(turn, await my_orders(turn))
        order, quote = next(quoted for quoted in found if quoted[0].no == order_no)
        who = Decider("customer", turn.customer_id, turn.conversation_id, turn.address or None)
        try:
            await quotes.decide(turn.session, order, quote, picks, who=who, now=turn.now)
        except NotAllowed as refused:
            say(f"utter_refused_{refused.why}")
            return [SlotSet(_PICKS, None), SlotSet(_CONFIRM, None)]
        turn.effects.watched_orders.append(order.no)
        turn.effects.changed_orders.append(order.no)
        say_recorded(turn, say, order, [line for line in order.lines if line.key in picks])
        left = quotes.undecided(order, quote)
        if left:
            return [SlotSet(_PICKS, None), SlotSet(_CONFIRM, None)]
        return None


async def _choose(turn: TurnContext, message: Message, filled: Filled) -> QuotedOrder | None:
    """The order that the message, or what was said before, means: one with an open quote, unless it was chosen."""
    found = await with_quotes(turn, await my_orders(turn))
    named = [order.no for order in meant(message, [quoted[0] for quoted in found if is_open(turn, quoted)])]
    if len(named) == 1:
        filled["decision_order"] = named[0]
    return next((quoted for quoted in found if quoted[0].no == filled.get("decision_order")), None)


def _pressed(message: Message, chosen: QuotedOrder, turn: TurnContext) -> Answer | None:
    """What a button of the quote's card says. One of an older version says nothing any more."""
    line, given = message.last("line"), message.last("answer")
    version = message.last("quote")
    if line is None or given is None or not line.pressed:
        return None
    order, quote = chosen
    if version is not None and str(version.norm) != str(quote.number):
        return None
    keys = keys_of(quotes.undecided(order, quote))
    picked = keys if line.norm == EVERY_LINE else [key for key in keys if key == line.norm]
    return Answer({key: given.norm == "approved" for key in picked}, named=True) if picked else None


def _confirm(say: Say, message: Message, answer: Answer | None, filled: Filled) -> str | None:
    """A yes to the read-back counts, unless the same message names something else: 对，不做 agrees to no approval."""
    picks: Mapping[str, bool] = filled[_PICKS]
    refuses = answer is not None and answer.lone and not any(answer.picks.values())
    agrees = not refuses and (says_yes(message) or (answer is not None and answer.lone and any(answer.picks.values())))
    if answer is not None and not answer.weak and not (answer.lone and agrees and True in picks.values()):
        changed = {**picks, **answer.picks}
        if changed == picks:
            return "done"
        filled[_PICKS] = changed
        return None
    if agrees:
        filled[_CONFIRM] = True
        return "done"
    if says_no(message):
        say("utter_decision_what")
        filled["decision_asked"] = message.text
    return None
