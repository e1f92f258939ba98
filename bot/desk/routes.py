"""The staff's API, row by row: routes and OpenAPI description in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.desk import cases, conversations, detail, directory, events, people, quoting, reception, stages, worklists
from bot.desk.account import Account
from bot.desk.admin.routes import admin_endpoints
from bot.desk.door import COOKIE, CSRF_HEADER, Door
from bot.desk.figure_schemas import FIGURE_QUERY
from bot.desk.figures import Figures
from bot.desk.handling import LONGEST_CLIENT_ID, LONGEST_REASON, LONGEST_TEXT, Handling
from bot.desk.schemas import FLAG_OR_NOT, SEQ, STATUS, words
from bot.desk.tools import tool_endpoints
from bot.http.endpoint import FLAG, INTEGER, MOMENT, TEXT, Endpoint, Schema, obj, ref
from bot.http.streams import LONGEST_WAIT, PAGE
from bot.shop.quotes import LINE_KINDS, ORIGINS
from bot.shop.rescue import STATUS_TEXT

BASE = "/api/v1/desk"
STAFF = "staff"
CSRF = "csrf"

SECURITY_SCHEMES: dict[str, Schema] = {
    STAFF: {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "set by POST /login"},
    CSRF: {"type": "apiKey", "in": "header", "name": CSRF_HEADER, "description": "from GET /me"},
}

_PAGE: Mapping[str, Schema] = {"page": {**INTEGER, "minimum": 1, "default": 1}}
_STORE: Mapping[str, Schema] = {"store": {**TEXT, "description": "id of a store"}}
_SEARCH: Mapping[str, Schema] = {
    "q": {**TEXT, "maxLength": 64, "description": "plate, phone or its tail, name, number"}
}
_VISIT = {"plate": words(20), "phone": words(30), "mileage": INTEGER, "promised_at": MOMENT}


def add_routes(app: web.Application) -> None:
    """Serve the staff's API on ``app``, which holds the services and the open streams."""
    app.add_routes([endpoint.route() for endpoint in desk_endpoints()])


def desk_endpoints() -> list[Endpoint]:
    """Every endpoint of the staff's edge. Describe them with :data:`bot.desk.schemas.SCHEMAS`."""
    door = Door()
    return [
        *_account(door),
        *_conversations(door, Handling()),
        *_lists(door),
        *_figures(door),
        *_work(door),
        *admin_endpoints(door, _read, _write),
        *tool_endpoints(door, _read, _write),
    ]


def _account(door: Door) -> list[Endpoint]:
    account = Account()
    login = obj({"name": words(60), "password": words(200)}, ["name", "password"])
    return [
        Endpoint(
            "POST",
            f"{BASE}/login",
            account.login,
            "Log in; sets the session cookie",
            {200: ref("Me")},
            body=login,
            problems=(401, 429),
            tag="desk",
        ),
        _write("/logout", door.writes(account.logout), "Log out", {204: None}),
        _read("/me", door.reads(account.me), "Who I am, and the CSRF token of my session", ref("Me")),
        _write(
            "/status",
            door.writes(account.status),
            "Whether I can take conversations; every 20 s while the page is in sight",
            {200: ref("Me")},
            obj({"online": FLAG}, ["online"]),
        ),
        Endpoint(
            "GET",
            f"{BASE}/events",
            door.reads(events.events),
            "Follow the desk's log: a stream (Accept: text/event-stream) or a long poll",
            {200: ref("DeskEvents")},
            media={"text/event-stream": {**TEXT, "description": "data: a DeskEvent; id: its seq"}},
            query={"after": {**SEQ, "default": 0}, "wait": {**SEQ, "maximum": LONGEST_WAIT, "default": 0}},
            headers={"Last-Event-ID": {**SEQ, "description": "on a stream, goes before after"}},
            problems=(401, 422, 429),
            security=(STAFF,),
            tag="desk",
        ),
    ]


