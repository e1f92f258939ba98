"""What a store can do at once: bays, technicians, the night window, collections of a description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.shop.calendar import format_hours, parse_hours
from bot.shop.services import CATEGORIES
from bot.shop.world.fields import Node

_FEN = 100
_MOST = 200
"""More bays or technicians than any store has: a slip of the finger."""


def read_bays(node: Node) -> dict[str, int] | None:
    """``bays``: a number, for every kind of vehicle of the store, or numbers by kind or by service."""
    bays = node.child("bays")
    if bays.value is None:
        return None
    if isinstance(bays.value, int):
        count = read_count(node, "bays") or 0
        return {kind: count for kind in (item.value for item in node.items("vehicles"))}
    return {kind: read_count(bays, kind) or 0 for kind in node.mapping("bays")}


def read_technicians(node: Node) -> tuple[int | None, list[list[str]] | None, list[str] | None]:
    """``technicians``: how many, or a list of them with ``name`` and ``skills`` (services, kinds of vehicle; none for
    all); their number, skills and names.
    """
    described = node.child("technicians")
    if not isinstance(described.value, list):
        return read_count(node, "technicians"), None, None
    skills: list[list[str]] = []
    names: list[str] = []
    for item in node.items("technicians"):
        named = item.items("skills") if isinstance(item.value, Mapping) else []
        known = {*CATEGORIES, *(kind.value for kind in node.items("vehicles"))}
        for skill in named:
            if skill.value not in known:
                raise skill.fail(f"expected a service or a vehicle kind of the store, got {skill.value!r}")
        skills.append([str(skill.value) for skill in named])
        names.append((item.maybe_text("name", 40) if isinstance(item.value, Mapping) else None) or "")
    return len(skills), skills, names


def read_count(node: Node, key: str, least: int = 0, most: int = _MOST) -> int | None:
    """A whole number within limits, None when missing: the planner walks over everything it counts."""
    count = node.whole(key)
    if count is not None and not least <= count <= most:
        raise node.child(key).fail(f"must be between {least} and {most}")
    return count


def read_night(node: Node) -> dict[str, Any] | None:
    """``night_repair``: ``{hours, services?, surcharge?}``, the surcharge in yuan."""
    if not node.has("night_repair"):
        return None
    night = node.child("night_repair")
    for service in night.items("services"):
        if service.value not in CATEGORIES:
            raise service.fail(f"no service {service.value!r}")
    return {
        "hours": hours_of(night.child("hours")),
        "services": [service.value for service in night.items("services")],
        "surcharge_fen": night.fen("surcharge") or 0,
    }


def read_pickup(node: Node) -> dict[str, Any] | None:
    """``pickup``: whether a store collects vehicles, or ``{hours?, drivers?, minutes?, bands: [{to_km?, fee?,
    areas?}]}`` with fees in yuan; None when nothing is said.
    """
    if not isinstance(node.value, Mapping) or not node.has("pickup"):
        return None
    pickup = node.child("pickup")
    if not isinstance(pickup.value, Mapping):
        return {"offered": bool(pickup.value), "bands": []}
    return {
        "offered": bool(pickup.value.get("offered", True)),
        "hours": hours_of(pickup.child("hours")) if pickup.has("hours") else None,
        "drivers": read_count(pickup, "drivers"),
        "minutes": read_count(pickup, "minutes", 1, 24 * 60),
        "bands": [_band(item) for item in pickup.items("bands")],
    }


def _band(node: Node) -> dict[str, Any]:
    to_km, fee = node.child("to_km").value, node.child("fee").value
    try:
        return {
            "to_km": float(to_km) if to_km is not None else None,
            "fee_fen": round(float(fee) * _FEN) if fee is not None else None,
            "areas": [str(item.value) for item in node.items("areas")],
        }
    except (TypeError, ValueError):
        raise node.fail("to_km and fee are numbers") from None


def hours_of(node: Node) -> list[str]:
    """Windows of a day, checked.

    Raises:
        WorldError: not written like ``08:30-18:00``.
    """
    try:
        return format_hours(parse_hours(node.value))
    except ValueError as error:
        raise node.fail(str(error)) from error


def describe_night(night: dict[str, Any] | None) -> dict[str, Any] | None:
    """The inverse of :func:`read_night`."""
    if night is None:
        return None
    return {"hours": night["hours"], "services": night["services"], "surcharge": _yuan(night["surcharge_fen"])}


def describe_pickup(pickup: dict[str, Any] | None) -> dict[str, Any] | None:
    """The inverse of :func:`read_pickup`."""
    if pickup is None:
        return None
    bands = [{"to_km": b["to_km"], "fee": _yuan(b["fee_fen"]), "areas": b["areas"]} for b in pickup.get("bands") or []]
    return {
        "offered": pickup.get("offered", True),
        "hours": pickup.get("hours"),
        "drivers": pickup.get("drivers"),
        "minutes": pickup.get("minutes"),
        "bands": bands,
    }


def _yuan(fen: int | None) -> float | int | None:
    if fen is None:
        return None
    return fen // _FEN if fen % _FEN == 0 else fen / _FEN
