"""Repair warranty: how long, how far, and whether something is still covered. Pure.

The quality guarantee of a finished repair (竣工出厂质量保证期) runs from delivery and ends with whichever limit comes
first; a shop publishes its own, which may not be shorter than the minima of 机动车维修管理规定.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.clock import in_shanghai
from bot.nlu.numerals import NUMBER, parse_number

ASSEMBLY, SECOND, MINOR = "assembly", "second", "minor"
"""Whole vehicle or assembly; 二级维护; 一级维护, minor and special repairs."""


@dataclass(frozen=True)
class Term:
    """A warranty: days and kilometres, None where not limited by them; ``lifetime`` has neither."""

    days: int | None = None
    km: int | None = None
    lifetime: bool = False

    @property
    def limits(self) -> tuple[int | None, int | None]:
        """Days and kilometres."""
        return self.days, self.km

    def at_least(self, minimum: Term) -> Term:
        """This term, raised to a legal minimum. A limit that was not stated stays unlimited if the other one is."""
        if self.lifetime or not (self.days or self.km):
            return self if self.lifetime else minimum
        return Term(
            max(self.days, minimum.days or 0) if self.days else None,
            max(self.km, minimum.km or 0) if self.km else None,
        )


LEGAL_MINIMA: Mapping[tuple[str, str], Term] = {
    ("car", ASSEMBLY): Term(100, 20_000),
    ("car", SECOND): Term(30, 5_000),
    ("car", MINOR): Term(10, 2_000),
    ("moto", ASSEMBLY): Term(80, 7_000),
    ("moto", SECOND): Term(10, 800),
    ("moto", MINOR): Term(10, 800),
}
"""机动车维修管理规定, quality guarantee of repairs: cars 20,000 km or 100 days for whole and assembly repairs, 5,000 km
or 30 days for 二级维护, 2,000 km or 10 days for 一级维护, minor and special repairs; motorcycles 7,000 km or 80 days,
and 800 km or 10 days for maintenance and minor repairs.
"""

_LIFETIME = re.compile(r"终身|终生|永久")
_DAYS = re.compile(rf"({NUMBER}|半)\s*个?\s*(年|月|周|天|日)")
_KM = re.compile(rf"({NUMBER})\s*(公里|千米|km|KM)")
_DAYS_OF = {"年": 365, "月": 365 / 12, "周": 7, "天": 1, "日": 1}
_ASSEMBLY = re.compile(r"总成|整车|大修|发动机修|变速箱修")
_MOTO = re.compile(r"摩托|机车|两轮|踏板|电动车")
_CAR = re.compile(r"汽车|轿车|小车|乘用车")


def read_term(text: str) -> Term:
    """A term in a shop's words: ``60天或5000公里``, ``12个月/2万公里``, ``一年``; empty when there is none in them."""
    if _LIFETIME.search(text):
        return Term(lifetime=True)
    days, km = _DAYS.search(text), _KM.search(text)
    number = 0.5 if days and days[1] == "半" else parse_number(days[1]) if days else None
    kilometres = parse_number(km[1]) if km else None
    return Term(
        round(number * _DAYS_OF[days[2]]) if days and number is not None else None,
        round(kilometres) if kilometres is not None else None,
    )


def kind_of_repair(words: str) -> str:
    """Which row of the rules a repair belongs to."""
    if _ASSEMBLY.search(words):
        return ASSEMBLY
    return SECOND if "二级维护" in words else MINOR


def shop_term(terms: Mapping[str, str], vehicle_kind: str, repair: str) -> str | None:
    """The shop's own words for this kind of vehicle and repair, None when its policy has none that fits."""
    fitting = [
        (kind_of_repair(kind), text)
        for kind, text in terms.items()
        if not (_CAR if vehicle_kind == "moto" else _MOTO).search(kind)
    ]
    return next((text for kind, text in fitting if kind == repair), None)


@dataclass(frozen=True)
class Coverage:
    """Whether something is covered at a moment. ``covered``: None when only the kilometres can tell.

    ``until``: the last day; ``up_to_km``: the odometer reading at which it ends, where the reading at delivery is
    known, else ``within_km`` from delivery.
    """

    covered: bool | None
    until: date | None
    within_km: int | None
    up_to_km: int | None
    legal: bool


def term_for(
    promised: str | None, terms: Mapping[str, str], vehicle_kind: str, words: str
) -> tuple[Term, bool]:
    """The term of a repair or part: as promised on the order, else as the shop publishes, never below the law.

    Returns:
        The term, and whether it is the bare legal minimum.
    """
    minimum = LEGAL_MINIMA[("moto" if vehicle_kind == "moto" else "car", kind_of_repair(words))]
    own = promised or shop_term(terms, vehicle_kind, kind_of_repair(words))
    term = read_term(own).at_least(minimum) if own else minimum
    return term, term == minimum


def coverage(
    term: Term,
    *,
    delivered_at: datetime,
    now: datetime,
    delivered_km: int | None = None,
    km: int | None = None,
    legal: bool = False,
) -> Coverage:
    """Whether ``term`` still covers at ``now``; ``km``: the odometer now, where known. Whichever limit comes first."""
    until = in_shanghai(delivered_at + timedelta(days=term.days)).date() if term.days else None
    up_to = delivered_km + term.km if term.km and delivered_km is not None else None
    covered: bool | None = True
    if until is not None and in_shanghai(now).date() > until:
        covered = False
    elif up_to is not None and km is not None:
        covered = km <= up_to
    elif term.km is not None:
        covered = None
    return Coverage(covered, until, term.km, up_to, legal)
