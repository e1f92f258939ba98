"""Collection and delivery of vehicles (上门取送车): when, by how many drivers, for which fee."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.clock import SHANGHAI, in_shanghai
from bot.shop.calendar import Minutes, parse_hours
from bot.shop.models import Store

_DEFAULT_MINUTES = 60


@dataclass(frozen=True)
class Band:
    """A band of distance. ``to_km``: its end, None for everything beyond; ``fee`` in fen, None where it is agreed;
    ``areas``: names of places that lie in it.
    """

    to_km: float | None
    fee: int | None
    areas: Sequence[str] = ()


@dataclass(frozen=True)
class PickupService:
    """How a store collects vehicles.

    Attributes:
        offered: whether it does at all.
        drivers: how many can be under way at once; None when the store does not limit it.
        duration: how long one of them is under way.
        windows: when vehicles are collected, in minutes from midnight; empty for all opening hours.
        bands: fees by distance, nearest first; empty when the store states none.
    """

    offered: bool = True
    drivers: int | None = None
    duration: timedelta = timedelta(minutes=_DEFAULT_MINUTES)
    windows: Sequence[Minutes] = ()
    bands: Sequence[Band] = ()

    def collects_at(self, at: datetime) -> bool:
        """Whether vehicles are collected at this moment, as far as hours are concerned."""
        if not self.offered:
            return False
        return not self.windows or any(start <= at < end for start, end in self._spans(in_shanghai(at).date()))

    def band_of(self, address: str) -> Band | None:
        """The band an address lies in by the places it names; of several the longest name decides. None when it names
        none, unless there is only one band.
        """
        if len(self.bands) == 1 and not self.bands[0].areas:
            return self.bands[0]
        named = [(len(area), band) for band in self.bands for area in band.areas if area in address]
        return max(named, key=lambda pair: pair[0])[1] if named else None

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        midnight = datetime.combine(day, time(), SHANGHAI)
        return [(midnight + timedelta(minutes=a), midnight + timedelta(minutes=b)) for a, b in self.windows]


def pickup_service(store: Store) -> PickupService:
    """What the store describes. A store that says nothing about it collects, for a fee that is agreed beforehand."""
    described = store.pickup
    if described is None:
        return PickupService()
    if not described.get("offered", True):
        return PickupService(offered=False)
    bands = [Band(item["to_km"], item["fee_fen"], tuple(item["areas"])) for item in described.get("bands") or ()]
    return PickupService(
        drivers=described.get("drivers"),
        duration=timedelta(minutes=int(described.get("minutes") or _DEFAULT_MINUTES)),
        windows=parse_hours(described.get("hours")),
        bands=bands,
    )


def fee_text(service: PickupService, address: str) -> str | None:
    """What a collection from an address costs, as people read it: ``免费``, ``30元``; None where it depends on what is
    only known on the way.
    """
    band = service.band_of(address)
    return amount_text(band.fee) if band is not None and band.fee is not None else None


def bands_text(service: PickupService) -> str:
    """The fees by distance: ``5公里内免费，5–10公里30元``; empty when the store states none."""
    parts: list[str] = []
    nearest: float | None = None
    for band in service.bands:
        if band.to_km is None:
            reach = f"{nearest:g}公里以上" if nearest is not None else "、".join(band.areas)
        else:
            reach = f"{band.to_km:g}公里内" if nearest is None else f"{nearest:g}–{band.to_km:g}公里"
            nearest = band.to_km
        parts.append(reach + ("面议" if band.fee is None else amount_text(band.fee)))
    return "，".join(parts)


def amount_text(fen: int) -> str:
    """``免费``, ``30元``, ``12.5元``."""
    return f"{fen / 100:g}元" if fen else "免费"
