"""What lies in the store: parts in stock or to be ordered, as far as the shop has said so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.nlu.lexicon import load_lexicon


@dataclass(frozen=True)
class StockItem:
    """A part on the shop's list. ``fits``: makes or models, empty for all; ``days``: how long an order takes."""

    part: str
    fits: tuple[str, ...] = ()
    qty: int = 0
    days: int | None = None


def read_stock(rows: Any) -> list[StockItem]:
    """The list of a shop description: ``[{part, fits?, qty, days?}]``.

    Raises:
        ValueError: it is no such list, or a number is none or negative.
    """
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise ValueError("stock is a list of {part, fits?, qty, days?}")
    return [_item(row) for row in rows]


def find_stock(items: Sequence[StockItem], part: str, vehicle: Sequence[str] = ()) -> list[StockItem]:
    """The items that a customer's word for a part means, those in stock first.

    ``vehicle``: make and model if known; items for other vehicles are then left out.
    """
    fitting = [item for item in items if _same_part(item.part, part) and _fits(item, vehicle)]
    return sorted(fitting, key=lambda item: item.qty == 0)


def _item(row: Any) -> StockItem:
    if not isinstance(row, Mapping) or not row.get("part"):
        raise ValueError("every item of the stock names its part")
    fits = row.get("fits") or ()
    qty, days = int(row.get("qty") or 0), row.get("days")
    if qty < 0 or (days is not None and int(days) < 0):
        raise ValueError(f"{row['part']}: qty and days are not negative")
    names = (fits,) if isinstance(fits, str) else tuple(str(name) for name in fits)
    return StockItem(str(row["part"]), names, qty, int(days) if days is not None else None)


def _same_part(listed: str, asked: str) -> bool:
    if listed in asked or asked in listed:
        return True
    lexicon = load_lexicon()
    ours, theirs = lexicon.resolve("part", listed), lexicon.resolve("part", asked)
    return ours is not None and theirs is not None and ours.id == theirs.id


def _fits(item: StockItem, vehicle: Sequence[str]) -> bool:
    known = [name.lower() for name in vehicle if name]
    fits = [name.lower() for name in item.fits]
    return not known or not fits or any(name in fit or fit in name for name in known for fit in fits)
