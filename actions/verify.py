"""Proving who a customer is: a one-time code to the phone. What waits for it goes on afterwards."""

from __future__ import annotations

import re
import unicodedata
from typing import ClassVar

from rasa_sdk import Tracker

from actions import agenda
from actions.agenda import RIGHTS, VERIFY_FORM, Task, await_identity
from actions.base import Events, Filled, Message, Say
from actions.context import TurnContext
from actions.forms import OVER, PRIVACY, Remembered, TaskForm, needs_privacy
from actions.tasks import BeginTask, SubmitTask
from actions.times import speak_moment
from actions.vehicles import take_identity
from bot.nlu.readers import mask_phone
from bot.shop import codes, customers, holdings, privacy
from bot.shop.codes import Verdict
from bot.shop.errors import TooManyTries

_CODE = re.compile(r"(?<!\d)\d(?:[\s-]?\d){5}(?!\d)")
_DIGITS = re.compile(r"\d{4,8}")
_AGAIN = re.compile(r"重(新)?发|再发|没收到|收不到|没有收到|过期|换一个码")


_BUTTON = "what"
_WANTED = {"积分": "action_ask_membership"}
"""What a button that begins the proof wants it for."""


class VerifyForm(TaskForm):
    """Asks for the phone and for the code that was sent to it."""

    form = VERIFY_FORM
    opened_by = "verify_identity"
    slots = ("verify_phone", "verify_sent", "verify_code", RIGHTS)
    entities = ("phone",)
    remembers: ClassVar[Remembered] = {"verify_phone": "known_phone"}
    stops_on = frozenset({"stop", "deny"})

    async def is_answer(self, turn: TurnContext, message: Message, requested: str) -> bool:
        """Six digits, or the wish for another message."""
        tried = code_in(message.text) or _DIGITS.fullmatch(message.text.strip())
        return requested == "verify_code" and bool(tried or _AGAIN.search(message.text))

    async def take(
        self, turn: TurnContext, say: Say, message: Message, filled: Filled, requested: str | None
    ) -> str | None:
        """The phone; then the code, which ends the form when it is right."""
        phone = filled.get("verify_phone")
        take_identity(message, filled, plate="", phone="verify_phone")
        filled.pop("", None)
        if filled.get("verify_phone") != phone:
            filled["verify_sent"] = None
        if requested != "verify_code" or not filled.get("verify_sent"):
            return None
        if _AGAIN.search(message.text):
            filled["verify_sent"] = None
            return None
        code = code_in(message.text)
        return None if code is None else await self._check(turn, say, code, filled)

    async def _check(self, turn: TurnContext, say: Say, code: str, filled: Filled) -> str | None:
        try:
            verdict = await codes.check(
                turn.session, code, filled["verify_phone"], conversation_id=turn.conversation_id, now=turn.now,
                address=turn.address or None,
            )  # fmt: skip
        except TooManyTries as limit:
            _say_limit(turn, say, limit)
            return OVER
        if verdict is Verdict.RIGHT:
            if filled.get(RIGHTS) and not await holdings.knows_phone(turn.session, filled["verify_phone"]):
                say("utter_nothing_held")
                return OVER
            return "done"
        say(f"utter_code_{verdict.value}")
        filled["verify_code"] = verdict.value
        if verdict is not Verdict.WRONG:
            filled["verify_sent"] = None
        return None

    async def next_slot(self, turn: TurnContext, say: Say, filled: Filled) -> str | None:
        """Consent, unless it is for one's rights, the phone, the code; a code is sent once, and again when it is asked
        for or no longer counts.
        """
        if turn.verified:
            return None
        if needs_privacy(turn, filled) and not filled.get(RIGHTS):
            return PRIVACY
        if not filled.get("verify_phone"):
            return "verify_phone"
        fresh = not filled.get("verify_sent")
        if fresh:
            try:
                code = await codes.issue(
                    turn.session, filled["verify_phone"], conversation_id=turn.conversation_id, now=turn.now
                )
            except TooManyTries as limit:
                _say_limit(turn, say, limit)
                return OVER
            text = f"【车小服】验证码{code}，5分钟内有效，只用于核实您本人查询或修改自己的单子，请勿告诉他人。"
            payload = {
                "phone": filled["verify_phone"],
                "text": text,
                "params": {"code": code},
                "conversation": turn.conversation_id,
                "valid_s": codes.LIFETIME.total_seconds(),
            }
            turn.effects.outbox.append(("sms", payload))
            filled["verify_sent"] = "sent"
        say(
            "utter_code_sent" if fresh else "utter_code_asked",
            phone=mask_phone(filled["verify_phone"]),
            asks=["code"],
            choices=[("重新发送", "inform", {"resend": "重新发送"}), ("先不查了", "stop", {})],
        )
        return "verify_code"


class BeginVerify(BeginTask):
    """Opens it on the customer's own wish."""

    form = VERIFY_FORM

    async def act(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events:
        """With what it is wanted for: the button says so, or a progress check was just refused."""
        wanted = Message.of(tracker).last(_BUTTON)
        tried = tracker.get_slot("tried")
        if wanted is not None and wanted.pressed and wanted.value in _WANTED:
            return await_identity(tracker, _WANTED[wanted.value])
        if tried:
            return await_identity(tracker, "progress_form", {"progress_plate": tried[0]})
        return await super().act(turn, say, tracker)


class SubmitVerify(SubmitTask):
    """The conversation belongs to the customer of that phone from now on."""

    form = VERIFY_FORM

    async def submit(self, turn: TurnContext, say: Say, tracker: Tracker) -> Events | None:
        """Whoever proves a phone the shop did not know is a customer from now on."""
        if turn.verified:
            return None
        customer = await customers.find_or_create(turn.session, tracker.get_slot("verify_phone"), now=turn.now)
        turn.customer_id, turn.verified = customer.id, True
        turn.effects.customer_id, turn.effects.verified = customer.id, True
        say("utter_verified" if agenda.suspended(tracker) else "utter_verified_idle")
        return None

    async def _say_dropped(self, turn: TurnContext, say: Say, outcome: str) -> None:
        if not turn.verified:
            await privacy.withdraw_deletions(turn.session, customer_id=None, conversation_id=turn.conversation_id)
        await super()._say_dropped(turn, say, outcome)

    def when_dropped(self, suspended: list[Task]) -> list[Task]:
        """What waited for the proof does not go on without it."""
        return [task for task in suspended if task["opened_by"] != agenda.VERIFY_FORM]


def _say_limit(turn: TurnContext, say: Say, limit: TooManyTries) -> None:
    until = speak_moment(limit.until, turn.now)
    say("utter_code_limit", until=until, offers=["human", "hotline"], choices=[("转人工", "request_human", {})])


def code_in(text: str) -> str | None:
    """Six digits that stand alone, blanks or hyphens between them allowed."""
    found = _CODE.search(unicodedata.normalize("NFKC", text))
    return re.sub(r"\D", "", found.group()) if found else None
