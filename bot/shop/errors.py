"""Refusals: what the shop's rules do not allow. A refusal is an answer to the customer, never a failure of
the turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from bot.shop.lanes import Slot


class Refusal(Exception):
    """A wish the shop's rules refuse. ``reason`` is stable and fit for choosing a response."""

    reason: ClassVar[str] = "refused"


class NotFound(Refusal):
    """There is no such record, or none this caller may know of."""

    reason = "not_found"


class NotAllowed(Refusal):
    """The record's state or the caller's right does not allow this. ``why`` is a short machine word."""

    reason = "not_allowed"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class InvalidValue(Refusal):
    """A value no rule allows, such as a rating of 11. ``field`` names it."""

    reason = "invalid_value"

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class TooManyTries(Refusal):
    """A limit on failed tries is reached, whether or not what is asked for exists. ``until``: when it
    ends.
    """

    reason = "too_many_tries"

    def __init__(self, until: datetime) -> None:
        super().__init__(f"until {until.isoformat()}")
        self.until = until


class SlotRefusal(Refusal):
    """A wished time cannot be booked. ``alternatives`` are free when it is raised, nearest first."""

    reason = "slot_refused"

    def __init__(self, alternatives: Sequence[Slot] = ()) -> None:
        super().__init__(self.reason)
        self.alternatives = tuple(alternatives)


class SlotTaken(SlotRefusal):
    """Every place at that time is taken."""

    reason = "slot_taken"


class DriversTaken(SlotTaken):
    """The work fits, but every driver is under way: the vehicle cannot be collected then."""

    reason = "drivers_taken"


class NotCollected(SlotRefusal):
    """The store is open, but collects no vehicles at that time."""

    reason = "not_collected"


class InPast(SlotRefusal):
    """The time has passed."""

    reason = "in_past"


class TooFar(SlotRefusal):
    """The time is beyond what the shop plans ahead."""

    reason = "too_far"


class StoreClosed(SlotRefusal):
    """The store is closed then. ``next_opening`` is the first moment it opens after that, if any."""

    reason = "store_closed"

    def __init__(self, alternatives: Sequence[Slot] = (), next_opening: datetime | None = None) -> None:
        super().__init__(alternatives)
        self.next_opening = next_opening


class VehicleNotTaken(SlotRefusal):
    """This store does not take this kind of vehicle. ``stores`` are the ids of those that do."""

    reason = "vehicle_not_taken"

    def __init__(self, alternatives: Sequence[Slot] = (), stores: Sequence[str] = ()) -> None:
        super().__init__(alternatives)
        self.stores = tuple(stores)
