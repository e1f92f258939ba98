"""Consents and the wish to be forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.models import Consent, DeletionRequest
from bot.shop.pending import pending
from bot.shop.shop import Shop

ABOUT = ("extra_item", "marketing", "notice", "location")
"""An item beyond the quote; advertising; the privacy notice; the position during a rescue."""

DECISIONS = ("approved", "declined", "withdrawn")

_FIRST_NOTICE = "1"


def notice_version(shop: Shop) -> str:
    """The version of the privacy notice in force. Who agreed to another one is asked again."""
    stated = (shop.settings.extra or {}).get("privacy")
    version = stated.get("version") if isinstance(stated, dict) else None
    return str(version or _FIRST_NOTICE)[:20]


def record_consent(
    session: AsyncSession,
    about: str,
    decision: str,
    *,
    now: datetime,
    customer_id: str | None = None,
    order_no: str | None = None,
    item: str | None = None,
    line_key: str | None = None,
    fen: int | None = None,
    notice: str | None = None,
    conversation_id: str | None = None,
) -> Consent:
    """Record a decision (one of :data:`DECISIONS`) about one of :data:`ABOUT`.

    ``notice``: the version of the privacy notice it was made on.
    """
    consent = Consent(
        about=about,
        decision=decision,
        customer_id=customer_id,
        order_no=order_no,
        item=item,
        line_key=line_key,
        fen=fen,
        notice=notice,
        conversation_id=conversation_id,
        at=now,
    )
    session.add(consent)
    return consent


async def latest_consent(session: AsyncSession, customer_id: str, about: str) -> Consent | None:
    """The decision of a customer that counts now."""
    query = select(Consent).where(Consent.customer_id == customer_id, Consent.about == about)
    mine = [c for c in pending(session, Consent) if (c.customer_id, c.about) == (customer_id, about)]
    return max([*await session.scalars(query), *mine], key=lambda c: c.at, default=None)


async def location_agreed(session: AsyncSession, conversation_id: str) -> bool:
    """Whether the position may be stored in this conversation: sensitive data, so agreed to apart from the notice
    (PIPL, article 29) by ``record_consent(session, "location", "approved", …)``, and until it is withdrawn.
    """
    query = select(Consent).where(Consent.conversation_id == conversation_id, Consent.about == "location")
    mine = [c for c in pending(session, Consent) if (c.conversation_id, c.about) == (conversation_id, "location")]
    latest = max([*await session.scalars(query), *mine], key=lambda c: c.at, default=None)
    return latest is not None and latest.decision == "approved"


async def bind_consents(session: AsyncSession, about: str, *, conversation_id: str, customer_id: str) -> None:
    """Say whose the decisions about a thing are that were made in a conversation before it was known who speaks."""
    query = select(Consent).where(Consent.conversation_id == conversation_id, Consent.about == about)
    mine = [c for c in pending(session, Consent) if (c.conversation_id, c.about) == (conversation_id, about)]
    for consent in [*await session.scalars(query), *mine]:
        consent.customer_id = consent.customer_id or customer_id


WHOLE = "all"
CHAT = "chat"
"""What is to be deleted: everything, or only what was said."""


async def request_deletion(
    session: AsyncSession,
    *,
    now: datetime,
    customer_id: str | None = None,
    conversation_id: str | None = None,
    scope: str = WHOLE,
) -> DeletionRequest:
    """Record the wish of a customer, or of a visitor of a conversation who has not proven yet who they are; an open
    one is returned again, and is the customer's once that is known. Nothing is deleted for it before.
    """
    for request in await open_deletions(session, customer_id=customer_id, conversation_id=conversation_id):
        if request.scope == scope:
            request.customer_id = request.customer_id or customer_id
            return request
    request = DeletionRequest(
        customer_id=customer_id, conversation_id=conversation_id, scope=scope, requested_at=now, status="requested"
    )
    session.add(request)
    return request


async def open_deletions(
    session: AsyncSession, *, customer_id: str | None, conversation_id: str | None
) -> list[DeletionRequest]:
    """The wishes not carried out yet: of a customer, wherever they were said, and of this conversation's visitor."""
    of_visitor = DeletionRequest.customer_id.is_(None) & (DeletionRequest.conversation_id == conversation_id)
    whose = or_(of_visitor, DeletionRequest.customer_id == customer_id) if customer_id else of_visitor
    stored = await session.scalars(select(DeletionRequest).where(whose, DeletionRequest.status == "requested"))
    added = [
        request
        for request in pending(session, DeletionRequest)
        if (request.customer_id or customer_id) == customer_id
        and (request.customer_id is not None or request.conversation_id == conversation_id)
    ]
    return [*stored, *added]


async def withdraw_deletions(session: AsyncSession, *, customer_id: str | None, conversation_id: str | None) -> bool:
    """Take the wishes back that were not carried out yet; whether there were any."""
    found = await open_deletions(session, customer_id=customer_id, conversation_id=conversation_id)
    for request in found:
        if request in session.new:
            session.expunge(request)
        else:
            await session.delete(request)
    return bool(found)
