"""Nobody waits unseen: waiting conversations ring at somebody's page, and what nobody answers goes on to the next.

A round looks at every conversation that waits for a person, or whose person does not answer, and moves each in a
transaction of its own under the epoch it saw; whoever was faster wins.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation import queue
from bot.conversation.alerts import alert
from bot.conversation.assignment import Person, Waiting, assign, holds
from bot.conversation.history import UNSERVED
from bot.conversation.log import Draft, Expect, append
from bot.conversation.models import Conversation, HandoffRecord, Ring
from bot.conversation.ownership import PRIORITIES, Overtaken, Owner
from bot.conversation.waits import end_ring, place, usual_wait
from bot.db import Database
from bot.shop.models import Staff
from bot.shop.staff import Availability, availability

Phrase = Callable[..., str]
Move = Callable[[AsyncSession], Awaitable[None]]

RING = timedelta(seconds=30)
"""How long one person's page rings."""
ANSWER = timedelta(seconds=120)
"""How long a customer waits for the word of the person who took them."""
EMPTY_DESK = timedelta(seconds=60)
"""How long somebody waits at an open desk at which nobody is, before the bot promises a call instead."""

_REMEMBERED = timedelta(minutes=10)
"""A call in vain longer ago than this is forgiven."""

PROMPT = "request_human"
"""The turn the bot owes whoever no person can come to: it finds nobody there and promises a call-back."""


async def loads(session: AsyncSession) -> dict[str, int]:
    """How many conversations each person holds, those that ring at their page included."""
    holding = [owner.value for owner in Owner if holds(owner)]
    query = (
        select(Conversation.staff_id, func.count())
        .where(Conversation.owner.in_(holding), Conversation.staff_id.is_not(None))
        .group_by(Conversation.staff_id)
    )
    return {staff_id: held for staff_id, held in await session.execute(query) if staff_id}


class Ringing:
    """The timers of the desk.

    Args:
        phrase: texts of domain responses.
    """

    def __init__(self, database: Database, phrase: Phrase) -> None:
        self._database = database
        self._phrase = phrase

    async def round(self, now: datetime) -> list[str]:
        """Everything that is due at ``now``; the conversations that changed."""
        async with self._database.session() as session:
            waiting = await queue.waiting(session)
            unanswered = await _unanswered(session, now)
            if not waiting and not unanswered:
                return []
            there = await availability(session, now=now, loads=await loads(session))
        changed = await self._take_back(unanswered, there, now)
        changed += await self._stop_ringing([r for r in waiting if r.owner == Owner.RINGING.value], there, now)
        queued = [row for row in waiting if row.owner == Owner.QUEUED.value]
        if there.free:
            changed += await self._ring(queued, there, now)
        elif not there.desk_open or not there.online:
            changed += await self._promise_calls(queued, there, now)
        return changed

    async def decline(self, conversation_id: str, staff_id: str, now: datetime) -> bool:
        """The rung person passes; whether their page rang at all."""
        async with self._database.session() as session:
            row = await session.get(Conversation, conversation_id)
        if row is None or row.owner != Owner.RINGING.value or row.staff_id != staff_id:
            return False
        return await self._unring(row, "declined", now)

    async def _ring(self, queued: Sequence[Any], there: Availability, now: datetime) -> list[str]:
        people = [
            Person(item.staff.id, item.staff.name, item.staff.store_id, item.staff.capacity - item.load, item.load)
            for item in there.free
        ]
        async with self._database.session() as session:
            waiting = await _described(session, queued, now)
        pairs = assign(waiting, people)
        return [one.conversation_id for one, person in pairs if await self._moved(_ringing(one, person, now))]

    async def _stop_ringing(self, ringing: Sequence[Any], there: Availability, now: datetime) -> list[str]:
        online = {item.staff.id for item in there.online}
        over = [row for row in ringing if now - (row.rung_at or now) >= RING or row.staff_id not in online]
        return [row.id for row in over if await self._unring(row, "missed", now)]

    async def _unring(self, row: Any, outcome: str, now: datetime) -> bool:
        async def back(session: AsyncSession) -> None:
            await end_ring(session, row.id, outcome, now)
            changes = {"owner": Owner.QUEUED.value, "staff_id": None, "rung_at": None}
            drafts = [Draft("owner", "system", {"owner": Owner.QUEUED.value})]
            await append(session, row.id, drafts, now=now, expect=Expect(row.epoch), changes=changes)
            if outcome == "missed":
                name = await session.scalar(select(Staff.name).where(Staff.id == row.staff_id))
                text = self._phrase("utter_desk_ring_missed", staff=name or "")
                await alert(session, "ring_missed", text, now=now, conversation_id=row.id)

        return await self._moved(back)

    async def _take_back(self, rows: Sequence[Any], there: Availability, now: datetime) -> list[str]:
        online = {item.staff.id for item in there.online}
        silent = [row for row in rows if row.replied_at is None or row.staff_id not in online]
        return [row.id for row in silent if await self._moved(self._requeueing(row, now))]

    def _requeueing(self, row: Any, now: datetime) -> Move:
        async def requeue(session: AsyncSession) -> None:
            rank = max(row.priority, PRIORITIES["high"])
            queued_at = await _front(session, row, rank)
            estimate = await usual_wait(session)
            drafts = [
                Draft("owner", "system", {"owner": Owner.QUEUED.value}),
                Draft("queue", "system", place(1, estimate, now - queued_at)),
                Draft("message", "system", {"type": "text", "text": self._phrase("utter_requeued")}),
            ]
            changes = {
                "owner": Owner.QUEUED.value,
                "staff_id": None,
                "queued_at": queued_at,
                "priority": rank,
                "queue_position": 1,
                "waiting_since": None,
                "replied_at": None,
            }
            session.add(
                HandoffRecord(conversation_id=row.id, episode=row.episode, at=now, reason="unanswered", priority=rank)
            )
            await append(session, row.id, drafts, now=now, expect=Expect(row.epoch), changes=changes)
            name = await session.scalar(select(Staff.name).where(Staff.id == row.staff_id))
            text = self._phrase("utter_desk_unanswered", staff=name or "")
            await alert(session, "unanswered", text, now=now, conversation_id=row.id)

        return requeue

    async def _promise_calls(self, queued: Sequence[Any], there: Availability, now: datetime) -> list[str]:
        left = [r for r in queued if not there.desk_open or now - (r.queued_at or now) >= EMPTY_DESK]
        changes = {
            "owner": Owner.BOT.value,
            "queued_at": None,
            "queue_position": None,
            "priority": 0,
            "prompt": PROMPT,
        }
        drafts = [Draft("owner", "system", {"owner": Owner.BOT.value})]

        def leaving(row: Any) -> Move:
            async def leave(session: AsyncSession) -> None:
                await append(session, row.id, drafts, now=now, expect=Expect(row.epoch), changes=changes, why=UNSERVED)

            return leave

        return [row.id for row in left if await self._moved(leaving(row))]

    async def _moved(self, move: Move) -> bool:
        async with self._database.session() as session:
            try:
                await move(session)
            except Overtaken:
                await session.rollback()
                return False
            await session.commit()
        return True


