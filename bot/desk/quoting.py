"""Quotes from the desk: proposed, withdrawn, or answered in the shop or by telephone; the customer is told at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.log import tell_desk
from bot.conversation.quotes import order_cards, post_quote, renew_cards, tell_withdrawn
from bot.conversation.wake import DESK
from bot.desk.access import access_order
from bot.desk.fields import promised_field
from bot.desk.sessions import Member
from bot.desk.views import order_detail
from bot.http.body import Body, read_body
from bot.http.problem import Problem
from bot.http.services import Services, services
from bot.shop import quotes
from bot.shop.models import Quote, WorkOrder
from bot.shop.quotes import LINE_KINDS, MOST_LINES, ORIGINS, Decider, Item

HOW = ("当面", "电话")
_HIGHEST_FEN = 100_000_000
_MOST_HOURS = 1000.0


async def add_quote(request: web.Request, member: Member) -> web.Response:
    """``POST /orders/{no}/quotes {lines, expires_at?, eta_if_approved?, note?, client_id?}``: 201; the same
    ``client_id`` again: 200, nothing is posted twice.
    """
    parts = services(request)
    now = parts.clock.now()
    wish = _wish(await read_body(request), now)
    async with parts.database.session() as session:
        order = await access_order(session, member, request.match_info["no"])
        if wish.client_id and await quotes.find_request(session, order, wish.client_id):
            return web.json_response(await order_detail(session, order, now))
        quote = await quotes.propose(
            session,
            order,
            wish.items,
            actor=member.id,
            now=now,
            expires_at=wish.expires_at,
            eta_if_approved=wish.eta_if_approved,
            note=wish.note,
            request_id=wish.client_id,
        )
        told = await post_quote(session, order, quote, parts.engine.brain.phrase, now=now)
        return await _answer(parts, session, order, told, now, status=201)


async def decide(request: web.Request, member: Member) -> web.Response:
    """``POST /orders/{no}/quotes/decisions {answers: {line: approved|declined}, how: 当面|电话}``: what the customer
    said to a person.
    """
    parts = services(request)
    now = parts.clock.now()
    body = await read_body(request)
    how = body.text("how", "方式", 20)
    if how not in HOW:
        raise Problem(422, f"方式只能是{'、'.join(HOW)}", field="how")
    answers = _answers(body)
    async with parts.database.session() as session:
        order, quote = await _open(session, request, member)
        who = Decider(member.id, order.customer_id, how=how)
        await quotes.decide(session, order, quote, answers, who=who, now=now)
        told = await renew_cards(session, await order_cards(session, order), now=now)
        return await _answer(parts, session, order, told, now)


async def withdraw(request: web.Request, member: Member) -> web.Response:
    """``POST /orders/{no}/quotes/withdraw {reason?}``: what was proposed is not done."""
    parts = services(request)
    now = parts.clock.now()
    reason = (await read_body(request)).optional_text("reason", "原因", 200)
    async with parts.database.session() as session:
        order, quote = await _open(session, request, member)
        quotes.withdraw(order, quote, actor=member.id, now=now, reason=reason)
        shown = await order_cards(session, order)
        told = await tell_withdrawn(session, shown, parts.engine.brain.phrase, now=now)
        return await _answer(parts, session, order, told, now)


async def _open(session: AsyncSession, request: web.Request, member: Member) -> tuple[WorkOrder, Quote]:
    order = await access_order(session, member, request.match_info["no"])
    quote = await quotes.newest(session, order)
    if quote is None:
        raise Problem(409, "这个工单还没有报价")
    return order, quote


async def _answer(
    parts: Services, session: AsyncSession, order: WorkOrder, told: list[str], now: datetime, status: int = 200
) -> web.Response:
    await tell_desk(session, [("orders", None, None)], now)
    await session.commit()
    shown = await order_detail(session, order, now)
    parts.engine.waker.wake([*told, DESK])
    return web.json_response(shown | {"told": len(told)}, status=status)


@dataclass(frozen=True, slots=True)
class _Wish:
    """A quote as it was asked for."""

    items: list[Item]
    expires_at: datetime | None
    eta_if_approved: datetime | None
    note: str | None
    client_id: str | None


def _wish(body: Body, now: datetime) -> _Wish:
    lines = body.fields.get("lines")
    if not isinstance(lines, list) or not 0 < len(lines) <= MOST_LINES:
        raise Problem(422, f"请填写 1 到 {MOST_LINES} 个项目", field="lines")
    return _Wish(
        items=[_item(line, f"lines[{index}]", now) for index, line in enumerate(lines)],
        expires_at=promised_field(body, now, "expires_at", "有效期"),
        eta_if_approved=promised_field(body, now, "eta_if_approved"),
        note=body.optional_text("note", "给客户的说明", 200),
        client_id=body.optional_text("client_id", "请求编号", 64),
    )


def _item(line: Any, where: str, now: datetime) -> Item:
    if not isinstance(line, dict):
        raise Problem(422, "项目格式不对", field=where)
    body = Body(line)
    kind = body.optional_text("kind", "类别", 10) or "other"
    origin = body.optional_text("origin", "配件来源", 20)
    if kind not in LINE_KINDS:
        raise Problem(422, "类别只能是 part、labour 或 other", field=f"{where}.kind")
    if origin is not None and origin not in ORIGINS:
        raise Problem(422, f"配件来源只能是{'、'.join(ORIGINS)}", field=f"{where}.origin")
    hours, rate = _quantity(body, "hours", "工时", where), _fen(body, "rate", "工时单价", where, 0)
    amount = _fen(body, "amount", "金额", where, -_HIGHEST_FEN)
    if amount is None and hours is not None and rate is not None:
        amount = round(hours * rate)
    if amount is None:
        raise Problem(422, "请填写金额，或工时和单价", field=f"{where}.amount")
    return Item(
        kind=kind,
        name=body.text("name", "项目名称", 60).strip(),
        fen=amount,
        qty=_quantity(body, "qty", "数量", where),
        hours=hours,
        rate_fen=rate,
        reason=body.optional_text("reason", "原因", 200),
        if_left=body.optional_text("if_left", "不做的后果", 200),
        origin=origin,
        maker=body.optional_text("maker", "厂家", 60),
        brand=body.optional_text("brand", "品牌", 60),
        batch=body.optional_text("batch", "批次号", 60),
        warranty=body.optional_text("warranty", "质保", 60),
        arrives=promised_field(body, now, "arrives", "到货时间"),
    )


def _fen(body: Body, name: str, label: str, where: str, least: int) -> int | None:
    if name not in body:
        return None
    try:
        return body.integer(name, f"{label}（分）", least, _HIGHEST_FEN)
    except Problem as problem:
        raise Problem(422, problem.title, field=f"{where}.{name}") from None


def _quantity(body: Body, name: str, label: str, where: str) -> float | None:
    value = body.fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Problem(422, f"{label}必须是数字", field=f"{where}.{name}")
    if not 0 < value <= _MOST_HOURS:
        raise Problem(422, f"{label}要大于 0，不超过 {_MOST_HOURS:g}", field=f"{where}.{name}")
    return float(value)


def _answers(body: Body) -> dict[str, bool]:
    given = body.fields.get("answers")
    fitting = isinstance(given, dict) and given and all(value in ("approved", "declined") for value in given.values())
    if not fitting or not isinstance(given, dict):
        raise Problem(422, "请逐项选择同意或不做", field="answers")
    return {str(key): value == "approved" for key, value in given.items()}
