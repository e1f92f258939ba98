"""Deciding about a quote: line by line, in words or by buttons, read back before it counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.agenda import await_identity
from actions.answers import says_no, says_stop, says_yes
from actions.base import Choice, Events, Filled, Message, Say
from actions.context import TurnContext
from actions.doubt import booking_meant
from actions.forms import OVER, Asked, BeginTask, SubmitTask, TaskForm
from actions.my_orders import (
    QuotedOrder,
    as_lines,
    is_open,
    meant,
    my_orders,
    quote_card,
    vehicle_words,
    watched_orders,
    with_quotes,
)
from actions.quote_talk import answer_question, asks_about_quote
from actions.quote_words import Answer, read_answer
from actions.times import speak_moment
from bot.shop import quotes
from bot.shop.errors import NotAllowed
from bot.shop.models import OrderLine, WorkOrder
from bot.shop.orders import APPROVED_LINES
from bot.shop.quote_text import EVERY_LINE, buttons, list_lines, names_with_amounts, yuan
from bot.shop.quotes import Decider
from bot.shop.stages import Stage

_PERSON: list[Choice] = [("转人工", "request_human", {})]
_PICKS = "decision_picks"
_CONFIRM = "decision_confirm"


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
        if asks_about_quote(message.text):
            return True
        found = await with_quotes(turn, await my_orders(turn))
        lines = [line for order, quote in found for line in as_lines(quotes.lines_of(order, quote))]
        answer = read_answer(message.text, lines)
        if answer is None:
            return False
        return answer.named or not says_stop(message)

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
        if answer is None and asks_about_quote(message.text):
            await answer_question(turn, say, message.text, order, quote)
            filled["decision_asked"] = f"{turn.now.isoformat()}"
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
            return _ask_which(say, waiting)
        text = filled.get("decision_text") or ""
        if chosen is None or not is_open(turn, chosen):
            return self._decided(turn, say, filled, chosen, found, text)
        order, quote = chosen
        filled["decision_order"] = order.no
        if quotes.state_of(quote, turn.now) == quotes.EXPIRED:
            return _expired(turn, say, order, quote)
        if text and not filled.get(_PICKS):
            answer = read_answer(text, as_lines(quotes.undecided(order, quote)))
            filled[_PICKS] = answer.picks if answer is not None else None
        filled["decision_text"] = None
        picks = {key: yes for key, yes in (filled.get(_PICKS) or {}).items() if key in _keys(quotes.undecided(*chosen))}
        filled[_PICKS] = picks or None
        if not picks and filled.get("decision_asked") != filled.before.get("decision_asked"):
            names = "、".join(line.name for line in quotes.undecided(order, quote))
            say("utter_ask_decision_again", names=names, asks=["confirm"])
            return _PICKS
        if not picks:
            ask_decision(turn, say, order, quote)
            return _PICKS
        _read_back(say, turn, chosen, picks)
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
            _read_back(say, turn, (order, quote), added)
            return _CONFIRM
        undone = [line for line in lines if picks.get(line.key) is False and line.status in APPROVED_LINES]
        late = bool(answer is not None and answer.named and undone)
        say(
            "utter_decided_undo" if late else "utter_decided_already",
            decided=_decided_words(lines),
            offers=["human"] if late else [],
            choices=_PERSON if late else [],
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
        _say_recorded(turn, say, order, [line for line in order.lines if line.key in picks])
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
    keys = _keys(quotes.undecided(order, quote))
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


def _ask_which(say: Say, waiting: list[QuotedOrder]) -> str:
    choices: list[Choice] = [
        (f"{vehicle_words(order)}：{'、'.join(line.name for line in quotes.undecided(order, quote))}"[:60],
         "inform", {"order_no": order.no})
        for order, quote in waiting
    ]  # fmt: skip
    say("utter_which_quote", asks=["order"], choices=choices)
    return "decision_order"


def _expired(turn: TurnContext, say: Say, order: WorkOrder, quote: Any) -> str:
    assert quote.expires_at is not None
    news = quotes.ask_for_new(order, quote, now=turn.now)
    if news:
        turn.effects.changed_orders.append(order.no)
    response = "utter_quote_expired" if news else "utter_quote_expired_again"
    say(response, until=speak_moment(quote.expires_at, turn.now), offers=["human"], choices=_PERSON)
    return OVER


def _read_back(say: Say, turn: TurnContext, chosen: QuotedOrder, picks: Mapping[str, bool]) -> None:
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
        "utter_confirm_decision" if yes else "utter_confirm_decline",
        read="；".join(part for part in parts if part),
        asks=["confirm"],
        choices=[("对，就这样", "affirm", {}), ("改一下", "deny", {})],
    )


def _say_recorded(turn: TurnContext, say: Say, order: WorkOrder, decided: list[OrderLine]) -> None:
    yes = [line for line in decided if line.status in APPROVED_LINES]
    fee = next((line for line in order.lines if line.status == "approved" and "检测" in line.name), None)
    if not yes and order.stage == Stage.DECLINED:
        say("utter_declined_all", fee=f"检测费{yuan(fee.fen)}，" if fee else "")
        return
    promised = order.promised_at
    say(
        "utter_decided" if yes else "utter_decided_not",
        decided=_decided_words(decided),
        total=yuan(sum(line.fen for line in yes)),
        promised=f"预计{speak_moment(promised, turn.now)}可以取车。" if yes and promised else "",
    )


def _decided_words(lines: list[OrderLine]) -> str:
    yes = [line for line in lines if line.status in APPROVED_LINES]
    no = [line for line in lines if line.status == "declined"]
    parts = [f"同意{names_with_amounts(yes)}" if yes else None, f"不做{names_with_amounts(no)}" if no else None]
    return "；".join(part for part in parts if part)


def _eta(turn: TurnContext, quote: Any) -> str:
    return f"同意的话，预计{speak_moment(quote.eta_if_approved, turn.now)}可以取车。" if quote.eta_if_approved else ""


def _keys(lines: list[OrderLine]) -> list[str]:
    return [line.key for line in lines]
