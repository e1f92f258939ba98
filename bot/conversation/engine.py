"""The conversation engine of one process: takes messages in, runs turns, wakes streams, sweeps up."""

from __future__ import annotations

import asyncio
import logging
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.conversation import claims, intake, outbox, queue, retention
from bot.conversation.effects import left_queue
from bot.conversation.gather import Gatherer
from bot.conversation.intake import Incoming, TakenIn
from bot.conversation.log import Draft, Expect, append
from bot.conversation.models import Conversation
from bot.conversation.outbox import Sender
from bot.conversation.ownership import WAITING, Overtaken, Owner
from bot.conversation.ringing import Ringing
from bot.conversation.staffing import Staffing
from bot.conversation.timers import run_due
from bot.conversation.turns import TurnRunner
from bot.conversation.wake import DESK, Waker
from bot.conversation.wire import Wire
from bot.db import Database
from bot.metrics import FAILED_TRIES
from bot.shop import access

if TYPE_CHECKING:
    from bot.brain.brain import Brain

logger = logging.getLogger(__name__)

_SWEEP_EVERY = 1.0
_HOUSEKEEPING = timedelta(minutes=1)
_LEFT_BEHIND = timedelta(seconds=2)
_TIMERS_EVERY = timedelta(minutes=1)


class Engine:
    """What the edges talk to.

    Args:
        senders: who carries out outbox items, by kind.
        clock: the time; turns see the time of their messages instead.
    """

    def __init__(self, database: Database, brain: Brain, clock: Clock, senders: dict[str, Sender]) -> None:
        self.database = database
        self.brain = brain
        self.clock = clock
        self.waker = Waker()
        self.staffing = Staffing(database, brain.phrase)
        self.ringing = Ringing(database, brain.phrase)
        process = secrets.token_hex(8)
        self.runner = TurnRunner(database, brain, self.waker, clock, process)
        self._wire = Wire(database, self.waker, process)
        self.gatherer = Gatherer(self.runner.run)
        self.senders = senders
        self._house_kept: datetime | None = None
        self._sweeper: asyncio.Task[None] | None = None
        self._timers_ran: datetime | None = None

    async def start(self) -> None:
        """Take up what an earlier process left behind, and keep sweeping."""
        if self.database.is_sqlite:
            await claims.forget_leases(self.database)
        self._wire.start()
        await self._take_up(timedelta(0))
        self._sweeper = asyncio.create_task(self._sweep_forever(), name="sweeper")

    async def stop(self) -> None:
        """Finish running turns."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.gather(self._sweeper, return_exceptions=True)
        await self.gatherer.stop()
        await self._wire.stop()

    async def open_conversation(self, entry_store: str | None) -> str:
        """A new visitor's conversation, greeted and told about privacy; its id."""
        greeting = [
            Draft("message", "system", {"type": "text", "text": self.brain.phrase("utter_privacy_notice")}),
            Draft("message", "bot", {"type": "text", "text": self.brain.phrase("utter_welcome")}),
        ]
        return await intake.open_conversation(
            self.database, now=self.clock.now(), entry_store=entry_store, greeting=greeting
        )

    async def post(self, conversation_id: str, incoming: Incoming, address: str) -> TakenIn:
        """Take a message in and have it handled. See :func:`bot.conversation.intake.take_in` for errors."""
        taken = await intake.take_in(self.database, conversation_id, incoming, now=self.clock.now(), address=address)
        if taken.new:
            self.waker.wake([conversation_id, DESK])
        urgent = taken.is_choice or taken.owner is Owner.HUMAN or (
            incoming.text is not None and self.runner.is_danger(incoming.text)
        )
        self.gatherer.arrived(conversation_id, urgent=urgent)
        return taken

    async def leave_queue(self, conversation_id: str) -> bool:
        """The customer no longer waits for a person; whether they were waiting."""
        async with self.database.session() as session:
            row = await session.get(Conversation, conversation_id)
            if row is None or Owner(row.owner) not in WAITING:
                return False
            drafts, changes = await left_queue(session, conversation_id, self.clock.now())
            text = {"type": "text", "text": self.brain.phrase("utter_left_queue")}
            try:
                await append(
                    session,
                    conversation_id,
                    [*drafts, Draft("message", "system", text)],
                    now=self.clock.now(),
                    expect=Expect(row.epoch),
                    changes=changes,
                )
            except Overtaken:
                return False
            await session.commit()
        self.waker.wake([conversation_id, DESK])
        return True

    async def sweep(self) -> None:
        """One round: the desk's timers, turns left behind or owed, lost wake-ups, queue positions, outbox; once a
        minute what fell due.
        """
        now = self.clock.now()
        grown = await self.ringing.round(now)
        await self._take_up(_LEFT_BEHIND)
        await self._wire.look()
        grown += await queue.tell_positions(self.database, now)
        grown += await outbox.send_due(self.database, self.senders, now)
        if self._timers_ran is None or now - self._timers_ran >= _TIMERS_EVERY:
            self._timers_ran = now
            grown += await run_due(self.database, self.brain.phrase, now)
        if grown:
            self.waker.wake([*grown, DESK])
        await self._keep_house()

    async def _keep_house(self) -> None:
        """Once a minute: whether the day's deletions are due, and whether somebody is guessing."""
        now = self.clock.now()
        if self._house_kept is not None and now - self._house_kept < _HOUSEKEEPING:
            return
        self._house_kept = now
        await retention.run_if_due(self.database, now=now)
        async with self.database.session() as session:
            failed = await access.failed_in_total(session, now=now)
        FAILED_TRIES.set(failed)
        if failed >= access.ALARM.tries:
            logger.error("%d failed tries to identify within %s: somebody is guessing", failed, access.ALARM.window)

    async def _take_up(self, older_than: timedelta) -> None:
        now = self.clock.now()
        for conversation_id in await claims.waiting_conversations(self.database, now - older_than, now):
            self.gatherer.arrived(conversation_id, urgent=True)

    async def _sweep_forever(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_EVERY)
            try:
                await self.sweep()
            except Exception:
                logger.exception("sweep failed")
