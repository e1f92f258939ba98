"""The door of the desk: who asks, whether they may, how often; and what refusals look like outside."""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Handler
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from bot.desk.refusals import CHANGED_MEANWHILE, as_problem
from bot.desk.sessions import Member, find_member
from bot.http.limits import Buckets, Rate, check, network_of
from bot.http.problem import Problem
from bot.http.services import services

logger = logging.getLogger(__name__)

COOKIE = "desk_session"
COOKIE_PATH = "/api/v1/desk"
CSRF_HEADER = "X-CSRF-Token"

StaffHandler = Callable[[web.Request, Member], Awaitable[web.StreamResponse]]

_TRIES_ON_CONFLICT = 4
_DEADLOCKS = ("40001", "40P01")
"""SQLSTATEs of a transaction that PostgreSQL gave up in favour of another."""
_LONGEST_TOKEN = 128


class Door:
    """Lets members of staff in.

    Args:
        now: seconds of a monotonic clock, for the limits.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._reads = Buckets(Rate(300, 20), now)
        self._writes = Buckets(Rate(120, 10), now)
        self._strangers = Buckets(Rate(300, 10), now)

    def reads(self, handler: StaffHandler) -> Handler:
        """``handler`` for members of staff who look."""

        async def handle(request: web.Request) -> web.StreamResponse:
            member = await self._member(request)
            check((self._reads, member.id))
            return await _refusing(handler, request, member)

        return handle

    def writes(self, handler: StaffHandler) -> Handler:
        """``handler`` for members of staff who change something: asks for the CSRF token.

        It is run again when another transaction was faster, so it has to find out anew what holds; and to its end
        even when the client hangs up.
        """

        async def handle(request: web.Request) -> web.StreamResponse:
            member = await self._member(request)
            if not hmac.compare_digest(request.headers.get(CSRF_HEADER, "").encode(), member.csrf.encode()):
                raise Problem(403, "页面已过期，请刷新后再试", reason="csrf")
            check((self._writes, member.id))
            await request.read()
            return await asyncio.shield(_persistent(handler, request, member))

        return handle

    async def _member(self, request: web.Request) -> Member:
        parts = services(request)
        token = request.cookies.get(COOKIE, "")
        member = None
        if 0 < len(token) <= _LONGEST_TOKEN:
            async with parts.database.session() as session:
                member = await find_member(session, token, now=parts.clock.now())
        if member is None:
            check((self._strangers, network_of(parts.address_of(request))))
            raise Problem(401, "请先登录")
        return member


async def _persistent(handler: StaffHandler, request: web.Request, member: Member) -> web.StreamResponse:
    for _ in range(_TRIES_ON_CONFLICT):
        try:
            return await _refusing(handler, request, member)
        except (DBAPIError, StaleDataError) as error:
            if not _is_conflict(error):
                raise
            logger.info("conflict, trying again: %s", type(error).__name__)
    raise Problem(409, CHANGED_MEANWHILE)


def _is_conflict(error: Exception) -> bool:
    if isinstance(error, IntegrityError | StaleDataError):
        return True
    return getattr(getattr(error, "orig", None), "sqlstate", None) in _DEADLOCKS


async def _refusing(handler: StaffHandler, request: web.Request, member: Member) -> web.StreamResponse:
    try:
        return await handler(request, member)
    except Exception as error:
        problem = as_problem(error)
        if problem is None:
            raise
        raise problem from None
