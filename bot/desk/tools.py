"""Rows of the staff's API about the desk itself: alerts, promised calls, my account."""

from __future__ import annotations

from collections.abc import Callable

from bot.desk import alerts, calls
from bot.desk.door import Door
from bot.http.endpoint import INTEGER, MOMENT, TEXT, Endpoint, Schema, array, obj, ref

Row = Callable[..., Endpoint]

SCHEMAS: dict[str, Schema] = {
    "Alert": obj(
        {"id": INTEGER, "at": MOMENT, "kind": TEXT, "text": TEXT, "conversation": TEXT}, ["id", "at", "kind", "text"]
    ),
    "Alerts": obj({"seq": INTEGER, "alerts": array(ref("Alert"))}, ["seq", "alerts"]),
}


def tool_endpoints(door: Door, read: Row, write: Row) -> list[Endpoint]:
    """Every endpoint of this kind. ``read`` and ``write`` make rows of the staff's API."""
    call = {200: ref("Callback")}
    return [
        read("/alerts", door.reads(alerts.alerts), "What leads have not seen yet", ref("Alerts")),
        write("/alerts/{id}/seen", door.writes(alerts.seen), "I have taken note", {204: None}),
        write("/callbacks/{no}/pick_up", door.writes(calls.picked_up), "I make this call now; audited", call),
        write("/callbacks/{no}/done", door.writes(calls.done), "The call was made", call),
        write("/callbacks/{no}/missed", door.writes(calls.unreached), "Nobody answered", call),
    ]
