"""What the shop keeps lists of for questions: parts in stock, recalls. Each list is a document of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.recalls import named_vehicles, recall_parts
from bot.shop.stock import read_stock
from bot.shop.world.capacity import read_count
from bot.shop.world.fields import Moments, Node
from bot.shop.world.shopwide import settings_row

Doc = dict[str, Any]

_NAME, _WORDS, _DATE = 60, 300, 40
_MOST_PIECES, _MOST_DAYS, _MOST_NAMES = 99_999, 365, 30


async def read_parts(session: AsyncSession, _subject: str) -> Doc | None:
    """``{stock: [{part, fits, qty, order_days}]}``."""
    items = read_stock((await settings_row(session)).extra.get("stock") or [])
    return {"stock": [_part(item.part, list(item.fits), item.qty, item.days) for item in items]}


async def write_parts(session: AsyncSession, subject: str, document: Doc, now: datetime) -> Doc:
    """Make the list of parts what its document says.

    Raises:
        WorldError: a part without a name, a number out of range, the same part for the same vehicles twice.
    """
    rows: list[Doc] = []
    known: set[tuple[str, ...]] = set()
    for node in Node(document, "parts", _moments(now)).items("stock"):
        part, fits = node.text("part", _NAME), _names(node, "fits")
        if (part, *sorted(fits)) in known:
            raise node.child("part").fail(f"{part!r} is given twice")
        known.add((part, *sorted(fits)))
        qty, days = read_count(node, "qty", 0, _MOST_PIECES) or 0, read_count(node, "order_days", 0, _MOST_DAYS)
        rows.append({"part": part, "fits": fits, "qty": qty, "days": days})
    settings = await settings_row(session)
    settings.extra = {**settings.extra, "stock": rows}
    return await read_parts(session, subject) or {}


async def read_recalls(session: AsyncSession, _subject: str) -> Doc | None:
    """``{recalls: [{brand, model, vin_prefix, text, remedy, date}]}``, the first three lists of names."""
    table = (await settings_row(session)).recalls
    return {"recalls": [{**named_vehicles(row), **recall_parts(row)} for row in table]}


async def write_recalls(session: AsyncSession, subject: str, document: Doc, now: datetime) -> Doc:
    """Make the recall table what its document says.

    Raises:
        WorldError: a row that names no vehicle, or does not say what is recalled.
    """
    rows: list[Doc] = []
    for node in Node(document, "recalls", _moments(now)).items("recalls"):
        about = {key: _names(node, key) for key in ("brand", "model", "vin_prefix")}
        if not any(about.values()):
            raise node.child("brand").fail("names no vehicle")
        said = {"text": node.text("text", _WORDS)}
        said |= {key: node.maybe_text(key, most) or "" for key, most in (("remedy", _WORDS), ("date", _DATE))}
        rows.append({key: value for key, value in (about | said).items() if value})
    (await settings_row(session)).recalls = rows
    return await read_recalls(session, subject) or {}


def without_lists(settings: Mapping[str, Any]) -> Doc:
    """The shop's settings without the lists that are documents of their own."""
    return {key: value for key, value in settings.items() if key not in ("stock", "recall_table")}


def _part(part: str, fits: list[str], qty: int, days: int | None) -> Doc:
    return {"part": part, "fits": fits, "qty": qty, "order_days": days}


def _names(node: Node, key: str) -> list[str]:
    names = [item for item in node.items(key) if item.value != ""]
    if len(names) > _MOST_NAMES:
        raise node.child(key).fail(f"at most {_MOST_NAMES} names")
    for item in names:
        if not isinstance(item.value, str) or not item.value.strip():
            raise node.child(key).fail(f"expected a name, got {item.value!r}")
        if len(item.value.strip()) > _NAME:
            raise node.child(key).fail(f"at most {_NAME} characters")
    return [item.value.strip() for item in names]


def _moments(now: datetime) -> Moments:
    return Moments(now, lambda day, _: day)
