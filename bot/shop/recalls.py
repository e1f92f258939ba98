"""The shop's recall table, by model or VIN."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def find_recalls(
    table: Sequence[Mapping[str, Any]],
    *,
    brand: str | None = None,
    model: str | None = None,
    vin: str | None = None,
) -> list[Mapping[str, Any]]:
    """The rows of a recall table that concern a vehicle.

    A row names what it is about by any of ``brand``, ``model``, ``vin_prefix``; everything it names has to
    agree. An empty answer from an empty table means that the shop knows nothing, not that there is no recall.
    """
    return [row for row in table if _concerns(row, brand, model, vin)]


def _concerns(row: Mapping[str, Any], brand: str | None, model: str | None, vin: str | None) -> bool:
    named = {key: str(row[key]).upper() for key in ("brand", "model", "vin_prefix") if row.get(key)}
    given = {
        "brand": (brand or "").upper(),
        "model": (model or "").upper(),
        "vin_prefix": (vin or "").upper(),
    }
    return bool(named) and all(
        bool(given[key]) and (given[key].startswith(value) if key == "vin_prefix" else value in given[key])
        for key, value in named.items()
    )
