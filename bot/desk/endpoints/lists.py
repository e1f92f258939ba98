"""Rows of what is looked through: work lists and figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aiohttp.typedefs import Handler

from bot.desk import alerts, directory, jobs, low_scores, people, stages, worklists
from bot.desk.door import Door
from bot.desk.endpoints.rows import PAGE_QUERY, SEARCH_QUERY, STORE_QUERY, read
from bot.desk.figure_schemas import FIGURE_QUERY
from bot.desk.figures import Figures
from bot.desk.schema_parts import FLAG_OR_NOT, STATUS
from bot.http.endpoint import TEXT, Endpoint, Schema, ref


def list_endpoints(door: Door) -> list[Endpoint]:
    """The work lists, what they are filtered by, and the figures."""
    day: Schema = {"type": "string", "format": "date", "description": "default: today"}
    stage: Schema = {**TEXT, "description": "several by commas"}
    paged = {**STATUS, **PAGE_QUERY}
    rows: list[tuple[str, Handler, str, str, Mapping[str, Schema]]] = [
        ("/callbacks", door.reads(worklists.callbacks), "Call-backs", "Callbacks", paged),
        ("/complaints", door.reads(worklists.complaints), "Complaints", "Complaints", {**STORE_QUERY, **paged}),
        ("/complaints/{no}", door.reads(worklists.complaint), "A complaint; audited", "ComplaintDetail", {}),
        (
            "/bookings",
            door.reads(worklists.bookings),
            "Bookings of a day",
            "Bookings",
            {"day": day, **STATUS, **STORE_QUERY, **PAGE_QUERY},
        ),
        (
            "/orders",
            door.reads(worklists.orders),
            "Work orders, late ones first",
            "Orders",
            {"stage": stage, "finished": FLAG_OR_NOT, **STORE_QUERY, **SEARCH_QUERY, **PAGE_QUERY},
        ),
        ("/orders/{no}", door.reads(worklists.order), "A work order; audited", "OrderDetail", {}),
        ("/jobs", door.reads(jobs.jobs), "Drives of a day, and open ones before", "Jobs", {"day": day, **PAGE_QUERY}),
        ("/rescues", door.reads(worklists.rescues), "Rescue jobs", "Rescues", paged),
        ("/low_scores", door.reads(low_scores.low_scores), "Low scores, with tasks", "LowScores", paged),
        ("/customers", door.reads(people.find), "Customers", "Customers", SEARCH_QUERY),
        ("/customers/{id}", door.reads(people.show), "A customer; audited", "CustomerDetail", {}),
        ("/stores", door.reads(directory.stores), "Stores", "Stores", {}),
        ("/staff", door.reads(directory.staff), "Colleagues", "Colleagues", {}),
        ("/alerts", door.reads(alerts.alerts), "What leads have not seen yet", "Alerts", {}),
        ("/stages", door.reads(stages.stages), "Stages, and which may follow", "Stages", {}),
    ]
    shown = [read(path, handler, summary, ref(name), query) for path, handler, summary, name, query in rows]
    return [*shown, *_figures(door)]


def _figures(door: Door) -> list[Endpoint]:
    figures = Figures()
    shown = read("/figures", door.reads(figures.show), "The shop's figures; for leads", ref("Figures"), FIGURE_QUERY)
    file = read("/figures.csv", door.reads(figures.export), "The same for spreadsheets", {}, FIGURE_QUERY)
    file = replace(file, answers={200: None}, media={"text/csv": TEXT})
    return [replace(endpoint, problems=(*endpoint.problems, 403)) for endpoint in (shown, file)]
