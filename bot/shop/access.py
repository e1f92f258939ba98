"""Who may see an order without a code: plate and phone tail that match, and limits on failed tries.

A plate is public and a tail has four digits, so tries are counted (OWASP ASVS 5.0, 6.3.1): failed ones only,
by plate, by session and by address, known or not alike; and in total, which raises an alarm and locks nobody out. A
correct one-time code opens whatever the limits say. Whether a plate is unknown or a tail wrong cannot be
told from outside: both are one look-up by a joint index that finds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.crypto import blind_index
from bot.shop.errors import TooManyTries
from bot.shop.identifiers import normalise_plate, plate_tail_key
from bot.shop.models import Booking, FailedTry, WorkOrder
from bot.shop.orders import newest_first
from bot.shop.pending import pending


@dataclass(frozen=True)
class Limit:
    """At most ``tries`` failed tries within ``window``."""

    tries: int
    window: timedelta


LIMITS = {
    "plate": Limit(5, timedelta(days=1)),
    "session": Limit(5, timedelta(minutes=15)),
    "address": Limit(20, timedelta(hours=1)),
    "login": Limit(5, timedelta(minutes=15)),
    "code_conv": Limit(15, timedelta(hours=1)),
    "code_addr": Limit(30, timedelta(hours=1)),
}
"""By kind of key. Wrong codes are counted apart: whoever failed with tails may still prove a phone."""

ALARM = Limit(200, timedelta(hours=1))
"""So many failed tries of all together are an attack. Nobody is refused for it, the shop is told."""

_ONE_A_TRY = ("session", "code_conv")
"""Of the rows that a failed try leaves, the one that counts it."""


@dataclass(frozen=True)
class Attempt:
    """Who tries what: values are only kept as keyed fingerprints. ``address`` is the network address, if
    known.
    """

    plate: str
    session: str
    address: str | None = None

    def keys(self) -> dict[str, bytes]:
        """Fingerprints by kind of limit."""
        keys = {
            "plate": blind_index("try plate", normalise_plate(self.plate)),
            "session": blind_index("try session", self.session),
        }
        return keys | ({"address": blind_index("try address", self.address)} if self.address else {})


async def match_orders(session: AsyncSession, plate: str, tail: str, *, active: bool = False) -> list[WorkOrder]:
    """The orders whose plate and phone tail are these, newest first; an empty list says nothing about which
    was wrong.
    """
    index = blind_index("plate_tail", plate_tail_key(plate, tail))
    stored = list(await session.scalars(select(WorkOrder).where(WorkOrder.plate_tail_index == index)))
    mine = [order for order in pending(session, WorkOrder) if order.plate_tail_index == index]
    return newest_first(stored + mine, active)


async def match_bookings(session: AsyncSession, plate: str, tail: str) -> list[Booking]:
    """The active bookings whose plate and phone tail are these, soonest first."""
    index = blind_index("plate_tail", plate_tail_key(plate, tail))
    stored = list(await session.scalars(select(Booking).where(Booking.plate_tail_index == index)))
    found = stored + [booking for booking in pending(session, Booking) if booking.plate_tail_index == index]
    return sorted((b for b in found if b.status == "confirmed"), key=lambda b: (b.start, b.no))


async def require_tries_left(session: AsyncSession, attempt: Attempt, *, now: datetime) -> None:
    """Ask before :func:`match_orders`, whatever the plate.

    Raises:
        TooManyTries: a limit is reached; a correct one-time code still opens.
    """
    await require_below_limits(session, attempt.keys(), now=now)


def record_failure(session: AsyncSession, attempt: Attempt, *, now: datetime) -> None:
    """Count a failed try; a successful one is never counted."""
    record_failures(session, attempt.keys(), now=now)


async def require_below_limits(session: AsyncSession, keys: dict[str, bytes], *, now: datetime) -> None:
    """Compare failed tries with :data:`LIMITS`, by kind and fingerprint.

    Raises:
        TooManyTries: one is reached.
    """
    since = now - max(LIMITS[kind].window for kind in keys)
    tries = select(FailedTry).where(FailedTry.key.in_(keys.values()), FailedTry.at > since)
    rows = [*await session.scalars(tries), *pending(session, FailedTry)]
    for kind, key in keys.items():
        limit = LIMITS[kind]
        times = sorted(row.at for row in rows if row.kind == kind and row.key == key and row.at > now - limit.window)
        if len(times) >= limit.tries:
            raise TooManyTries(times[-limit.tries] + limit.window)


def record_failures(session: AsyncSession, keys: dict[str, bytes], *, now: datetime) -> None:
    """Count one failed try for each kind and fingerprint."""
    session.add_all([FailedTry(kind=kind, key=key, at=now) for kind, key in keys.items()])


async def failed_in_total(session: AsyncSession, *, now: datetime) -> int:
    """How often anybody failed, with plates or codes, within the window of :data:`ALARM`."""
    failed = select(func.count()).where(FailedTry.kind.in_(_ONE_A_TRY), FailedTry.at > now - ALARM.window)
    return int(await session.scalar(failed) or 0)


async def forget_old_tries(session: AsyncSession, *, now: datetime) -> int:
    """Delete tries no limit looks at any more; how many. Writes at once: for the retention job, not for a turn."""
    old = delete(FailedTry).where(FailedTry.at < now - max(x.window for x in LIMITS.values()))
    return int((await session.execute(old)).rowcount)  # type: ignore[attr-defined]
