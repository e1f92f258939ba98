"""Rows about whoever is at the desk."""

from __future__ import annotations

from bot.desk import events, security
from bot.desk.account import Account
from bot.desk.door import Door
from bot.desk.endpoints.rows import BASE, STAFF, read, write
from bot.desk.schema_parts import SEQ, words
from bot.http.endpoint import FLAG, INTEGER, TEXT, Endpoint, Schema, obj, ref
from bot.http.streams import LONGEST_WAIT


def account_endpoints(door: Door) -> list[Endpoint]:
    """Logging in and out, who one is, one's sessions, the desk's log and the audit trail."""
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
        write("/logout", door.writes(account.logout), "Log out", {204: None}),
        read("/me", door.reads(account.me), "Who I am, and the CSRF token of my session", ref("Me")),
        write(
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
        *_security(door),
    ]


def _security(door: Door) -> list[Endpoint]:
    passwords: dict[str, Schema] = {"old": {**TEXT, "maxLength": 200}, "new": {**TEXT, "maxLength": 200}}
    filters: dict[str, Schema] = {**dict.fromkeys(("actor", "action", "subject"), TEXT), "page": INTEGER}
    filters["day"] = {"type": "string", "format": "date"}
    return [
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
