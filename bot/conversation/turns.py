"""Running a customer's turn: claim, understand and act, commit everything together or nothing.

The rules of failure: a refusal by the shop is an answer; a conflict runs the turn again on the new state; an exception
runs it once more and then apologises; a message that killed the process twice is apologised for without a third try.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from actions.context import TurnContext
from bot.brain.turn import Reply, Said
from bot.clock import Clock
from bot.conversation import claims
from bot.conversation.claims import Claim
from bot.conversation.compose import compose
from bot.conversation.effects import apply_effects
from bot.conversation.failures import apology, danger_banner
from bot.conversation.history import record_turn
from bot.conversation.log import append, tell_desk
from bot.conversation.models import Conversation, LogEvent, StoredTracker, WatchedOrder
from bot.conversation.ownership import WAITING, Overtaken, Owner, may_run_turns
from bot.conversation.passing import typing
from bot.conversation.quotes import OrderCards, order_cards, renew_cards
from bot.conversation.wake import DESK, Waker
from bot.db import Database
from bot.metrics import TURN_SECONDS, TURNS
from bot.shop import orders
from bot.shop.privacy import notice_version
from bot.shop.shop import load_shop

if TYPE_CHECKING:
    from bot.brain.brain import Brain

logger = logging.getLogger(__name__)

ANSWER_WITHIN = 10.0
"""Seconds after which a turn without an answer has failed."""

FREE = {"lease_by": None, "lease_until": None, "prompt": None}
"""What the conversation row returns to when its turn is over."""

_TRIES_ON_CONFLICT = 5
_TRIES_ON_ERROR = 2
_ATTEMPTS_BEFORE_GIVING_UP = 2


class DatabaseAway(Exception):
    """The database cannot be reached now; the messages wait."""


class TurnRunner:
    """Runs turns, one at a time in this process.

    Args:
        process: name of this process in leases, unique among processes.
    """

    def __init__(self, database: Database, brain: Brain, waker: Waker, clock: Clock, process: str) -> None:
        self._database = database
        self._brain = brain
        self._waker = waker
        self._clock = clock
        self._process = process
        self._turnstile = asyncio.Semaphore(1)

    async def run(self, conversation_id: str) -> bool:
        """Run the next turn of a conversation; whether there was one.

        Raises:
            DatabaseAway: nothing was changed; try again later.
        """
        try:
            claim = await claims.claim(self._database, conversation_id, self._process, self._clock.now())
            if claim is None:
                return False
            started = asyncio.get_running_loop().time()
            outcome = await self._handle(claim)
        except DBAPIError as error:
            raise DatabaseAway(str(error.orig)) from error
        except (OSError, asyncio.TimeoutError) as error:
            raise DatabaseAway(str(error)) from error
        TURNS.labels(outcome).inc()
        TURN_SECONDS.observe(asyncio.get_running_loop().time() - started)
        self._waker.wake([conversation_id, DESK])
        return True

    async def _handle(self, claim: Claim) -> str:
        if not may_run_turns(claim.owner):
            await self._leave_to_person(claim)
            return "human"
        if claim.attempts > _ATTEMPTS_BEFORE_GIVING_UP:
            logger.error("conversation %s: messages %s killed the process twice", claim.conversation_id, claim.seqs)
            await self._apologise(claim)
            return "failed"
        self._waker.signal(claim.conversation_id, typing("bot", self._clock.now()))
        try:
            return await asyncio.wait_for(self._try(claim), ANSWER_WITHIN)
        except asyncio.TimeoutError:
            logger.error("conversation %s: no answer within %s s", claim.conversation_id, ANSWER_WITHIN)
        await self._apologise(claim)
        return "failed"

    async def _try(self, claim: Claim) -> str:
        conflicts = errors = 0
        while True:
            try:
                await self._attempt(claim)
                return "answered"
            except Overtaken:
                if await self._is_a_persons(claim.conversation_id):
                    await self._leave_to_person(claim)
                return "overtaken"
            except (IntegrityError, StaleDataError):
                conflicts += 1
                if conflicts >= _TRIES_ON_CONFLICT:
                    logger.exception("conversation %s: conflict after conflict", claim.conversation_id)
                    break
            except DBAPIError as error:
                if _is_away(error):
                    raise
                errors += 1
                logger.exception("conversation %s: the turn failed", claim.conversation_id)
            except Exception:
                errors += 1
                logger.exception("conversation %s: the turn failed", claim.conversation_id)
            if errors >= _TRIES_ON_ERROR:
                break
        await self._apologise(claim)
        return "failed"

    async def _attempt(self, claim: Claim) -> None:
        conversation = claim.conversation
        async with self._turnstile, self._database.session() as session:
            notice = notice_version(await load_shop(session))
            context = TurnContext(
                session=session,
                now=claim.at,
                conversation_id=claim.conversation_id,
                owner="queued" if claim.owner in WAITING else claim.owner.value,
                entry_store=conversation.entry_store,
                customer_id=conversation.customer_id,
                verified=conversation.verified,
                consented=conversation.consented_at is not None and conversation.consent_version == notice,
                notice=notice,
                misses=conversation.misses,
                episode=conversation.episode,
                address=claim.address,
                queue_position=conversation.queue_position,
                watched=await _watched(session, claim.conversation_id),
                last_turn_at=claim.saved_at,
                closed_notice=conversation.closed_notice,
            )
            reply = await self._brain.turn(context, _said(claim), claim.state, claim.saved_at)
            grown = await self._commit(session, claim, context, reply)
        self._waker.wake(grown)

    async def rehearse(self, text: str) -> Reply:
        """What a new customer would be answered now. Nothing of it is written, sent or remembered.

        Raises:
            NothingSaid: the dialogue has no answer.
            Exception: whatever an action raised.
        """
        async with self._turnstile, self._database.session() as session:
            notice = notice_version(await load_shop(session))
            rehearsal = f"rehearsal-{uuid.uuid4().hex}"
            context = TurnContext(session, self._clock.now(), rehearsal, consented=True, notice=notice)
            # Left without a commit, the session forgets what the actions added.
            return await asyncio.wait_for(self._brain.turn(context, [Said(text)], None, None), ANSWER_WITHIN)

    async def _commit(self, session: AsyncSession, claim: Claim, context: TurnContext, reply: Reply) -> list[str]:
        """Write everything; the other conversations whose cards changed with it."""
        now = self._clock.now()
        changed = await _changed_orders(session, context)
        drafts = await compose(session, claim.conversation_id, reply.messages, claim.reply_to, now)
        after, changes = await apply_effects(session, claim, context, now)
        if context.effects.forget is None:
            tracker = StoredTracker(conversation_id=claim.conversation_id, body=reply.state, saved_at=claim.at)
            await session.merge(tracker)
        await session.flush()
        grown = await _renew_changed(session, changed, now)
        await append(
            session,
            claim.conversation_id,
            [*drafts, *after],
            now=now,
            expect=claim.expect,
            changes={**FREE, **changes},
        )
        await _mark(session, claim, "missed" if context.effects.missed else "handled")
        record_turn(session, claim, "missed" if context.effects.missed else "answered", reply)
        await session.commit()
        return grown

    async def _leave_to_person(self, claim: Claim) -> None:
        """The messages are the person's to answer; danger still reaches customer and staff at once."""
        async with self._database.session() as session:
            drafts = []
            alarms = [message.text for message in claim.messages if self.is_danger(message.text)]
            if alarms:
                drafts = await danger_banner(session, " ".join(alarms), self._brain.phrase)
            await _mark(session, claim, "human")
            await append(
                session,
                claim.conversation_id,
                drafts,
                now=self._clock.now(),
                changes=FREE,
            )
            await session.commit()

    async def _apologise(self, claim: Claim) -> None:
        async with self._database.session() as session:
            now = self._clock.now()
            in_danger = any(self.is_danger(message.text) for message in claim.messages)
            drafts, changes = await apology(session, claim, in_danger, self._brain.phrase, now)
            await session.flush()
            await _mark(session, claim, "failed")
            record_turn(session, claim, "failed")
            try:
                await append(
                    session,
                    claim.conversation_id,
                    drafts,
                    now=now,
                    expect=claim.expect,
                    changes={**FREE, **changes},
                )
            except Overtaken:
                await session.rollback()
                return
            await session.commit()

    async def _is_a_persons(self, conversation_id: str) -> bool:
        async with self._database.session() as session:
            owner = await session.scalar(select(Conversation.owner).where(Conversation.id == conversation_id))
        return owner is not None and not may_run_turns(Owner(owner))

    def is_danger(self, text: str) -> bool:
        """Whether ``text`` reports present danger."""
        return bool(self._brain.understand(text)["intent"]["name"] == "report_danger")


