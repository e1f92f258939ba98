"""Which moments of a store can be booked, and what to offer instead of one that cannot. Pure.

A store that describes its bays or technicians is planned by duration: a booking holds a place for as long as
the work takes. Any other store is planned by arrival: a booking holds one step of the grid, the work follows
when it follows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.clock import SHANGHAI, in_shanghai
from bot.shop.errors import InPast, SlotRefusal, SlotTaken, StoreClosed, TooFar, VehicleNotTaken
from bot.shop.models import SlotBlock, Store
from bot.shop.services import duration_of
from bot.shop.shop import Shop

DEFAULT_STEP_MINUTES = 30
DEFAULT_PLACES = 1
DEFAULT_HORIZON_DAYS = 180
OFFER_LEAD = timedelta(minutes=15)
"""Nothing sooner is offered; a customer who asks for it by name still gets it."""
_ALTERNATIVE_DAYS = 7

Cell = tuple[str, str, datetime]
"""Store, lane, start of a step of the grid."""


@dataclass(frozen=True)
class Slot:
    """A moment that can be booked."""

    store_id: str
    store_name: str
    start: datetime


@dataclass(frozen=True)
class Wish:
    """What shall be booked: where, what (a category), on what kind of vehicle (also the lane), by which
    booking.
    """

    store_id: str
    service: str
    vehicle_kind: str = "car"
    booking_id: str | None = None

    def at_store(self, store_id: str) -> Wish:
        """The same wish at another store."""
        return Wish(store_id, self.service, self.vehicle_kind, self.booking_id)


@dataclass(frozen=True)
class Occupancy:
    """What is taken: places by cell, and blocked stretches."""

    claims: dict[Cell, dict[int, str]]
    blocks: Sequence[SlotBlock]

    def free_place(self, cell: Cell, capacity: int, booking_id: str | None) -> int | None:
        """The place a booking gets in a cell: the one it has already, else the lowest free one, else None."""
        taken = self.claims.get(cell, {})
        own = next((place for place, owner in taken.items() if owner == booking_id), None)
        if own is not None:
            return own
        return next((place for place in range(capacity) if place not in taken), None)

    def is_blocked(self, store_id: str, lane: str, start: datetime, end: datetime) -> bool:
        """Whether a blocked stretch touches ``[start, end)``."""
        return any(
            block.store_id == store_id and block.lane in (None, lane) and block.starts < end and start < block.ends
            for block in self.blocks
        )


@dataclass(frozen=True)
class Planner:
    """The rules of one shop over one stretch of occupancy; pure."""

    shop: Shop
    occupancy: Occupancy
    now: datetime

    @classmethod
    def without_occupancy(cls, shop: Shop, now: datetime) -> Planner:
        """A planner that knows of no booking: for durations and cells only."""
        return cls(shop, Occupancy({}, ()), in_shanghai(now))

    @property
    def step(self) -> timedelta:
        """The step of the grid."""
        return timedelta(minutes=int(self.shop.settings.slots.get("step_minutes") or DEFAULT_STEP_MINUTES))

    def horizon(self) -> datetime:
        """The last moment that can be booked."""
        days = int(self.shop.settings.slots.get("horizon_days") or DEFAULT_HORIZON_DAYS)
        return self.now + timedelta(days=days)

    def capacity(self, store: Store, lane: str) -> int:
        """Places of a lane: the smaller of bays and technicians, else the shop's ``slots.places``."""
        if not plans_by_duration(store):
            return int(self.shop.settings.slots.get("places") or DEFAULT_PLACES)
        limits = [store.bays.get(lane, 0)] if store.bays is not None else []
        if store.technicians is not None:
            limits.append(store.technicians)
        return min(limits)

    def end_of(self, wish: Wish, start: datetime) -> datetime:
        """When the work on it is through for that day: after its duration, at the latest at the day's last
        close.
        """
        end = start + duration_of(wish.service, self.shop.settings.slots)
        spans = self.shop.hours[wish.store_id].spans(in_shanghai(start).date())
        return min(end, spans[-1][1]) if spans and spans[-1][1] > start else end

    def cells(self, wish: Wish, start: datetime) -> list[Cell]:
        """The cells a booking takes; a start off the grid takes the cell it falls in."""
        first = _floor(start, self.step)
        if not plans_by_duration(self.shop.store(wish.store_id)):
            return [(wish.store_id, wish.vehicle_kind, first)]
        end, cells = self.end_of(wish, start), []
        while first < end:
            cells.append((wish.store_id, wish.vehicle_kind, first))
            first += self.step
        return cells

    def has_place(self, wish: Wish, start: datetime) -> bool:
        """Whether every cell has a free place and nothing is blocked; opening hours are not looked at."""
        store = self.shop.store(wish.store_id)
        busy_until = self.end_of(wish, start) if plans_by_duration(store) else start + timedelta(minutes=1)
        if self.occupancy.is_blocked(store.id, wish.vehicle_kind, start, busy_until):
            return False
        capacity = self.capacity(store, wish.vehicle_kind)
        return all(
            self.occupancy.free_place(cell, capacity, wish.booking_id) is not None for cell in self.cells(wish, start)
        )

    def objection(self, wish: Wish, start: datetime) -> type[SlotRefusal] | None:
        """Why a moment cannot be booked, None when it can."""
        if wish.vehicle_kind not in self.shop.store(wish.store_id).vehicles:
            return VehicleNotTaken
        if start < self.now:
            return InPast
        if start > self.horizon():
            return TooFar
        if not self.shop.hours[wish.store_id].is_open(start):
            return StoreClosed
        return None if self.has_place(wish, start) else SlotTaken

    def free_starts(self, wish: Wish, start: datetime, until: datetime) -> list[datetime]:
        """Every free moment of the grid in ``[start, until)`` that can still be offered."""
        earliest = max(in_shanghai(start), self.now + OFFER_LEAD)
        last = min(in_shanghai(until), self.horizon())
        starts: list[datetime] = []
        day = earliest.date()
        while day <= last.date():
            for opens, closes in self.shop.hours[wish.store_id].spans(day):
                at = opens
                while at + self.step <= closes:
                    if earliest <= at < last and self.objection(wish, at) is None:
                        starts.append(at)
                    at += self.step
            day += timedelta(days=1)
        return starts

    def alternatives(self, wish: Wish, wished: datetime, limit: int) -> list[Slot]:
        """The nearest free moments at the wished store, and other stores that are free at the wished time
        itself.
        """
        store = self.shop.store(wish.store_id)
        others = [s for s in self.shop.stores_for(wish.vehicle_kind) if s.id != store.id]
        elsewhere = [Slot(s.id, s.name, wished) for s in others if self.objection(wish.at_store(s.id), wished) is None]
        wished = max(wished, self.now)
        if wish.vehicle_kind not in store.vehicles:
            nearest = [slot for s in others for slot in self._nearest(wish.at_store(s.id), wished)]
            near = sorted(nearest, key=lambda slot: abs(slot.start - wished))
            return (elsewhere + [slot for slot in near if slot not in elsewhere])[:limit]
        here = self._nearest(wish, wished)
        share = max(1, limit - min(len(elsewhere), 2))
        return (here[:share] + elsewhere)[:limit]

    def _nearest(self, wish: Wish, wished: datetime) -> list[Slot]:
        name = self.shop.store(wish.store_id).name
        day = wished.date()
        # The wished day first: a customer who asked for Wednesday at ten would rather come on Wednesday.
        starts = sorted(
            self.free_starts(wish, *alternative_range(wished)),
            key=lambda at: (at.date() != day, abs(at - wished)),
        )
        return [Slot(wish.store_id, name, at) for at in starts]


