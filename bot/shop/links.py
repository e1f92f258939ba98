"""Links that open one thing for a while: a conversation on another device, a copy of one's data.

The token is 128 random bits and stands nowhere: what is stored is a keyed fingerprint of it.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.crypto import blind_index
from bot.shop.errors import NotFound
from bot.shop.models import AccessLink

RESUME = "resume"
EXPORT = "export"

LIFETIMES = {RESUME: timedelta(hours=24), EXPORT: timedelta(minutes=10)}
"""How long a link opens, by purpose."""

LONGEST_TOKEN = 64


def issue(
    session: AsyncSession, purpose: str, *, conversation_id: str, now: datetime, customer_id: str | None = None
) -> str:
    """Make a link of a conversation; its token, which is known to nobody but the caller."""
    token = secrets.token_urlsafe(16)
    session.add(
        AccessLink(
            purpose=purpose,
            digest=_digest(purpose, token),
            conversation_id=conversation_id,
            customer_id=customer_id,
            issued_at=now,
            expires_at=now + LIFETIMES[purpose],
        )
    )
    return token


async def find(session: AsyncSession, purpose: str, token: str, *, now: datetime) -> AccessLink:
    """The link that ``token`` opens.

    Raises:
        NotFound: never issued for this purpose, expired or used up; which of these is not told.
    """
    link = await session.scalar(select(AccessLink).where(AccessLink.digest == _digest(purpose, token)))
    if link is None or link.used_at is not None or now >= link.expires_at:
        raise NotFound(purpose)
    return link


async def forget_old(session: AsyncSession, *, now: datetime) -> int:
    """Delete expired links; how many. Writes at once: for the retention job, not for a turn."""
    old = delete(AccessLink).where(AccessLink.expires_at < now)
    return int((await session.execute(old)).rowcount)  # type: ignore[attr-defined]


def _digest(purpose: str, token: str) -> bytes:
    return blind_index("link", f"{purpose}|{token}")
