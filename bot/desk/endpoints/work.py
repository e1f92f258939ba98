"""Rows of what is done: the work of the shop."""

from __future__ import annotations

from collections.abc import Mapping

from bot.desk import alerts, calls, cases, jobs, people, quoting, reception
from bot.desk.door import Door
from bot.desk.endpoints.rows import write
from bot.desk.schema_parts import words
from bot.http.endpoint import FLAG, INTEGER, MOMENT, Endpoint, Schema, obj, ref
from bot.shop.parts import STEPS
from bot.shop.quotes import LINE_KINDS, ORIGINS
from bot.shop.rescue import STATUS_TEXT
from bot.shop.transport import DIRECTION_TEXT
from bot.shop.transport import STATUS_TEXT as DRIVE_TEXT

_VISIT = {"plate": words(20), "phone": words(30), "mileage": INTEGER, "promised_at": MOMENT}


def work_endpoints(door: Door) -> list[Endpoint]:
    """What is done about customers, vehicles, orders, quotes, complaints, calls and rescues."""
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
    call = {200: ref("Callback")}
    return [
        write(
            "/customers",
            door.writes(people.add_customer),
            "A customer by phone",
            customer,
            obj({"phone": words(30), "name": words(40)}, ["phone"]),
        ),
        write("/vehicles", door.writes(people.add_vehicle), "A vehicle by plate", vehicle, obj(car, ["plate"])),
        write(
            "/orders",
            door.writes(reception.add_order),
            "Take a vehicle in: from a booking, or a walk-in",
            order,
            {"oneOf": [from_booking, obj(walk_in, ["plate", "phone", "store"])]},
        ),
        write("/bookings/{no}/check_in", door.writes(reception.check_in), "Check a booking in", order, obj(_VISIT)),
        write(
            "/orders/{no}/stage",
            door.writes(reception.move),
            "Move the stage or the promised time; the customer is told",
            {200: ref("OrderDetail")},
            obj(wish),
        ),
        *_quotes(door, order),
        *_jobs(door),
        write(
            "/complaints/{no}/steps",
            door.writes(cases.add_step),
            "Answer a complaint, put a solution forward (close), or close it (confirmed); the customer is told",
            {200: ref("ComplaintDetail")},
            step,
        ),
        write(
            "/rescues/{no}/status",
            door.writes(cases.rescue_status),
            "Move a rescue on, or promise another arrival; the customer is told",
            {200: ref("Rescue")},
            moves,
        ),
        write("/complaint_warnings/{id}/seen", door.writes(cases.seen_warning), "I have taken note", {204: None}),
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
    ]


def _jobs(door: Door) -> list[Endpoint]:
    job = ref("Job")
    drive = {"direction": {"enum": list(DIRECTION_TEXT)}, "at": MOMENT, "address": words(jobs.LONGEST_ADDRESS)}
    drive |= {"driver": words(jobs.LONGEST_DRIVER), "note": words(jobs.LONGEST_NOTE)}
    drive |= {"fee": {**INTEGER, "description": "fen"}, "booking": words(40), "order": words(40)}
    status: Schema = {"enum": list(DRIVE_TEXT["collect"])}
    return [
        write(
            "/jobs",
            door.writes(jobs.plan),
            "Collect the vehicle of a booking or an order, or bring it back; the customer is told",
            {201: job, 200: job},
            obj(drive, ["direction", "at", "address"]),
        ),
        write(
            "/jobs/{no}/status",
            door.writes(jobs.move),
            "Move a drive on; the customer is told",
            {200: job},
            obj({"status": status}, ["status"]),
        ),
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
        write(
            "/orders/{no}/quotes",
            door.writes(quoting.add_quote),
            "Propose a quote or extra items; the customer is asked in the chat",
            order,
            obj({**quote, "note": words(200), "client_id": words(64)}, ["lines"]),
        ),
        write(
            "/orders/{no}/quotes/decisions",
            door.writes(quoting.decide),
            "Record what the customer said in the shop or by telephone",
            changed,
            obj({"answers": answers, "how": {"enum": list(quoting.HOW)}}, ["answers", "how"]),
        ),
        write(
            "/orders/{no}/quotes/withdraw",
            door.writes(quoting.withdraw),
            "Take the open quote back",
            changed,
            obj({"reason": words(200)}),
        ),
    ]