def spread(starts: Sequence[datetime], limit: int) -> list[datetime]:
    """At most ``limit`` of some moments: one of each half-day in turn, and within a half-day far apart from
    each other.
    """
    if len(starts) <= limit:
        return list(starts)
    groups: dict[tuple[date, bool], list[datetime]] = defaultdict(list)
    for at in starts:
        groups[(at.date(), at.hour >= 12)].append(at)
    base, extra = divmod(limit, len(groups)) if len(groups) < limit else (1, 0)
    chosen: list[datetime] = []
    for index, group in enumerate(groups.values()):
        chosen += _evenly(group, min(len(group), base + (index < extra)))
    spare = [at for at in starts if at not in chosen]
    chosen = chosen[:limit]
    return sorted(chosen + spare[: limit - len(chosen)])


def plans_by_duration(store: Store) -> bool:
    """Whether the store describes bays or technicians."""
    return store.bays is not None or store.technicians is not None


def _evenly(group: Sequence[datetime], count: int) -> list[datetime]:
    if count <= 1:
        return list(group[:count])
    return [group[round(i * (len(group) - 1) / (count - 1))] for i in range(count)]


def alternative_range(wished: datetime) -> tuple[datetime, datetime]:
    """The stretch of time that is searched for alternatives to a wished moment."""
    midnight = datetime.combine(wished.date(), time(), SHANGHAI)
    return midnight - timedelta(days=1), midnight + timedelta(days=_ALTERNATIVE_DAYS + 1)


def _floor(at: datetime, step: timedelta) -> datetime:
    at = in_shanghai(at)
    midnight = datetime.combine(at.date(), time(), SHANGHAI)
    return midnight + (at - midnight) // step * step
