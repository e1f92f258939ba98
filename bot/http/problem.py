"""Refusals and faults as ``application/problem+json`` (RFC 9457), with a Chinese title fit to show."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"

_TITLES = {
    400: "请求的格式不对",
    404: "没有这个地址",
    405: "这个地址不支持这种请求方式",
    413: "内容太大了",
    415: "请求内容必须是 JSON（Content-Type: application/json）",
}
_DATABASE_AWAY = "系统暂时连不上数据库，请稍后再试"
_BROKEN = "系统出了点问题，请稍后再试"


class Problem(Exception):
    """An answer that is not a success.

    Args:
        title: Chinese, shown to the person as it is.
        headers: further response headers.
        members: extension members of the problem object, such as the name of the wrong ``field``.
    """

    def __init__(
        self, status: int, title: str, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(f"{status} {title}")
        self.status = status
        self.title = title
        self.headers = dict(headers or {})
        self.members = members

    def response(self) -> web.Response:
        """The problem as a response."""
        body = {"type": "about:blank", "status": self.status, "title": self.title, **self.members}
        return web.Response(
            status=self.status,
            text=json.dumps(body, ensure_ascii=False),
            content_type=CONTENT_TYPE,
            headers=self.headers,
        )


def too_many(seconds: float, title: str = "操作太频繁了，请稍等一会儿再试") -> Problem:
    """A limit was reached; ``seconds`` is when the next try may succeed."""
    return Problem(429, title, {"Retry-After": str(max(1, round(seconds + 0.5)))})


@web.middleware
async def problem_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every failure of a handler, and of routing, into a problem."""
    try:
        return await handler(request)
    except Problem as problem:
        return problem.response()
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _of_http_exception(error).response()
    except Exception as error:
        if is_database_away(error):
            logger.warning("%s: database away: %s", request.method, type(error).__name__)
            return Problem(503, _DATABASE_AWAY, {"Retry-After": "1"}).response()
        logger.exception("%s failed", request.method)
        return Problem(500, _BROKEN).response()


def is_database_away(error: BaseException) -> bool:
    """Whether ``error`` says that the database cannot be reached now; the same may succeed later."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return isinstance(error, PoolTimeout | OSError | asyncio.TimeoutError)


def _of_http_exception(error: web.HTTPException) -> Problem:
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    return Problem(error.status, _TITLES.get(error.status, _TITLES[400]), headers)
