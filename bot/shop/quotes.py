"""Quotes: proposed in versions that are never changed, decided line by line, each decision recorded.

What parts are fitted, of which origin and maker and at which price, is disclosed before the work and agreed to
(JT/T 816 机动车维修服务规范); work beyond the agreement needs the customer's consent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import in_shanghai
from bot.shop import orders, privacy
from bot.shop.errors import InvalidValue, NotAllowed
from bot.shop.models import OrderLine, Quote, QuoteDecision, QuoteLine, WorkOrder
from bot.shop.pending import pending
from bot.shop.policy import read_policy
from bot.shop.shop import load_shop
from bot.shop.stages import Stage, path_between
from bot.shop.warranty import read_term

LINE_KINDS = ("part", "labour", "other")
ORIGINS = ("原厂", "副厂", "修复", "自备")
MOST_LINES = 40
CUSTOMER = "customer"
"""The actor of what a customer decides in the chat."""

OPEN, DECIDED, SUPERSEDED, WITHDRAWN, EXPIRED = "open", "decided", "superseded", "withdrawn", "expired"
STATUS_TEXT = {
    OPEN: "待您确认",
    DECIDED: "已确认",
    SUPERSEDED: "已有新报价",
    WITHDRAWN: "已撤回",
    EXPIRED: "已过期",
}

_STILL_TO_ADD = frozenset({Stage.APPROVED, Stage.DISPATCHED, Stage.IN_REPAIR, Stage.WAITING_PARTS, Stage.REWORK})
"""Stages in which an item that was declined can still be done without undoing work."""

_EARLIEST, _LATEST = time(8), time(20)
"""Nobody is reminded at night."""

_DIAGNOSIS = "检测费"


@dataclass(frozen=True)
class Item:
    """A line to be proposed; ``fen`` is its total. See :class:`bot.shop.models.OrderLine`."""

    kind: str
    name: str
    fen: int
    qty: float | None = None
    hours: float | None = None
    rate_fen: int | None = None
    reason: str | None = None
    if_left: str | None = None
    origin: str | None = None
    maker: str | None = None
    brand: str | None = None
    batch: str | None = None
    warranty: str | None = None
    arrives: datetime | None = None
    key: str | None = None


@dataclass(frozen=True)
class Decider:
    """Who decides, and from where. ``actor``: :data:`CUSTOMER`, or the id of who recorded it for them (``how``)."""

    actor: str
    customer_id: str | None = None
    conversation_id: str | None = None
    address: str | None = None
    how: str | None = None


async def propose(
    session: AsyncSession,
    order: WorkOrder,
    items: Sequence[Item],
    *,
    actor: str,
    now: datetime,
    expires_at: datetime | None = None,
    eta_if_approved: datetime | None = None,
    note: str | None = None,
    request_id: str | None = None,
) -> Quote:
    """Propose ``items`` as the order's next quote, and move the order to where it waits for the answer.

    What an older open version proposed and nobody decided is taken back. Without ``expires_at`` the shop's usual time
    to decide counts.

    Raises:
        InvalidValue: ``lines`` none or too many, or a line without a name or kind.
        NotAllowed: ``quote_too_late`` the order is past its repair, or was declined.
    """
    if not 0 < len(items) <= MOST_LINES:
        raise InvalidValue("lines")
    if any(not item.name.strip() or item.kind not in LINE_KINDS for item in items):
        raise InvalidValue("lines")
    additional = order.approved_at is not None
    _to_waiting_stage(order, additional, actor=actor, now=now, note=note)
    versions = await of_order(session, order)
    for version in versions:
        if version.status == OPEN:
            version.status = SUPERSEDED
    _take_back(order)
    for item in items:
        add_line(order, item, additional=additional)
    policy = read_policy((await load_shop(session)).settings.policy)
    if expires_at is None:
        expires_at = (now + policy.quote_valid).replace(second=0, microsecond=0)
    quote = quote_of(order, number=len(versions) + 1, actor=actor, now=now, additional=additional)
    quote.expires_at, quote.eta_if_approved, quote.request_id = expires_at, eta_if_approved, request_id
    session.add(quote)
    return quote


def _to_waiting_stage(order: WorkOrder, additional: bool, *, actor: str, now: datetime, note: str | None) -> None:
    target = Stage.ADDITIONAL_QUOTE if additional else Stage.QUOTED
    current = Stage(order.stage)
    if current is target:
        if note:
            orders.add_note(order, note, actor=actor, now=now)
        return
    if path_between(current, target) is None:
        raise NotAllowed("quote_too_late")
    orders.walk_to(order, target, actor=actor, now=now, note=note)


def _take_back(order: WorkOrder) -> None:
    for line in [line for line in order.lines if line.status == "proposed"]:
        order.lines.remove(line)


def add_line(order: WorkOrder, item: Item, *, additional: bool) -> OrderLine:
    """Append a proposed line; its key is the item's, else the next free one."""
    taken = {line.key for line in order.lines}
    number = max((line.seq for line in order.lines), default=0) + 1
    key = item.key if item.key and item.key not in taken else None
    days, km = read_term(item.warranty).limits if item.warranty else (None, None)
    line = OrderLine(
        order_id=order.id,
        seq=number,
        key=key or next(f"L{n}" for n in range(number, number + len(taken) + 1) if f"L{n}" not in taken),
        kind=item.kind,
        name=item.name.strip(),
        fen=item.fen,
        qty=item.qty,
        hours=item.hours,
        rate_fen=item.rate_fen,
        reason=item.reason,
        if_left=item.if_left,
        status="proposed",
        additional=additional,
        origin=item.origin,
        maker=item.maker,
        brand=item.brand,
        batch=item.batch,
        warranty=item.warranty,
        warranty_days=days,
        warranty_km=km,
        arrives=item.arrives,
    )
    order.lines.append(line)
    return line


