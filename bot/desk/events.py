"""The desk's own event log: pointers joined with what they point to, and only what this person may read in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.log import Link, as_json
from bot.conversation.models import Conversation, DeskCounter, DeskEvent, LogEvent, Note
from bot.conversation.wake import DESK
from bot.desk import presence
from bot.desk.access import seen_conversations
from bot.desk.sessions import Member, still_member
from bot.desk.shapes import Json, moment, preview, without_gaps
from bot.http.services import Services, services
from bot.http.streams import OPEN_STREAMS, Event, Log
from bot.shop.models import Staff

_TOUCH_EVERY = timedelta(seconds=12)
"""How often a stream reports that its page lives; a stream looks at the log at least every 15 s."""

_OPEN_BODIES = ("owner", "queue")
ELSEWHERE = "elsewhere"
"""Something in a conversation that is not this person's to open."""


async def events(request: web.Request, member: Member) -> web.StreamResponse:
    """``GET /events``: a stream or a long poll with the desk's cursor."""
    parts = services(request)
    page = _OpenPage(parts, member)

    async def fetch(after: int, limit: int) -> Sequence[Event]:
        await page.touch()
        async with parts.database.session() as session:
            return await desk_events(session, page.member, after, limit, parts.link)

    async def admit(signals: Sequence[Event]) -> Sequence[Event]:
        async with parts.database.session() as session:
            about = {signal["conversation"] for signal in signals if "conversation" in signal}
            seen = await seen_conversations(session, page.member, about)
        return [signal for signal in signals if signal.get("conversation") in (None, *seen)]

    log = Log(fetch, parts.engine.waker, DESK, "desk", member.session.hex(), admit)
    return await request.app[OPEN_STREAMS].serve(request, log)


class _OpenPage:
    """Keeps the person of an open stream present, up to date with what they may see, and ends it with their session."""

    def __init__(self, parts: Services, member: Member) -> None:
        self._parts = parts
        self.member = member
        self._seen = member.last_seen

    async def touch(self) -> None:
        """Report that the page lives, if it is time to.

        Raises:
            ConnectionResetError: the session is over; a stream ends as if the line had been cut.
        """
        now = self._parts.clock.now()
        if self._seen is not None and now - self._seen < _TOUCH_EVERY:
            return
        self._seen = now
        async with self._parts.database.session() as session:
            member = await still_member(session, self.member, now=now)
            if member is None:
                raise ConnectionResetError
            self.member = member
            await presence.seen(session, member.id, now=now)
            await session.commit()


async def desk_cursor(session: AsyncSession) -> int:
    """The seq of the desk's newest event: read it before what it shall date."""
    counter = await session.scalar(select(DeskCounter.next_seq).where(DeskCounter.id == 1))
    return (counter or 1) - 1


async def desk_events(session: AsyncSession, member: Member, after: int, limit: int, link: Link) -> list[Json]:
    """The desk's next events above ``after``, as this person may see them: of another store's conversations only that
    there was something, so that the numbers have no gap.
    """
    query = (
        select(DeskEvent, LogEvent, Conversation.staff_id)
        .outerjoin(
            LogEvent,
            (LogEvent.conversation_id == DeskEvent.conversation_id) & (LogEvent.seq == DeskEvent.conversation_seq),
        )
        .outerjoin(Conversation, Conversation.id == DeskEvent.conversation_id)
        .where(DeskEvent.seq > after)
        .order_by(DeskEvent.seq)
        .limit(limit)
    )
    rows = (await session.execute(query)).all()
    notes = await _notes(session, [pointer for pointer, _, _ in rows if pointer.kind == "note"])
    ids = {pointer.conversation_id for pointer, _, _ in rows if pointer.conversation_id is not None}
    seen = await seen_conversations(session, member, ids)
    shown = []
    for pointer, event, owner_id in rows:
        if pointer.conversation_id not in (None, *seen):
            shown.append(_pointer(pointer) | {"kind": ELSEWHERE, "body": {"of": pointer.kind}})
        elif event is not None:
            shown.append(_of_conversation(pointer, event, owner_id == member.id, link))
        elif pointer.kind == "note":
            there = notes.get((pointer.conversation_id or "", pointer.at), [])
            body = there.pop(0) if there else {}
            shown.append(_pointer(pointer) | {"conversation": pointer.conversation_id, "body": body})
        else:
            about = {"conversation": pointer.conversation_id} if pointer.conversation_id else {}
            shown.append(_pointer(pointer) | about | {"body": {}})
    return shown


def note_json(note: Note, staff_name: str | None) -> Json:
    """A ``Note``."""
    staff = {"id": note.staff_id, "name": staff_name} if staff_name else None
    return without_gaps({"id": note.id, "at": moment(note.at), "staff": staff, "text": note.text})


def _pointer(pointer: DeskEvent) -> Json:
    return {"seq": pointer.seq, "at": moment(pointer.at), "kind": pointer.kind}


def _of_conversation(pointer: DeskEvent, event: LogEvent, mine: bool, link: Link) -> Json:
    shown: dict[str, Any] = as_json(event, link) | {
        "seq": pointer.seq,
        "conversation": event.conversation_id,
        "conversation_seq": event.seq,
    }
    if not mine and event.kind not in _OPEN_BODIES:
        shown["preview"] = preview(shown.pop("body"))
    return shown


async def _notes(session: AsyncSession, pointers: Sequence[DeskEvent]) -> dict[tuple[str, datetime], list[Json]]:
    # A note and its pointer are of one transaction and one moment; of several at one moment, in order.
    if not pointers:
        return {}
    query = (
        select(Note, Staff.name)
        .outerjoin(Staff, Staff.id == Note.staff_id)
        .where(
            Note.conversation_id.in_({pointer.conversation_id for pointer in pointers}),
            Note.at.in_({pointer.at for pointer in pointers}),
        )
        .order_by(Note.id)
    )
    found: dict[tuple[str, datetime], list[Json]] = {}
    for note, name in await session.execute(query):
        found.setdefault((note.conversation_id, note.at), []).append(note_json(note, name))
    return found
