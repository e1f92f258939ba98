"""Drives (取送车): a vehicle is collected for a booking, or brought back when its order is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.errors import NotAllowed, NotFound
from bot.shop.models import Booking, TransportJob, WorkOrder
from bot.shop.numbers import fresh_number

DIRECTION_TEXT = {"collect": "上门取车", "deliver": "送车上门"}
STATUS_TEXT = {
    "collect": {"planned": "已安排", "under_way": "司机已出发", "done": "已接到车", "cancelled": "已取消"},
    "deliver": {"planned": "已安排", "under_way": "司机已出发", "done": "已送到", "cancelled": "已取消"},
}
NEXT = {"planned": ("under_way", "done", "cancelled"), "under_way": ("done", "cancelled")}
"""Which status may follow which."""
OPEN = tuple(NEXT)


@dataclass(frozen=True, slots=True)
class Drive:
    """What is planned: ``fee`` in fen, None where it is not agreed."""

    direction: str
    at: datetime
    address: str
    driver: str | None = None
    fee: int | None = None
    note: str | None = None


def status_text(job: TransportJob) -> str:
    """The status in words."""
    return STATUS_TEXT[job.direction][job.status]


async def plan(
    session: AsyncSession, subject: Booking | WorkOrder, drive: Drive, *, actor: str, now: datetime
) -> TransportJob:
    """Plan a drive; a booking whose vehicle is collected says so from now on. The same again while it is open is one.

    Raises:
        NotAllowed: ``job_exists``: another drive in this direction is open.
    """
    for known in await of_subject(session, subject):
        if known.status in OPEN and known.direction == drive.direction:
            if _is_same(known, drive):
                return known
            raise NotAllowed("job_exists")
    job = TransportJob(
        no=await fresh_number(session, TransportJob, now),
        direction=drive.direction,
        booking=subject if isinstance(subject, Booking) else None,
        order=subject if isinstance(subject, WorkOrder) else None,
        store=subject.store,
        store_id=subject.store_id,
        at=drive.at,
        address=drive.address,
        driver=drive.driver,
        fee=drive.fee,
        note=drive.note,
        status="planned",
        created_at=now,
        created_by=actor,
    )
    session.add(job)
    if isinstance(subject, Booking) and drive.direction == "collect":
        subject.pickup, subject.address = True, drive.address
    return job


async def of_subject(session: AsyncSession, subject: Booking | WorkOrder) -> list[TransportJob]:
    """The drives of a booking or an order, the latest planned first."""
    column = TransportJob.booking_id if isinstance(subject, Booking) else TransportJob.order_id
    found = await session.scalars(select(TransportJob).where(column == subject.id))
    return sorted(found.unique(), key=lambda job: (job.created_at, job.no), reverse=True)


async def find_by_no(session: AsyncSession, no: str) -> TransportJob:
    """A drive by its number.

    Raises:
        NotFound: no such number.
    """
    found = await session.scalar(select(TransportJob).where(TransportJob.no == no.strip().upper()))
    if found is None:
        raise NotFound(f"job {no}")
    return found


def move(job: TransportJob, status: str, *, now: datetime) -> None:
    """Move a drive on.

    Raises:
        NotAllowed: ``job_<status>``: it is over, or cannot become this.
    """
    if status not in NEXT.get(job.status, ()):
        raise NotAllowed(f"job_{job.status}")
    job.status, job.done_at = status, None if status in OPEN else now
    if status == "cancelled" and job.booking is not None and job.direction == "collect":
        job.booking.pickup, job.booking.address = False, None


def _is_same(job: TransportJob, drive: Drive) -> bool:
    planned = (job.at, job.address, job.driver, job.fee, job.note)
    return planned == (drive.at, drive.address, drive.driver, drive.fee, drive.note)
