"""One-time codes: six digits, sent to a phone, that prove it is the customer's.

A code lives five minutes and bears five tries (NIST SP 800-63B, 5.1.3.2 asks for at most ten minutes and for a limit
on tries); it is bound to the phone, to the conversation that asked for it and to what it was asked for, and works
once (OWASP ASVS 5.0, 6.6.2 and 6.6.3).
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.crypto import blind_index
from bot.shop import access
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


IDENTITY = "identity"
RESUME = "resume"
"""Purposes: to prove who one is in a conversation; to open the conversation on another device."""


class Verdict(Enum):
    """What became of an entered code."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    SPENT = "spent"


async def issue(
    session: AsyncSession, phone: str, *, conversation_id: str, now: datetime, purpose: str = IDENTITY
) -> str:
    """Make a code for ``phone``; earlier ones for this purpose in this conversation no longer count. The caller sends
    it.

    Raises:
        TooManyTries: too many were sent to this phone or out of this conversation.
    """
    index = _phone_index(phone)
    sent = await _codes(session, conversation_id, index)
    _require_few(sent, conversation_id, index, now)
    for earlier in sent:
        if (earlier.conversation_id, earlier.purpose, earlier.used_at) == (conversation_id, purpose, None):
            earlier.used_at = now
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    session.add(
        OneTimeCode(
            conversation_id=conversation_id,
            purpose=purpose,
            phone_index=index,
            digest=_digest(code, index, conversation_id, purpose),
            issued_at=now,
            expires_at=now + LIFETIME,
        )
    )
    return code


async def check(
    session: AsyncSession,
    code: str,
    phone: str,
    *,
    conversation_id: str,
    now: datetime,
    purpose: str = IDENTITY,
    address: str | None = None,
) -> Verdict:
    """Judge an entered code; a wrong one counts, a right one is used up.

    ``SPENT``: all tries are gone, or none is open; ``EXPIRED``: it came too late. ``address``: the network address it
    came from, if known, for the limit on wrong codes.

    Raises:
        TooManyTries: too many wrong codes came out of this conversation, or from this address.
    """
    keys = _try_keys(conversation_id, address)
    await access.require_below_limits(session, keys, now=now)
    verdict = await _judge(session, code, phone, conversation_id, now, purpose)
    if verdict is not Verdict.RIGHT:
        access.record_failures(session, keys, now=now)
    return verdict


async def _judge(
    session: AsyncSession, code: str, phone: str, conversation_id: str, now: datetime, purpose: str
) -> Verdict:
    index = _phone_index(phone)
    wanted = (conversation_id, index, purpose, None)
    mine = [
        row
        for row in await _codes(session, conversation_id, index)
        if (row.conversation_id, row.phone_index, row.purpose, row.used_at) == wanted
    ]
    if not mine or mine[-1].tries >= TRIES:
        return Verdict.SPENT
    latest = mine[-1]
    if now > latest.expires_at:
        return Verdict.EXPIRED
    if not hmac.compare_digest(latest.digest, _digest(code, index, conversation_id, purpose)):
        latest.tries += 1
        return Verdict.SPENT if latest.tries >= TRIES else Verdict.WRONG
    latest.used_at = now
    return Verdict.RIGHT


async def forget_old(session: AsyncSession, *, now: datetime) -> int:
    """Delete codes no rule looks at any more; how many. Writes at once: for the retention job, not for a turn."""
    old = delete(OneTimeCode).where(OneTimeCode.issued_at < now - SENT_WITHIN)
    return int((await session.execute(old)).rowcount)  # type: ignore[attr-defined]


def _try_keys(conversation_id: str, address: str | None) -> dict[str, bytes]:
    keys = {"code_conv": blind_index("try code", conversation_id)}
    return keys | ({"code_addr": blind_index("try address", address)} if address else {})


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


def _digest(code: str, phone_index: bytes, conversation_id: str, purpose: str) -> bytes:
    return blind_index("one-time code", f"{purpose}|{conversation_id}|{phone_index.hex()}|{code}")