def quote_of(order: WorkOrder, *, number: int, actor: str, now: datetime, additional: bool) -> Quote:
    """An open quote of what the order proposes now; for this module and for orders that come with open lines."""
    quote = Quote(order=order, order_id=order.id, number=number, created_at=now, created_by=actor)
    quote.additional = additional
    proposed = [line for line in order.lines if line.status == "proposed"]
    for seq, line in enumerate(proposed, 1):
        quote.lines.append(
            QuoteLine(
                quote_id=quote.id,
                seq=seq,
                key=line.key,
                kind=line.kind,
                name=line.name,
                fen=line.fen,
                qty=line.qty,
                hours=line.hours,
                rate_fen=line.rate_fen,
                reason=line.reason,
                if_left=line.if_left,
                origin=line.origin,
                maker=line.maker,
                warranty=line.warranty,
            )
        )
    return quote


async def of_order(session: AsyncSession, order: WorkOrder) -> list[Quote]:
    """Every version of an order, the first one first."""
    stored = list(await session.scalars(select(Quote).where(Quote.order_id == order.id)))
    found = {quote.id: quote for quote in [*stored, *pending(session, Quote)] if quote.order_id == order.id}
    return sorted(found.values(), key=lambda quote: quote.number)


async def newest(session: AsyncSession, order: WorkOrder) -> Quote | None:
    """The version that counts, None when nothing was ever quoted."""
    versions = await of_order(session, order)
    return versions[-1] if versions else None


async def find_request(session: AsyncSession, order: WorkOrder, request_id: str) -> Quote | None:
    """The quote a request of the desk already made."""
    return next((quote for quote in await of_order(session, order) if quote.request_id == request_id), None)


def state_of(quote: Quote, now: datetime) -> str:
    """``status``, or ``expired`` for an open quote whose time has passed."""
    late = quote.status == OPEN and quote.expires_at is not None and quote.expires_at <= now
    return EXPIRED if late else quote.status


def undecided(order: WorkOrder, quote: Quote) -> list[OrderLine]:
    """The lines of a quote that wait for the customer."""
    return [line for line in lines_of(order, quote) if line.status == "proposed"]


def lines_of(order: WorkOrder, quote: Quote) -> list[OrderLine]:
    """The order's lines that a quote is about, with their present status."""
    keys = {line.key for line in quote.lines}
    return [line for line in order.lines if line.key in keys]


def may_still_add(order: WorkOrder, line: OrderLine) -> bool:
    """Whether a customer who declined ``line`` may have it done after all."""
    return line.status == "declined" and Stage(order.stage) in _STILL_TO_ADD


async def decide(
    session: AsyncSession,
    order: WorkOrder,
    quote: Quote,
    answers: Mapping[str, bool],
    *,
    who: Decider,
    now: datetime,
) -> None:
    """Record the customer's yes or no to lines, by key; when all are decided the order moves on.

    QUOTED goes to APPROVED if anything is to be done, else to DECLINED (the diagnosis fee of the shop's policy is then
    the bill); ADDITIONAL_QUOTE goes back to IN_REPAIR; the promised time follows ``eta_if_approved``. A line that was
    declined may be approved later as long as the repair goes on. Nothing is recorded if anything is refused.

    Raises:
        NotAllowed: ``quote_expired`` (staff may still record a yes that the shop accepts), ``quote_superseded``,
            ``quote_withdrawn``; ``already_decided`` a line has its answer.
        InvalidValue: ``lines`` none, or one that is not in this quote.
    """
    state = state_of(quote, now)
    too_late = state == EXPIRED and who.actor == CUSTOMER
    if too_late or state in (SUPERSEDED, WITHDRAWN):
        raise NotAllowed(f"quote_{state}")
    lines = {line.key: line for line in lines_of(order, quote)}
    if not answers or not lines.keys() >= answers.keys():
        raise InvalidValue("lines")
    for key, approved in answers.items():
        line = lines[key]
        if line.status != "proposed" and not (approved and may_still_add(order, line)):
            raise NotAllowed("already_decided")
    for key, approved in answers.items():
        _record(session, order, quote, lines[key], "approved" if approved else "declined", who, now)
    if quote.status == OPEN and not undecided(order, quote):
        quote.status, quote.decided_at = DECIDED, now
        await _move_on(session, order, list(lines.values()), who.actor, now)
    agreed = any(answers.values()) and not undecided(order, quote)
    if agreed and quote.eta_if_approved is not None and quote.eta_if_approved != order.promised_at:
        orders.set_promised(order, quote.eta_if_approved, actor=who.actor, now=now, reason=_because(quote))


