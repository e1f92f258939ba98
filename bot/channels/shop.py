"""What a page shows about the shop before anybody has said a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.db import Database
from bot.shop.models import Store
from bot.shop.privacy import notice_version
from bot.shop.shop import Shop, load_shop


async def public_shop(database: Database, phrase: Callable[..., str]) -> dict[str, Any]:
    """``{name, stores, hotline, privacy: {title, text, version}}``; what the shop left out is filled in.

    Args:
        phrase: texts of domain responses.
    """
    async with database.session() as session:
        shop = await load_shop(session)
    return {
        "name": _name(shop),
        "stores": [_store(store) for store in shop.stores.values()],
        "hotline": shop.settings.hotline or "",
        "privacy": _privacy(shop, phrase),
    }


def _name(shop: Shop) -> str:
    """The shop's own name, else its only store's, else what the page is."""
    named = (shop.settings.extra or {}).get("name")
    if named:
        return str(named)
    return next(iter(shop.stores.values())).name if len(shop.stores) == 1 else "在线客服"


def _store(store: Store) -> dict[str, Any]:
    return {
        "id": store.id,
        "name": store.name,
        "address": store.address,
        "phone": store.phone,
        "vehicles": store.vehicles,
        "parking": store.parking,
    }


def _privacy(shop: Shop, phrase: Callable[..., str]) -> dict[str, str]:
    stated = (shop.settings.extra or {}).get("privacy") or {}
    if isinstance(stated, str):
        stated = {"text": stated}
    hotline = shop.settings.hotline or "门店电话"
    standard = f"{phrase('utter_privacy_notice')}\n\n{phrase('utter_privacy_rights', hotline=hotline)}"
    return {
        "title": str(stated.get("title") or "个人信息保护说明"),
        "text": str(stated.get("text") or standard),
        "version": notice_version(shop),
    }
