"""The price list of a description."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.models import PriceItem
from bot.shop.services import category_of
from bot.shop.world.fields import Node


async def load_prices(session: AsyncSession, root: Node) -> list[PriceItem]:
    """The price list becomes what is described, in its order."""
    known = {row.item: row for row in await session.scalars(select(PriceItem))}
    described = root.items("prices")
    names: set[str] = set()
    kept: list[PriceItem] = []
    for rank, node in enumerate(described):
        name = node.text("item", 120)
        if name in names:
            raise node.child("item").fail(f"{name!r} is given twice")
        names.add(name)
        row = known.get(name)
        if row is None:
            row = PriceItem(item=name)
            session.add(row)
        row.price_text = node.text("price", 60)
        row.fen = price_fen(row.price_text)
        row.category = node.maybe_text("category") or category_of(name)
        row.vehicle_kind = node.maybe_text("vehicle") or ("moto" if "摩托" in name else None)
        row.note = node.maybe_text("note", 200) or ""
        row.rank = rank
        kept.append(row)
    for name, row in known.items():
        if name not in names:
            await session.delete(row)
    return kept


def describe_prices(rows: Iterable[PriceItem]) -> dict[str, Any]:
    """The description that :func:`load_prices` reads."""
    return {
        "prices": [
            {
                "item": row.item,
                "price": row.price_text,
                "category": row.category,
                "vehicle": row.vehicle_kind,
                "note": row.note,
            }
            for row in sorted(rows, key=lambda row: row.rank)
        ]
    }


def price_fen(text: str) -> int | None:
    """The lowest amount in a price as the shop wrote it (``398起``, ``300-500``, ``免费``), in fen; None
    without any.
    """
    match = re.search(r"\d+(?:\.\d{1,2})?", text.replace(",", ""))
    if match:
        return round(float(match.group()) * 100)
    return 0 if "免费" in text else None
