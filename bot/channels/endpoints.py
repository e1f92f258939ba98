"""The customers' API, row by row: routes and OpenAPI description in one."""

from __future__ import annotations

from bot.channels.messages import LONGEST_CLIENT_ID, LONGEST_TEXT
from bot.channels.web import WebChannel
from bot.http.endpoint import INTEGER, MOMENT, TEXT, Endpoint, Schema, array, obj, ref
from bot.http.streams import LONGEST_WAIT, PAGE
from bot.shop import icalendar
from bot.shop.links import LONGEST_TOKEN

VISITOR = "visitor"

SECURITY_SCHEMES: dict[str, Schema] = {
    VISITOR: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "from POST /visitors"}
}

_BASE = "/api/v1"
_SEQ: Schema = {"type": "integer", "minimum": 0}
_CLIENT_ID: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_CLIENT_ID}
_TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
_CHOICE_ID: Schema = {"type": "string", "description": "opaque, made by the server"}
_IMAGE_ID: Schema = {"type": "string", "pattern": "^[0-9a-f]{32}$", "description": "of POST /images"}
_POSITION = obj(
    {
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "lon": {"type": "number", "minimum": -180, "maximum": 180},
        "text": {**TEXT, "description": "what stands there, as far as the phone knows"},
    },
    ["lat", "lon"],
)
_MESSAGE = [
    obj({"client_id": _CLIENT_ID, "text": _TEXT}, ["client_id", "text"]),
    obj({"client_id": _CLIENT_ID, "choice": _CHOICE_ID}, ["client_id", "choice"]),
    obj({"client_id": _CLIENT_ID, "location": _POSITION}, ["client_id", "location"]),
    obj({"client_id": _CLIENT_ID, "image": _IMAGE_ID}, ["client_id", "image"]),
]
_CARDS = ("booking", "order", "quote", "complaint", "rescue", "callback", "queue", "rating", "article")
_OWNERS = ("bot", "queued", "ringing", "human", "closed")

SCHEMAS: dict[str, Schema] = {
    "Event": obj(
        {
            "seq": {**INTEGER, "description": "gap-free in a conversation; absent on typing and read"},
            "at": MOMENT,
            "kind": {"enum": ["message", "owner", "queue", "card", "typing", "read"]},
            "from": {"enum": ["customer", "bot", "staff", "system"]},
            "body": {"anyOf": [ref("Message"), ref("Owner"), ref("Queue"), ref("Read"), obj({})]},
            "client_id": {**TEXT, "description": "on the visitor's own messages"},
        },
        ["at", "kind", "from", "body"],
    ),
    "Message": obj(
        {
            "type": {"enum": ["text", "choices", "card", "image"]},
            "text": TEXT,
            "choices": array(obj({"choice": _CHOICE_ID, "label": TEXT}, ["choice", "label"])),
            "card": {"enum": list(_CARDS)},
            "card_id": {**TEXT, "description": "a later card event with this id replaces the card"},
            "data": obj({}, description="what the card shows; money is integer fen"),
            "location": obj({"lat": {"type": "number"}, "lon": {"type": "number"}}, ["lat", "lon"]),
            "url": {**TEXT, "description": "of an image; signed, for ten minutes"},
            "width": {**INTEGER, "description": "of an image, in pixels"},
            "height": INTEGER,
            "asks": {**array(TEXT), "description": "what the bot wants to know"},
            "offers": {**array(TEXT), "description": "what can be pressed"},
            "link": obj(
                {"url": TEXT, "label": TEXT}, ["url", "label"], description="below the text; of this server"
            ),
            "reply_to": {**INTEGER, "description": "the last customer message of the turn this answers"},
        },
        ["type"],
        description="body of a message or card",
    ),
    "Owner": obj({"owner": {"enum": list(_OWNERS)}, "staff": TEXT}, ["owner"]),
    "Queue": obj({"position": INTEGER, "wait_seconds": INTEGER}, ["position"]),
    "Read": obj({"seq": INTEGER}, ["seq"]),
    "Events": obj(
        {"events": array(ref("Event")), "seq": {**INTEGER, "description": "pass it as after to go on"}},
        ["events", "seq"],
    ),
    "Shop": obj(
        {
            "name": TEXT,
            "hotline": TEXT,
            "stores": array(
                obj(
                    {
                        "id": TEXT,
                        "name": TEXT,
                        "address": TEXT,
                        "phone": TEXT,
                        "vehicles": array({"enum": ["car", "moto"]}),
                        "parking": TEXT,
                    },
                    ["id", "name"],
                )
            ),
            "privacy": obj({"title": TEXT, "text": TEXT, "version": TEXT}, ["title", "text", "version"]),
        },
        ["name", "stores", "hotline", "privacy"],
    ),
}


def customer_endpoints(channel: WebChannel) -> list[Endpoint]:
    """Every endpoint of the customers' edge."""
    return [
        _visitors(channel),
        _messages(channel),
        *_images(channel),
        *_signals(channel),
        _events(channel),
        *_links(channel),
        _shop(channel),
        _calendar(channel),
    ]


def _visitors(channel: WebChannel) -> Endpoint:
    return Endpoint(
        "POST",
        f"{_BASE}/visitors",
        channel.visitors,
        "Open a conversation, or renew the token of an old one",
        {201: obj({"token": TEXT, "conversation": TEXT}, ["token", "conversation"])},
        body=obj(
            {
                "identity": {
                    **TEXT,
                    "description": "JWT, HS256, aud chexiaofu, sub, name?, phone?, exp within 10 minutes",
                },
                "store": {**TEXT, "maxLength": 64, "description": "id of the store whose link was followed"},
                "token": {**TEXT, "description": "an old token, expired or not, to be renewed"},
            }
        ),
        problems=(429,),
        tag="customer",
    )


