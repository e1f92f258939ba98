"""Links out of a conversation: to go on with it on another device, and to fetch a copy of one's data."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from bot.channels.threads import find_thread
from bot.channels.tokens import VisitorTokens
from bot.conversation.copies import copy_of
from bot.conversation.effects import outbox_item
from bot.http.body import read_body
from bot.http.limits import network_of
from bot.http.problem import Problem
from bot.http.services import Services
from bot.nlu.readers import mask_phone
from bot.shop import codes, holdings, links
from bot.shop.codes import Verdict
from bot.shop.errors import NotFound, TooManyTries
from bot.shop.models import AccessLink

_GONE = "这个链接已失效，请在原来的设备上重新生成"
_NO_PHONE = "这段对话还没有留过手机号，没法核实是您本人；请在原来的设备上先核实手机号再打开"
_TOO_MANY = "验证码发得或输错得太多了，请稍后再试"
_REFUSED = {
    Verdict.WRONG: "验证码不对，请再核对一下",
    Verdict.EXPIRED: "这个验证码已经过期，请重新获取",
    Verdict.SPENT: "这个验证码不能再用了，请重新获取",
}
_FILE = "chexiaofu-data.json"


async def issue_resume_link(parts: Services, request: web.Request, conversation_id: str) -> str:
    """An address that opens the conversation elsewhere. The token stands behind ``#``: no server ever logs it."""
    async with parts.database.session() as session:
        token = links.issue(session, links.RESUME, conversation_id=conversation_id, now=parts.clock.now())
        await session.commit()
    return f"{_own_origin(request)}/#resume={token}"


async def open_resume_link(parts: Services, tokens: VisitorTokens, request: web.Request) -> web.Response:
    """``POST /resume/open {token}`` sends a code to the customer's phone; with ``code`` it opens the conversation."""
    body = await read_body(request)
    token = body.text("token", "链接", links.LONGEST_TOKEN)
    code = body.optional_text("code", "验证码", 16)
    if code is None:
        return web.json_response({"phone": await asyncio.shield(_send_code(parts, token))})
    conversation_id = await asyncio.shield(_check_code(parts, token, code, network_of(parts.address_of(request))))
    fresh = tokens.issue(conversation_id, parts.clock.now())
    return web.json_response({"token": fresh, "conversation": conversation_id}, status=201)


async def fetch_copy(parts: Services, token: str) -> web.Response:
    """``GET /exports/{token}``: everything that is held about the customer who asked for it in the chat."""
    now = parts.clock.now()
    async with parts.database.session() as session:
        try:
            link = await links.find(session, links.EXPORT, token[: links.LONGEST_TOKEN], now=now)
            copied = await copy_of(session, link.customer_id or "", actor="customer", now=now)
        except NotFound:
            raise Problem(404, "下载链接已失效，请回到对话里再要一份") from None
        await session.commit()
    return web.Response(
        text=json.dumps(copied, ensure_ascii=False, indent=2),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{_FILE}"'},
    )


async def _send_code(parts: Services, token: str) -> str:
    now = parts.clock.now()
    async with parts.database.session() as session:
        link = await _link(session, token, parts)
        phone = await _phone(parts, session, link)
        try:
            code = await codes.issue(
                session, phone, conversation_id=link.conversation_id, now=now, purpose=codes.RESUME
            )
        except TooManyTries:
            raise Problem(429, _TOO_MANY, {"Retry-After": "600"}) from None
        session.add(outbox_item("sms", _message(parts, code, phone, link.conversation_id), now))
        await session.commit()
    return mask_phone(phone)


async def _check_code(parts: Services, token: str, code: str, address: str) -> str:
    now = parts.clock.now()
    async with parts.database.session() as session:
        link = await _link(session, token, parts)
        phone = await _phone(parts, session, link)
        try:
            verdict = await codes.check(
                session,
                code,
                phone,
                conversation_id=link.conversation_id,
                now=now,
                purpose=codes.RESUME,
                address=address,
            )
        except TooManyTries:
            raise Problem(429, _TOO_MANY, {"Retry-After": "600"}) from None
        if verdict is Verdict.RIGHT:
            link.used_at = now
        # What was tried is counted even though it is refused.
        await session.commit()
    if verdict is not Verdict.RIGHT:
        raise Problem(422, _REFUSED[verdict], field="code", retry=verdict is Verdict.WRONG)
    return link.conversation_id


async def _link(session: Any, token: str, parts: Services) -> AccessLink:
    try:
        return await links.find(session, links.RESUME, token, now=parts.clock.now())
    except NotFound:
        raise Problem(404, _GONE, field="token") from None


async def _phone(parts: Services, session: Any, link: AccessLink) -> str:
    thread = await find_thread(parts.database, link.conversation_id)
    if thread is None:
        raise Problem(404, _GONE, field="token")
    phone = await holdings.phone_of(session, thread.customer_id, link.conversation_id)
    if phone is None:
        raise Problem(409, _NO_PHONE)
    return phone


def _message(parts: Services, code: str, phone: str, conversation_id: str) -> dict[str, Any]:
    return {
        "phone": phone,
        "text": parts.engine.brain.phrase("utter_sms_resume_code", code=code),
        "params": {"code": code},
        "conversation": conversation_id,
        "valid_s": codes.LIFETIME.total_seconds(),
    }


def _own_origin(request: web.Request) -> str:
    """Where the customer page lives as its visitor sees it: a proxy may speak TLS in front of this server."""
    origin = request.headers.get("Origin", "")
    scheme, _, host = origin.partition("://")
    if scheme in ("http", "https") and host == request.host:
        return origin
    return f"{request.scheme}://{request.host}"
