"""Forgetting a customer: who they are goes, what the law makes the shop keep stays without them.

Repair files and settlements are kept (机动车维修管理规定: two years at least), so orders stay with vehicle, lines and
amounts; name, phone, addresses and everything the customer wrote goes. The plate of a kept order goes when the file may
be destroyed: :func:`forget_old_files`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop import callbacks, privacy
from bot.shop.holdings import Holdings
from bot.shop.models import Customer, Feedback, OneTimeCode, Vehicle, WorkOrder
from bot.shop.models.contact import ContactData

ERASED = "（已按客户要求删除）"
"""Stands where a text must not be empty."""

ARCHIVE_YEARS = 2
"""How long repair files are kept where the shop states nothing."""

_YEAR = timedelta(days=366)


async def erase(session: AsyncSession, held: Holdings, *, now: datetime) -> None:
    """Take the customer out of everything that is held about them. Writes at once, the caller commits."""
    await _forget_marketing(session, held, now)
    await session.execute(delete(Feedback).where(Feedback.id.in_([row.id for row in held.feedback])))
    if held.customer.phone_index is not None:
        await session.execute(delete(OneTimeCode).where(OneTimeCode.phone_index == held.customer.phone_index))
    await _release_vehicles(session, held.vehicles)
    passing: list[ContactData] = [*held.bookings, *held.complaints, *held.callbacks, *held.rescues]
    for row in [*passing, *held.orders]:
        row.phone = row.name = None
    for row in passing:
        row.plate = None
    _empty_texts(held)
    customer = held.customer
    customer.name = customer.phone = customer.member = None
    customer.points, customer.coupons, customer.anonymised_at = 0, [], now


async def forget_old_files(session: AsyncSession, *, now: datetime, years: int = ARCHIVE_YEARS) -> int:
    """Take the vehicle out of orders of forgotten customers whose file is older than ``years``; how many orders.

    Writes at once, the caller commits.
    """
    forgotten = select(Customer.id).where(Customer.anonymised_at.is_not(None))
    old = (
        select(WorkOrder)
        .where(WorkOrder.customer_id.in_(forgotten), WorkOrder.plate_index.is_not(None))
        .where(WorkOrder.delivered_at < now - years * _YEAR)
    )
    files = list(await session.scalars(old))
    vehicles = {order.vehicle_id for order in files if order.vehicle_id}
    for order in files:
        order.plate, order.vehicle_id = None, None
    await session.flush()
    await _drop_unused(session, vehicles)
    return len(files)


async def _forget_marketing(session: AsyncSession, held: Holdings, now: datetime) -> None:
    agreed = await privacy.latest_consent(session, held.customer.id, "marketing")
    if agreed is not None and agreed.decision == "approved":
        privacy.record_consent(session, "marketing", "withdrawn", now=now, customer_id=held.customer.id)


async def _release_vehicles(session: AsyncSession, vehicles: list[Vehicle]) -> None:
    for vehicle in vehicles:
        vehicle.owner_id = None
    await session.flush()
    await _drop_unused(session, {vehicle.id for vehicle in vehicles})


async def _drop_unused(session: AsyncSession, ids: set[str]) -> None:
    """Vehicles without owner that no repair file names: the statement itself looks, it sees what was just changed."""
    filed = select(WorkOrder.vehicle_id).where(WorkOrder.vehicle_id.is_not(None))
    unused = delete(Vehicle).where(Vehicle.id.in_(ids), Vehicle.owner_id.is_(None), Vehicle.id.not_in(filed))
    await session.execute(unused.execution_options(synchronize_session=False))


def _empty_texts(held: Holdings) -> None:
    for booking in held.bookings:
        booking.address = booking.note = booking.cancel_reason = None
        booking.service_text = booking.service
    for order in held.orders:
        order.description = ""
    for case in held.complaints:
        case.text, case.when_text, case.resolution = ERASED, None, None
        for step in case.steps:
            step.text = ERASED
    for call in held.callbacks:
        call.reason = None
        call.status = "cancelled" if call.status in callbacks.OPEN else call.status
    for job in held.rescues:
        job.location = job.problem = None
    for rating in held.ratings:
        rating.comment = None
    for survey in held.surveys:
        survey.answer = None
    for drive in held.jobs:
        drive.address = drive.note = None
    for decision in held.decisions:
        decision.how = decision.address = None
