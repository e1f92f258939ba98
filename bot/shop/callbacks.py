"""Call-backs: a promise to ring within a window in which somebody is really there."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import in_shanghai
from bot.shop.calendar import OpeningHours
from bot.shop.models import Callback
from bot.shop.numbers import fresh_number
from bot.shop.pending import pending
from bot.shop.shop import load_shop

WINDOW = timedelta(hours=1)
SHORTEST = timedelta(minutes=30)
"""A window that closes sooner is no promise one can keep: the next one is promised, unless all are that short."""
MOST_PROMISES = 3
"""After so many windows missed in a row no further one is promised: a lead has to see to it."""
STATUS_TEXT = {
    "requested": "待安排",
    "scheduled": "已安排",
    "in_progress": "回电中",
    "done": "已回电",
    "missed": "未接通",
    "cancelled": "已取消",
}
_LONGEST_REASON = 500
MISSED_BY_US = "未按时回电"
OPEN = ("requested", "scheduled", "in_progress")


async def promise(
    session: AsyncSession,
    phone: str | None,
    *,
    now: datetime,
    reason: str | None = None,
    wished: tuple[datetime, datetime] | None = None,
    priority: str = "normal",
    name: str | None = None,
    plate: str | None = None,
    customer_id: str | None = None,
    conversation_id: str | None = None,
) -> Callback:
    """Promise a call: within the wished window where the desk answers then, else in its next opening.

    A desk that never opens leaves the call ``requested``: its window is then the wished one or the next hour. Without a
    phone the customer is written to in their conversation.
    """
    desk = (await load_shop(session)).desk
    window = promised_window(desk, now, wished)
    due_from, due_to = window or wished or (in_shanghai(now), in_shanghai(now) + WINDOW)
    counts_from = desk.next_opening(now) or in_shanghai(now)
    callback = Callback(
        no=await fresh_number(session, Callback, now),
        phone=phone,
        name=name,
        plate=plate,
        customer_id=customer_id,
        reason=reason,
        priority=priority,
        due_from=due_from,
        due_to=due_to,
        status="scheduled" if window else "requested",
        counts_from=counts_from,
        conversation_id=conversation_id,
        created_at=now,
    )
    session.add(callback)
    return callback


async def overdue(session: AsyncSession, *, now: datetime, limit: int = 50) -> list[Callback]:
    """Promised calls whose window has passed and which nobody has picked up, longest ago first."""
    query = select(Callback).where(Callback.status == "scheduled", Callback.due_to < now)
    return list(await session.scalars(query.order_by(Callback.due_to, Callback.no).limit(limit)))


async def miss(session: AsyncSession, callback: Callback, *, now: datetime) -> Callback | None:
    """The window has passed without a call; the promise that takes its place, if another one is made."""
    callback.status = "missed"
    desk = (await load_shop(session)).desk
    window = promised_window(desk, now)
    if window is None or callback.attempt >= MOST_PROMISES:
        return None
    again = Callback(
        no=await fresh_number(session, Callback, now),
        phone=callback.phone,
        name=callback.name,
        plate=callback.plate,
        customer_id=callback.customer_id,
        reason=callback.reason,
        priority=callback.priority,
        due_from=window[0],
        due_to=window[1],
        status="scheduled",
        counts_from=callback.counts_from,
        attempt=callback.attempt + 1,
        follows=callback.no,
        conversation_id=callback.conversation_id,
        created_at=now,
    )
    session.add(again)
    return again


def status_text(callback: Callback) -> str:
    """The status in words; a call that was never tried is not one that nobody answered."""
    if callback.status == "missed" and callback.done_at is None:
        return MISSED_BY_US
    return STATUS_TEXT[callback.status]


def promised_window(
    desk: OpeningHours, now: datetime, wished: tuple[datetime, datetime] | None = None
) -> tuple[datetime, datetime] | None:
    """A window inside the desk's hours: the open part of the wished one, else the first hour from now or the
    next opening.

    None when the desk does not open within 400 days.
    """
    earliest = max(in_shanghai(wished[0]), in_shanghai(now)) if wished else in_shanghai(now)
    start = desk.next_opening(earliest)
    if start is None:
        return None
    close = desk.next_close(start)
    if not wished and close is not None and close - start < SHORTEST:
        later = desk.next_opening(close)
        later_close = desk.next_close(later) if later is not None else None
        if later is not None and later_close is not None and later_close - later >= SHORTEST:
            start, close = later, later_close
    latest = in_shanghai(wished[1]) if wished and in_shanghai(wished[1]) > start else start + WINDOW
    return start, min(latest, close) if close else latest


async def of_conversation(session: AsyncSession, conversation_id: str) -> list[Callback]:
    """The calls promised in a conversation and not yet made, soonest first."""
    stored = list(await session.scalars(select(Callback).where(Callback.conversation_id == conversation_id)))
    found = stored + [c for c in pending(session, Callback) if c.conversation_id == conversation_id]
    return sorted((c for c in found if c.status in OPEN), key=lambda c: (c.due_from, c.no))


def add_reason(callback: Callback, text: str) -> None:
    """Note what else the customer wants to talk about, for whoever calls; at most 500 characters in all."""
    reasons = "；".join(part for part in (callback.reason, text.strip()) if part)
    callback.reason = reasons[:_LONGEST_REASON]


def cancel(callback: Callback) -> None:
    """The customer no longer wants the call."""
    callback.status = "cancelled"
