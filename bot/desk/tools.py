"""Rows of the staff's API about the desk itself: alerts, promised calls, parts, my account."""

from __future__ import annotations

from collections.abc import Callable

from bot.desk import alerts, calls, canned, labels, reception, security
from bot.desk.door import Door
from bot.http.endpoint import FLAG, INTEGER, MOMENT, TEXT, Endpoint, Schema, array, obj, ref
from bot.shop.parts import STEPS

Row = Callable[..., Endpoint]

SCHEMAS: dict[str, Schema] = {
    "Alert": obj(
        {"id": INTEGER, "at": MOMENT, "kind": TEXT, "text": TEXT, "conversation": TEXT}, ["id", "at", "kind", "text"]
    ),
    "Canned": obj(
        {"id": INTEGER, "shortcut": TEXT, "text": TEXT, "shared": FLAG, "changed_at": MOMENT},
        ["id", "shortcut", "text", "shared"],
    ),
    "CannedReplies": obj({"replies": array(ref("Canned")), "variables": array(TEXT)}, ["replies", "variables"]),
    "Labels": obj({"labels": array(obj({"label": TEXT, "count": INTEGER}, ["label", "count"]))}, ["labels"]),
    "Sessions": obj(
        {"sessions": array(obj({"since": MOMENT, "expires_at": MOMENT, "device": TEXT, "this": FLAG}))}, ["sessions"]
    ),
    "AuditTrail": obj(
        {
            "entries": array(
                obj(
                    {
                        "at": MOMENT,
                        "actor": obj({"id": TEXT, "name": TEXT}),
                        **dict.fromkeys(("action", "subject", "reason"), TEXT),
                    },
                    ["at", "actor", "action", "subject"],
                )
            ),
            "actions": array(TEXT),
            **dict.fromkeys(("page", "pages", "total"), INTEGER),
        },
        ["entries", "actions", "page", "pages", "total"],
    ),
    "Alerts": obj({"seq": INTEGER, "alerts": array(ref("Alert"))}, ["seq", "alerts"]),
}


def tool_endpoints(door: Door, read: Row, write: Row) -> list[Endpoint]:
    """Every endpoint of this kind. ``read`` and ``write`` make rows of the staff's API."""
    call = {200: ref("Callback")}
    reply: dict[str, Schema] = {
        "shortcut": {**TEXT, "maxLength": canned.LONGEST_SHORTCUT},
        "text": {**TEXT, "maxLength": canned.LONGEST_TEXT},
    }
    passwords: dict[str, Schema] = {"old": {**TEXT, "maxLength": 200}, "new": {**TEXT, "maxLength": 200}}
    filters: dict[str, Schema] = {**dict.fromkeys(("actor", "action", "subject"), TEXT), "page": INTEGER}
    filters["day"] = {"type": "string", "format": "date"}
    return [
        read("/alerts", door.reads(alerts.alerts), "What leads have not seen yet", ref("Alerts")),
        write("/alerts/{id}/seen", door.writes(alerts.seen), "I have taken note", {204: None}),
        write(
            "/orders/{no}/parts/{key}",
            door.writes(reception.move_part),
            "A part was ordered, arrived, or is installed",
            {200: ref("OrderDetail")},
            obj({"step": {"enum": list(STEPS)}, "arrives": MOMENT}, ["step"]),
        ),
        write("/callbacks/{no}/pick_up", door.writes(calls.picked_up), "I make this call now; audited", call),
        write("/callbacks/{no}/done", door.writes(calls.done), "The call was made", call),
        write("/callbacks/{no}/missed", door.writes(calls.unreached), "Nobody answered", call),
        read("/canned", door.reads(canned.replies), "Canned replies, everybody's and mine", ref("CannedReplies")),
        write(
            "/canned",
            door.writes(canned.add),
            "Keep a reply",
            {201: ref("Canned")},
            obj(reply | {"shared": FLAG}, ["shortcut", "text"]),
        ),
        write(
            "/canned/{id}",
            door.writes(canned.change),
            "Change a kept reply",
            {200: ref("Canned")},
            obj(reply, ["shortcut", "text"]),
        ),
        write("/canned/{id}/remove", door.writes(canned.remove), "Forget a kept reply", {204: None}),
        read("/labels", door.reads(labels.labels), "Labels in use", ref("Labels")),
        write(
            "/conversations/{id}/labels",
            door.writes(labels.put),
            "Label it with these and no others",
            {200: ref("Summary")},
            obj({"labels": array({**TEXT, "maxLength": labels.LONGEST})}, ["labels"]),
        ),
        write(
            "/password",
            door.writes(security.change_password),
            "Another password; my other sessions end",
            {204: None},
            obj(passwords, ["old", "new"]),
        ),
        read("/sessions", door.reads(security.sessions), "Where I am logged in", ref("Sessions")),
        write("/sessions/end_others", door.writes(security.end_others), "Sign out everywhere else", {204: None}),
        read("/audit", door.reads(security.trail), "Who did what, for administrators", ref("AuditTrail"), filters),
    ]