def _messages(channel: WebChannel) -> Endpoint:
    return Endpoint(
        "POST",
        f"{_BASE}/messages",
        channel.messages,
        "Send a message; the same client_id and body again give the same answer",
        {202: obj({"seq": INTEGER, "client_id": TEXT}, ["seq", "client_id"])},
        body={"oneOf": _MESSAGE},
        problems=(401, 409, 429),
        security=(VISITOR,),
        tag="customer",
    )


def _images(channel: WebChannel) -> list[Endpoint]:
    picture = {"type": "string", "format": "binary", "description": "JPEG, PNG, WebP or HEIC, at most 8 MB"}
    return [
        Endpoint(
            "POST",
            f"{_BASE}/images",
            channel.images,
            "Upload a picture, to be sent as a message within a day",
            {201: obj({"image": _IMAGE_ID}, ["image"])},
            body=obj({"image": picture}, ["image"]),
            body_media="multipart/form-data",
            problems=(401, 429),
            security=(VISITOR,),
            tag="customer",
        ),
        Endpoint(
            "GET",
            f"{_BASE}/images/{{id}}",
            channel.image,
            "A picture, by the signed address that its event carries",
            {200: None},
            media={"image/jpeg": {"type": "string", "format": "binary"}},
            query={"until": {**_SEQ, "description": "seconds since 1970"}, "sig": TEXT},
            problems=(403, 404, 422, 429),
            tag="customer",
        ),
    ]


def _signals(channel: WebChannel) -> list[Endpoint]:
    read = obj({"seq": _SEQ}, ["seq"])
    rows = (
        ("typing", channel.typing, "The customer is writing", None),
        ("read", channel.read, "The customer has seen everything up to seq", read),
        ("presence", channel.presence, "The page is open and in sight; every 20 s", None),
        ("queue/leave", channel.leave_queue, "No longer wait for a person", None),
    )
    return [
        Endpoint(
            "POST",
            f"{_BASE}/{path}",
            handler,
            summary,
            {204: None},
            body=body,
            problems=(401, 429),
            security=(VISITOR,),
            tag="customer",
        )
        for path, handler, summary, body in rows
    ]


def _events(channel: WebChannel) -> Endpoint:
    return Endpoint(
        "GET",
        f"{_BASE}/events",
        channel.events,
        "Follow the log: a stream (Accept: text/event-stream), a long poll, or with before a page back",
        {200: ref("Events")},
        media={"text/event-stream": {**TEXT, "description": "data: an Event; id: its seq"}},
        query={
            "after": {**_SEQ, "default": 0, "description": "events above this seq"},
            "wait": {**_SEQ, "maximum": LONGEST_WAIT, "default": 0, "description": "seconds (long poll)"},
            "before": {**_SEQ, "description": "the events just below this seq"},
            "limit": {**_SEQ, "maximum": PAGE, "default": 50, "description": "with before"},
        },
        headers={"Last-Event-ID": {**_SEQ, "description": "on a stream, goes before after"}},
        problems=(401, 422, 429),
        security=(VISITOR,),
        tag="customer",
    )


def _links(channel: WebChannel) -> list[Endpoint]:
    visitor = obj({"token": TEXT, "conversation": TEXT}, ["token", "conversation"])
    return [
        Endpoint(
            "POST",
            f"{_BASE}/resume",
            channel.resume,
            "A link that opens this conversation on another device, once, within a day",
            {201: obj({"link": TEXT}, ["link"])},
            body=obj({}),
            problems=(401, 429),
            security=(VISITOR,),
            tag="customer",
        ),
        Endpoint(
            "POST",
            f"{_BASE}/resume/open",
            channel.open_resumed,
            "Open such a link: without code one is sent to the customer's phone, with it the conversation opens",
            {200: obj({"phone": {**TEXT, "description": "masked: where the code went"}}, ["phone"]), 201: visitor},
            body=obj(
                {
                    "token": {**TEXT, "maxLength": LONGEST_TOKEN, "description": "what stands behind #resume="},
                    "code": {**TEXT, "maxLength": 16},
                },
                ["token"],
            ),
            problems=(404, 409, 429),
            tag="customer",
        ),
        Endpoint(
            "GET",
            f"{_BASE}/exports/{{token}}",
            channel.export,
            "The copy of one's data that a link in the chat leads to",
            {200: obj({}, description="everything that is held, as a file to be saved")},
            problems=(404, 429),
            tag="customer",
        ),
    ]


def _shop(channel: WebChannel) -> Endpoint:
    return Endpoint(
        "GET",
        f"{_BASE}/shop",
        channel.shop,
        "What a page shows about the shop",
        {200: ref("Shop")},
        problems=(429,),
        tag="customer",
    )


def _calendar(channel: WebChannel) -> Endpoint:
    return Endpoint(
        "GET",
        f"{icalendar.PATH}/{{no}}/{{signature}}.ics",
        channel.calendar,
        "A booking as an iCalendar file, by the signed link on its card",
        {200: None},
        media={icalendar.CONTENT_TYPE: TEXT},
        problems=(404, 429),
        tag="customer",
    )
