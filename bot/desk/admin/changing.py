"""One change of the shop from a request to its answer: saved, refused as outdated, or to be confirmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.log import tell_desk
from bot.conversation.wake import DESK
from bot.desk.admin.documents import shown
from bot.desk.admin.faults import as_fault
from bot.desk.admin.lines import Lines, changes
from bot.desk.sessions import end_sessions
from bot.desk.shapes import Json, contact, moment, without_gaps
from bot.desk.views import staff_names
from bot.http.problem import Problem
from bot.http.services import Services
from bot.shop.editing import changes as editing
from bot.shop.editing.changes import Outdated, Unconfirmed, Wish
from bot.shop.editing.documents import Doc, Kind
from bot.shop.editing.impact import CLOSED, KIND_GONE, NO_PICKUP, NO_PLACE, STORE_GONE, Misfit
from bot.shop.models import ShopChange, Store
from bot.shop.world import WorldError

TOLD = "shop"
"""The kind of desk event that says the shop was changed."""

_WHY = {
    STORE_GONE: "门店已停用",
    KIND_GONE: "门店不再接待这类车",
    CLOSED: "不在营业时间内",
    NO_PICKUP: "这个时间不再上门取车",
    NO_PLACE: "工位或技师不够",
}
_ADVICE = "保存后这些预约不会自动改动：请先联系客户改约或取消，也可以确认保存后逐个电话通知"
_MOST_LISTED = 50


async def save(parts: Services, wish: Wish) -> Doc:
    """Make the change; live for every process as soon as this returns.

    Raises:
        Problem: 409 ``outdated`` or ``confirm``, 422 a rule is broken.
    """
    async with parts.database.session() as session:
        making = editing.change(session, wish, now=parts.clock.now())
        return await finish(session, parts, (wish.kind, wish.subject), making, wish.version)


async def take_back(
    parts: Services, kind: Kind, entry_id: str, *, version: str, actor: str, confirmed: bool
) -> tuple[str, Doc]:
    """Undo a change; the thing it was about, and what it is now. Raises as :func:`save`."""
    now = parts.clock.now()
    async with parts.database.session() as session:
        entry = await editing.entry_of(session, entry_id)
        undoing = editing.undo(session, entry, kind, version=version, actor=actor, confirmed=confirmed, now=now)
        return entry.subject, await finish(session, parts, (kind, entry.subject), undoing, version)


async def finish(
    session: AsyncSession, parts: Services, thing: tuple[Kind, str], making: Awaitable[Doc], seen: str | None
) -> Doc:
    """Commit what ``making`` does to a thing, tell open desks; or say why it cannot be."""
    kind, subject = thing
    now, waker = parts.clock.now(), parts.engine.waker
    try:
        document = await making
    except WorldError as error:
        raise as_fault(error) from None
    except Outdated as error:
        raise await _outdated(session, thing, error, seen) from None
    except Unconfirmed as error:
        raise await _unconfirmed(session, error) from None
    if session.new or session.dirty or session.deleted:
        await session.flush()
        if kind.name == "staff" and not document["active"]:
            await end_sessions(session, subject)
        await tell_desk(session, [(TOLD, None, None)], now)
        await session.commit()
        waker.wake([DESK])
    return document


def change_json(entry: ShopChange, people: Mapping[str, str], stores: Lines) -> Json:
    """A ``ShopChange``."""
    return without_gaps(
        {
            "id": entry.id,
            "kind": entry.kind,
            "subject": entry.subject,
            "title": entry.title,
            "number": entry.number,
            "at": moment(entry.at),
            "actor": {"id": entry.actor, "name": people.get(entry.actor, entry.actor)},
            "lines": changes(entry.kind, entry.before, entry.after, stores),
            "undo_of": entry.undo_of,
            "new": True if entry.before is None else None,
        }
    )


async def store_names(session: AsyncSession) -> Lines:
    """Names of stores by id, of those that are closed for good as well."""
    return {store_id: name for store_id, name in await session.execute(select(Store.id, Store.name))}


async def _outdated(session: AsyncSession, thing: tuple[Kind, str], error: Outdated, seen: str | None) -> Problem:
    kind, subject = thing
    if error.current is None:
        return Problem(404, "没有找到这条记录")
    if seen is None:
        return Problem(409, "已经有这条记录了", reason="exists")
    people, stores = await staff_names(session), await store_names(session)
    last = error.last
    base = await editing.seen_version(session, kind.name, subject, seen)
    who = people.get(last.actor, "有人") if last is not None else "有人"
    told = changes(kind.name, base, error.current, stores) if base is not None else []
    if not told and last is not None:
        told = changes(kind.name, last.before, last.after, stores)
    theirs = without_gaps(
        {
            "by": who,
            "at": moment(last.at) if last is not None else None,
            "lines": told,
            **shown(subject, error.current),
        }
    )
    title = f"{who}刚刚改过这里，您的修改还没有保存。请先看看对方改了什么，再决定怎么改"
    return Problem(409, title, reason="outdated", theirs=theirs)


async def _unconfirmed(session: AsyncSession, error: Unconfirmed) -> Problem:
    impact, stores = error.impact, await store_names(session)
    told: list[str] = []
    if impact.past:
        days = "、".join(f"{day:%Y-%m-%d}" for day in impact.past[:5])
        told.append(f"{days}{'等' if len(impact.past) > 5 else ''}已经过去，改了也不影响以后的预约")
    if impact.bookings:
        reasons = Counter(_WHY[misfit.why] for misfit in impact.bookings)
        told.append(
            f"有 {len(impact.bookings)} 个预约会受影响（"
            + "，".join(f"{text} {count} 个" for text, count in reasons.items())
            + f"）。{_ADVICE}"
        )
    listed = [_misfit_json(misfit, stores) for misfit in impact.bookings[:_MOST_LISTED]]
    return Problem(
        409, "；".join(told), reason="confirm", bookings=listed, past=[day.isoformat() for day in impact.past]
    )


def _misfit_json(misfit: Misfit, stores: Lines) -> Json:
    booking = misfit.booking
    return {
        "no": booking.no,
        "start": moment(booking.start),
        "service": booking.service,
        "store": {"id": booking.store_id, "name": stores.get(booking.store_id, booking.store_id)},
        "why": _WHY[misfit.why],
        **contact(booking.name, booking.phone, booking.plate, masked=True),
    }
