"""Logging in and out, who I am, and whether I am there."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from aiohttp import web

from bot.desk import presence
from bot.desk.door import COOKIE, COOKIE_PATH
from bot.desk.sessions import LIFETIME, Member, close_session, find_member, open_session
from bot.desk.shapes import moment, without_gaps
from bot.http.body import read_body
from bot.http.limits import Buckets, Rate, check, network_of
from bot.http.problem import Problem, too_many
from bot.http.services import Services, services
from bot.settings import is_loopback
from bot.shop import audit
from bot.shop.errors import TooManyTries
from bot.shop.staff import verify

logger = logging.getLogger(__name__)

# What names itself as several comes before what it names.
_BROWSERS = {"MicroMessenger": "微信", "Edg/": "Edge", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
_SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad"}
_SYSTEMS |= {"Windows": "Windows", "Mac OS": "macOS", "Linux": "Linux"}
_LONGEST_NAME = 60
_LONGEST_PASSWORD = 200


class Account:
    """The handlers of a person's own session.

    Args:
        now: seconds of a monotonic clock, for the limit on log-ins from one address.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._of_address = Buckets(Rate(20, 0.2), now)
        # One at a time: a check takes 64 MiB, and of tries made together each must see the failure before it.
        self._turnstile = asyncio.Lock()

    async def login(self, request: web.Request) -> web.Response:
        """``POST /login {name, password}``."""
        parts = services(request)
        body = await read_body(request)
        name = body.text("name", "用户名", _LONGEST_NAME)
        password = body.text("password", "密码", _LONGEST_PASSWORD)
        check((self._of_address, network_of(parts.address_of(request))))
        async with self._turnstile:
            token = await asyncio.shield(_login(parts, name, password, _device(request)))
        if token is None:
            raise Problem(401, "用户名或密码不对")
        async with parts.database.session() as session:
            member = await find_member(session, token, now=parts.clock.now())
        if member is None:
            raise Problem(401, "请先登录")
        response = web.json_response(_me(member))
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(LIFETIME.total_seconds()),
            path=COOKIE_PATH,
            httponly=True,
            samesite="Lax",
            secure=not is_loopback(request.url.host or ""),
        )
        return response

    async def logout(self, request: web.Request, member: Member) -> web.Response:
        """``POST /logout``: ends this session; the person is no longer there."""
        parts = services(request)
        now = parts.clock.now()
        async with parts.database.session() as session:
            await close_session(session, member.session)
            await presence.switch(session, member.id, False, now=now)
            await session.commit()
        if parts.loaded is not None:
            presence.tell(parts.loaded.waker, member, False, now)
        response = web.Response(status=204)
        response.del_cookie(COOKIE, path=COOKIE_PATH)
        return response

    async def me(self, _request: web.Request, member: Member) -> web.Response:
        """``GET /me``."""
        return web.json_response(_me(member))

    async def status(self, request: web.Request, member: Member) -> web.Response:
        """``POST /status {online}``: the page lives, and whether I can take conversations."""
        parts = services(request)
        online = (await read_body(request)).flag("online", "在线状态")
        now = parts.clock.now()
        async with parts.database.session() as session:
            await presence.switch(session, member.id, online, now=now)
            await session.commit()
        if online != member.online and parts.loaded is not None:
            presence.tell(parts.loaded.waker, member, online, now)
        return web.json_response(_me(member) | {"online": online})


async def _login(parts: Services, name: str, password: str, device: str | None) -> str | None:
    now = parts.clock.now()
    async with parts.database.session() as session:
        try:
            staff = await verify(session, name, password, now=now)
        except TooManyTries as refused:
            seconds = (refused.until - now).total_seconds()
            raise too_many(seconds, "密码错误次数太多，请稍后再试") from None
        token = None
        if staff is not None:
            token = await open_session(session, staff, now=now, device=device)
            audit.record(session, staff.id, "login", f"staff:{staff.id}", now=now)
        await session.commit()
    logger.info("log-in %s", "refused" if token is None else "accepted")
    return token


def _device(request: web.Request) -> str | None:
    """The browser and system a person logs in with, in two words."""
    agent = request.headers.get("User-Agent", "")
    found = [next((name for mark, name in marks.items() if mark in agent), None) for marks in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in found if name) or None


def _me(member: Member) -> dict[str, object]:
    store = {"id": member.store_id, "name": member.store_name} if member.store_name else None
    return without_gaps(
        {
            "id": member.id,
            "name": member.name,
            "role": member.role,
            "store": store,
            "csrf": member.csrf,
            "online": member.online,
            "expires_at": moment(member.expires_at),
        }
    )
