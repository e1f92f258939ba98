"""What members get, in the words of the shop's policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

POINTS_PER_YUAN = "points_per_yuan_off"
"""The policy's key for how many points take one yuan off."""


def rule_text(name: str, value: Any) -> str:
    """One rule in a line, however deep the shop has written it."""
    return f"{value}积分抵1元" if name == POINTS_PER_YUAN else f"{name}：{_flat(value)}"


def coupon_text(coupon: Mapping[str, Any], today: date) -> str:
    """A coupon with its last day; one whose day is over is said to be."""
    expires = coupon.get("expires")
    if not expires:
        return str(coupon["name"])
    over = str(expires)[:10] < today.isoformat()
    return f"{coupon['name']}（{expires}{'已过期' if over else '到期'}）"


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return "，".join(f"{key}{_flat(item)}" for key, item in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(_flat(item) for item in value)
    return str(value)
