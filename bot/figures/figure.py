"""What a figure is made of: a definition, observations of it, and their summary. Pure.

A figure is computed from observations of one set: whatever stands in the numerator stands in the denominator too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import NamedTuple

RATE, DURATION, MILLISECONDS, POINTS, SCORE = "rate", "duration", "milliseconds", "points", "score"
"""Kinds: a share (0 to 1); seconds; milliseconds; a balance of shares (-100 to 100); a mean."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure and how it is defined, in Chinese for those who read it.

    Attributes:
        better: whether it is better to go ``up`` or ``down``.
        by_person: whether it can be told apart by members of staff.
    """

    id: str
    kind: str
    title: str
    group: str
    definition: str
    better: str
    by_person: bool = False


class Observation(NamedTuple):
    """One case that counts for a figure.

    Attributes:
        at: the moment by which it belongs to a day.
        amount: what it adds to the numerator; of a duration, how long it took.
        business: the same duration in opening time, in seconds.
        weight: what it adds to the denominator.
        pending: it cannot be told yet; it is counted apart and nowhere else.
    """

    figure: str
    at: datetime
    store: str | None
    person: str | None
    amount: float
    business: float | None = None
    weight: float = 1.0
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """How durations are spread. Nearest-rank percentiles: each is a duration that occurred."""

    mean: float
    p50: float
    p90: float
    p95: float


@dataclass(frozen=True, slots=True)
class Summary:
    """A figure over some observations. ``value`` is None when there are none; of a duration it is the median.

    ``part`` of ``whole``: numerator and denominator of a share.
    """

    n: int
    pending: int
    value: float | None
    part: float | None = None
    whole: float | None = None
    spread: Spread | None = None
    business: Spread | None = None


def summarise(kind: str, observations: Iterable[Observation]) -> Summary:
    """The summary of observations of one figure of this ``kind``."""
    counted: list[Observation] = []
    pending = 0
    for observation in observations:
        if observation.pending:
            pending += 1
        else:
            counted.append(observation)
    if not counted:
        return Summary(0, pending, None)
    if kind in (DURATION, MILLISECONDS):
        spread = spread_of([item.amount for item in counted])
        business = [item.business for item in counted if item.business is not None]
        return Summary(
            len(counted), pending, spread.p50, spread=spread, business=spread_of(business) if business else None
        )
    part, whole = sum(item.amount for item in counted), sum(item.weight for item in counted)
    value = part / whole if whole else None
    if kind == POINTS and value is not None:
        value *= 100
    return Summary(len(counted), pending, value, part, whole)


def spread_of(values: Sequence[float]) -> Spread:
    """Mean and percentiles of at least one value."""
    ranked = sorted(values)
    return Spread(sum(ranked) / len(ranked), *(percentile(ranked, share) for share in (50, 90, 95)))


def percentile(ranked: Sequence[float], share: int) -> float:
    """The nearest-rank percentile of sorted values: the least of them that ``share`` percent do not exceed."""
    return ranked[max(0, ceil(share * len(ranked) / 100) - 1)]