def _because(quote: Quote) -> str | None:
    return "客户同意增项" if quote.additional else None


def _record(
    session: AsyncSession,
    order: WorkOrder,
    quote: Quote,
    line: OrderLine,
    decision: str,
    who: Decider,
    now: datetime,
) -> None:
    line.status = decision
    quote.decisions.append(
        QuoteDecision(
            quote_id=quote.id,
            seq=len(quote.decisions) + 1,
            key=line.key,
            decision=decision,
            fen=line.fen,
            at=now,
            actor=who.actor,
            customer_id=who.customer_id,
            how=who.how,
            conversation_id=who.conversation_id,
            address=who.address,
        )
    )
    privacy.record_consent(
        session,
        "extra_item",
        decision,
        now=now,
        customer_id=who.customer_id or order.customer_id,
        order_no=order.no,
        item=line.name,
        line_key=line.key,
        fen=line.fen,
        conversation_id=who.conversation_id,
    )


async def _move_on(session: AsyncSession, order: WorkOrder, lines: list[OrderLine], actor: str, now: datetime) -> None:
    stage = Stage(order.stage)
    if stage is Stage.ADDITIONAL_QUOTE:
        orders.move_stage(order, Stage.IN_REPAIR, actor=actor, now=now)
    elif stage is Stage.QUOTED and any(line.status in orders.APPROVED_LINES for line in lines):
        orders.move_stage(order, Stage.APPROVED, actor=actor, now=now)
    elif stage is Stage.QUOTED:
        orders.move_stage(order, Stage.DECLINED, actor=actor, now=now)
        await _charge_diagnosis(session, order)


async def _charge_diagnosis(session: AsyncSession, order: WorkOrder) -> None:
    fee = read_policy((await load_shop(session)).settings.policy).diagnosis_fee
    if fee and not any("检测" in line.name or "诊断" in line.name for line in approved_lines(order)):
        add_line(order, Item("other", _DIAGNOSIS, fee), additional=False).status = "approved"


def approved_lines(order: WorkOrder) -> list[OrderLine]:
    """What the customer pays for."""
    return [line for line in order.lines if line.status in orders.APPROVED_LINES]


def withdraw(order: WorkOrder, quote: Quote, *, actor: str, now: datetime, reason: str | None = None) -> None:
    """Take an open quote back: what nobody decided is not done, and a repair under way goes on.

    Raises:
        NotAllowed: ``quote_not_open``.
    """
    if quote.status != OPEN:
        raise NotAllowed("quote_not_open")
    quote.status = WITHDRAWN
    _take_back(order)
    if Stage(order.stage) is Stage.ADDITIONAL_QUOTE:
        orders.move_stage(order, Stage.IN_REPAIR, actor=actor, now=now, reason=reason)


def ask_for_new(order: WorkOrder, quote: Quote, *, now: datetime) -> bool:
    """Note, once, that the customer wants an expired quote renewed; whether it is news."""
    if quote.renewal_asked_at is not None:
        return False
    quote.renewal_asked_at = now
    orders.add_note(order, "报价已过期，已请店里重新报价", actor="customer", now=now)
    return True


def remind_at(quote: Quote, now: datetime, before: timedelta) -> datetime | None:
    """When to remind of a quote that runs out: ``before`` its end, by day; None when it is too late for that."""
    if quote.expires_at is None:
        return None
    at = in_shanghai(quote.expires_at - before)
    if at.time() < _EARLIEST:
        at = at.replace(hour=_LATEST.hour, minute=0) - timedelta(days=1)
    elif at.time() > _LATEST:
        at = at.replace(hour=_LATEST.hour, minute=0)
    return at if at > now else None


def item_of(line: OrderLine) -> Item:
    """A line as an item to be proposed again."""
    return Item(
        kind=line.kind,
        name=line.name,
        fen=line.fen,
        qty=line.qty,
        hours=line.hours,
        rate_fen=line.rate_fen,
        reason=line.reason,
        if_left=line.if_left,
        origin=line.origin,
        maker=line.maker,
        brand=line.brand,
        batch=line.batch,
        warranty=line.warranty,
        arrives=line.arrives,
        key=line.key,
    )
