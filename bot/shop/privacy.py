"""Consents and the wish to be forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
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


async def request_deletion(
    session: AsyncSession,
    *,
    now: datetime,
    customer_id: str | None = None,
    conversation_id: str | None = None,
) -> DeletionRequest:
    """Record the wish of a customer (or of an unknown visitor of a conversation); an open one is returned
    again.
    """
    query = select(DeletionRequest).where(
        DeletionRequest.customer_id == customer_id, DeletionRequest.conversation_id == conversation_id
    )
    found: list[DeletionRequest] = [*await session.scalars(query), *pending(session, DeletionRequest)]
    for request in found:
        same = (request.customer_id, request.conversation_id) == (customer_id, conversation_id)
        if same and request.status == "requested":
            return request
    request = DeletionRequest(customer_id=customer_id, conversation_id=conversation_id, requested_at=now)
    session.add(request)
    return request
