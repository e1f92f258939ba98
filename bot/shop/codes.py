"""One-time codes: six digits, sent to a phone, that prove it is the customer's.

A code lives five minutes and bears five tries (NIST SP 800-63B, 5.1.3.2 asks for at most ten minutes and for a limit
on tries); it is bound to the phone and to the conversation that asked for it, and works once.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.crypto import blind_index
from bot.shop.errors import TooManyTries
from bot.shop.identifiers import normalise_phone
from bot.shop.models import OneTimeCode
from bot.shop.pending import pending

DIGITS = 6
LIFETIME = timedelta(minutes=5)
TRIES = 5
SENT_AT_MOST = 5
SENT_WITHIN = timedelta(hours=1)
"""At most so many messages to one phone, and out of one conversation, within this time: nobody's phone is flooded."""


class Verdict(Enum):
    """What became of an entered code."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    SPENT = "spent"


async def issue(session: AsyncSession, phone: str, *, conversation_id: str, now: datetime) -> str:
    """Make a code for ``phone``; earlier ones of this conversation no longer count. The caller sends it.

    Raises:
        TooManyTries: too many were sent to this phone or out of this conversation.
    """
    index = _phone_index(phone)
    sent = await _codes(session, conversation_id, index)
    _require_few(sent, conversation_id, index, now)
    for earlier in sent:
        if earlier.conversation_id == conversation_id and earlier.used_at is None:
            earlier.used_at = now
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    session.add(
        OneTimeCode(
            conversation_id=conversation_id,
            phone_index=index,
            digest=_digest(code, index, conversation_id),
            issued_at=now,
            expires_at=now + LIFETIME,
        )
    )
    return code


async def check(session: AsyncSession, code: str, phone: str, *, conversation_id: str, now: datetime) -> Verdict:
    """Judge an entered code; a wrong one counts, a right one is used up.

    ``SPENT``: all tries are gone, or none is open; ``EXPIRED``: it came too late.
    """
    index = _phone_index(phone)
    mine = [
        row
        for row in await _codes(session, conversation_id, index)
        if (row.conversation_id, row.phone_index) == (conversation_id, index) and row.used_at is None
    ]
    if not mine or mine[-1].tries >= TRIES:
        return Verdict.SPENT
    latest = mine[-1]
    if now > latest.expires_at:
        return Verdict.EXPIRED
    if not hmac.compare_digest(latest.digest, _digest(code, index, conversation_id)):
        latest.tries += 1
        return Verdict.SPENT if latest.tries >= TRIES else Verdict.WRONG
    latest.used_at = now
    return Verdict.RIGHT


async def forget_old(session: AsyncSession, *, now: datetime) -> None:
    """Delete codes no rule looks at any more. Writes at once: for the retention job, not for a turn."""
    await session.execute(delete(OneTimeCode).where(OneTimeCode.issued_at < now - SENT_WITHIN))


async def _codes(session: AsyncSession, conversation_id: str, index: bytes) -> list[OneTimeCode]:
    concerns = or_(OneTimeCode.conversation_id == conversation_id, OneTimeCode.phone_index == index)
    stored = list(await session.scalars(select(OneTimeCode).where(concerns)))
    return sorted([*stored, *pending(session, OneTimeCode)], key=lambda row: row.issued_at)


def _require_few(sent: list[OneTimeCode], conversation_id: str, index: bytes, now: datetime) -> None:
    recent = [row for row in sent if row.issued_at > now - SENT_WITHIN]
    for mine in (
        [row.issued_at for row in recent if row.phone_index == index],
        [row.issued_at for row in recent if row.conversation_id == conversation_id],
    ):
        if len(mine) >= SENT_AT_MOST:
            raise TooManyTries(mine[-SENT_AT_MOST] + SENT_WITHIN)


def _phone_index(phone: str) -> bytes:
    return blind_index("phone", normalise_phone(phone))


def _digest(code: str, phone_index: bytes, conversation_id: str) -> bytes:
    return blind_index("one-time code", f"{conversation_id}|{phone_index.hex()}|{code}")
