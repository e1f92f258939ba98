"""What every row of the staff's API has in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aiohttp.typedefs import Handler

from bot.desk.door import COOKIE, CSRF_HEADER
from bot.http.endpoint import TEXT, Endpoint, Schema

BASE = "/api/v1/desk"
STAFF = "staff"
CSRF = "csrf"

SECURITY_SCHEMES: dict[str, Schema] = {
    STAFF: {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "set by POST /login"},
    CSRF: {"type": "apiKey", "in": "header", "name": CSRF_HEADER, "description": "from GET /me"},
}

PAGE_QUERY: Mapping[str, Schema] = {"page": {"type": "integer", "minimum": 1, "default": 1}}
STORE_QUERY: Mapping[str, Schema] = {"store": {**TEXT, "description": "id of a store"}}
SEARCH_QUERY: Mapping[str, Schema] = {
    "q": {**TEXT, "maxLength": 64, "description": "plate, phone or its tail, name, number"}
}


def read(
    path: str, handler: Handler, summary: str, answer: Schema, query: Mapping[str, Schema] | None = None
) -> Endpoint:
    """A row that shows something."""
    problems: Sequence[int] = (401, 422, 429) if query else (401, 429)
    endpoint = Endpoint("GET", BASE + path, handler, summary, {200: answer}, query=query or {}, problems=problems)
    return replace(endpoint, problems=_with_missing(path, problems), security=(STAFF,), tag="desk")


def write(
    path: str,
    handler: Handler,
    summary: str,
    answers: Mapping[int, Schema | None],
    body: Schema | None = None,
) -> Endpoint:
    """A row that changes something: it asks for the CSRF token."""
    problems = _with_missing(path, (401, 403, 409, 429))
    endpoint = Endpoint("POST", BASE + path, handler, summary, answers, body=body, problems=problems)
    return replace(endpoint, security=(STAFF, CSRF), tag="desk")


def _with_missing(path: str, problems: Sequence[int]) -> Sequence[int]:
    return (*problems, 404) if "{" in path else problems
