"""JSON schemas of the staff's API."""

from __future__ import annotations

from bot.desk.admin.routes import SCHEMAS as ADMIN_SCHEMAS
from bot.desk.figure_schemas import FIGURE_SCHEMAS
from bot.desk.schema_parts import CONTACT, PERSON, RECORD, SEQ, each_of, list_of
from bot.desk.task_schemas import TASK_SCHEMAS
from bot.desk.tool_schemas import TOOL_SCHEMAS
from bot.http.endpoint import FLAG, INTEGER, MOMENT, TEXT, Schema, array, obj, ref

_NEXT = array(obj(each_of(TEXT, "stage text"), ["stage", "text"]))
_CARDS = array(ref("ShownCard"))
_COUNTS = obj({}, additionalProperties=INTEGER)

_COMPLAINT: dict[str, Schema] = {
    **RECORD,
    **CONTACT,
    **each_of(TEXT, "category category_text severity severity_text order_no excerpt conversation"),
    **each_of(MOMENT, "created_at first_answer_due first_answered_at solution_due due"),
    **each_of(PERSON, "store owner"),
    "overdue": FLAG,
}
_ORDER: dict[str, Schema] = {
    **each_of(TEXT, "no stage stage_text vehicle service"),
    **CONTACT,
    **each_of(MOMENT, "opened_at promised_at"),
    "store": PERSON,
    "late": FLAG,
    "next": _NEXT,
}
_CUSTOMER: dict[str, Schema] = {
    **each_of(TEXT, "id name phone member"),
    "points": INTEGER,
    "verified": FLAG,
    "vehicles": array(ref("Vehicle")),
}

_SESSION: dict[str, Schema] = {
    "Me": obj(
        {**each_of(TEXT, "id name role csrf"), "store": PERSON, "online": FLAG, "expires_at": MOMENT},
        ["id", "name", "role", "csrf", "online", "expires_at"],
    ),
    "Colleague": obj(
        {
            **each_of(TEXT, "id name role"),
            **each_of(FLAG, "online me"),
            **each_of(INTEGER, "load capacity"),
            "store": PERSON,
        },
        ["id", "name", "role", "online", "load", "capacity", "me"],
    ),
    "Colleagues": obj({"staff": array(ref("Colleague"))}, ["staff"]),
    "DeskEvent": obj(
        {
            **each_of(TEXT, "kind from conversation client_id"),
            "seq": {**INTEGER, "description": "the desk's own; absent on what is never replayed"},
            "at": MOMENT,
            "conversation_seq": INTEGER,
            "body": obj({}),
            "preview": {**TEXT, "description": "instead of the body of a message that is not mine"},
        },
        ["at", "kind"],
    ),
    "DeskEvents": obj({"events": array(ref("DeskEvent")), "seq": SEQ}, ["events", "seq"]),
}

_CONVERSATIONS: dict[str, Schema] = {
    "Summary": obj(
        {
            **each_of(TEXT, "id plate reason reason_text"),
            **each_of(FLAG, "mine danger"),
            **each_of(PERSON, "staff store"),
            **each_of(MOMENT, "created_at last_message_at"),
            **each_of(INTEGER, "customer_read_seq staff_read_seq"),
            "owner": {"enum": ["bot", "queued", "ringing", "human", "closed"]},
            "labels": array(TEXT),
            "episode": INTEGER,
            "unread": {**INTEGER, "description": "customer messages none of the staff has read"},
            "last": obj({"seq": INTEGER, "at": MOMENT, **each_of(TEXT, "from preview")}),
            "customer": obj({**each_of(TEXT, "id name phone"), "verified": FLAG}),
            "queue": obj({"position": INTEGER, "queued_at": MOMENT, "priority": TEXT}),
            "consented_at": MOMENT,
        },
        ["id", "owner", "mine", "episode", "created_at", "unread"],
    ),
    "Queued": obj(
        {"seq": SEQ, "waiting": array(ref("Summary")), "staff": array(ref("Colleague")), "counts": _COUNTS},
        ["seq", "waiting", "staff", "counts"],
    ),
    "Conversations": list_of("conversations", "Summary"),
    "Note": obj({"id": INTEGER, "at": MOMENT, "staff": PERSON, "text": TEXT}, ["id", "at", "text"]),
    "ShownCard": obj({"card": TEXT, "card_id": TEXT, "data": obj({})}, ["card", "card_id", "data"]),
    "Detail": obj(
        {
            **each_of(_CARDS, "orders bookings complaints callbacks rescues"),
            "seq": SEQ,
            "conversation": ref("Summary"),
            "events": array(ref("Event")),
            "more": FLAG,
            "handoff": obj(
                {**each_of(TEXT, "reason reason_text priority"), **each_of(MOMENT, "at accepted_at"), "staff": PERSON}
            ),
            "collected": array(obj(each_of(TEXT, "slot label value"), ["slot", "label", "value"])),
            "brief": array(obj(each_of(TEXT, "label text"), ["label", "text"])),
            "customer": ref("Customer"),
            "notes": array(ref("Note")),
            "order_next": obj({}, additionalProperties=_NEXT),
        },
        ["seq", "conversation", "events", "more", "collected", "brief", "notes"],
    ),
}

