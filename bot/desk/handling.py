"""What staff do with a conversation: take it, answer, note, pass on, give back, close. Pressing twice does no harm."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from weakref import WeakValueDictionary

from aiohttp import web
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation import queue
from bot.conversation.models import Conversation, Note
from bot.conversation.ownership import Owner
from bot.conversation.passing import for_desk, read, typing, viewing
from bot.conversation.staffing import OUTCOMES, AlreadyTaken, NotYours
from bot.conversation.wake import DESK
from bot.desk.access import access_conversation, access_lead
from bot.desk.events import note_json
from bot.desk.sessions import Member
from bot.desk.summaries import summary_of
from bot.desk.transfer import Transfer, transfer
from bot.http.body import HIGHEST_SEQ, read_body
from bot.http.problem import Problem
from bot.http.services import Services, services
from bot.shop.models import Staff

LONGEST_TEXT = 2_000
LONGEST_CLIENT_ID = 64
LONGEST_REASON = 200

_SAME_NOTE = timedelta(seconds=60)


class Handling:
    """The handlers of ``/conversations/{id}/…``.

    Steps on one conversation go one after the other in this process, so that each judges what the one before it
    left; between processes the epoch of the row decides.
    """

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def accept(self, request: web.Request, member: Member) -> web.Response:
        """``POST …/accept``: take a waiting conversation."""
        parts, conversation_id = services(request), request.match_info["id"]
        async with self._alone(conversation_id):
            if not await _is_mine(parts, conversation_id, member):
                now = parts.clock.now()
                try:
                    await parts.engine.staffing.accept(conversation_id, member.id, member.name, now)
                except AlreadyTaken:
                    await _refuse_taken(parts, conversation_id)
                await _tell(parts, conversation_id)
            return await _summary(parts, conversation_id, member)

    async def decline(self, request: web.Request, member: Member) -> web.Response:
        """``POST …/decline``: the page of somebody else rings next; nothing happens if mine no longer does."""
        parts, conversation_id = services(request), request.match_info["id"]
        async with self._alone(conversation_id):
            await _access(parts, conversation_id, member)
            if await parts.engine.ringing.decline(conversation_id, member.id, parts.clock.now()):
                await _tell(parts, conversation_id)
            return await _summary(parts, conversation_id, member)

    async def take_over(self, request: web.Request, member: Member) -> web.Response:
        """``POST …/takeover``: take a conversation from the bot, the queue, or, for leads, a colleague."""
        parts, conversation_id = services(request), request.match_info["id"]
        async with self._alone(conversation_id):
            if not await _is_mine(parts, conversation_id, member):
                await _require_may_take(parts, conversation_id, member)
                now = parts.clock.now()
                await parts.engine.staffing.take_over(conversation_id, member.id, member.name, now)
                await _tell(parts, conversation_id)
            return await _summary(parts, conversation_id, member)

    async def reply(self, request: web.Request, member: Member) -> web.Response:
        """``POST …/messages {client_id, text}``: say something to the customer, once per client id."""
        parts, conversation_id = services(request), request.match_info["id"]
        body = await read_body(request)
        client_id = body.text("client_id", "消息编号", LONGEST_CLIENT_ID)
        text = body.text("text", "消息", LONGEST_TEXT)
        await _access(parts, conversation_id, member)
        now = parts.clock.now()
        seq = await parts.engine.staffing.reply(conversation_id, member.id, member.name, text, client_id, now)
        parts.engine.waker.wake([conversation_id, DESK])
        return web.json_response({"seq": seq, "client_id": client_id}, status=202)

    async def typing(self, request: web.Request, member: Member) -> web.Response:
        """``POST …/typing``: the customer sees it when the conversation is mine, colleagues always."""
        parts, conversation_id = services(request), request.match_info["id"]
        event = typing("staff", parts.clock.now())
        if await _is_mine(parts, conversation_id, member):
            parts.engine.waker.signal(conversation_id, event)
        body = {"staff": {"id": member.id, "name": member.name}}
        parts.engine.waker.signal(DESK, for_desk(conversation_id, event) | {"body": body})
        return web.Response(status=204)

    async def viewing(self, request: web.Request, member: Member) -> web.Response:
        """``POST …/viewing {here}``: it is before my eyes, or no longer; told to colleagues, never to the customer."""
        parts, conversation_id = services(request), request.match_info["id"]
        here = (await read_body(request)).flag("here", "是否在看")
        await _access(parts, conversation_id, member)
        event = viewing({"id": member.id, "name": member.name}, here, parts.clock.now())
        parts.engine.waker.signal(DESK, for_desk(conversation_id, event))
        return web.Response(status=204)

    async def read(self, request: web.Request, member: Member) -> web.Response:
        """``POST …/read {seq}``: I have seen everything up to ``seq``."""
        parts, conversation_id = services(request), request.match_info["id"]
        seq = (await read_body(request)).integer("seq", "序号", 0, HIGHEST_SEQ)
        mine = await _is_mine(parts, conversation_id, member)
        if await _mark_read(parts, conversation_id, seq):
            event = read("staff", seq, parts.clock.now())
            if mine:
                parts.engine.waker.signal(conversation_id, event)
            parts.engine.waker.signal(DESK, for_desk(conversation_id, event))
        return web.Response(status=204)

    async def note(self, request: web.Request, member: Member) -> web.Response:
        """``POST …/notes {text}``: a remark the customer never sees; the same again within a minute is one."""
        parts, conversation_id = services(request), request.match_info["id"]
        text = (await read_body(request)).text("text", "备注", LONGEST_TEXT)
        await _access(parts, conversation_id, member)
        async with self._alone(conversation_id):
            known = await _latest_note(parts, conversation_id, member)
            now = parts.clock.now()
            if known is not None and known.text == text and now - known.at < _SAME_NOTE:
                return web.json_response(note_json(known, member.name))
            await parts.engine.staffing.note(conversation_id, member.id, text, now)
            note = await _latest_note(parts, conversation_id, member)
        parts.engine.waker.wake([DESK])
        assert note is not None
        return web.json_response(note_json(note, member.name), status=201)

    async def transfer(self, request: web.Request, member: Member) -> web.Response:
        """``POST …/transfer {staff | store, reason}``; with neither, back to the queue."""
        parts, conversation_id = services(request), request.match_info["id"]
        body = await read_body(request)
        wish = Transfer(
            reason=body.text("reason", "转接原因", LONGEST_REASON),
            staff_id=body.optional_text("staff", "同事", 64),
            store_id=body.optional_text("store", "门店", 64),
        )
        if wish.staff_id and wish.store_id:
            raise Problem(422, "同事和门店只能选一个", field="store")
        async with self._alone(conversation_id):
            async with parts.database.session() as session:
                row = await access_conversation(session, member, conversation_id)
                await transfer(session, row, member, wish, parts.engine.brain.phrase, now=parts.clock.now())
            await _tell(parts, conversation_id)
            return await _summary(parts, conversation_id, member)

    async def hand_back(self, request: web.Request, member: Member) -> web.Response:
        """``POST …/hand_back``: the bot goes on where it had stopped."""
        parts, conversation_id = services(request), request.match_info["id"]
        async with self._alone(conversation_id):
            await _access(parts, conversation_id, member)
            try:
                await parts.engine.staffing.hand_back(conversation_id, member.id, parts.clock.now())
            except NotYours:
                await _require_owner(parts, conversation_id, {Owner.BOT})
            else:
                await _tell(parts, conversation_id)
                parts.engine.gatherer.arrived(conversation_id, urgent=True)
            return await _summary(parts, conversation_id, member)

    async def close(self, request: web.Request, member: Member) -> web.Response:
        """``POST …/close {outcome}``: the episode is over."""
        parts, conversation_id = services(request), request.match_info["id"]
        outcome = (await read_body(request)).text("outcome", "处理结果", 20)
        if outcome not in OUTCOMES:
            raise Problem(422, "没有这种处理结果", field="outcome")
        async with self._alone(conversation_id):
            await _access(parts, conversation_id, member)
            try:
                await parts.engine.staffing.close(conversation_id, member.id, outcome, parts.clock.now())
            except NotYours:
                await _require_owner(parts, conversation_id, {Owner.CLOSED})
            else:
                await _tell(parts, conversation_id)
            return await _summary(parts, conversation_id, member)

    @asynccontextmanager
    async def _alone(self, conversation_id: str) -> AsyncIterator[None]:
        lock = self._locks.get(conversation_id)
        if lock is None:
            lock = self._locks[conversation_id] = asyncio.Lock()
        async with lock:
            yield


async def _tell(parts: Services, conversation_id: str) -> None:
    """Wake those who watch it, and tell those who wait where they stand now."""
    told = await queue.tell_positions(parts.database, parts.clock.now())
    parts.engine.waker.wake([conversation_id, *told, DESK])


async def _summary(parts: Services, conversation_id: str, member: Member) -> web.Response:
    async with parts.database.session() as session:
        # Passed on, it may be another store's now; whoever did that is still told how it ended.
        row = await session.get_one(Conversation, conversation_id)
        return web.json_response(await summary_of(session, row, member))


async def _access(parts: Services, conversation_id: str, member: Member) -> tuple[Owner, str | None]:
    """Who has it, for whoever may open it."""
    async with parts.database.session() as session:
        row = await access_conversation(session, member, conversation_id)
        return Owner(row.owner), row.staff_id


async def _is_mine(parts: Services, conversation_id: str, member: Member) -> bool:
    return await _access(parts, conversation_id, member) == (Owner.HUMAN, member.id)


async def _owner(session: AsyncSession, conversation_id: str) -> tuple[Owner, str | None]:
    row = await session.get_one(Conversation, conversation_id)
    return Owner(row.owner), row.staff_id


async def _require_owner(parts: Services, conversation_id: str, owners: Iterable[Owner]) -> None:
    """Nothing is left to do if it has one of ``owners``.

    Raises:
        NotYours: it has another one.
    """
    async with parts.database.session() as session:
        owner, _ = await _owner(session, conversation_id)
    if owner not in owners:
        raise NotYours(conversation_id)


async def _require_may_take(parts: Services, conversation_id: str, member: Member) -> None:
    async with parts.database.session() as session:
        owner, staff_id = await _owner(session, conversation_id)
        if owner is Owner.HUMAN and staff_id is not None:
            name = await session.scalar(select(Staff.name).where(Staff.id == staff_id))
            access_lead(member, f"{name or '同事'}正在接待，只有店长可以接管")


async def _refuse_taken(parts: Services, conversation_id: str) -> None:
    async with parts.database.session() as session:
        owner, staff_id = await _owner(session, conversation_id)
        name = await session.scalar(select(Staff.name).where(Staff.id == staff_id)) if staff_id else None
    if owner is Owner.HUMAN:
        raise Problem(409, f"这个会话已被{name or '同事'}接走")
    raise Problem(409, "客户已不在排队")


async def _mark_read(parts: Services, conversation_id: str, seq: int) -> bool:
    """Whether this is news. A seq yet to come is ignored."""
    news = (Conversation.staff_read_seq < seq) & (Conversation.next_seq > seq)
    async with parts.database.session() as session:
        result = await session.execute(
            update(Conversation)
            .where(Conversation.id == conversation_id, news)
            .values(staff_read_seq=seq)
            .returning(Conversation.id)
            .execution_options(synchronize_session=False)
        )
        moved = result.one_or_none() is not None
        await session.commit()
    return moved


async def _latest_note(parts: Services, conversation_id: str, member: Member) -> Note | None:
    query = (
        select(Note)
        .where(Note.conversation_id == conversation_id, Note.staff_id == member.id)
        .order_by(Note.id.desc())
        .limit(1)
    )
    async with parts.database.session() as session:
        return await session.scalar(query)
