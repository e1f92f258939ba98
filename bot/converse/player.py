"""Playing a conversation: turns in order, gathering what was typed together, settling what the bot still asks."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from bot.conversation import intake, queue, surveys
from bot.conversation.intake import Incoming
from bot.conversation.log import events_after
from bot.conversation.models import Conversation as ConversationRow
from bot.conversation.models import HandoffRecord, LogEvent, SmsLogEntry
from bot.conversation.ownership import Owner
from bot.converse.script import Conversation, ScriptError
from bot.converse.shop_events import move_order
from bot.converse.stage import Play
from bot.shop import orders

DEFAULT_GAP = 20.0
TYPED_TOGETHER = 3.0
_SETTLING_AT_MOST = 6
_AT_ONCE = ("privacy", "code")


@dataclass(slots=True)
class Moment:
    """What happened between one scripted turn and the next."""

    events: list[LogEvent] = field(default_factory=list)
    owner: str = "bot"
    handoffs: list[tuple[str, int]] = field(default_factory=list)


class Player:
    """Plays one conversation; ``moments[n]`` belongs to turn ``n`` (0 is the greeting)."""

    def __init__(self, script: Conversation, play: Play) -> None:
        self._script = script
        self._play = play
        self._ids = itertools.count(1)
        self._seen = 0
        self.moments: list[Moment] = []

    async def run(self) -> list[Moment]:
        """Play every turn."""
        await self._note_down()
        turns = self._script.turns
        for number, turn in enumerate(turns, start=1):
            last = number == len(turns)
            together = not last and _typed_with_previous(turns[number])
            await self._turn(turn, wait=together)
            await self._note_down(new=True)
            if together:
                continue
            await self._answer_at_once()
            if turn.get("settle") or (last and self._script.settles):
                await self._settle(confirm_too=last)
        return self.moments

    async def _turn(self, turn: dict[str, Any], *, wait: bool) -> None:
        if "user" in turn or "choice" in turn:
            self._play.clock.advance(float(turn.get("gap_s", DEFAULT_GAP)))
            choice = await self._choice(str(turn["choice"])) if "choice" in turn else None
            await self._send(turn.get("user"), choice, turn.get("client_id"), wait=wait)
        elif "agent" in turn:
            await self._agent(turn["agent"])
        else:
            await self._event(turn["event"])

    async def _send(self, text: Any, choice: str | None, client_id: str | None = None, *, wait: bool = False) -> None:
        incoming = Incoming(client_id or f"c{next(self._ids)}", None if text is None else str(text), choice)
        await intake.take_in(
            self._play.engine.database,
            self._play.conversation_id,
            incoming,
            now=self._play.clock.now(),
            address="198.51.100.7",
        )
        if not wait:
            await self._play.run()

    async def _choice(self, label: str) -> str:
        for event in reversed(await self._all_events()):
            for choice in event.body.get("choices", ()):
                if label in choice["label"]:
                    return str(choice["choice"])
        raise ScriptError(f"no offered button contains {label!r}")

    async def _agent(self, agent: dict[str, Any]) -> None:
        staff_id, name = await self._play.staff_id(agent.get("who"))
        staffing, now = self._play.engine.staffing, self._play.clock.now()
        conversation_id = self._play.conversation_id
        does = agent["does"]
        if does == "accepts" and self.moments and self.moments[-1].owner == Owner.BOT.value:
            # A file may have somebody accept what this bot keeps with itself: they pick it up all the same.
            await staffing.take_over(conversation_id, staff_id, name, now)
        elif does == "accepts":
            await staffing.accept(conversation_id, staff_id, name, now)
        elif does == "takes_over":
            await staffing.take_over(conversation_id, staff_id, name, now)
        elif does == "says":
            await staffing.reply(conversation_id, staff_id, name, agent["text"], f"a{next(self._ids)}", now)
        elif does == "hands_back":
            await staffing.hand_back(conversation_id, staff_id, now)
            await self._play.run()
        else:
            raise ScriptError(f"an agent cannot {does!r}")

    async def _event(self, event: dict[str, Any]) -> None:
        kind = event["type"]
        if kind == "order_stage":
            await self._order_stage(event)
        elif kind in ("survey_sent", "followup_due"):
            await self._ask_afterwards(event)
        elif kind == "page_reopened":
            self._play.clock.advance(60.0 * float(event.get("after_minutes", 0)))
            if event.get("same_device") is False:
                self._seen = 0
                await self._play.open_elsewhere(self._script)
        elif kind not in ("page_closed", "page_reloaded", "queue_moved", "note"):
            raise ScriptError(f"there are no events of type {kind!r}")
        if kind == "queue_moved":
            await self._serve_those_ahead()

    async def _order_stage(self, event: dict[str, Any]) -> None:
        now = self._play.clock.now()
        async with self._play.engine.database.session() as session:
            order = await orders.find_by_no(session, str(event["order"]))
            await move_order(session, order, event, self._play.engine.brain.phrase, now)
            await session.commit()

    async def _ask_afterwards(self, event: dict[str, Any]) -> None:
        now, phrase = self._play.clock.now(), self._play.engine.brain.phrase
        order_no = str(event["order"]) if event.get("order") else None
        async with self._play.engine.database.session() as session:
            if event["type"] == "followup_due":
                if order_no is None:
                    raise ScriptError("followup_due: `order` is needed")
                await surveys.ask_how_it_runs(session, self._play.conversation_id, order_no, phrase, now=now)
            else:
                scale, episode = _out_of(event.get("scale", 5)), self._play.conversation_id
                await surveys.ask_for_rating(
                    session, self._play.conversation_id, phrase, now=now, scale=scale,
                    order_no=order_no, episode=None if order_no else f"{episode}:1",
                )  # fmt: skip
            await session.commit()

    async def _serve_those_ahead(self) -> None:
        engine, now = self._play.engine, self._play.clock.now()
        async with engine.database.session() as session:
            ahead = [row.id for row in await queue.waiting(session) if row.id != self._play.conversation_id]
        staff_id, name = await self._play.staff_id(None)
        for conversation_id in ahead:
            await engine.staffing.accept(conversation_id, staff_id, name, now)
        await queue.tell_positions(engine.database, now)

    async def _answer_at_once(self) -> None:
        for _ in range(4):
            asked = self._asked()
            wanted = next((what for what in _AT_ONCE if what in asked), None)
            if wanted is None or self.moments[-1].owner not in ("bot", "queued"):
                return
            await self._reply(wanted)

    async def _settle(self, *, confirm_too: bool) -> None:
        for _ in range(_SETTLING_AT_MOST):
            asked = self._asked()
            if not asked or self.moments[-1].owner != Owner.BOT.value:
                return
            if "confirm" in asked and not confirm_too:
                return
            await self._reply(next((what for what in asked if what in self._script.answers), asked[0]))

    async def _reply(self, what: str) -> None:
        text = self._script.answers.get(what) or self._script.answers.get("else") or "没有别的了"
        if text == "@last_sms_code":
            text = await self._last_sms_code()
        self._play.clock.advance(DEFAULT_GAP)
        await self._send(text, None)
        await self._note_down()

    def _asked(self) -> list[str]:
        """What the bot's latest messages ask; nothing once it has answered without a question."""
        asked: list[str] = []
        for event in self.moments[-1].events:
            if event.sender == "customer":
                asked = []
            elif event.sender == "bot" and event.body.get("asks"):
                asked = list(event.body["asks"])
        return asked

    async def _note_down(self, *, new: bool = False) -> None:
        if new or not self.moments:
            self.moments.append(Moment())
        moment = self.moments[-1]
        async with self._play.engine.database.session() as session:
            fresh = await events_after(session, self._play.conversation_id, self._seen, limit=1000)
            row = await session.get(ConversationRow, self._play.conversation_id)
            assert row is not None
            query = select(HandoffRecord.reason, HandoffRecord.priority).where(
                HandoffRecord.conversation_id.in_(self._play.threads)
            )
            moment.handoffs = [(r.reason, r.priority) for r in (await session.execute(query)).all()]
        moment.events += fresh
        if fresh:
            self._seen = fresh[-1].seq
        moment.owner = row.owner

    async def _all_events(self) -> list[LogEvent]:
        async with self._play.engine.database.session() as session:
            return list(await events_after(session, self._play.conversation_id, 0, limit=1000))

    async def _last_sms_code(self) -> str:
        async with self._play.engine.database.session() as session:
            rows = list(await session.scalars(select(SmsLogEntry).order_by(SmsLogEntry.at.desc())))
        for row in rows:
            code = re.search(r"(?<!\d)\d{6}(?!\d)", row.text)
            if code:
                return code.group()
        raise ScriptError("no text message with a code was sent")


def _typed_with_previous(turn: dict[str, Any]) -> bool:
    return "user" in turn and "gap_s" in turn and float(turn["gap_s"]) <= TYPED_TOGETHER


def _out_of(scale: Any) -> int:
    """The highest score of a scale, written ``5``, ``1-5`` or ``0-10``."""
    highest = re.search(r"(\d+)\D*$", str(scale))
    if highest is None:
        raise ScriptError(f"survey_sent: no scale {scale!r}")
    return int(highest[1])