def _ringing(one: Waiting, person: Person, now: datetime) -> Move:
    async def ring(session: AsyncSession) -> None:
        await _ring(session, one, person, now)

    return ring


async def _ring(session: AsyncSession, one: Waiting, person: Person, now: datetime) -> None:
    # The person's row first: two processes that would ring one person for two customers take turns here.
    await session.execute(select(Staff.id).where(Staff.id == person.staff_id).with_for_update())
    staff = await session.get_one(Staff, person.staff_id)
    if staff.base_load + (await loads(session)).get(staff.id, 0) >= staff.capacity:
        raise Overtaken(one.conversation_id)
    session.add(Ring(conversation_id=one.conversation_id, staff_id=person.staff_id, at=now))
    await session.flush()
    drafts = [Draft("owner", "system", {"owner": Owner.RINGING.value, "staff": person.name}, staff_id=person.staff_id)]
    changes = {"owner": Owner.RINGING.value, "staff_id": person.staff_id, "rung_at": now}
    await append(session, one.conversation_id, drafts, now=now, expect=Expect(one.epoch), changes=changes)


async def _unanswered(session: AsyncSession, now: datetime) -> Sequence[Any]:
    query = select(Conversation).where(
        Conversation.owner == Owner.HUMAN.value, Conversation.waiting_since <= now - ANSWER
    )
    return (await session.scalars(query)).all()


async def _described(session: AsyncSession, queued: Sequence[Any], now: datetime) -> list[Waiting]:
    """The waiting rows with their advisors and who was rung in vain: two reads for all of them."""
    ids = [row.id for row in queued]
    rings = await session.execute(
        select(Ring.conversation_id, Ring.staff_id, func.max(Ring.at))
        .where(Ring.conversation_id.in_(ids), Ring.at > now - _REMEMBERED, Ring.outcome.in_(("missed", "declined")))
        .group_by(Ring.conversation_id, Ring.staff_id)
    )
    rung: dict[str, dict[str, datetime]] = {}
    for conversation_id, staff_id, at in rings:
        rung.setdefault(conversation_id, {})[staff_id] = at
    customers = {row.customer_id for row in queued if row.customer_id}
    served = await session.execute(
        select(HandoffRecord.conversation_id, Conversation.customer_id, HandoffRecord.staff_id)
        .join(Conversation, Conversation.id == HandoffRecord.conversation_id)
        .where(
            HandoffRecord.staff_id.is_not(None),
            or_(HandoffRecord.conversation_id.in_(ids), Conversation.customer_id.in_(customers)),
        )
        .order_by(HandoffRecord.accepted_at)
    )
    advisors: dict[str, str] = {}
    for row in served:
        advisors[row.conversation_id] = advisors[row.customer_id or row.conversation_id] = row.staff_id or ""
    return [
        Waiting(
            conversation_id=row.id,
            epoch=row.epoch,
            store=row.entry_store,
            advisor=advisors.get(row.customer_id or row.id) or advisors.get(row.id),
            rung=rung.get(row.id, {}),
        )
        for row in queued
    ]


async def _front(session: AsyncSession, row: Any, rank: int) -> datetime:
    """An arrival before everybody else's of this priority: whoever was left waiting is served next."""
    first: datetime | None = await session.scalar(
        select(func.min(Conversation.queued_at)).where(Conversation.priority == rank, Conversation.id != row.id)
    )
    since: datetime = row.waiting_since
    return min(since, first - timedelta(milliseconds=1)) if first is not None else since

