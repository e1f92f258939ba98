"""What staff do with a conversation: accept, take over, reply, note, hand back, close.

Every step checks owner and epoch in its own transaction, so that of two who press at once one succeeds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.intake import ClientIdReused, UnknownConversation
from bot.conversation.log import Draft, Expect, append, tell_desk
from bot.conversation.models import Conversation, HandoffRecord, LogEvent, Note
from bot.conversation.ownership import WAITING, IllegalOwnerChange, Overtaken, Owner, check_change
from bot.conversation.surveys import ask_for_rating
from bot.conversation.waits import end_ring
from bot.db import Database
from bot.db.crypto import blind_index

Phrase = Callable[..., str]

RESUME = "resume_task"
"""The intent of the turn that the bot owes after a hand-back."""

OUTCOMES = frozenset({"solved", "followup", "spam", "no_answer"})
_NOBODYS = (Owner.BOT, *WAITING, Owner.CLOSED)
_TRIES = 5
"""Looks at a conversation whose owner changes while it is taken; each change costs one."""
_RATED = frozenset({"solved", "followup"})
"""Outcomes of an episode in which somebody was served, so that it can be rated."""


class AlreadyTaken(Exception):
    """Somebody else was faster, or the conversation is no longer in the state this step needs."""


class NotYours(Exception):
    """Only the person who owns the conversation may do this."""


class Staffing:
    """The desk's half of ownership.

    Args:
        phrase: texts of domain responses.
    """

    def __init__(self, database: Database, phrase: Phrase) -> None:
        self._database = database
        self._phrase = phrase

    async def accept(self, conversation_id: str, staff_id: str, name: str, now: datetime) -> None:
        """Take a waiting conversation.

        Raises:
            UnknownConversation, AlreadyTaken: see there.
        """
        await self._take(conversation_id, staff_id, name, now, only_from=WAITING)

    async def take_over(self, conversation_id: str, staff_id: str, name: str, now: datetime) -> None:
        """Take a conversation from the bot, the queue, or a colleague; a bot turn on its way is dropped.

        Raises:
            UnknownConversation, AlreadyTaken: see there.
        """
        await self._take(conversation_id, staff_id, name, now, only_from=None)

    async def reply(
        self, conversation_id: str, staff_id: str, name: str, text: str, client_id: str, now: datetime
    ) -> int:
        """Send the customer a message; its seq. The same ``client_id`` again sends nothing twice.

        Raises:
            UnknownConversation, NotYours, ClientIdReused: see there.
        """
        fingerprint = blind_index("staff message", text)
        async with self._database.session() as session:
            row = await self._row(session, conversation_id)
            known = await session.execute(
                select(LogEvent.seq, LogEvent.fingerprint).where(
                    LogEvent.conversation_id == conversation_id, LogEvent.client_id == client_id
                )
            )
            before = known.one_or_none()
            if before is not None:
                if before.fingerprint != fingerprint:
                    raise ClientIdReused(client_id)
                return int(before.seq)
            _must_own(row, staff_id)
            draft = Draft(
                "message",
                "staff",
                {"type": "text", "text": text, "staff": name},
                client_id=client_id,
                fingerprint=fingerprint,
                staff_id=staff_id,
            )
            events = await self._append(session, row, [draft], now, {"waiting_since": None, "replied_at": now})
            await session.commit()
            return events[0].seq

    async def note(self, conversation_id: str, staff_id: str, text: str, now: datetime) -> None:
        """Leave a private remark that the customer never sees."""
        async with self._database.session() as session:
            await self._row(session, conversation_id)
            note = Note(conversation_id=conversation_id, at=now, staff_id=staff_id, text=text)
            session.add(note)
            await session.flush()
            (told,) = await tell_desk(session, [("note", conversation_id, None)], now)
            told.note_id = note.id
            await session.commit()

    async def hand_back(self, conversation_id: str, staff_id: str, now: datetime) -> None:
        """Give the conversation back to the bot, which owes a turn that goes on where it had stopped.

        Raises:
            UnknownConversation, NotYours: see there.
        """
        drafts = [_says(self._phrase("utter_handed_back"))]
        await self._leave(conversation_id, staff_id, Owner.BOT, drafts, {"prompt": RESUME}, now)

    async def close(self, conversation_id: str, staff_id: str, outcome: str, now: datetime) -> None:
        """End the episode; the customer is asked to rate it, unless nobody was served.

        Raises:
            UnknownConversation, NotYours: see there.
            ValueError: unknown outcome.
        """
        if outcome not in OUTCOMES:
            raise ValueError(outcome)
        drafts = [_says(self._phrase("utter_closed_by_staff"))]
        await self._leave(conversation_id, staff_id, Owner.CLOSED, drafts, {}, now, outcome=outcome)

    async def _take(
        self, conversation_id: str, staff_id: str, name: str, now: datetime, only_from: tuple[Owner, ...] | None
    ) -> None:
        for _ in range(_TRIES):
            try:
                return await self._take_once(conversation_id, staff_id, name, now, only_from)
            except Overtaken:
                # It began or stopped ringing between our look and our word: look again, but take it from nobody.
                only_from = only_from or _NOBODYS
        raise AlreadyTaken(conversation_id)

    async def _take_once(
        self, conversation_id: str, staff_id: str, name: str, now: datetime, only_from: tuple[Owner, ...] | None
    ) -> None:
        async with self._database.session() as session:
            row = await self._row(session, conversation_id)
            owner = Owner(row.owner)
            if only_from is not None and owner not in only_from:
                raise AlreadyTaken(conversation_id)
            try:
                check_change(owner, Owner.HUMAN)
            except IllegalOwnerChange as error:
                raise AlreadyTaken(str(error)) from error
            drafts = [
                Draft("owner", "system", {"owner": Owner.HUMAN.value, "staff": name}, staff_id=staff_id),
                _says(self._phrase("utter_staff_joined", staff=name)),
            ]
            changes = {
                "owner": Owner.HUMAN.value,
                "staff_id": staff_id,
                "queued_at": None,
                "queue_position": None,
                "prompt": None,
                "rung_at": None,
                "waiting_since": now,
                "replied_at": None,
            }
            await end_ring(session, conversation_id, "accepted", now, staff_id=staff_id)
            await append(session, row.id, drafts, now=now, expect=Expect(row.epoch), changes=changes)
            await session.execute(
                update(HandoffRecord)
                .where(HandoffRecord.conversation_id == conversation_id, HandoffRecord.accepted_at.is_(None))
                .values(accepted_at=now, staff_id=staff_id)
                .execution_options(synchronize_session=False)
            )
            await session.execute(
                update(LogEvent)
                .where(LogEvent.conversation_id == conversation_id, LogEvent.state == "pending")
                .values(state="human")
                .execution_options(synchronize_session=False)
            )
            await session.commit()

    async def _leave(
        self,
        conversation_id: str,
        staff_id: str,
        to: Owner,
        drafts: list[Draft],
        changes: dict[str, Any],
        now: datetime,
        outcome: str | None = None,
    ) -> None:
        async with self._database.session() as session:
            row = await self._row(session, conversation_id)
            _must_own(row, staff_id)
            body = {"owner": to.value} | ({"outcome": outcome} if outcome else {})
            left = {"owner": to.value, "staff_id": None, "handoff_reason": None, "priority": 0, "misses": 0}
            left |= {"waiting_since": None, "replied_at": None}
            await self._append(session, row, [Draft("owner", "system", body), *drafts], now, left | changes)
            if outcome in _RATED:
                episode = f"{conversation_id}:{row.episode}"
                await ask_for_rating(session, conversation_id, self._phrase, now=now, episode=episode)
            await session.commit()

    async def _row(self, session: AsyncSession, conversation_id: str) -> Any:
        query = select(
            Conversation.id, Conversation.owner, Conversation.epoch, Conversation.staff_id, Conversation.episode
        )
        row = (await session.execute(query.where(Conversation.id == conversation_id))).one_or_none()
        if row is None:
            raise UnknownConversation(conversation_id)
        return row

    async def _append(
        self,
        session: AsyncSession,
        row: Any,
        drafts: list[Draft],
        now: datetime,
        changes: dict[str, Any] | None = None,
    ) -> list[LogEvent]:
        try:
            return await append(session, row.id, drafts, now=now, expect=Expect(row.epoch), changes=changes)
        except Overtaken as error:
            raise AlreadyTaken(row.id) from error


def _must_own(row: Any, staff_id: str) -> None:
    if row.owner != Owner.HUMAN.value or row.staff_id != staff_id:
        raise NotYours(row.id)


def _says(text: str) -> Draft:
    return Draft("message", "system", {"type": "text", "text": text})
