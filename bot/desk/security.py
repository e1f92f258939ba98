"""My password and my sessions; and, for administrators, who looked at what."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web
from sqlalchemy import Delete, delete, func, or_, select, update

from bot.clock import SHANGHAI
from bot.desk.access import access_admin
from bot.desk.models import StaffSession
from bot.desk.queries import PAGE_SIZE, day_of, page_of
from bot.desk.sessions import Member, password_mark
from bot.desk.shapes import moment, paged, without_gaps
from bot.http.body import read_body
from bot.http.problem import Problem, too_many
from bot.http.services import services
from bot.shop import audit
from bot.shop.errors import InvalidValue, TooManyTries
from bot.shop.models import AuditEntry, Staff
from bot.shop.staff import MIN_PASSWORD, set_password, verify

_LONGEST_PASSWORD = 200


async def change_password(request: web.Request, member: Member) -> web.Response:
    """``POST /password {old, new}``: every other session of mine ends."""
    parts, body = services(request), await read_body(request)
    old, new = (body.text(name, label, _LONGEST_PASSWORD) for name, label in (("old", "原密码"), ("new", "新密码")))
    now = parts.clock.now()
    async with parts.database.session() as session:
        try:
            staff = await verify(session, member.name, old, now=now)
        except TooManyTries as refused:
            raise too_many((refused.until - now).total_seconds(), "密码错误次数太多，请稍后再试") from None
        if staff is None:
            await session.commit()
            raise Problem(403, "原密码不对", field="old")
        try:
            await set_password(staff, new)
        except InvalidValue:
            raise Problem(422, f"新密码至少 {MIN_PASSWORD} 位", field="new") from None
        await session.execute(_others(member))
        mine = update(StaffSession).where(StaffSession.token_hash == member.session)
        await session.execute(mine.values(password_mark=password_mark(staff)))
        audit.record(session, member.id, "password_changed", f"staff:{member.id}", now=now)
        await session.commit()
    return web.Response(status=204)


async def sessions(request: web.Request, member: Member) -> web.Response:
    """``GET /sessions``: where I am logged in, the newest first."""
    parts = services(request)
    query = select(StaffSession).where(
        StaffSession.staff_id == member.id, StaffSession.expires_at > parts.clock.now()
    )
    async with parts.database.session() as session:
        rows = list(await session.scalars(query.order_by(StaffSession.created_at.desc())))
    shown = [
        without_gaps(
            {
                "since": moment(row.created_at),
                "expires_at": moment(row.expires_at),
                "device": row.device,
                "this": row.token_hash == member.session,
            }
        )
        for row in rows
    ]
    return web.json_response({"sessions": shown})


async def end_others(request: web.Request, member: Member) -> web.Response:
    """``POST /sessions/end_others``: signed out everywhere else."""
    parts = services(request)
    async with parts.database.session() as session:
        await session.execute(_others(member))
        audit.record(session, member.id, "sessions_ended", f"staff:{member.id}", now=parts.clock.now())
        await session.commit()
    return web.Response(status=204)


async def trail(request: web.Request, member: Member) -> web.Response:
    """``GET /audit?actor=&action=&subject=&day=``: who did what, newest first; subjects are numbers, never values."""
    access_admin(member)
    parts, page = services(request), page_of(request)
    query = select(AuditEntry)
    for column in (AuditEntry.actor, AuditEntry.action):
        if value := request.query.get(column.key):
            query = query.where(column == value)
    if subject := request.query.get("subject"):
        query = query.where(or_(AuditEntry.subject == subject, AuditEntry.subject.endswith(f":{subject}")))
    if request.query.get("day"):
        day = day_of(request, parts.clock.now().date())
        start = parts.clock.now().astimezone(SHANGHAI).replace(
            year=day.year, month=day.month, day=day.day, hour=0, minute=0, second=0, microsecond=0
        )
        query = query.where(AuditEntry.at >= start, AuditEntry.at < start + timedelta(days=1))
    async with parts.database.session() as session:
        total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
        newest = query.order_by(AuditEntry.at.desc(), AuditEntry.seq.desc())
        rows = list(await session.scalars(newest.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)))
        names = {row.id: row.name for row in await session.execute(select(Staff.id, Staff.name))}
        actions = sorted(await session.scalars(select(AuditEntry.action).distinct()))
    entries = [
        without_gaps(
            {
                "at": moment(row.at),
                "actor": {"id": row.actor, "name": names.get(row.actor, row.actor)},
                "action": row.action,
                "subject": row.subject,
                "reason": row.reason,
            }
        )
        for row in rows
    ]
    return web.json_response({"entries": entries, "actions": actions} | paged(page, PAGE_SIZE, total))


def _others(member: Member) -> Delete:
    return delete(StaffSession).where(
        StaffSession.staff_id == member.id, StaffSession.token_hash != member.session
    )
