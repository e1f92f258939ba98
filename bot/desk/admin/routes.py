"""The administrators' part of the staff's API, row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.desk.admin import shop
from bot.desk.door import Door
from bot.http.endpoint import FLAG, INTEGER, TEXT, Endpoint, Schema, array, obj, ref

Row = Callable[..., Endpoint]

_DOCUMENT: Schema = {"type": "object", "description": "as in a shop description; amounts in fen (…_fen)"}
_VERSION: Schema = {**TEXT, "description": "the version the person saw"}
_CONFIRMED: Schema = {**FLAG, "description": "what it does to bookings was seen"}
_EDIT = obj({"version": _VERSION, "document": _DOCUMENT, "confirmed": _CONFIRMED}, ["version", "document"])
_PAGE: Mapping[str, Schema] = {"page": {**INTEGER, "minimum": 1, "default": 1}}

SCHEMAS: dict[str, Schema] = {
    "ShopDocument": obj({"id": TEXT, "version": TEXT, "document": _DOCUMENT}, ["id", "version", "document"]),
    "ShopDocuments": obj({"stores": array(ref("ShopDocument"))}, ["stores"]),
    "ShopChange": obj(
        {
            **dict.fromkeys(("id", "kind", "subject", "title", "at", "undo_of", "version"), TEXT),
            "number": INTEGER,
            "actor": obj({"id": TEXT, "name": TEXT}, ["id", "name"]),
            "lines": array(obj({"label": TEXT, "before": TEXT, "after": TEXT}, ["label"])),
            "new": FLAG,
        },
        ["id", "kind", "subject", "number", "at", "actor", "lines", "version"],
    ),
    "ShopHistory": obj(
        {"changes": array(ref("ShopChange")), "page": INTEGER, "pages": INTEGER, "total": INTEGER},
        ["changes", "page", "pages", "total"],
    ),
}


def admin_endpoints(door: Door, read: Row, write: Row) -> list[Endpoint]:
    """Every endpoint for administrators. ``read`` and ``write`` make rows of the staff's API."""
    document, changed = ref("ShopDocument"), {200: ref("ShopDocument")}
    rows = [
        read("/shop/stores", door.reads(shop.stores), "Stores, closed ones as well", ref("ShopDocuments")),
        write(
            "/shop/stores",
            door.writes(shop.add_store),
            "Open another store",
            {201: document},
            obj({"document": _DOCUMENT}, ["document"]),
        ),
        write("/shop/stores/{id}", door.writes(shop.edit_store), "Change a store; live at once", changed, _EDIT),
    ]
    for name in shop.SINGLE:
        rows.append(read(f"/shop/{name}", door.reads(shop.read_single(name)), f"The shop's {name}", document))
        handler = door.writes(shop.edit_single(name))
        rows.append(write(f"/shop/{name}", handler, f"Change the shop's {name}; live at once", changed, _EDIT))
    return [*rows, *_history(door, read, write)]


def _history(door: Door, read: Row, write: Row) -> list[Endpoint]:
    return [
        read(
            "/shop/history",
            door.reads(shop.history),
            "What was changed in the shop, the latest first",
            ref("ShopHistory"),
            {"kind": TEXT, "subject": TEXT, **_PAGE},
        ),
        write(
            "/shop/history/{id}/undo",
            door.writes(shop.undo),
            "Bring back what was there before a change; an entry of its own",
            {200: ref("ShopDocument")},
            obj({"version": _VERSION, "confirmed": _CONFIRMED}, ["version"]),
        ),
    ]