async def _watched(session: AsyncSession, conversation_id: str) -> tuple[str, ...]:
    query = select(WatchedOrder.order_no).where(WatchedOrder.conversation_id == conversation_id)
    return tuple(await session.scalars(query.order_by(WatchedOrder.order_no)))


async def _changed_orders(session: AsyncSession, context: TurnContext) -> list[OrderCards]:
    numbers = dict.fromkeys(context.effects.changed_orders)
    return [await order_cards(session, await orders.find_by_no(session, no)) for no in numbers]


async def _renew_changed(session: AsyncSession, changed: list[OrderCards], now: datetime) -> list[str]:
    grown: list[str] = []
    for one in changed:
        grown += await renew_cards(session, one, now=now)
    if changed:
        await tell_desk(session, [("orders", None, None)], now)
    return grown


def _said(claim: Claim) -> list[Said]:
    if claim.prompt is not None:
        return [Said("", {"intent": claim.prompt})]
    first = claim.messages[0]
    if first.meaning is not None:
        return [Said(first.text, first.meaning)]
    return [Said("\n".join(message.text for message in claim.messages))]


async def _mark(session: AsyncSession, claim: Claim, state: str) -> None:
    await session.execute(
        update(LogEvent)
        .where(LogEvent.conversation_id == claim.conversation_id, LogEvent.seq.in_(claim.seqs))
        .values(state=state)
        .execution_options(synchronize_session=False)
    )


def _is_away(error: DBAPIError) -> bool:
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
