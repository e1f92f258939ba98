"""Roadside rescue: a job with a number and, where the shop states one, a promised arrival."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.models import Rescue
from bot.shop.numbers import fresh_number
from bot.shop.pending import pending
from bot.shop.policy import read_policy
from bot.shop.shop import load_shop

STATUS_TEXT = {
    "requested": "已登记，等待派车",
    "scheduled": "已派车",
    "in_progress": "救援中",
    "done": "已完成",
    "missed": "未完成",
    "cancelled": "已取消",
}
OPEN = ("requested", "scheduled", "in_progress")


async def request_rescue(
    session: AsyncSession,
    *,
    now: datetime,
    location: str | None = None,
    phone: str | None = None,
    plate: str | None = None,
    name: str | None = None,
    problem: str | None = None,
    vehicle_kind: str | None = None,
    customer_id: str | None = None,
    conversation_id: str | None = None,
) -> Rescue:
    """Open a rescue job; the arrival promised is the shop's usual one, none where its policy states none."""
    arrival = read_policy((await load_shop(session)).settings.policy).rescue_arrival
    rescue = Rescue(
        no=await fresh_number(session, Rescue, now),
        location=location,
        phone=phone,
        plate=plate,
        name=name,
        problem=problem,
        vehicle_kind=vehicle_kind,
        customer_id=customer_id,
        promised_at=now + arrival if arrival is not None else None,
        conversation_id=conversation_id,
        created_at=now,
    )
    session.add(rescue)
    return rescue


async def of_conversation(session: AsyncSession, conversation_id: str) -> list[Rescue]:
    """The open rescue jobs of a conversation, newest first."""
    stored = list(await session.scalars(select(Rescue).where(Rescue.conversation_id == conversation_id)))
    found = stored + [r for r in pending(session, Rescue) if r.conversation_id == conversation_id]
    return sorted((r for r in found if r.status in OPEN), key=lambda r: (r.created_at, r.no), reverse=True)


def cancel(rescue: Rescue) -> None:
    """The customer no longer needs it."""
    rescue.status = "cancelled"