_SHOP: dict[str, Schema] = {
    "Stores": obj(
        {
            "stores": array(
                obj(
                    {**each_of(TEXT, "id name address phone"), "vehicles": array(TEXT), "open_now": FLAG},
                    ["id", "name"],
                )
            )
        },
        ["stores"],
    ),
    "Stages": obj(
        {
            "stages": array(
                obj(
                    {
                        **each_of(TEXT, "stage text short"),
                        "label": {**TEXT, "description": "as the customer reads it"},
                        "finished": FLAG,
                        "next": _NEXT,
                        "reach": {**array(TEXT), "description": "also by walking over steps that need no decision"},
                    },
                    ["stage", "text", "next", "reach"],
                )
            )
        },
        ["stages"],
    ),
    "Vehicle": obj(
        {**each_of(TEXT, "id plate kind brand model label energy owner"), "mileage": INTEGER}, ["id", "plate", "kind"]
    ),
    "Customer": obj(_CUSTOMER, ["id"]),
    "Customers": obj({"customers": array(ref("Customer"))}, ["customers"]),
    "CustomerDetail": obj(
        {**_CUSTOMER, "orders": array(ref("Order")), "bookings": array(ref("Booking")), "conversations": array(TEXT)},
        ["id", "orders", "bookings", "conversations"],
    ),
}

_LISTS: dict[str, Schema] = {
    "Complaint": obj(_COMPLAINT, ["no", "status", "category", "severity", "excerpt", "overdue"]),
    "Complaints": list_of("complaints", "Complaint", warnings=array(ref("ComplaintWarning"))),
    "ComplaintWarning": obj(
        {**each_of(TEXT, "id text"), "count": INTEGER, "raised_at": MOMENT}, ["id", "text", "count", "raised_at"]
    ),
    "ComplaintDetail": obj(
        {
            **_COMPLAINT,
            **each_of(TEXT, "text when"),
            "steps": array(obj({"seq": INTEGER, "at": MOMENT, **each_of(TEXT, "actor text")})),
            "card": ref("ShownCard"),
        },
        ["no", "text", "steps", "card"],
    ),
    "Booking": obj(
        {
            **RECORD,
            **CONTACT,
            **each_of(TEXT, "service service_text vehicle_kind vehicle_label note order_no conversation"),
            **each_of(MOMENT, "start end"),
            "store": PERSON,
            "pickup": FLAG,
            "needs": {**array(TEXT), "description": "plate, phone: to be given at check-in"},
        },
        ["no", "status", "store", "start", "end", "needs"],
    ),
    "Bookings": list_of("bookings", "Booking", day={"type": "string", "format": "date"}),
    "Order": obj(_ORDER, ["no", "stage", "stage_text", "store", "opened_at", "late", "next"]),
    "Orders": list_of("orders", "Order", counts=_COUNTS),
    "Quote": obj(
        {
            "version": INTEGER,
            **each_of(TEXT, "created_by"),
            **each_of(MOMENT, "created_at decided_at renewal_asked_at"),
            "card": ref("ShownCard"),
            "decisions": array(
                obj(
                    {**each_of(TEXT, "line decision by how conversation"), "amount": INTEGER, "at": MOMENT},
                    ["line", "decision", "amount", "at", "by", "how"],
                )
            ),
        },
        ["version", "created_at", "created_by", "card", "decisions"],
    ),
    "OrderDetail": obj(
        {
            **_ORDER,
            **each_of(TEXT, "description booking_no"),
            **each_of(INTEGER, "mileage total_fen"),
            "delivered_at": MOMENT,
            "customer": obj(each_of(TEXT, "id name"), ["id"]),
            "card": ref("ShownCard"),
            "events": array(
                obj(
                    {
                        "seq": INTEGER,
                        **each_of(MOMENT, "at promised_at"),
                        **each_of(TEXT, "kind actor stage stage_text reason note"),
                    },
                    ["seq", "at", "kind", "actor"],
                )
            ),
            "lines": array(
                obj(
                    {
                        **each_of(TEXT, "key kind name status reason origin maker batch warranty old_part"),
                        **each_of(MOMENT, "arrives arrived_at installed_at"),
                        **each_of({"type": "number"}, "qty hours"),
                        "fen": INTEGER,
                        "additional": FLAG,
                    },
                    ["key", "kind", "name", "fen", "status"],
                )
            ),
            "quotes": array(ref("Quote")),
            "told": {**INTEGER, "description": "after a change: how many conversations were told"},
        },
        ["no", "stage", "card", "events", "lines", "quotes"],
    ),
}

_ROOMS = ADMIN_SCHEMAS | FIGURE_SCHEMAS | TASK_SCHEMAS | TOOL_SCHEMAS
SCHEMAS: dict[str, Schema] = {**_SESSION, **_CONVERSATIONS, **_SHOP, **_LISTS, **_ROOMS}
