"""Passing a conversation on: to a colleague, to another store's queue, or back to the queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.effects import position_for
from bot.conversation.log import Draft, Expect, append, tell_desk
from bot.conversation.models import Conversation, Note
from bot.conversation.ownership import PRIORITIES, Owner
from bot.conversation.ringing import loads
from bot.conversation.staffing import NotYours
from bot.desk.sessions import Member, is_present
from bot.http.problem import Problem
from bot.shop.errors import NotFound
from bot.shop.models import Staff
from bot.shop.shop import load_shop

REASON = "transfer"


@dataclass(frozen=True, slots=True)
class Transfer:
    """To whom: a colleague, else a store's queue, else the queue it came from; and why, for the colleague."""

    reason: str
    staff_id: str | None = None
    store_id: str | None = None


async def transfer(
    session: AsyncSession,
    row: Conversation,
    member: Member,
    wish: Transfer,
    phrase: Callable[..., str],
    *,
    now: datetime,
) -> None:
    """Pass the conversation on, with the reason as a private note, and commit.

    Raises:
        NotYours: somebody else has it; leads may pass on what others have.
        Overtaken: it changed meanwhile.
        Problem: the colleague is not there, or full; there is no such store.
    """
    if row.owner != Owner.HUMAN.value or (row.staff_id != member.id and not member.leads):
        raise NotYours(row.id)
    if wish.staff_id is not None:
        name, drafts, changes = await _to_colleague(session, row, wish.staff_id, phrase, now)
    else:
        name, drafts, changes = await _to_queue(session, row, wish.store_id, phrase, now)
    session.add(Note(conversation_id=row.id, at=now, staff_id=member.id, text=f"转给{name}：{wish.reason}"))
    await session.flush()
    await append(session, row.id, drafts, now=now, expect=Expect(row.epoch), changes=changes)
    await tell_desk(session, [("note", row.id, None)], now)
    await session.commit()


async def _to_colleague(
    session: AsyncSession, row: Conversation, staff_id: str, phrase: Callable[..., str], now: datetime
) -> tuple[str, list[Draft], dict[str, Any]]:
    colleague = await session.get(Staff, staff_id)
    if colleague is None or not colleague.active:
        raise Problem(422, "没有这位同事", field="staff")
    if colleague.id == row.staff_id:
        raise Problem(422, "会话已经在这位同事那里", field="staff")
    if not is_present(colleague, now):
        raise Problem(409, f"{colleague.name}现在不在线")
    if colleague.base_load + (await loads(session)).get(colleague.id, 0) >= colleague.capacity:
        raise Problem(409, f"{colleague.name}现在接待已满")
    joined = {"type": "text", "text": phrase("utter_staff_joined", staff=colleague.name)}
    drafts = [
        Draft("owner", "system", {"owner": Owner.HUMAN.value, "staff": colleague.name}, staff_id=colleague.id),
        Draft("message", "system", joined),
    ]
    changes: dict[str, Any] = {
        "owner": Owner.HUMAN.value,
        "staff_id": colleague.id,
        "handoff_reason": REASON,
        "waiting_since": now,
        "replied_at": None,
    }
    return colleague.name, drafts, changes


async def _to_queue(
    session: AsyncSession, row: Conversation, store_id: str | None, phrase: Callable[..., str], now: datetime
) -> tuple[str, list[Draft], dict[str, Any]]:
    name = "排队"
    # Whoever was being served already does not wait behind those who were not.
    rank = max(row.priority, PRIORITIES["high"])
    changes: dict[str, Any] = {}
    if store_id is not None:
        try:
            name = (await load_shop(session)).store(store_id).name
        except NotFound:
            raise Problem(422, "没有这家门店", field="store") from None
        changes["entry_store"] = store_id
    position = await position_for(session, row.id, rank, now)
    changes |= {
        "owner": Owner.QUEUED.value,
        "staff_id": None,
        "waiting_since": None,
        "replied_at": None,
        "queued_at": now,
        "priority": rank,
        "queue_position": position,
        "handoff_reason": REASON,
    }
    drafts = [
        Draft("owner", "system", {"owner": Owner.QUEUED.value}),
        Draft("queue", "system", {"position": position}),
        Draft("message", "system", {"type": "text", "text": phrase("utter_transferred")}),
    ]
    return name, drafts, changes
