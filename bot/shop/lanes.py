"""What a booking occupies: lanes of a store, each with places that one booking at a time can have. Pure.

A store that describes its bays or technicians is planned by duration: a booking has one bay of its lane and one
technician who can do the work, for as long as it takes. What can be booked is therefore never more than the smaller of
both. Any other store is planned by arrival: a booking takes one step of the grid, the work follows when it follows.
A collection also has one of the store's drivers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.shop.models import SlotBlock, SlotClaim, Store

DEFAULT_PLACES = 1
TECHNICIANS = "technician"
DRIVERS = "driver"

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
    """What shall be booked: where, what (a category), on what kind of vehicle, whether the vehicle is collected.

    ``booking_id`` and ``conversation_id`` say whose own places do not stand in the way: those of the booking that is
    moved, and those held while its customer makes up their mind.
    """

    store_id: str
    service: str
    vehicle_kind: str = "car"
    booking_id: str | None = None
    conversation_id: str | None = None
    pickup: bool = False

    def at_store(self, store_id: str) -> Wish:
        """The same wish at another store."""
        return replace(self, store_id=store_id)

    def owns(self, owner: str) -> bool:
        """Whether a place with this owner is the wisher's own."""
        return owner in (self.booking_id, self.conversation_id)


@dataclass(frozen=True)
class Occupancy:
    """What is taken: owners of places by cell, and blocked stretches.

    ``rows``: the stored claims by cell and place, also those of holds that have expired and count for nothing.
    """

    claims: dict[Cell, dict[int, str]]
    blocks: Sequence[SlotBlock]
    rows: Mapping[tuple[Cell, int], SlotClaim] = field(default_factory=dict)

    def free_place(self, cell: Cell, candidates: Sequence[int], wish: Wish) -> int | None:
        """The place a wish gets in a cell: the one it has already, else the first free candidate, else None."""
        taken = self.claims.get(cell, {})
        own = next((place for place, owner in taken.items() if wish.owns(owner) and place in candidates), None)
        if own is not None:
            return own
        return next((place for place in candidates if place not in taken), None)

    def is_blocked(self, store_id: str, lanes: Sequence[str], start: datetime, end: datetime) -> bool:
        """Whether a blocked stretch of one of these lanes touches ``[start, end)``."""
        return any(
            block.store_id == store_id
            and (block.lane is None or block.lane in lanes)
            and block.starts < end
            and start < block.ends
            for block in self.blocks
        )


def plans_by_duration(store: Store) -> bool:
    """Whether the store describes bays or technicians."""
    return store.bays is not None or store.technicians is not None


def bay_lane(store: Store, wish: Wish) -> str:
    """The lane of the bays a wish needs: those kept for its service (a wash bay), else those of its vehicle kind."""
    return wish.service if store.bays and wish.service in store.bays else wish.vehicle_kind


def bays_for(store: Store, wish: Wish) -> range:
    """The bays of a wish's lane."""
    return range((store.bays or {}).get(bay_lane(store, wish), 0))


def technicians_for(store: Store, wish: Wish) -> list[int]:
    """The technicians who can do the work, those with the fewest other skills first.

    A technician without skills named can do everything; skills are services and vehicle kinds, and somebody who only
    names services works on every kind.
    """
    skills = store.skills or [[]] * (store.technicians or 0)
    able = [index for index, own in enumerate(skills) if _can(own, wish, store)]
    return sorted(able, key=lambda index: (not skills[index], len(skills[index]), index))


def _can(skills: Sequence[str], wish: Wish, store: Store) -> bool:
    kinds = [skill for skill in skills if skill in store.vehicles]
    services = [skill for skill in skills if skill not in store.vehicles]
    return (not kinds or wish.vehicle_kind in kinds) and (not services or wish.service in services)
