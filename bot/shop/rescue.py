"""Roadside rescue: a job with a number and, where the shop states one, a promised arrival."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.errors import InvalidValue, NotAllowed, NotFound
from bot.shop.models import Rescue
from bot.shop.numbers import fresh_number
from bot.shop.pending import pending
from bot.shop.policy import read_policy, rescue_serves
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
NEXT = {
    "requested": ("scheduled", "in_progress", "done", "missed", "cancelled"),
    "scheduled": ("in_progress", "done", "missed", "cancelled"),
    "in_progress": ("done", "missed"),
}
"""Which status may follow which."""
UNKNOWN_PLACE = "客户说不清位置，请电话确认"


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
    """Open a rescue job; the arrival promised is the shop's usual one, none where its policy states none, or at hours
    when its rescue does not go out.
    """
    policy = read_policy((await load_shop(session)).settings.policy)
    arrival = policy.rescue_arrival if rescue_serves(policy, now) else None
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
    return _open(found)


async def of_customer(session: AsyncSession, customer_id: str) -> list[Rescue]:
    """The open rescue jobs of a known customer, newest first."""
    return _open(await session.scalars(select(Rescue).where(Rescue.customer_id == customer_id)))


async def find_by_no(session: AsyncSession, no: str) -> Rescue:
    """A job by its number. For staff.

    Raises:
        NotFound: no such number.
    """
    found = await session.scalar(select(Rescue).where(Rescue.no == no.strip().upper()))
    found = found or await session.scalar(select(Rescue).where(Rescue.no == no.strip()))
    if found is None:
        raise NotFound(f"rescue {no}")
    return found


def move(
    job: Rescue, status: str | None, *, actor: str, now: datetime, promised_at: datetime | None = None
) -> None:
    """Staff move a job on, or promise another arrival; ``status`` None leaves it as it is.

    Raises:
        NotAllowed: ``rescue_<status>`` the job is over, or cannot become this.
        InvalidValue: the promised arrival has passed.
    """
    if job.status not in NEXT or (status not in (None, job.status) and status not in NEXT[job.status]):
        raise NotAllowed(f"rescue_{job.status}")
    if promised_at is not None and promised_at <= now:
        raise InvalidValue("promised_at")
    job.status, job.owner = status or job.status, job.owner or actor
    job.promised_at = promised_at or job.promised_at
    job.done_at = now if job.status not in OPEN else None


def cancel(rescue: Rescue, *, now: datetime) -> None:
    """The customer no longer needs it."""
    rescue.status, rescue.done_at = "cancelled", now


def add_problem(job: Rescue, words: str) -> None:
    """What else the customer says about the vehicle's state."""
    if words not in (job.problem or ""):
        job.problem = f"{job.problem}；{words}" if job.problem else words


def minutes_left(job: Rescue, now: datetime) -> int:
    """Whole minutes until the promised arrival, rounded up; 0 without a promise."""
    return max(math.ceil((job.promised_at - now).total_seconds() / 60), 0) if job.promised_at else 0


def is_late(job: Rescue, now: datetime) -> bool:
    """Whether the promised arrival has passed and nobody is there yet."""
    return job.status in ("requested", "scheduled") and job.promised_at is not None and job.promised_at < now


def _open(found: Iterable[Rescue]) -> list[Rescue]:
    return sorted((r for r in found if r.status in OPEN), key=lambda r: (r.created_at, r.no), reverse=True)