def _conversations(door: Door, handling: Handling) -> list[Endpoint]:
    one = "/conversations/{id}"
    summary = {200: ref("Summary")}
    text = words(LONGEST_TEXT)
    message = obj({"client_id": words(LONGEST_CLIENT_ID), "text": text}, ["client_id", "text"])
    reason = words(LONGEST_REASON)
    outcome = {"enum": ["solved", "followup", "spam", "no_answer"]}
    return [
        _read("/queue", door.reads(conversations.waiting), "Who waits, who is there", ref("Queued")),
        _read(
            "/conversations",
            door.reads(conversations.conversations),
            "Conversations, newest message first",
            ref("Conversations"),
            {
                "owner": {**TEXT, "description": "bot, queued, ringing, human, closed; several by commas"},
                "mine": FLAG_OR_NOT,
                "label": words(20),
                **_STORE,
                **_SEARCH,
                **_PAGE,
            },
        ),
        _read(one, door.reads(detail.conversation), "An opened conversation; audited", ref("Detail")),
        _read(
            f"{one}/events",
            door.reads(detail.history),
            "The customer's log: a page back, or what came after",
            ref("Events"),
            {"before": SEQ, "after": SEQ, "limit": {**SEQ, "maximum": PAGE, "default": detail.TRANSCRIPT}},
        ),
        _write(f"{one}/accept", door.writes(handling.accept), "Take a waiting conversation", summary),
        _write(f"{one}/decline", door.writes(handling.decline), "It rings at my page, and I pass", summary),
        _write(f"{one}/takeover", door.writes(handling.take_over), "Take it from whoever has it", summary),
        _write(
            f"{one}/messages",
            door.writes(handling.reply),
            "Say something to the customer, once per client_id",
            {202: obj({"seq": INTEGER, "client_id": TEXT}, ["seq", "client_id"])},
            message,
        ),
        _write(f"{one}/typing", door.writes(handling.typing), "I am writing", {204: None}),
        _write(
            f"{one}/read",
            door.writes(handling.read),
            "I have seen everything up to seq",
            {204: None},
            obj({"seq": SEQ}, ["seq"]),
        ),
        _write(
            f"{one}/notes",
            door.writes(handling.note),
            "A private remark",
            {201: ref("Note"), 200: ref("Note")},
            obj({"text": text}, ["text"]),
        ),
        _write(
            f"{one}/transfer",
            door.writes(handling.transfer),
            "Pass it on to a colleague, to a store's queue, or back to the queue",
            summary,
            obj({"staff": words(64), "store": words(64), "reason": reason}, ["reason"]),
        ),
        _write(f"{one}/hand_back", door.writes(handling.hand_back), "Give it back to the bot", summary),
        _write(
            f"{one}/close",
            door.writes(handling.close),
            "End the episode",
            summary,
            obj({"outcome": outcome}, ["outcome"]),
        ),
    ]


def _lists(door: Door) -> list[Endpoint]:
    day: Schema = {"type": "string", "format": "date", "description": "default: today"}
    stage: Schema = {**TEXT, "description": "several by commas"}
    rows: list[tuple[str, Handler, str, str, Mapping[str, Schema]]] = [
        ("/callbacks", door.reads(worklists.callbacks), "Call-backs", "Callbacks", {**STATUS, **_PAGE}),
        ("/complaints", door.reads(worklists.complaints), "Complaints", "Complaints", {**STATUS, **_STORE, **_PAGE}),
        ("/complaints/{no}", door.reads(worklists.complaint), "A complaint; audited", "ComplaintDetail", {}),
        (
            "/bookings",
            door.reads(worklists.bookings),
            "Bookings of a day",
            "Bookings",
            {"day": day, **STATUS, **_STORE, **_PAGE},
        ),
        (
            "/orders",
            door.reads(worklists.orders),
            "Work orders, late ones first",
            "Orders",
            {"stage": stage, "finished": FLAG_OR_NOT, **_STORE, **_SEARCH, **_PAGE},
        ),
        ("/orders/{no}", door.reads(worklists.order), "A work order; audited", "OrderDetail", {}),
        ("/rescues", door.reads(worklists.rescues), "Rescue jobs", "Rescues", {**STATUS, **_PAGE}),
        ("/customers", door.reads(people.find), "Customers", "Customers", _SEARCH),
        ("/customers/{id}", door.reads(people.show), "A customer; audited", "CustomerDetail", {}),
        ("/stores", door.reads(directory.stores), "Stores", "Stores", {}),
        ("/staff", door.reads(directory.staff), "Colleagues", "Colleagues", {}),
        ("/stages", door.reads(stages.stages), "Stages, and which may follow", "Stages", {}),
    ]
    return [_read(path, handler, summary, ref(name), query) for path, handler, summary, name, query in rows]


def _figures(door: Door) -> list[Endpoint]:
    figures = Figures()
    shown = _read("/figures", door.reads(figures.show), "The shop's figures; for leads", ref("Figures"), FIGURE_QUERY)
    file = _read("/figures.csv", door.reads(figures.export), "The same for spreadsheets", {}, FIGURE_QUERY)
    file = replace(file, answers={200: None}, media={"text/csv": TEXT})
    return [replace(endpoint, problems=(*endpoint.problems, 403)) for endpoint in (shown, file)]


