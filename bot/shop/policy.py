"""What the shop has settled for everyone: hours of a complaint, warranty, invoices, payment, rescue,
membership.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.clock import in_shanghai


@dataclass(frozen=True)
class Policy:
    """The shop's policy; ``other`` holds whatever else its description says.

    Attributes:
        warranty: the shop's own repair warranty by kind of work, in its words.
        first_answer: business time to the first answer to a complaint.
        solution: natural time to its solution.
        objection: natural time in which a customer may object to a solution before the case is closed.
        rescue_arrival: usual time to arrive, None when the shop states none.
        quote_valid: how long a quote stands unless it says otherwise.
        quote_reminder: how long before its end the customer is reminded.
        diagnosis_fee: fen charged when a quote is declined, None when the shop charges nothing.
        discounts: who may grant a discount, in the shop's words.
    """

    invoice: tuple[str, ...] = ()
    payment: tuple[str, ...] = ()
    warranty: Mapping[str, str] = field(default_factory=dict)
    archive_years: int | None = None
    first_answer: timedelta = timedelta(hours=2)
    solution: timedelta = timedelta(hours=48)
    objection: timedelta = timedelta(hours=72)
    rescue_available: str | None = None
    rescue_arrival: timedelta | None = None
    membership: Mapping[str, Any] = field(default_factory=dict)
    quote_valid: timedelta = timedelta(hours=48)
    quote_reminder: timedelta = timedelta(hours=4)
    diagnosis_fee: int | None = None
    discounts: str | None = None
    other: Mapping[str, Any] = field(default_factory=dict)


_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~到至]\s*(\d{1,2}):(\d{2})")


def rescue_serves(policy: Policy, now: datetime) -> bool:
    """Whether rescue goes out at a moment: within a span of the policy's words, which may run over midnight.

    Words without a span (24小时) mean always.
    """
    spans = _SPAN.findall(policy.rescue_available or "")
    at = in_shanghai(now).strftime("%H:%M")
    times = [(f"{int(h1):02}:{m1}", f"{int(h2):02}:{m2}") for h1, m1, h2, m2 in spans]
    return not times or any(a <= at < b if a < b else at >= a or at < b for a, b in times)


LOCATION_DAYS = 30
"""How long the place of a rescue is kept where the shop states nothing."""


def location_days(data: Mapping[str, Any]) -> int:
    """After how many days the place of a rescue that is over is deleted, by the shop's ``retention``."""
    stated = data.get("retention") or {}
    return int(stated.get("rescue_location_days", LOCATION_DAYS))


class PolicyError(ValueError):
    """A value of the policy that cannot be; ``key`` names it."""

    def __init__(self, key: str, value: object) -> None:
        super().__init__(f"{key}: expected a number that is not negative, got {value!r}")
        self.key = key


_HIGHEST = 1_000_000
_KNOWN = {"invoice", "payment", "shop_warranty", "repair_archive_years", "complaint", "rescue", "membership", "quote"}


def read_policy(data: Mapping[str, Any]) -> Policy:
    """The policy of a shop description.

    Raises:
        PolicyError: a number is not one, or negative.
    """
    complaint, rescue, quote = (data.get(key) or {} for key in ("complaint", "rescue", "quote"))
    fee = _number(quote, "diagnosis_fee")
    arrival = _number(rescue, "usual_arrival_minutes")
    years = _number(data, "repair_archive_years")
    return Policy(
        invoice=_texts(data.get("invoice")),
        payment=_texts(data.get("payment")),
        warranty={str(kind): str(text) for kind, text in (data.get("shop_warranty") or {}).items()},
        archive_years=int(years) if years is not None else None,
        first_answer=_hours(complaint, "first_answer_hours", 2),
        solution=_hours(complaint, "solution_hours", 48),
        objection=_hours(complaint, "objection_hours", 72),
        rescue_available=str(rescue["available"]) if "available" in rescue else None,
        rescue_arrival=timedelta(minutes=arrival) if arrival is not None else None,
        membership=dict(data.get("membership") or {}),
        quote_valid=_hours(quote, "valid_hours", 48),
        quote_reminder=_hours(quote, "reminder_hours", 4),
        diagnosis_fee=round(fee * 100) if fee is not None else None,
        discounts=str(quote["discounts"]) if "discounts" in quote else None,
        other={key: value for key, value in data.items() if key not in _KNOWN},
    )


def _number(data: Mapping[str, Any], key: str) -> float | None:
    value = data.get(key)
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise PolicyError(key, value) from None
    if not 0 <= number <= _HIGHEST:
        raise PolicyError(key, value)
    return number


def _hours(data: Mapping[str, Any], key: str, default: float) -> timedelta:
    hours = _number(data, key)
    return timedelta(hours=default if hours is None else hours)


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(item) for item in value)
