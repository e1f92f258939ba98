"""The shop's recall table, by model or VIN."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_KEYS = {
    "brand": ("brand", "品牌"),
    "model": ("model", "models", "车型"),
    "vin_prefix": ("vin_prefix", "vin", "vins", "车架号"),
}
_SAYS = {
    "text": ("title", "标题", "text", "内容", "defect", "缺陷", "reason", "原因"),
    "remedy": ("remedy", "measure", "措施"),
    "date": ("date", "日期"),
}


def find_recalls(
    table: Sequence[Mapping[str, Any]],
    *,
    brand: str | None = None,
    model: str | None = None,
    vin: str | None = None,
) -> list[Mapping[str, Any]]:
    """The rows of a recall table that concern a vehicle.

    A row names what it is about by any of brand, model, VIN or its beginning, one or several each; everything it
    names has to agree. An empty answer from an empty table means that the shop knows nothing, not that there is no
    recall.
    """
    given = {"brand": _plain(brand or ""), "model": _plain(model or ""), "vin_prefix": _plain(vin or "")}
    return [row for row in table if _concerns(row, given)]


def recall_text(row: Mapping[str, Any]) -> str:
    """What a row says, in one line."""
    return "；".join(part for part in recall_parts(row).values() if part) or "、".join(
        name for key in ("brand", "model") for name in _named(row, key)
    )


def named_vehicles(row: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a row is about: ``{brand, model, vin_prefix}``, however the shop spells these."""
    return {key: _named(row, key) for key in _KEYS}


def recall_parts(row: Mapping[str, Any]) -> dict[str, str]:
    """What a row says: ``{text, remedy, date}``, empty where it says nothing."""
    return {part: "；".join(str(row[key]) for key in keys if row.get(key)) for part, keys in _SAYS.items()}


def _concerns(row: Mapping[str, Any], given: Mapping[str, str]) -> bool:
    named = {key: [_plain(name) for name in _named(row, key)] for key in _KEYS}
    return any(named.values()) and all(
        bool(given[key]) and any(given[key].startswith(n) if key == "vin_prefix" else n in given[key] for n in names)
        for key, names in named.items()
        if names
    )


def _plain(name: str) -> str:
    """``CR-V`` and ``crv`` are one model."""
    return "".join(char for char in name.upper() if char.isalnum())


def _named(row: Mapping[str, Any], key: str) -> list[str]:
    value = next((row[spelling] for spelling in _KEYS[key] if row.get(spelling)), ())
    return [value] if isinstance(value, str) else [str(item) for item in value]
