"""Complaints as cases: category and severity from the words, deadlines from the policy, steps the customer
sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.crypto import blind_index
from bot.shop.complaint_warnings import warn_of_many
from bot.shop.complaint_words import SEVERITIES, category_of, severity_of
from bot.shop.errors import NotAllowed, NotFound
from bot.shop.identifiers import normalise_phone
from bot.shop.models import Complaint, ComplaintStep
from bot.shop.numbers import fresh_number
from bot.shop.pending import pending
from bot.shop.policy import read_policy
from bot.shop.shop import load_shop

CATEGORY_TEXT = {
    "safety": "安全事故",
    "damage": "车辆损伤/物品丢失",
    "privacy": "隐私",
    "parts": "配件真伪",
    "pressure": "强制消费",
    "price": "价格/乱收费",
    "delay": "交期延误",
    "attitude": "服务态度",
    "quality": "质量返修",
}
SEVERITY_TEXT = {"low": "一般", "normal": "普通", "high": "重要", "urgent": "紧急"}
STATUS_TEXT = {"open": "已受理", "in_progress": "处理中", "closed": "已办结", "reopened": "重新处理中"}
AWAITS_WORD = "已给出方案，等您确认"
OPEN = ("open", "in_progress", "reopened")
REPEATED_WITHIN = timedelta(days=90)
"""A complaint of the same kind by the same customer within this time is a repeated one."""


@dataclass(frozen=True)
class ComplaintRequest:
    """What a customer complains about. ``when_text``: when it happened, in their words."""

    text: str
    plate: str | None = None
    phone: str | None = None
    name: str | None = None
    order_no: str | None = None
    store_id: str | None = None
    when_text: str | None = None
    category: str | None = None
    severity_at_least: str = "low"
    customer_id: str | None = None
    conversation_id: str | None = None


async def file_complaint(session: AsyncSession, request: ComplaintRequest, *, now: datetime) -> Complaint:
    """Open a case: number, category, severity and deadlines.

    The first answer is due in the desk's business time, the solution in natural time (policy ``complaint``).

    Raises:
        NotFound: the store is unknown.
    """
    shop = await load_shop(session)
    policy = read_policy(shop.settings.policy)
    category = request.category if request.category in CATEGORY_TEXT else category_of(request.text)
    earlier = await _repeated(session, request, category, now)
    least = "high" if earlier else "low"
    severity = max(severity_of(request.text, category), request.severity_at_least, least, key=SEVERITIES.index)
    first_answer_due = await answer_due(session, now)
    complaint = Complaint(
        no=await fresh_number(session, Complaint, now),
        customer_id=request.customer_id,
        store=shop.store(request.store_id) if request.store_id else None,
        store_id=request.store_id,
        order_no=request.order_no,
        plate=request.plate,
        phone=request.phone,
        name=request.name,
        text=request.text,
        when_text=request.when_text,
        category=category,
        severity=severity,
        status="open",
        conversation_id=request.conversation_id,
        created_at=now,
        first_answer_due=first_answer_due,
        solution_due=now + policy.solution,
        next_answer_due=first_answer_due,
    )
    session.add(complaint)
    again = f"（与投诉{earlier.no}相关）" if earlier else ""
    add_step(complaint, f"投诉已受理{again}", actor="bot", now=now, kind="filed")
    await warn_of_many(session, complaint, now=now)
    return complaint


def add_step(complaint: Complaint, text: str, *, actor: str, now: datetime, kind: str = "added") -> ComplaintStep:
    """Add a step the customer sees; ``kind``: see :class:`ComplaintStep`."""
    seq = len(complaint.steps) + 1
    step = ComplaintStep(complaint_id=complaint.id, seq=seq, at=now, actor=actor, kind=kind, text=text)
    complaint.steps.append(step)
    return step


def answer(
    complaint: Complaint,
    text: str,
    *,
    actor: str,
    now: datetime,
    next_within: timedelta | None = None,
    kind: str = "answered",
) -> ComplaintStep:
    """A member of staff answers: the case is in progress and the first answer is given.

    Raises:
        NotAllowed: the case is closed.
    """
    if complaint.status == "closed":
        raise NotAllowed("complaint_closed")
    complaint.status = "in_progress" if complaint.status == "open" else complaint.status
    complaint.first_answered_at = complaint.first_answered_at or now
    complaint.next_answer_due = now + next_within if next_within else None
    complaint.owner = complaint.owner or actor
    return add_step(complaint, text, actor=actor, now=now, kind=kind)


def propose(complaint: Complaint, solution: str, *, actor: str, now: datetime) -> None:
    """Put forward a solution. The case stays open until the customer says that it settles the matter, or until
    nothing was said against it for the policy's ``objection`` time (:func:`close_unopposed`).

    Raises:
        NotAllowed: the case is closed.
    """
    answer(complaint, f"处理方案：{solution}", actor=actor, now=now, kind="proposed")
    complaint.resolution, complaint.solution_given_at = solution, now


def awaits_word(complaint: Complaint) -> bool:
    """Whether the customer is to say if the solution settles the matter."""
    return complaint.status in OPEN and complaint.solution_given_at is not None


def object_to(complaint: Complaint, why: str, *, now: datetime, next_answer_due: datetime) -> None:
    """The customer says that it is not settled: a closed case is reopened, a solution is refused.

    The next answer is promised anew, and the case counts as grave from now on.
    """
    if complaint.status == "closed":
        reopen(complaint, why, actor="customer", now=now)
    else:
        add_step(complaint, f"客户反映还没解决：{why}", actor="customer", now=now, kind="objected")
    complaint.solution_given_at = None
    complaint.next_answer_due = next_answer_due
    complaint.severity = max(complaint.severity, "high", key=SEVERITIES.index)


def add_words(complaint: Complaint, words: str, *, now: datetime) -> None:
    """The customer adds to an open case; what makes it graver counts.

    Raises:
        NotAllowed: it is closed.
    """
    if complaint.status == "closed":
        raise NotAllowed("complaint_closed")
    complaint.text = f"{complaint.text}\n{words}"
    complaint.severity = max(complaint.severity, severity_of(words, complaint.category), key=SEVERITIES.index)
    add_step(complaint, f"客户补充：{words}", actor="customer", now=now)


async def close_unopposed(session: AsyncSession, *, now: datetime) -> list[Complaint]:
    """Close the cases whose solution nobody objected to in time; those closed."""
    objection = read_policy((await load_shop(session)).settings.policy).objection
    due = Complaint.solution_given_at <= now - objection
    found = list(await session.scalars(select(Complaint).where(due, Complaint.status.in_(OPEN))))
    for complaint in found:
        close(complaint, f"{complaint.resolution}（方案给出后没有异议，自动办结）", actor="system", now=now)
    return found


def status_text(complaint: Complaint) -> str:
    """How a case stands, as customers and staff read it."""
    return AWAITS_WORD if awaits_word(complaint) else STATUS_TEXT[complaint.status]


def next_due(complaint: Complaint) -> datetime | None:
    """When the customer is to hear of it next; None when the case is closed or the word is theirs."""
    if complaint.status == "closed" or awaits_word(complaint):
        return None
    if complaint.next_answer_due is not None:
        return complaint.next_answer_due
    return complaint.solution_due if complaint.first_answered_at else complaint.first_answer_due


async def answer_due(session: AsyncSession, now: datetime) -> datetime:
    """The policy's time for an answer, from now on in the desk's business hours."""
    shop = await load_shop(session)
    within = read_policy(shop.settings.policy).first_answer
    return shop.desk.add_business_time(now, within) or now + within


def close(complaint: Complaint, resolution: str, *, actor: str, now: datetime) -> None:
    """Close a case with what was done.

    Raises:
        NotAllowed: it is closed already.
    """
    if complaint.status == "closed":
        raise NotAllowed("complaint_closed")
    complaint.status, complaint.closed_at, complaint.resolution = "closed", now, resolution
    complaint.next_answer_due = complaint.solution_given_at = None
    add_step(complaint, f"已办结：{resolution}", actor=actor, now=now, kind="closed")


def reopen(complaint: Complaint, why: str, *, actor: str, now: datetime) -> None:
    """Reopen a closed case with its history.

    Raises:
        NotAllowed: it is not closed.
    """
    if complaint.status != "closed":
        raise NotAllowed(f"complaint_{complaint.status}")
    complaint.status, complaint.closed_at = "reopened", None
    add_step(complaint, f"重新处理：{why}", actor=actor, now=now, kind="reopened")


async def find_by_no(session: AsyncSession, no: str) -> Complaint:
    """A complaint by its number, in either case.

    Raises:
        NotFound: no such number.
    """
    spellings = {no.strip(), no.strip().upper(), no.strip().lower()}
    found = [c for c in await _select(session, Complaint.no.in_(spellings)) if c.no in spellings]
    if not found:
        raise NotFound(f"complaint {no}")
    return found[0]


async def of_conversation(session: AsyncSession, conversation_id: str) -> list[Complaint]:
    """The complaints of a conversation, newest first."""
    found = await _select(session, Complaint.conversation_id == conversation_id)
    return _newest([c for c in found if c.conversation_id == conversation_id])


async def of_customer(session: AsyncSession, customer_id: str) -> list[Complaint]:
    """The complaints of a known customer, newest first."""
    found = await _select(session, Complaint.customer_id == customer_id)
    return _newest([c for c in found if c.customer_id == customer_id])


async def of_phone(session: AsyncSession, phone: str) -> list[Complaint]:
    """The complaints that gave this phone, newest first. For callers that have proven the phone is theirs."""
    index = blind_index("phone", normalise_phone(phone))
    found = await _select(session, Complaint.phone_index == index)
    return _newest([c for c in found if c.phone_index == index])


async def _repeated(session: AsyncSession, request: ComplaintRequest, category: str, now: datetime) -> Complaint | None:
    phone = blind_index("phone", normalise_phone(request.phone)) if request.phone else None
    who = [
        column == value
        for column, value in (
            (Complaint.customer_id, request.customer_id),
            (Complaint.phone_index, phone),
            (Complaint.conversation_id, request.conversation_id),
        )
        if value is not None
    ]
    if not who:
        return None
    same = (or_(*who), Complaint.category == category, Complaint.created_at > now - REPEATED_WITHIN)
    return next(iter(await session.scalars(select(Complaint).where(*same).order_by(Complaint.created_at.desc()))), None)


async def _select(session: AsyncSession, condition: ColumnElement[bool]) -> list[Complaint]:
    return list(await session.scalars(select(Complaint).where(condition))) + pending(session, Complaint)


def _newest(found: Sequence[Complaint]) -> list[Complaint]:
    return sorted(found, key=lambda c: (c.created_at, c.no), reverse=True)
