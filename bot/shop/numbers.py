"""Numbers people can say aloud: two letters, the day, four random digits (``YY2611254821``)."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import in_shanghai
from bot.shop.models import Booking, Callback, Complaint, Rescue, TransportJob, WorkOrder
from bot.shop.pending import pending

Numbered = Booking | WorkOrder | Complaint | Callback | Rescue | TransportJob

PREFIXES: dict[type[Numbered], str] = {
    Booking: "YY",
    WorkOrder: "GD",
    Complaint: "TS",
    Callback: "HD",
    Rescue: "JY",
    TransportJob: "QS",
}
_CANDIDATES = 4


def random_number(prefix: str, now: datetime) -> str:
    """``prefix``, yymmdd in Shanghai, four random digits."""
    return f"{prefix}{in_shanghai(now):%y%m%d}{secrets.randbelow(10_000):04d}"


async def fresh_number(session: AsyncSession, kind: type[Numbered], now: datetime) -> str:
    """A number no row of this kind has yet. The unique constraint decides between two turns that drew the
    same.
    """
    while True:
        drawn = [random_number(PREFIXES[kind], now) for _ in range(_CANDIDATES)]
        taken = set(await session.scalars(select(kind.no).where(kind.no.in_(drawn))))
        taken |= {row.no for row in pending(session, kind)}
        for number in drawn:
            if number not in taken:
                return number
