"""Changing a thing of the shop: against the version that was seen, with its history, and back again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop import audit
from bot.shop.editing.documents import Doc, Kind, version_of
from bot.shop.editing.impact import Impact, misfits, move_what_fits, warnings_of
from bot.shop.errors import NotAllowed, NotFound
from bot.shop.models import ShopChange

PAGE = 30


@dataclass(frozen=True)
class Wish:
    """What somebody wants a thing to be.

    Attributes:
        document: what it shall be.
        version: the version that was seen when the document was written; None to make something new.
        confirmed: what the change does to bookings was seen and is wanted.
        undo_of: the change that is taken back by this one.
    """

    kind: Kind
    subject: str
    document: Doc
    version: str | None
    actor: str
    confirmed: bool = False
    undo_of: str | None = None


class Outdated(Exception):
    """Somebody else changed it since. ``current``: what it is now; ``last``: the change, None if it has no history."""

    def __init__(self, current: Doc | None, last: ShopChange | None) -> None:
        super().__init__("changed meanwhile")
        self.current = current
        self.last = last


class Unconfirmed(Exception):
    """It can be done, but touches more than it says; see ``impact``."""

    def __init__(self, impact: Impact) -> None:
        super().__init__("to be confirmed")
        self.impact = impact


async def change(session: AsyncSession, wish: Wish, *, now: datetime) -> Doc:
    """Make a thing what the wish says, and enter it in the history; the caller commits, or leaves everything as it was.

    Nothing is entered when nothing changes.

    Raises:
        WorldError: the document breaks a rule of the shop.
        Outdated: the version is not that of what is there.
        Unconfirmed: it hits bookings, or days gone by, and nobody has confirmed that.
        sqlalchemy.exc.IntegrityError: at the commit, somebody was faster.
    """
    before = await wish.kind.read(session, wish.subject)
    if wish.version != (version_of(before) if before is not None else None):
        raise Outdated(before, await _last(session, wish))
    hit = await misfits(session, now=now) if wish.kind.plans else {}
    after = await wish.kind.write(session, wish.subject, wish.document, now)
    if after == before:
        return after
    if wish.kind.plans:
        moved = await move_what_fits(session, now=now)
        new = [booking for booking in moved.without_place if booking.booking.id not in hit]
        impact = Impact(warnings_of(wish.kind.name, before, after, now=now), new)
        if impact and not wish.confirmed:
            raise Unconfirmed(impact)
    await _enter(session, wish, before, after, now)
    return after


async def undo(
    session: AsyncSession, entry: ShopChange, kind: Kind, *, version: str, actor: str, confirmed: bool, now: datetime
) -> Doc:
    """Bring back what was there before a change; what was new then is retired. An entry of its own.

    Raises:
        NotAllowed: ``nothing_to_undo``.
        Outdated, Unconfirmed, WorldError: as :func:`change`.
    """
    document = entry.before
    if document is None:
        current = await kind.read(session, entry.subject)
        if current is None or "active" not in current:
            raise NotAllowed("nothing_to_undo")
        document = current | {"active": False}
    wish = Wish(kind, entry.subject, dict(document), version, actor, confirmed, entry.id)
    return await change(session, wish, now=now)


async def entry_of(session: AsyncSession, entry_id: str) -> ShopChange:
    """An entry of the history.

    Raises:
        NotFound: there is none.
    """
    entry = await session.get(ShopChange, entry_id)
    if entry is None:
        raise NotFound(entry_id)
    return entry


async def history(
    session: AsyncSession, *, kind: str | None = None, subject: str | None = None, page: int = 1
) -> tuple[list[ShopChange], int]:
    """The latest changes first, of one kind or one thing if given; a page of :data:`PAGE`, and how many there are."""
    conditions = [ShopChange.kind == kind] if kind is not None else []
    conditions += [ShopChange.subject == subject] if subject is not None else []
    total = int(await session.scalar(select(func.count()).select_from(ShopChange).where(*conditions)) or 0)
    query = select(ShopChange).where(*conditions).order_by(ShopChange.at.desc(), ShopChange.number.desc())
    return list(await session.scalars(query.limit(PAGE).offset((page - 1) * PAGE))), total


async def seen_version(session: AsyncSession, kind: str, subject: str, version: str) -> Doc | None:
    """What a thing was when it had this version, None when the history does not tell."""
    query = select(ShopChange).where(ShopChange.kind == kind, ShopChange.subject == subject)
    latest = await session.scalars(query.order_by(ShopChange.number.desc()).limit(PAGE))
    return next((entry.before for entry in latest if version_of(entry.before) == version), None)


async def _enter(session: AsyncSession, wish: Wish, before: Doc | None, after: Doc, now: datetime) -> None:
    last = await _last(session, wish)
    entry = ShopChange(
        kind=wish.kind.name,
        subject=wish.subject,
        number=last.number + 1 if last is not None else 1,
        at=now,
        actor=wish.actor,
        title=wish.kind.title(after)[:120],
        before=before,
        after=after,
        undo_of=wish.undo_of,
    )
    session.add(entry)
    subject = f"{wish.kind.name}:{wish.subject}"
    audit.record(session, wish.actor, "shop_change", subject, now=now, detail={"change": entry.id})


async def _last(session: AsyncSession, wish: Wish) -> ShopChange | None:
    query = select(ShopChange).where(ShopChange.kind == wish.kind.name, ShopChange.subject == wish.subject)
    return await session.scalar(query.order_by(ShopChange.number.desc()).limit(1))
