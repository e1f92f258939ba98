"""Who may do what, decided here and nowhere else: roles, and the store a member of staff belongs to.

An advisor serves, a supervisor leads a store, an admin the whole shop. Whoever belongs to no store serves, or leads,
all of them. What belongs to no store is everybody's; so is a conversation that rings at one's own page or that one
has. Handlers get a record from an ``access_…`` function, lists add a ``visible_…`` condition.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.intake import UnknownConversation
from bot.conversation.models import Conversation, WatchedOrder
from bot.desk.sessions import Member
from bot.http.problem import Problem
from bot.shop import bookings, complaints, orders, rescue
from bot.shop.errors import NotFound
from bot.shop.models import Booking, Callback, Complaint, ComplaintWarning, Rescue, WorkOrder

_OTHER_STORE = "这是其他门店的记录，请联系该门店或店长处理"


async def access_conversation(session: AsyncSession, member: Member, conversation_id: str) -> Conversation:
    """The conversation with this id.

    Raises:
        UnknownConversation: there is none.
        Problem: 403, it is another store's.
    """
    row = await session.get(Conversation, conversation_id)
    if row is None:
        raise UnknownConversation(conversation_id)
    if not await seen_conversations(session, member, [conversation_id]):
        raise Problem(403, "这是其他门店的会话")
    return row


async def access_order(session: AsyncSession, member: Member, no: str) -> WorkOrder:
    """The order with this number.

    Raises:
        NotFound: there is none.
        Problem: 403, it is another store's.
    """
    order = await orders.find_by_no(session, no)
    access_store(member, order.store_id)
    return order


async def access_booking(session: AsyncSession, member: Member, no: str) -> Booking:
    """The booking with this number; raises as :func:`access_order`."""
    booking = await bookings.find_by_no(session, no)
    access_store(member, booking.store_id)
    return booking


async def access_complaint(session: AsyncSession, member: Member, no: str) -> Complaint:
    """The complaint with this number; raises as :func:`access_order`."""
    complaint = await complaints.find_by_no(session, no)
    access_store(member, complaint.store_id)
    return complaint


async def access_callback(session: AsyncSession, member: Member, no: str) -> Callback:
    """The call-back with this number; it is where its conversation is. Raises as :func:`access_order`."""
    callback = await session.scalar(select(Callback).where(Callback.no == no))
    if callback is None:
        raise NotFound(no)
    await _access_case(session, member, Callback, no)
    return callback


async def access_rescue(session: AsyncSession, member: Member, no: str) -> Rescue:
    """The rescue job with this number; it is where its conversation is. Raises as :func:`access_order`."""
    job = await rescue.find_by_no(session, no)
    await _access_case(session, member, Rescue, no)
    return job


def access_store(member: Member, store_id: str | None) -> None:
    """Refuse what belongs to another store.

    Raises:
        Problem: 403.
    """
    if not member.serves(store_id):
        raise Problem(403, _OTHER_STORE)


def access_lead(member: Member, title: str = "只有店长可以这样操作") -> None:
    """Refuse whoever leads nothing; ``title`` says why.

    Raises:
        Problem: 403.
    """
    if not member.leads:
        raise Problem(403, title)


def access_admin(member: Member) -> None:
    """Refuse whoever does not run the whole shop.

    Raises:
        Problem: 403.
    """
    if not member.runs_shop:
        raise Problem(403, "只有管理员可以查看和修改")


def access_figures(member: Member, store_id: str | None) -> str | None:
    """The store whose figures a lead is shown for the one they asked for; None for all stores together.

    Raises:
        Problem: 403, they lead nothing, or another store.
    """
    access_lead(member, "数据由店长和管理员查看")
    access_store(member, store_id)
    return store_id if member.everywhere else member.store_id


def access_warning(member: Member, warning: ComplaintWarning) -> None:
    """Refuse a warning that is not for this lead.

    Raises:
        Problem: 403.
    """
    access_lead(member, "投诉预警由店长处理")
    access_store(member, warned_store(warning))


def warned_store(warning: ComplaintWarning) -> str | None:
    """The store a warning is about; None: a kind of complaint, wherever."""
    about, _, key = warning.subject.partition(":")
    return key if about == "store" else None


def visible_store(member: Member, column: Any) -> ColumnElement[bool]:
    """Rows whose ``column`` names a store this person serves, or none."""
    return true() if member.everywhere else or_(column == member.store_id, column.is_(None))


def visible_conversations(member: Member) -> ColumnElement[bool]:
    """Conversations this person may open: their own, of their store or of none, or with a record of their store."""
    if member.everywhere:
        return true()
    watched = (
        select(WatchedOrder.conversation_id)
        .join(WorkOrder, WorkOrder.no == WatchedOrder.order_no)
        .where(WorkOrder.store_id == member.store_id)
    )
    made = [
        select(kind.conversation_id).where(kind.store_id == member.store_id, kind.conversation_id.is_not(None))
        for kind in (Booking, Complaint)
    ]
    return or_(
        Conversation.staff_id.is_not_distinct_from(member.id),
        Conversation.entry_store.is_(None),
        Conversation.entry_store == member.store_id,
        *(Conversation.id.in_(ids) for ids in (watched, *made)),
    )


def visible_cases(member: Member, kind: type[Callback] | type[Rescue]) -> ColumnElement[bool]:
    """Call-backs or rescues of visible conversations, and those that came from none that still is."""
    if member.everywhere:
        return true()
    there = select(Conversation.id).where(Conversation.id == kind.conversation_id)
    return or_(kind.conversation_id.is_(None), ~there.exists(), there.where(visible_conversations(member)).exists())


async def seen_conversations(session: AsyncSession, member: Member, ids: Iterable[str]) -> set[str]:
    """Which of these conversations this person may open."""
    ids = set(ids)
    if member.everywhere or not ids:
        return ids
    query = select(Conversation.id).where(Conversation.id.in_(ids), visible_conversations(member))
    return set(await session.scalars(query))


async def _access_case(session: AsyncSession, member: Member, kind: Any, no: str) -> None:
    if await session.scalar(select(kind.id).where(kind.no == no, visible_cases(member, kind))) is None:
        raise Problem(403, _OTHER_STORE)
