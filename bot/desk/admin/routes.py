"""The administrators' part of the staff's API, row by row."""

from __future__ import annotations

from collections.abc import Mapping

from bot.desk.admin import articles, shop, staff
from bot.desk.door import Door
from bot.desk.endpoints.rows import PAGE_QUERY, read, write
from bot.http.endpoint import FLAG, INTEGER, MOMENT, TEXT, Endpoint, Schema, array, obj, ref

_DOCUMENT: Schema = {"type": "object", "description": "as in a shop description; amounts in fen (…_fen)"}
_VERSION: Schema = {**TEXT, "description": "the version the person saw"}
_CONFIRMED: Schema = {**FLAG, "description": "what it does to bookings was seen"}
_THING: Mapping[str, Schema] = {"id": TEXT, "version": TEXT, "document": _DOCUMENT}
_EDIT = obj({"version": _VERSION, "document": _DOCUMENT, "confirmed": _CONFIRMED}, ["version", "document"])

_NEW = obj({"document": _DOCUMENT}, ["document"])
_NUMBER: Schema = {"type": "number"}
_TEXTS = array(TEXT)

SCHEMAS: dict[str, Schema] = {
    "StaffAccount": obj(
        {
            **_THING,
            "password": {**TEXT, "description": "once, when the account is made"},
            **dict.fromkeys(("me", "can_log_in"), FLAG),
            "last_seen": MOMENT,
        },
        list(_THING),
    ),
    "StaffAccounts": obj({"accounts": array(ref("StaffAccount"))}, ["accounts"]),
    "Articles": obj(
        {
            "articles": array(obj({**_THING, "used": INTEGER, "updated_at": MOMENT}, list(_THING))),
            "topics": _TEXTS,
            "days": {**INTEGER, "description": "of how many days ``used`` is the number"},
        },
        ["articles", "topics", "days"],
    ),
    "MissedQuestions": obj(
        {"missing": array(obj({"count": INTEGER, "wordings": _TEXTS, "last_at": MOMENT})), "days": INTEGER},
        ["missing", "days"],
    ),
    "Rehearsal": obj(
        {
            "says": array(obj({**dict.fromkeys(("text", "card", "title", "body"), TEXT), "buttons": _TEXTS})),
            "intents": _TEXTS,
            "article": {"type": ["string", "null"], "description": "the one that is shown"},
            "nearest": array(obj({"id": TEXT, "title": TEXT, "score": _NUMBER, "enough": FLAG})),
        },
        ["says", "intents", "nearest"],
    ),
    "ShopDocument": obj(_THING, list(_THING)),
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


def admin_endpoints(door: Door) -> list[Endpoint]:
    """Every endpoint for administrators."""
    document, changed = ref("ShopDocument"), {200: ref("ShopDocument")}
    rows = [
        read("/shop/stores", door.reads(shop.stores), "Stores, closed ones as well", ref("ShopDocuments")),
        write(
            "/shop/stores",
            door.writes(shop.add_store),
            "Open another store",
            {201: document},
            _NEW,
        ),
        write("/shop/stores/{id}", door.writes(shop.edit_store), "Change a store; live at once", changed, _EDIT),
    ]
    for name in shop.SINGLE:
        rows.append(read(f"/shop/{name}", door.reads(shop.read_single(name)), f"The shop's {name}", document))
        handler = door.writes(shop.edit_single(name))
        rows.append(write(f"/shop/{name}", handler, f"Change the shop's {name}; live at once", changed, _EDIT))
    return [*rows, *_history(door), *_staff(door), *_articles(door)]


def _history(door: Door) -> list[Endpoint]:
    return [
        read(
            "/shop/history",
            door.reads(shop.history),
            "What was changed in the shop, the latest first",
            ref("ShopHistory"),
            {"kind": TEXT, "subject": TEXT, **PAGE_QUERY},
        ),
        write(
            "/shop/history/{id}/undo",
            door.writes(shop.undo),
            "Bring back what was there before a change; an entry of its own",
            {200: ref("ShopDocument")},
            obj({"version": _VERSION, "confirmed": _CONFIRMED}, ["version"]),
        ),
    ]


def _staff(door: Door) -> list[Endpoint]:
    account = {200: ref("StaffAccount")}
    password = obj({"id": TEXT, "password": TEXT}, ["id", "password"])
    return [
        read("/staff/accounts", door.reads(staff.accounts), "Every account", ref("StaffAccounts")),
        write("/staff", door.writes(staff.add), "Add an account", {201: ref("StaffAccount")}, _NEW),
        write("/staff/{id}", door.writes(staff.edit), "Change or retire an account; at once", account, _EDIT),
        write("/staff/{id}/password", door.writes(staff.reset_password), "A temporary password", {200: password}),
    ]


def _articles(door: Door) -> list[Endpoint]:
    document = ref("ShopDocument")
    rehearse = obj({"question": TEXT, "id": TEXT, "document": _DOCUMENT}, ["question"])
    return [
        read(
            "/articles",
            door.reads(articles.articles),
            "Articles and how often they are used",
            ref("Articles"),
            {"q": TEXT},
        ),
        read("/articles/missing", door.reads(articles.missing), "Questions without an article", ref("MissedQuestions")),
        write("/articles", door.writes(articles.add), "Publish another article", {201: document}, _NEW),
        write(
            "/articles/preview",
            door.writes(articles.preview),
            "What the bot would answer",
            {200: ref("Rehearsal")},
            rehearse,
        ),
        write(
            "/articles/{id}", door.writes(articles.edit), "Change an article; published at once", {200: document}, _EDIT
        ),
    ]
