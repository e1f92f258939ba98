"""JSON schemas of the staff's API."""

from __future__ import annotations

from collections.abc import Mapping

from bot.desk.admin.routes import SCHEMAS as ADMIN_SCHEMAS
from bot.desk.figure_schemas import FIGURE_SCHEMAS
from bot.desk.tool_schemas import TOOL_SCHEMAS
from bot.http.endpoint import FLAG, INTEGER, MOMENT, TEXT, Schema, array, obj, ref

SEQ: Schema = {"type": "integer", "minimum": 0}
FLAG_OR_NOT: Schema = {"enum": ["0", "1"], "default": "0"}
STATUS: Mapping[str, Schema] = {"status": {**TEXT, "description": "open, all, or one of the record's statuses"}}


def words(longest: int) -> Schema:
    """A text of at most ``longest`` characters."""
    return {"type": "string", "minLength": 1, "maxLength": longest}


def _list(name: str, item: str, **more: Schema) -> Schema:
    pages = {"page": INTEGER, "pages": INTEGER, "total": INTEGER}
    return obj({"seq": SEQ, name: array(ref(item)), **more, **pages}, ["seq", name, *pages])


def _of(schema: Schema, names: str) -> dict[str, Schema]:
    """Each of the ``names`` with this schema."""
    return dict.fromkeys(names.split(), schema)


_PERSON = obj(_of(TEXT, "id name"), ["id", "name"])
_NEXT = array(obj(_of(TEXT, "stage text"), ["stage", "text"]))
_CONTACT = _of(TEXT, "name phone plate")
_STATUS = _of(TEXT, "no status status_text")
_CARDS = array(ref("ShownCard"))
_COUNTS = obj({}, additionalProperties=INTEGER)

_COMPLAINT: dict[str, Schema] = {
    **_STATUS,
    **_CONTACT,
    **_of(TEXT, "category category_text severity severity_text order_no excerpt conversation"),
    **_of(MOMENT, "created_at first_answer_due first_answered_at solution_due due"),
    **_of(_PERSON, "store owner"),
    "overdue": FLAG,
}
_ORDER: dict[str, Schema] = {
    **_of(TEXT, "no stage stage_text vehicle service"),
    **_CONTACT,
    **_of(MOMENT, "opened_at promised_at"),
    "store": _PERSON,
    "late": FLAG,
    "next": _NEXT,
}
_CUSTOMER: dict[str, Schema] = {
    **_of(TEXT, "id name phone member"),
    "points": INTEGER,
    "verified": FLAG,
    "vehicles": array(ref("Vehicle")),
}

