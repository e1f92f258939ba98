"""JSON schemas of what somebody has to do by a time: calls, drives, follow-ups, rescues."""

from __future__ import annotations

from bot.desk.schema_parts import CONTACT, PERSON, RECORD, each_of, list_of
from bot.http.endpoint import FLAG, INTEGER, MOMENT, TEXT, Schema, array, obj, ref

TASK_SCHEMAS: dict[str, Schema] = {
    "Callback": obj(
        {
            **RECORD,
            **CONTACT,
            **each_of(TEXT, "priority reason conversation"),
            **each_of(MOMENT, "due_from due_to created_at done_at"),
            "overdue": FLAG,
            "owner": PERSON,
        },
        ["no", "status", "due_from", "due_to", "overdue"],
    ),
    "Callbacks": list_of("callbacks", "Callback"),
    "Job": obj(
        {
            **RECORD,
            **CONTACT,
            **each_of(TEXT, "direction direction_text address driver note booking_no order_no conversation"),
            **each_of(MOMENT, "at done_at"),
            **each_of(INTEGER, "fee_fen told"),
            "overdue": FLAG,
            "store": PERSON,
            "next": array(obj(each_of(TEXT, "status text"), ["status", "text"])),
        },
        ["no", "direction", "status", "at", "overdue", "store", "next"],
    ),
    "Jobs": list_of("jobs", "Job", day={"type": "string", "format": "date"}),
    "LowScore": obj(
        {
            **each_of(TEXT, "id words order_no"),
            **each_of(INTEGER, "score scale"),
            "low": {**FLAG, "description": "false: the customer has given a better score since"},
            "at": MOMENT,
            "store": PERSON,
            "task": ref("Callback"),
        },
        ["id", "low", "task"],
    ),
    "LowScores": list_of("scores", "LowScore"),
    "Rescue": obj(
        {
            **RECORD,
            **CONTACT,
            **each_of(TEXT, "location problem vehicle_kind conversation"),
            **each_of(MOMENT, "promised_at created_at"),
            "overdue": FLAG,
            "owner": PERSON,
            "next": array(obj(each_of(TEXT, "status text"), ["status", "text"])),
        },
        ["no", "status", "overdue", "created_at", "next"],
    ),
    "Rescues": list_of("rescues", "Rescue"),
}
