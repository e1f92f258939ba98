"""Staff: accounts, log-in with throttling, and who can take a conversation now."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import in_shanghai
from bot.db.crypto import blind_index
from bot.shop import audit
from bot.shop.access import record_failures, require_below_limits
from bot.shop.errors import InvalidValue, NotAllowed
from bot.shop.models import Staff, Store
from bot.shop.pending import pending
from bot.shop.shop import load_shop

ROLES = ("advisor", "supervisor", "admin")
"""Who serves, who leads a store, who runs the shop; without a store, of all of them."""
MIN_PASSWORD = 8
PRESENCE = timedelta(seconds=60)
"""A page that has not been heard of for this long is gone (it reports every 20 s)."""

_hasher = PasswordHasher()
# Verified against when a name is unknown, so that known and unknown names take the same time.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$G8FSHf1K1Plfp6JV7P6Gng$iaPEmVXxKCHRpdz2tkTyp/pSZmO9GqeUt001rAFgIz4"


@dataclass(frozen=True)
class StaffLoad:
    """A member of staff who is online, and how many conversations they hold."""

    staff: Staff
    load: int

    @property
    def has_room(self) -> bool:
        """Whether they can take one more."""
        return self.load < self.staff.capacity


@dataclass(frozen=True)
class Availability:
    """Whether a person can answer.

    Attributes:
        desk_open: whether the desk answers at this hour at all.
        online: who is online, least loaded first.
        next_opening: when the desk opens next (now when it is open); None when it never does.
    """

    desk_open: bool
    online: tuple[StaffLoad, ...]
    next_opening: datetime | None

    @property
    def free(self) -> tuple[StaffLoad, ...]:
        """Who can take a conversation at once."""
        return tuple(item for item in self.online if item.has_room) if self.desk_open else ()


async def create(
    session: AsyncSession,
    name: str,
    password: str,
    *,
    now: datetime,
    role: str = "advisor",
    store_id: str | None = None,
    capacity: int = 3,
) -> Staff:
    """Make an account; one that exists without a password (from a shop description) gets it.

    Raises:
        InvalidValue: ``name`` empty, ``password`` shorter than 8 characters, unknown ``role`` or ``store``.
        NotAllowed: ``name_taken``.
    """
    if not name.strip():
        raise InvalidValue("name")
    if len(password) < MIN_PASSWORD:
        raise InvalidValue("password")
    if role not in ROLES:
        raise InvalidValue("role")
    await _require_store(session, store_id)
    staff = await _find(session, name)
    if staff is not None and staff.password_hash is not None:
        raise NotAllowed("name_taken")
    hashed = await asyncio.to_thread(_hasher.hash, password)
    if staff is None:
        staff = Staff(name=name.strip(), created_at=now)
        session.add(staff)
    staff.password_hash, staff.role, staff.store_id, staff.capacity = (
        hashed,
        role,
        store_id or staff.store_id,
        capacity,
    )
    return staff


async def appoint(
    session: AsyncSession, staff: Staff, *, role: str, store_id: str | None, actor: str, now: datetime
) -> None:
    """Give an account another role or store, at once for every open session of it; written into the audit trail.

    Raises:
        InvalidValue: unknown ``role`` or ``store``.
    """
    if role not in ROLES:
        raise InvalidValue("role")
    await _require_store(session, store_id)
    before = {"role": staff.role, "store": staff.store_id}
    staff.role, staff.store_id = role, store_id
    detail = {"from": before, "to": {"role": role, "store": store_id}}
    audit.record(session, actor, "staff_role", f"staff:{staff.id}", now=now, detail=detail)


async def set_password(staff: Staff, password: str) -> None:
    """Give an account another password; sessions opened with the old one are over.

    Raises:
        InvalidValue: shorter than 8 characters.
    """
    if len(password) < MIN_PASSWORD:
        raise InvalidValue("password")
    staff.password_hash = await asyncio.to_thread(_hasher.hash, password)


def random_password() -> str:
    """A password of 96 random bits that can be typed."""
    return secrets.token_urlsafe(12)


async def verify(session: AsyncSession, name: str, password: str, *, now: datetime) -> Staff | None:
    """The account this name and password belong to, or None; a failure is counted, for which the caller
    commits.

    Raises:
        TooManyTries: five failures of this name within 15 minutes, whether or not the name exists.
    """
    keys = {"login": blind_index("try login", name.strip())}
    await require_below_limits(session, keys, now=now)
    staff = await _find(session, name)
    hashed = staff.password_hash if staff and staff.active and staff.password_hash else None
    matches = await asyncio.to_thread(_matches, hashed or _NOBODY, password)
    if staff is None or hashed is None or not matches:
        record_failures(session, keys, now=now)
        return None
    if _hasher.check_needs_rehash(hashed):
        staff.password_hash = await asyncio.to_thread(_hasher.hash, password)
    return staff


async def availability(session: AsyncSession, *, now: datetime, loads: Mapping[str, int] | None = None) -> Availability:
    """Who can answer now. ``loads``: conversations held by staff id, as the conversation log knows them."""
    desk = (await load_shop(session)).desk
    loads = loads or {}
    rows = [*await session.scalars(select(Staff).where(Staff.active)), *pending(session, Staff)]
    present = [s for s in rows if s.online and (s.last_seen is None or in_shanghai(now) - s.last_seen < PRESENCE)]
    online = sorted(
        (StaffLoad(s, s.base_load + loads.get(s.id, 0)) for s in present),
        key=lambda item: (item.load, item.staff.id),
    )
    return Availability(desk.is_open(now), tuple(online), desk.next_opening(now))


async def _require_store(session: AsyncSession, store_id: str | None) -> None:
    known = {store.id for store in pending(session, Store)}
    if store_id is not None and store_id not in known and await session.get(Store, store_id) is None:
        raise InvalidValue("store")


async def _find(session: AsyncSession, name: str) -> Staff | None:
    found = await session.scalar(select(Staff).where(Staff.name == name.strip()))
    return found or next((s for s in pending(session, Staff) if s.name == name.strip()), None)


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
