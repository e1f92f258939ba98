"""JSON schemas of what staff have at hand: alerts, kept replies, labels, sessions, the audit trail."""

from __future__ import annotations

from bot.http.endpoint import FLAG, INTEGER, MOMENT, TEXT, Schema, array, obj, ref

TOOL_SCHEMAS: dict[str, Schema] = {
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
