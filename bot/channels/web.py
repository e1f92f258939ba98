"""The handlers of ``/api/v1``: they check what came, call the engine, and answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from aiohttp import web

from bot.channels import pictures, threads
from bot.channels.identity import Identity, IdentityRefused, read_identity
from bot.channels.links import fetch_copy, issue_resume_link, open_resume_link
from bot.channels.messages import read_incoming, unknown_choice, unknown_picture
from bot.channels.shop import public_shop
from bot.channels.tokens import TokenExpired, TokenRefused, VisitorTokens
from bot.conversation.intake import ClientIdReused, UnknownChoice, UnknownConversation
from bot.conversation.log import as_json, events_after, events_before
from bot.conversation.passing import PassingEvent, for_desk, present, read, typing
from bot.conversation.pictures import UnknownPicture
from bot.conversation.wake import DESK
from bot.http.body import HIGHEST_SEQ, Body, query_number, read_body
from bot.http.limits import Buckets, Rate, check, network_of
from bot.http.problem import Problem
from bot.http.services import Services, services
from bot.http.streams import OPEN_STREAMS, PAGE, Event, Log, events_answer
from bot.shop import icalendar
from bot.shop.errors import NotFound

_DEFAULT_PAGE = 50
_LONGEST_TOKEN = 4_096


class Limits:
    """What one visitor, and what one address, may do. An address is a whole office, or a whole village."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.visitors_of_address = Buckets(Rate(300, 5), now)
        self.messages = Buckets(Rate(60, 3), now)
        self.messages_of_address = Buckets(Rate(1_000, 100), now)
        self.signals = Buckets(Rate(60, 5), now)
        self.pictures = Buckets(Rate(10, 0.2), now)
        self.reads = Buckets(Rate(200, 20), now)
        self.links = Buckets(Rate(10, 1 / 60), now)
        self.links_of_address = Buckets(Rate(60, 0.5), now)
        self.rest_of_address = Buckets(Rate(3_000, 300), now)


