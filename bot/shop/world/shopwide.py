"""What holds for the whole shop in a description: policy, desk hours, the grid of slots, recalls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.calendar import DayKind
from bot.shop.models import ShopSettings, Store
from bot.shop.policy import read_policy
from bot.shop.shop import SETTINGS_ID
from bot.shop.stock import read_stock
from bot.shop.world.capacity import hours_of, read_count
from bot.shop.world.fields import Node, plain

_DAY_MINUTES = 24 * 60
_SLOT_LIMITS = {"step_minutes": _DAY_MINUTES, "places": 200, "horizon_days": 1000}
_WORLD_WORDS = "default_store stores calendar desk hotline_24h slots prices policy recall_table"
_WORLD_KEYS = frozenset(_WORLD_WORDS.split())


async def load_settings(session: AsyncSession, root: Node, stores: list[Store]) -> ShopSettings:
    """The settings become what is described."""
    settings = await settings_row(session)
    default = root.maybe_text("default_store") or stores[0].id
    chosen = next((store for store in stores if default in (store.id, store.name)), None)
    if chosen is None:
        raise root.child("default_store").fail(f"no store {default!r}")
    settings.default_store = chosen.id
    settings.hotline = root.maybe_text("hotline_24h", 40) or ""
    policy = root.mapping("policy")
    try:
        read_policy(policy)
    except (TypeError, ValueError, AttributeError) as error:
        raise root.child("policy").fail(str(error)) from error
    settings.policy = plain(policy)
    settings.desk = read_desk(Node(root.mapping("desk"), f"{root.path}.desk", root.moments))
    settings.slots = _slots(Node(root.mapping("slots"), f"{root.path}.slots", root.moments))
    settings.recalls = [_recall(item) for item in root.items("recall_table")]
    settings.extra = plain({key: value for key, value in root.value.items() if key not in _WORLD_KEYS})
    try:
        read_stock(settings.extra.get("stock") or [])
    except (TypeError, ValueError) as error:
        raise root.child("stock").fail(str(error)) from None
    return settings


def _recall(node: Node) -> dict[str, Any]:
    if not isinstance(node.value, Mapping):
        raise node.fail(f"expected a mapping, got {node.value!r}")
    row: dict[str, Any] = plain(node.value)
    return row


def _slots(node: Node) -> dict[str, Any]:
    for key, most in _SLOT_LIMITS.items():
        read_count(node, key, 1, most)
    durations = node.child("durations")
    for category in node.mapping("durations"):
        read_count(durations, category, 1, _DAY_MINUTES)
    settings: dict[str, Any] = plain(node.value)
    return settings


def read_desk(node: Node) -> dict[str, list[str]]:
    """When people answer: ``{workday, weekend, public_holiday}``."""
    return {kind.value: hours_of(node.child(kind.value)) for kind in DayKind if node.has(kind.value)}


async def settings_row(session: AsyncSession) -> ShopSettings:
    """The only row of settings, made if there is none."""
    settings = await session.get(ShopSettings, SETTINGS_ID)
    if settings is None:
        settings = ShopSettings(id=SETTINGS_ID)
        session.add(settings)
    return settings


def describe_settings(settings: ShopSettings) -> dict[str, Any]:
    """The description that :func:`load_settings` reads, all but the desk's hours."""
    return {
        **settings.extra,
        "default_store": settings.default_store,
        "hotline_24h": settings.hotline,
        "policy": dict(settings.policy),
        "slots": dict(settings.slots),
        "recall_table": list(settings.recalls),
    }