_SESSION: dict[str, Schema] = {
    "Me": obj(
        {**_of(TEXT, "id name role csrf"), "store": _PERSON, "online": FLAG, "expires_at": MOMENT},
        ["id", "name", "role", "csrf", "online", "expires_at"],
    ),
    "Colleague": obj(
        {
            **_of(TEXT, "id name role"),
            **_of(FLAG, "online me"),
            **_of(INTEGER, "load capacity"),
            "store": _PERSON,
        },
        ["id", "name", "role", "online", "load", "capacity", "me"],
    ),
    "Colleagues": obj({"staff": array(ref("Colleague"))}, ["staff"]),
    "DeskEvent": obj(
        {
            **_of(TEXT, "kind from conversation client_id"),
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
            **_of(TEXT, "id plate reason reason_text"),
            **_of(FLAG, "mine danger"),
            **_of(_PERSON, "staff store"),
            **_of(MOMENT, "created_at last_message_at"),
            **_of(INTEGER, "customer_read_seq staff_read_seq"),
            "owner": {"enum": ["bot", "queued", "ringing", "human", "closed"]},
            "labels": array(TEXT),
            "episode": INTEGER,
            "unread": {**INTEGER, "description": "customer messages none of the staff has read"},
            "last": obj({"seq": INTEGER, "at": MOMENT, **_of(TEXT, "from preview")}),
            "customer": obj({**_of(TEXT, "id name phone"), "verified": FLAG}),
            "queue": obj({"position": INTEGER, "queued_at": MOMENT, "priority": TEXT}),
            "consented_at": MOMENT,
        },
        ["id", "owner", "mine", "episode", "created_at", "unread"],
    ),
    "Queued": obj(
        {"seq": SEQ, "waiting": array(ref("Summary")), "staff": array(ref("Colleague")), "counts": _COUNTS},
        ["seq", "waiting", "staff", "counts"],
    ),
    "Conversations": _list("conversations", "Summary"),
    "Note": obj({"id": INTEGER, "at": MOMENT, "staff": _PERSON, "text": TEXT}, ["id", "at", "text"]),
    "ShownCard": obj({"card": TEXT, "card_id": TEXT, "data": obj({})}, ["card", "card_id", "data"]),
    "Detail": obj(
        {
            **_of(_CARDS, "orders bookings complaints callbacks rescues"),
            "seq": SEQ,
            "conversation": ref("Summary"),
            "events": array(ref("Event")),
            "more": FLAG,
            "handoff": obj(
                {**_of(TEXT, "reason reason_text priority"), **_of(MOMENT, "at accepted_at"), "staff": _PERSON}
            ),
            "collected": array(obj(_of(TEXT, "slot label value"), ["slot", "label", "value"])),
            "brief": array(obj(_of(TEXT, "label text"), ["label", "text"])),
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
                    {**_of(TEXT, "id name address phone"), "vehicles": array(TEXT), "open_now": FLAG},
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
                        **_of(TEXT, "stage text short"),
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
        {**_of(TEXT, "id plate kind brand model label energy owner"), "mileage": INTEGER}, ["id", "plate", "kind"]
    ),
    "Customer": obj(_CUSTOMER, ["id"]),
    "Customers": obj({"customers": array(ref("Customer"))}, ["customers"]),
    "CustomerDetail": obj(
        {**_CUSTOMER, "orders": array(ref("Order")), "bookings": array(ref("Booking")), "conversations": array(TEXT)},
        ["id", "orders", "bookings", "conversations"],
    ),
}

_LISTS: dict[str, Schema] = {
    "Callback": obj(
        {
            **_STATUS,
            **_CONTACT,
            **_of(TEXT, "priority reason conversation"),
            **_of(MOMENT, "due_from due_to created_at done_at"),
            "overdue": FLAG,
            "owner": _PERSON,
        },
        ["no", "status", "due_from", "due_to", "overdue"],
    ),
    "Callbacks": _list("callbacks", "Callback"),
    "Job": obj(
        {
            **_STATUS,
            **_CONTACT,
            **_of(TEXT, "direction direction_text address driver note booking_no order_no conversation"),
            **_of(MOMENT, "at done_at"),
            **_of(INTEGER, "fee_fen told"),
            "overdue": FLAG,
            "store": _PERSON,
            "next": array(obj(_of(TEXT, "status text"), ["status", "text"])),
        },
        ["no", "direction", "status", "at", "overdue", "store", "next"],
    ),
    "Jobs": _list("jobs", "Job", day={"type": "string", "format": "date"}),
    "LowScore": obj(
        {
            **_of(TEXT, "id words order_no"),
            **_of(INTEGER, "score scale"),
            "low": {**FLAG, "description": "false: the customer has given a better score since"},
            "at": MOMENT,
            "store": _PERSON,
            "task": ref("Callback"),
        },
        ["id", "low", "task"],
    ),
    "LowScores": _list("scores", "LowScore"),
    "Complaint": obj(_COMPLAINT, ["no", "status", "category", "severity", "excerpt", "overdue"]),
    "Complaints": _list("complaints", "Complaint", warnings=array(ref("ComplaintWarning"))),
    "ComplaintWarning": obj(
        {**_of(TEXT, "id text"), "count": INTEGER, "raised_at": MOMENT}, ["id", "text", "count", "raised_at"]
    ),
    "ComplaintDetail": obj(
        {
            **_COMPLAINT,
            **_of(TEXT, "text when"),
            "steps": array(obj({"seq": INTEGER, "at": MOMENT, **_of(TEXT, "actor text")})),
            "card": ref("ShownCard"),
        },
        ["no", "text", "steps", "card"],
    ),
    "Booking": obj(
        {
            **_STATUS,
            **_CONTACT,
            **_of(TEXT, "service service_text vehicle_kind vehicle_label note order_no conversation"),
            **_of(MOMENT, "start end"),
            "store": _PERSON,
            "pickup": FLAG,
            "needs": {**array(TEXT), "description": "plate, phone: to be given at check-in"},
        },
        ["no", "status", "store", "start", "end", "needs"],
    ),
    "Bookings": _list("bookings", "Booking", day={"type": "string", "format": "date"}),
    "Order": obj(_ORDER, ["no", "stage", "stage_text", "store", "opened_at", "late", "next"]),
    "Orders": _list("orders", "Order", counts=_COUNTS),
    "Quote": obj(
        {
            "version": INTEGER,
            **_of(TEXT, "created_by"),
            **_of(MOMENT, "created_at decided_at renewal_asked_at"),
            "card": ref("ShownCard"),
            "decisions": array(
                obj(
                    {**_of(TEXT, "line decision by how conversation"), "amount": INTEGER, "at": MOMENT},
                    ["line", "decision", "amount", "at", "by", "how"],
                )
            ),
        },
        ["version", "created_at", "created_by", "card", "decisions"],
    ),
    "OrderDetail": obj(
        {
            **_ORDER,
            **_of(TEXT, "description booking_no"),
            **_of(INTEGER, "mileage total_fen"),
            "delivered_at": MOMENT,
            "customer": obj(_of(TEXT, "id name"), ["id"]),
            "card": ref("ShownCard"),
            "events": array(
                obj(
                    {
                        "seq": INTEGER,
                        **_of(MOMENT, "at promised_at"),
                        **_of(TEXT, "kind actor stage stage_text reason note"),
                    },
                    ["seq", "at", "kind", "actor"],
                )
            ),
            "lines": array(
                obj(
                    {
                        **_of(TEXT, "key kind name status reason origin maker batch warranty old_part"),
                        **_of(MOMENT, "arrives arrived_at installed_at"),
                        **_of({"type": "number"}, "qty hours"),
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
    "Rescue": obj(
        {
            **_STATUS,
            **_CONTACT,
            **_of(TEXT, "location problem vehicle_kind conversation"),
            **_of(MOMENT, "promised_at created_at"),
            "overdue": FLAG,
            "owner": _PERSON,
            "next": array(obj(_of(TEXT, "status text"), ["status", "text"])),
        },
        ["no", "status", "overdue", "created_at", "next"],
    ),
    "Rescues": _list("rescues", "Rescue"),
}

_ROOMS = ADMIN_SCHEMAS | FIGURE_SCHEMAS | TOOL_SCHEMAS
SCHEMAS: dict[str, Schema] = {**_SESSION, **_CONVERSATIONS, **_SHOP, **_LISTS, **_ROOMS}