class WebChannel:
    """The customers' handlers.

    Args:
        tokens: issues and reads visitors' tokens.
        identity_secret: shared with the host page that vouches for its visitors.
        now: seconds of a monotonic clock, for the limits.
    """

    def __init__(
        self, tokens: VisitorTokens, identity_secret: str, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._tokens = tokens
        self._identity_secret = identity_secret
        self._limits = Limits(now)

    async def visitors(self, request: web.Request) -> web.Response:
        """``POST /visitors``: a token for a new conversation, or a fresh one in place of an old token."""
        parts = services(request)
        check((self._limits.visitors_of_address, network_of(parts.address_of(request))))
        body = await read_body(request)
        identity = self._identity(body, parts)
        store = body.optional_text("store", "门店", 64)
        conversation_id = await asyncio.shield(self._admit(parts, self._known(body, parts), identity, store))
        token = self._tokens.issue(conversation_id, parts.clock.now())
        return web.json_response({"token": token, "conversation": conversation_id}, status=201)

    async def messages(self, request: web.Request) -> web.Response:
        """``POST /messages``: take a message in, once per client id."""
        parts, conversation_id = services(request), self._visitor(request)
        address = parts.address_of(request)
        of_address = (self._limits.messages_of_address, network_of(address))
        check((self._limits.messages, conversation_id), of_address)
        incoming = read_incoming(await read_body(request))
        try:
            # Shielded: what a customer sent is taken in and passed on even if they hang up meanwhile.
            taken = await asyncio.shield(parts.engine.post(conversation_id, incoming, network_of(address)))
        except UnknownConversation:
            raise _unauthorised("这个会话已不存在") from None
        except UnknownChoice:
            raise unknown_choice() from None
        except UnknownPicture:
            raise unknown_picture() from None
        except ClientIdReused:
            raise Problem(409, "这个消息编号已经用过，内容不同", field="client_id") from None
        return web.json_response({"seq": taken.seq, "client_id": incoming.client_id}, status=202)

    async def images(self, request: web.Request) -> web.Response:
        """``POST /images``: a picture, to be sent as a message afterwards."""
        conversation_id = self._signalling(request)
        check((self._limits.pictures, conversation_id))
        if await threads.find_thread(services(request).database, conversation_id) is None:
            raise _unauthorised("这个会话已不存在")
        return await pictures.receive(request, conversation_id)

    async def image(self, request: web.Request) -> web.Response:
        """``GET /images/{id}``: a picture by its signed address."""
        check((self._limits.rest_of_address, network_of(services(request).address_of(request))))
        return await pictures.show(request)

    async def typing(self, request: web.Request) -> web.Response:
        """``POST /typing``: the customer is writing."""
        parts, conversation_id = services(request), self._signalling(request)
        parts.engine.gatherer.typing(conversation_id)
        _tell_desk(parts, conversation_id, typing("customer", parts.clock.now()))
        return web.Response(status=204)

    async def read(self, request: web.Request) -> web.Response:
        """``POST /read {seq}``: the customer has seen everything up to ``seq``."""
        parts, conversation_id = services(request), self._signalling(request)
        seq = (await read_body(request)).integer("seq", "序号", 0, HIGHEST_SEQ)
        if await asyncio.shield(threads.mark_read(parts.database, conversation_id, seq)):
            _tell_desk(parts, conversation_id, read("customer", seq, parts.clock.now()))
        return web.Response(status=204)

    async def presence(self, request: web.Request) -> web.Response:
        """``POST /presence``: the page is open and in sight."""
        parts, conversation_id = services(request), self._signalling(request)
        _tell_desk(parts, conversation_id, present("customer", parts.clock.now()))
        return web.Response(status=204)

    async def leave_queue(self, request: web.Request) -> web.Response:
        """``POST /queue/leave``: the customer no longer waits for a person."""
        parts, conversation_id = services(request), self._signalling(request)
        await asyncio.shield(parts.engine.leave_queue(conversation_id))
        return web.Response(status=204)

    async def resume(self, request: web.Request) -> web.Response:
        """``POST /resume``: a link that opens this conversation on another device."""
        parts, conversation_id = services(request), self._visitor(request)
        check((self._limits.links, conversation_id), (self._limits.links_of_address, _network(request)))
        await read_body(request)
        if await threads.find_thread(parts.database, conversation_id) is None:
            raise _unauthorised("这个会话已不存在")
        link = await asyncio.shield(issue_resume_link(parts, request, conversation_id))
        return web.json_response({"link": link}, status=201)

    async def open_resumed(self, request: web.Request) -> web.Response:
        """``POST /resume/open``: the link was opened; a code proves that it is the same customer."""
        check((self._limits.links_of_address, _network(request)))
        return await open_resume_link(services(request), self._tokens, request)

    async def export(self, request: web.Request) -> web.Response:
        """``GET /exports/{token}``: a copy of one's data."""
        check((self._limits.links_of_address, _network(request)))
        return await fetch_copy(services(request), request.match_info["token"])

    async def events(self, request: web.Request) -> web.StreamResponse:
        """``GET /events``: a stream, a long poll, or a page of history."""
        parts, conversation_id = services(request), self._visitor(request)
        network = network_of(parts.address_of(request))
        check((self._limits.reads, conversation_id), (self._limits.rest_of_address, network))
        if await threads.find_thread(parts.database, conversation_id) is None:
            raise _unauthorised("这个会话已不存在")
        if "before" in request.query:
            return await _history(request, parts, conversation_id)

        async def fetch(after: int, limit: int) -> Sequence[Event]:
            async with parts.database.session() as session:
                return [as_json(e, parts.link) for e in await events_after(session, conversation_id, after, limit)]

        log = Log(fetch, parts.engine.waker, conversation_id, "customer", conversation_id)
        return await request.app[OPEN_STREAMS].serve(request, log)

    async def shop(self, request: web.Request) -> web.Response:
        """``GET /shop``: what a page shows about the shop."""
        parts = services(request)
        check((self._limits.rest_of_address, network_of(parts.address_of(request))))
        return web.json_response(await public_shop(parts.database, parts.engine.brain.phrase))

    async def calendar(self, request: web.Request) -> web.Response:
        """``GET /calendar/{no}/{signature}.ics``: a booking for the customer's calendar."""
        parts = services(request)
        check((self._limits.rest_of_address, network_of(parts.address_of(request))))
        now, link = parts.clock.now(), request.match_info
        async with parts.database.session() as session:
            try:
                booking = await icalendar.find_by_link(session, link["no"], link["signature"], now=now)
            except NotFound:
                raise Problem(404, "链接已失效，请在对话里重新查看预约") from None
            text = icalendar.calendar_file(booking, now=now)
        headers = {"Content-Disposition": f'attachment; filename="{booking.no}.ics"', "Cache-Control": "no-store"}
        return web.Response(text=text, content_type=icalendar.CONTENT_TYPE, charset="utf-8", headers=headers)

    def _visitor(self, request: web.Request) -> str:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise _unauthorised("请先打开会话", error=None)
        try:
            return self._tokens.conversation_of(token.strip(), services(request).clock.now())
        except TokenExpired:
            raise _unauthorised("会话已过期，请刷新页面") from None
        except TokenRefused:
            raise _unauthorised("会话凭证无效，请刷新页面") from None

    def _signalling(self, request: web.Request) -> str:
        conversation_id = self._visitor(request)
        network = network_of(services(request).address_of(request))
        check((self._limits.signals, conversation_id), (self._limits.rest_of_address, network))
        return conversation_id

    def _identity(self, body: Body, parts: Services) -> Identity | None:
        statement = body.optional_text("identity", "身份凭证", _LONGEST_TOKEN)
        if statement is None:
            return None
        try:
            return read_identity(statement, self._identity_secret, parts.clock.now())
        except IdentityRefused:
            raise Problem(422, "身份凭证无效或已过期，请刷新页面", field="identity") from None

    def _known(self, body: Body, parts: Services) -> str | None:
        """The conversation of the old token, unless it is not one of ours."""
        token = body.optional_text("token", "会话凭证", _LONGEST_TOKEN)
        if token is None:
            return None
        try:
            return self._tokens.conversation_of(token, parts.clock.now(), even_expired=True)
        except TokenRefused:
            return None

    async def _admit(
        self, parts: Services, known: str | None, identity: Identity | None, store: str | None
    ) -> str:
        """The visitor's conversation: the known one, unless it is gone or somebody else's."""
        customer_id = None
        if identity is not None:
            customer_id = await threads.customer_of(parts.database, identity, parts.clock.now())
        thread = await threads.find_thread(parts.database, known) if known else None
        if thread is not None and customer_id and thread.customer_id not in (None, customer_id):
            thread = None
        if thread is not None:
            conversation_id = thread.id
        else:
            conversation_id = await parts.engine.open_conversation(
                await threads.known_store(parts.database, store)
            )
        if customer_id is not None:
            await threads.link(parts.database, conversation_id, customer_id)
        return conversation_id


async def _history(request: web.Request, parts: Services, conversation_id: str) -> web.Response:
    before = query_number(request, "before", HIGHEST_SEQ, HIGHEST_SEQ)
    limit = query_number(request, "limit", _DEFAULT_PAGE, PAGE)
    async with parts.database.session() as session:
        events = [as_json(e, parts.link) for e in await events_before(session, conversation_id, before, limit)]
    return events_answer(events, events[-1]["seq"] if events else 0)


def _network(request: web.Request) -> str:
    return network_of(services(request).address_of(request))


def _tell_desk(parts: Services, conversation_id: str, event: PassingEvent) -> None:
    parts.engine.waker.signal(DESK, for_desk(conversation_id, event))


def _unauthorised(title: str, error: str | None = "invalid_token") -> Problem:
    challenge = "Bearer" if error is None else f'Bearer error="{error}"'
    return Problem(401, title, {"WWW-Authenticate": challenge})
