"""The night repair window (夜间维修) of a store: hours in which some work is still done, for a surcharge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.clock import SHANGHAI, in_shanghai
from bot.shop.calendar import Minutes, parse_hours
from bot.shop.models import Store


@dataclass(frozen=True)
class NightRepair:
    """``windows`` in minutes from midnight; ``services``: categories, empty for all; ``surcharge`` in fen."""

    windows: Sequence[Minutes]
    services: Sequence[str] = ()
    surcharge: int = 0

    def takes(self, service: str) -> bool:
        """Whether this category of work is done at night."""
        return not self.services or service in self.services

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """The night windows of a day as moments."""
        midnight = datetime.combine(day, time(), SHANGHAI)
        return [(midnight + timedelta(minutes=a), midnight + timedelta(minutes=b)) for a, b in self.windows]

    def covers(self, at: datetime) -> bool:
        """Whether this moment lies in a night window."""
        return any(start <= at < end for start, end in self.spans(in_shanghai(at).date()))


def night_repair(store: Store) -> NightRepair | None:
    """What the store describes; None when it does not work at night."""
    if not store.night:
        return None
    return NightRepair(
        windows=parse_hours(store.night["hours"]),
        services=tuple(store.night.get("services") or ()),
        surcharge=int(store.night.get("surcharge_fen") or 0),
    )
