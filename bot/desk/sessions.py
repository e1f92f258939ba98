"""Sessions of the staff: a random token in a cookie, its hash in the database, twelve hours."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.models import StaffSession
from bot.shop.models import Staff, Store
from bot.shop.staff import PRESENCE

LIFETIME = timedelta(hours=12)
"""A shift and its overtime; nobody stays logged in over night."""


@dataclass(frozen=True, slots=True)
class Member:
    """The member of staff a request comes from.

    Attributes:
        csrf: what the ``X-CSRF-Token`` header of a write must say.
        session: fingerprint of the session; a person may have several.
    """

    id: str
    name: str
    role: str
    store_id: str | None
    store_name: str | None
    online: bool
    csrf: str
    session: bytes
    expires_at: datetime
    last_seen: datetime | None

    @property
    def leads(self) -> bool:
        """Whether they are told what goes wrong, and may take a conversation from a colleague."""
        return self.role in ("supervisor", "admin")

    @property
    def runs_shop(self) -> bool:
        """Whether they decide about accounts, and read who looked at what."""
        return self.role == "admin"

    @property
    def everywhere(self) -> bool:
        """Whether they serve every store: admins, and whoever belongs to none."""
        return self.runs_shop or self.store_id is None

    def serves(self, store_id: str | None) -> bool:
        """Whether records of this store are theirs to see and change; what belongs to no store is everybody's."""
        return self.everywhere or store_id in (None, self.store_id)


def is_present(staff: Staff, now: datetime) -> bool:
    """Whether this person is switched on and their page was heard of in the last minute."""
    return staff.online and (staff.last_seen is None or now - staff.last_seen < PRESENCE)


async def open_session(session: AsyncSession, staff: Staff, *, now: datetime, device: str | None = None) -> str:
    """Begin a session of ``staff``; its token, which is known to nobody but the caller. Forgets expired ones."""
    token = secrets.token_urlsafe(32)
    await session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
    session.add(
        StaffSession(
            token_hash=_fingerprint(token),
            staff_id=staff.id,
            password_mark=password_mark(staff),
            device=device,
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    return token


async def find_member(session: AsyncSession, token: str, *, now: datetime) -> Member | None:
    """The member of staff whose session this is; None when it is over, or the account or its password is."""
    found = await _opened(session, _fingerprint(token), now)
    if found is None:
        return None
    opened, staff, store_name = found
    return Member(
        id=staff.id,
        name=staff.name,
        role=staff.role,
        store_id=staff.store_id,
        store_name=store_name,
        online=is_present(staff, now),
        csrf=hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest(),
        session=opened.token_hash,
        expires_at=opened.expires_at,
        last_seen=staff.last_seen,
    )


async def still_member(session: AsyncSession, member: Member, *, now: datetime) -> Member | None:
    """``member`` with the role and store they have now; None when their session is over."""
    found = await _opened(session, member.session, now)
    if found is None:
        return None
    _, staff, store_name = found
    return replace(member, role=staff.role, store_id=staff.store_id, store_name=store_name)


async def end_sessions(session: AsyncSession, staff_id: str) -> None:
    """End every session of a person: their password is another, or the account is no longer in use."""
    await session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))


async def close_session(session: AsyncSession, fingerprint: bytes) -> None:
    """End a session."""
    await session.execute(delete(StaffSession).where(StaffSession.token_hash == fingerprint))


async def _opened(
    session: AsyncSession, fingerprint: bytes, now: datetime
) -> tuple[StaffSession, Staff, str | None] | None:
    query = (
        select(StaffSession, Staff, Store.name)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .outerjoin(Store, Store.id == Staff.store_id)
        .where(StaffSession.token_hash == fingerprint, StaffSession.expires_at > now, Staff.active)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    opened, staff, store_name = row
    if staff.password_hash is None or not hmac.compare_digest(opened.password_mark, password_mark(staff)):
        return None
    return opened, staff, store_name


def _fingerprint(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def password_mark(staff: Staff) -> bytes:
    """What a session remembers of the password it was opened with."""
    return hashlib.sha256((staff.password_hash or "").encode()).digest()
