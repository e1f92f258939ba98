"""One table of endpoints per edge: the routes and their OpenAPI description are made from the same rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.http.problem import CONTENT_TYPE

Schema = Mapping[str, Any]

_STATUS = {
    200: "OK",
    201: "Created",
    202: "Accepted",
    204: "Done; no content",
    400: "Not a JSON object",
    401: "Missing, wrong or expired credentials",
    403: "Not allowed",
    404: "Not found",
    408: "The body did not arrive in time",
    409: "Conflict with the present state",
    413: "Body too large",
    415: "Body is not declared as JSON",
    422: "A field or parameter is not acceptable",
    429: "Too many requests; see Retry-After",
    503: "Not ready, or the database is away; try again",
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A route and what there is to say about it.

    Attributes:
        body: JSON schema of the request body; None when none is read. ``body_media``: its media type.
        answers: JSON schema of the response by status; None for no content.
        media: further media types of the answer, with their schemas.
        problems: statuses answered with problem details, besides those every endpoint has.
        query: query parameters, by name, with their schemas (``description`` included).
        headers: request headers, likewise.
        security: names of security schemes, all of them needed; empty for a public endpoint.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    answers: Mapping[int, Schema | None]
    body: Schema | None = None
    body_media: str = "application/json"
    media: Mapping[str, Schema] = field(default_factory=dict)
    problems: Sequence[int] = ()
    query: Mapping[str, Schema] = field(default_factory=dict)
    headers: Mapping[str, Schema] = field(default_factory=dict)
    security: Sequence[str] = ()
    tag: str = ""

    def route(self) -> web.RouteDef:
        """The row as aiohttp's router wants it; GET without HEAD, since a stream has no head to look at."""
        only = {"allow_head": False} if self.method == "GET" else {}
        return web.route(self.method, self.path, self.handler, **only)


def obj(properties: Mapping[str, Schema], required: Sequence[str] = (), **more: Any) -> Schema:
    """JSON schema of an object."""
    schema: dict[str, Any] = {"type": "object", "properties": dict(properties)}
    return schema | ({"required": list(required)} if required else {}) | more


def array(items: Schema) -> Schema:
    """JSON schema of an array."""
    return {"type": "array", "items": items}


def ref(name: str) -> Schema:
    """A reference to a schema of ``components``."""
    return {"$ref": f"#/components/schemas/{name}"}


TEXT: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
PROBLEM: Schema = obj(
    {
        "type": TEXT,
        "status": INTEGER,
        "title": {"type": "string", "description": "Chinese, fit to show"},
        "field": {"type": "string", "description": "which field or parameter is meant"},
    },
    ["type", "status", "title"],
    description="RFC 9457 problem details",
)


def document(
    endpoints: Iterable[Endpoint],
    schemas: Mapping[str, Schema],
    security_schemes: Mapping[str, Any],
    title: str,
    version: str,
) -> dict[str, Any]:
    """The OpenAPI 3.1 document of ``endpoints``."""
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(_plain_path(endpoint.path), {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": paths,
        "components": {"schemas": {"Problem": PROBLEM, **schemas}, "securitySchemes": dict(security_schemes)},
    }


def describing(
    path: str,
    endpoints: Sequence[Endpoint],
    schemas: Mapping[str, Schema],
    security_schemes: Mapping[str, Any],
    title: str,
    version: str,
) -> Endpoint:
    """The endpoint at ``path`` that answers with the OpenAPI document of ``endpoints`` and itself."""

    async def describe(_request: web.Request) -> web.Response:
        return web.Response(text=text, content_type="application/json")

    itself = Endpoint("GET", path, describe, "This description", {200: obj({})})
    described = document([*endpoints, itself], schemas, security_schemes, title, version)
    text = json.dumps(described, ensure_ascii=False)
    return itself


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    parameters = [
        *({"name": n, "in": "path", "required": True, "schema": TEXT} for n in _path_names(endpoint.path)),
        *({"name": n, "in": "query", "schema": dict(s)} for n, s in endpoint.query.items()),
        *({"name": n, "in": "header", "schema": dict(s)} for n, s in endpoint.headers.items()),
    ]
    operation: dict[str, Any] = {"summary": endpoint.summary, "responses": _responses(endpoint)}
    if endpoint.tag:
        operation["tags"] = [endpoint.tag]
    if parameters:
        operation["parameters"] = parameters
    if endpoint.body is not None:
        content = {endpoint.body_media: {"schema": endpoint.body}}
        needed = bool(endpoint.body.get("required") or endpoint.body.get("oneOf"))
        operation["requestBody"] = {"required": needed, "content": content}
    operation["security"] = [{name: [] for name in endpoint.security}] if endpoint.security else []
    return operation


def _responses(endpoint: Endpoint) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, schema in endpoint.answers.items():
        shapes = {} if schema is None else {"application/json": schema}
        content = {media: {"schema": shape} for media, shape in {**shapes, **endpoint.media}.items()}
        responses[str(status)] = {"description": _STATUS[status]} | ({"content": content} if content else {})
    of_every_body = () if endpoint.body is None else (400, 408, 413, 415, 422)
    for status in sorted({*endpoint.problems, *of_every_body, 503}):
        content = {CONTENT_TYPE: {"schema": ref("Problem")}}
        responses.setdefault(str(status), {"description": _STATUS[status], "content": content})
    return responses


def _path_names(path: str) -> list[str]:
    return re.findall(r"\{(\w+)(?::[^}]*)?\}", path)


def _plain_path(path: str) -> str:
    return re.sub(r"\{(\w+):[^}]*\}", r"{\1}", path)