def _work(door: Door) -> list[Endpoint]:
    order = {201: ref("OrderDetail"), 200: ref("OrderDetail")}
    customer = {201: ref("Customer"), 200: ref("Customer")}
    vehicle = {201: ref("Vehicle"), 200: ref("Vehicle")}
    kind: Schema = {"enum": ["car", "moto"]}
    car = {"plate": words(20), "kind": kind, "customer": words(64), "phone": words(30), "brand": words(40)}
    car |= {"model": words(60), "energy": words(20), "mileage": INTEGER}
    walk_in = {**_VISIT, "store": words(64), "kind": kind, "name": words(40), "service": words(20)}
    walk_in |= {"description": words(500)}
    wish = {"stage": words(20), "note": words(200), "promised_at": MOMENT, "reason": words(200)}
    step = obj({"text": words(500), "close": FLAG, "confirmed": FLAG}, ["text"])
    moves = obj({"status": {"enum": list(STATUS_TEXT)}, "promised_at": MOMENT})
    from_booking = obj({"booking": words(40), **_VISIT}, ["booking"])
    return [
        _write(
            "/customers",
            door.writes(people.add_customer),
            "A customer by phone",
            customer,
            obj({"phone": words(30), "name": words(40)}, ["phone"]),
        ),
        _write("/vehicles", door.writes(people.add_vehicle), "A vehicle by plate", vehicle, obj(car, ["plate"])),
        _write(
            "/orders",
            door.writes(reception.add_order),
            "Take a vehicle in: from a booking, or a walk-in",
            order,
            {"oneOf": [from_booking, obj(walk_in, ["plate", "phone", "store"])]},
        ),
        _write("/bookings/{no}/check_in", door.writes(reception.check_in), "Check a booking in", order, obj(_VISIT)),
        _write(
            "/orders/{no}/stage",
            door.writes(reception.move),
            "Move the stage or the promised time; the customer is told",
            {200: ref("OrderDetail")},
            obj(wish),
        ),
        *_quotes(door, order),
        _write(
            "/complaints/{no}/steps",
            door.writes(cases.add_step),
            "Answer a complaint, put a solution forward (close), or close it (confirmed); the customer is told",
            {200: ref("ComplaintDetail")},
            step,
        ),
        _write(
            "/rescues/{no}/status",
            door.writes(cases.rescue_status),
            "Move a rescue on, or promise another arrival; the customer is told",
            {200: ref("Rescue")},
            moves,
        ),
        _write("/complaint_warnings/{id}/seen", door.writes(cases.seen_warning), "I have taken note", {204: None}),
    ]


def _quotes(door: Door, order: Mapping[int, Schema | None]) -> list[Endpoint]:
    fen: Schema = {**INTEGER, "description": "fen; a reduction is negative"}
    number: Schema = {"type": "number"}
    line = obj(
        {
            "kind": {"enum": list(LINE_KINDS)},
            "name": words(60),
            "amount": fen,
            "rate": {**INTEGER, "description": "fen an hour; with hours it makes the amount"},
            **{name: number for name in ("qty", "hours")},
            "origin": {"enum": list(ORIGINS)},
            **{name: words(200) for name in ("reason", "if_left")},
            **{name: words(60) for name in ("maker", "brand", "batch", "warranty")},
            "arrives": MOMENT,
        },
        ["name"],
    )
    quote = {"lines": {"type": "array", "items": line}, "expires_at": MOMENT, "eta_if_approved": MOMENT}
    answers: Schema = {"type": "object", "additionalProperties": {"enum": ["approved", "declined"]}}
    changed = {200: ref("OrderDetail")}
    return [
        _write(
            "/orders/{no}/quotes",
            door.writes(quoting.add_quote),
            "Propose a quote or extra items; the customer is asked in the chat",
            order,
            obj({**quote, "note": words(200), "client_id": words(64)}, ["lines"]),
        ),
        _write(
            "/orders/{no}/quotes/decisions",
            door.writes(quoting.decide),
            "Record what the customer said in the shop or by telephone",
            changed,
            obj({"answers": answers, "how": {"enum": list(quoting.HOW)}}, ["answers", "how"]),
        ),
        _write(
            "/orders/{no}/quotes/withdraw",
            door.writes(quoting.withdraw),
            "Take the open quote back",
            changed,
            obj({"reason": words(200)}),
        ),
    ]


def _read(
    path: str, handler: Handler, summary: str, answer: Schema, query: Mapping[str, Schema] | None = None
) -> Endpoint:
    problems: Sequence[int] = (401, 422, 429) if query else (401, 429)
    endpoint = Endpoint("GET", BASE + path, handler, summary, {200: answer}, query=query or {}, problems=problems)
    return replace(endpoint, problems=_with_missing(path, problems), security=(STAFF,), tag="desk")


def _write(
    path: str,
    handler: Handler,
    summary: str,
    answers: Mapping[int, Schema | None],
    body: Schema | None = None,
) -> Endpoint:
    problems = _with_missing(path, (401, 403, 409, 429))
    endpoint = Endpoint("POST", BASE + path, handler, summary, answers, body=body, problems=problems)
    return replace(endpoint, security=(STAFF, CSRF), tag="desk")


def _with_missing(path: str, problems: Sequence[int]) -> Sequence[int]:
    return (*problems, 404) if "{" in path else problems
