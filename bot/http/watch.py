"""Access log and request figures: method, route, status, milliseconds. Paths, which hold ids, stay out."""

from __future__ import annotations

import asyncio
import logging

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.metrics import REQUESTS

logger = logging.getLogger("bot.access")

_CLIENT_GONE = 499
"""Not an HTTP status: the customary mark for a client that left before the answer."""


@web.middleware
async def watch_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count and log a request. Must stand outside the middleware that turns failures into responses."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    status = _CLIENT_GONE
    try:
        response = await handler(request)
        status = response.status
        return response
    except web.HTTPException as redirect:
        status = redirect.status
        raise
    finally:
        route = route_of(request)
        REQUESTS.labels(request.method if route != UNKNOWN else UNKNOWN, route, str(status)).inc()
        logger.info("%s %s %s %.0f ms", request.method, route, status, (loop.time() - started) * 1000)


UNKNOWN = "unknown"


def route_of(request: web.Request) -> str:
    """The pattern of the route, such as ``/api/v1/messages``; never the path itself."""
    resource = request.match_info.route.resource
    return UNKNOWN if resource is None else resource.canonical
