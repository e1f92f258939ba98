"""Which moments of a store can be booked, and what to offer instead of one that cannot. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from bot.clock import SHANGHAI, in_shanghai
from bot.shop.errors import (
    DriversTaken,
    InPast,
    NotCollected,
    SlotRefusal,
    SlotTaken,
    StoreClosed,
    TooFar,
    VehicleNotTaken,
)
from bot.shop.lanes import (
    DEFAULT_PLACES,
    DRIVERS,
    TECHNICIANS,
    Cell,
    Occupancy,
    Slot,
    Wish,
    bay_lane,
    bays_for,
    plans_by_duration,
    technicians_for,
)
from bot.shop.night import NightRepair, night_repair
from bot.shop.pickup import pickup_service
from bot.shop.services import duration_of
from bot.shop.shop import Shop

__all__ = ["Cell", "Occupancy", "Planner", "Slot", "Wish", "alternative_range", "spread"]

DEFAULT_STEP_MINUTES = 30
DEFAULT_HORIZON_DAYS = 180
OFFER_LEAD = timedelta(minutes=15)
"""Nothing sooner is offered; a customer who asks for it by name still gets it."""
_ALTERNATIVE_DAYS = 7

Span = tuple[datetime, datetime]


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

    def capacity(self, wish: Wish) -> int:
        """How many bookings of this kind fit at once: the smaller of bays and technicians with the skill, else the
        shop's ``slots.places``.
        """
        return min(len(candidates) for _, candidates in self._lanes(wish))

    def end_of(self, wish: Wish, start: datetime) -> datetime:
        """When the work on it is through for that day: after its duration, at the latest at the day's last
        close.
        """
        end = start + duration_of(wish.service, self.shop.settings.slots)
        spans = self.spans(wish, in_shanghai(start).date())
        return min(end, spans[-1][1]) if spans and spans[-1][1] > start else end

    def spans(self, wish: Wish, day: date) -> list[Span]:
        """The stretches of a day in which this work can begin: opening hours, and the night window of its store."""
        night = self._night_spans(wish, day)
        return sorted([*self.shop.hours[wish.store_id].spans(day), *night])

    def cells(self, wish: Wish, start: datetime) -> list[Cell]:
        """The cells a booking takes; a start off the grid takes the cell it falls in."""
        store = self.shop.store(wish.store_id)
        until = self.end_of(wish, start) if plans_by_duration(store) else start + timedelta(minutes=1)
        cells = [(store.id, lane, at) for lane, _ in self._lanes(wish) for at in self._steps(start, until)]
        collects = pickup_service(store) if wish.pickup else None
        if collects is not None and collects.drivers is not None:
            cells += [(store.id, DRIVERS, at) for at in self._steps(start, start + collects.duration)]
        return cells

    def places(self, wish: Wish, start: datetime) -> dict[Cell, int] | None:
        """The place a booking gets in each of its cells, None when one of them has none left.

        One technician stays with the work where that is possible.
        """
        chosen, candidates = self.places_even_beyond(wish, start), self._candidates(wish)
        return chosen if all(place in candidates[lane] for (_, lane, _), place in chosen.items()) else None

    def places_even_beyond(self, wish: Wish, start: datetime) -> dict[Cell, int]:
        """The same; where none is left the next one beyond the capacity, as what is there is there."""
        candidates = self._candidates(wish)
        chosen: dict[Cell, int] = {}
        before: dict[str, int] = {}
        for cell in self.cells(wish, start):
            lane = cell[1]
            preferred = candidates[lane]
            if before.get(lane) in preferred:
                preferred = [before[lane], *preferred]
            place = self.occupancy.free_place(cell, preferred, wish)
            if place is None:
                place = max([*candidates[lane], *self.occupancy.claims.get(cell, {})], default=-1) + 1
            chosen[cell] = before[lane] = place
        return chosen

    def has_place(self, wish: Wish, start: datetime) -> bool:
        """Whether every cell has a free place and nothing is blocked; opening hours are not looked at."""
        store = self.shop.store(wish.store_id)
        busy_until = self.end_of(wish, start) if plans_by_duration(store) else start + timedelta(minutes=1)
        lanes = [wish.vehicle_kind, *(lane for lane, _ in self._lanes(wish))]
        if self.occupancy.is_blocked(store.id, lanes, start, busy_until):
            return False
        return self.places(wish, start) is not None

    def objection(self, wish: Wish, start: datetime) -> type[SlotRefusal] | None:
        """Why a moment cannot be booked, None when it can."""
        store = self.shop.store(wish.store_id)
        if wish.vehicle_kind not in store.vehicles:
            return VehicleNotTaken
        if start < self.now:
            return InPast
        if start > self.horizon():
            return TooFar
        if not any(opens <= start < closes for opens, closes in self.spans(wish, in_shanghai(start).date())):
            return StoreClosed
        if wish.pickup and not pickup_service(store).collects_at(start):
            return NotCollected
        if self.has_place(wish, start):
            return None
        return DriversTaken if wish.pickup and self.has_place(replace(wish, pickup=False), start) else SlotTaken

    def free_starts(self, wish: Wish, start: datetime, until: datetime) -> list[datetime]:
        """Every free moment of the grid in ``[start, until)`` that can still be offered; the night window only where
        opening hours have none.
        """
        hours = self.shop.hours[wish.store_id]
        by_day = list(self._free(wish, self._grid(start, until, hours.spans)))
        return by_day or list(self._free(wish, self._night_grid(wish, start, until)))

    def _free(self, wish: Wish, moments: Iterable[datetime]) -> Iterator[datetime]:
        return (at for at in moments if self.objection(wish, at) is None)

    def _grid(self, start: datetime, until: datetime, spans: Callable[[date], Iterable[Span]]) -> list[datetime]:
        earliest = max(in_shanghai(start), self.now + OFFER_LEAD)
        last = min(in_shanghai(until), self.horizon())
        step = self.step
        starts: list[datetime] = []
        day = earliest.date()
        while day <= last.date():
            for opens, closes in spans(day):
                at = opens
                while at + step <= closes:
                    if earliest <= at < last:
                        starts.append(at)
                    at += step
            day += timedelta(days=1)
        return starts

    def _night_grid(self, wish: Wish, start: datetime, until: datetime) -> list[datetime]:
        if self._night(wish) is None:
            return []
        return self._grid(start, until, lambda day: self._night_spans(wish, day))

    def _night(self, wish: Wish) -> NightRepair | None:
        night = night_repair(self.shop.store(wish.store_id))
        return night if night is not None and night.takes(wish.service) else None

    def _night_spans(self, wish: Wish, day: date) -> list[Span]:
        night = self._night(wish)
        opens = night is not None and self.shop.hours[wish.store_id].opens_on(day)
        return night.spans(day) if night is not None and opens else []

    def _lanes(self, wish: Wish) -> list[tuple[str, Sequence[int]]]:
        store = self.shop.store(wish.store_id)
        if not plans_by_duration(store):
            return [(wish.vehicle_kind, range(int(self.shop.settings.slots.get("places") or DEFAULT_PLACES)))]
        lanes: list[tuple[str, Sequence[int]]] = []
        if store.bays is not None:
            lanes.append((bay_lane(store, wish), bays_for(store, wish)))
        if store.technicians is not None:
            lanes.append((TECHNICIANS, technicians_for(store, wish)))
        return lanes

    def _candidates(self, wish: Wish) -> dict[str, Sequence[int]]:
        drivers = pickup_service(self.shop.store(wish.store_id)).drivers if wish.pickup else 0
        return {**dict(self._lanes(wish)), DRIVERS: range(drivers or 0)}

    def _steps(self, start: datetime, until: datetime) -> list[datetime]:
        step = self.step
        steps = [_floor(start, step)]
        while steps[-1] + step < until:
            steps.append(steps[-1] + step)
        return steps

    def alternatives(self, wish: Wish, wished: datetime, limit: int) -> list[Slot]:
        """The nearest free moments at the wished store, and other stores that are free at the wished time
        itself.
        """
        store = self.shop.store(wish.store_id)
        others = [s for s in self.shop.stores_for(wish.vehicle_kind, pickup=wish.pickup) if s.id != store.id]
        elsewhere = [Slot(s.id, s.name, wished) for s in others if self.objection(wish.at_store(s.id), wished) is None]
        wished = max(wished, self.now)
        here = self._nearest(wish, wished, limit) if store in self.shop.stores_for(wish.vehicle_kind) else []
        if not here:
            nearest = [slot for s in others for slot in self._nearest(wish.at_store(s.id), wished, limit)]
            near = sorted(nearest, key=lambda slot: abs(slot.start - wished))
            return (elsewhere + [slot for slot in near if slot not in elsewhere])[:limit]
        share = max(1, limit - min(len(elsewhere), 2))
        return (here[:share] + elsewhere)[:limit]

    def _nearest(self, wish: Wish, wished: datetime, limit: int) -> list[Slot]:
        name = self.shop.store(wish.store_id).name
        start, until = alternative_range(wished)
        day = wished.date()
        # The wished day first: a customer who asked for Wednesday at ten would rather come on Wednesday.
        by_day = self._grid(start, until, self.shop.hours[wish.store_id].spans)
        for grid in (by_day, self._night_grid(wish, start, until)):
            near = sorted(grid, key=lambda at: (at.date() != day, abs(at - wished)))
            found = [Slot(wish.store_id, name, at) for at in islice(self._free(wish, near), limit)]
            if found:
                return found
        return []


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
        count = min(len(group), base + (index < extra))
        # The very first is the soonest there is; later half-days are better met in their middle than at their edge.
        chosen += [group[len(group) // 2]] if count == 1 and index else _evenly(group, count)
    spare = [at for at in starts if at not in chosen]
    chosen = chosen[:limit]
    return sorted(chosen + spare[: limit - len(chosen)])


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
