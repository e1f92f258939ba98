"""The message log: gap-free seq per conversation, appended under the owner and epoch the writer expects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.history import OwnerChange
from bot.conversation.models import Conversation, DeskCounter, DeskEvent, LogEvent
from bot.conversation.ownership import Overtaken

Link = Callable[[str], str]


@dataclass(slots=True)
class Draft:
    """An event that has no seq yet. ``sender`` is the contract's ``from``."""

    kind: str
    sender: str
    body: dict[str, Any]
    card_id: str | None = None
    picture_id: str | None = None
    client_id: str | None = None
    fingerprint: bytes | None = None
    address: str | None = None
    state: str | None = None
    staff_id: str | None = None


@dataclass(frozen=True, slots=True)
class Expect:
    """What must still hold when a writer commits. ``lease`` names the claim of a bot turn."""

    epoch: int
    lease: str | None = None


async def append(
    session: AsyncSession,
    conversation_id: str,
    drafts: Sequence[Draft],
    *,
    now: datetime,
    expect: Expect | None = None,
    only_if: ColumnElement[bool] | None = None,
    changes: dict[str, Any] | None = None,
    why: str | None = None,
) -> list[LogEvent]:
    """Give ``drafts`` their seqs, apply ``changes`` to the conversation row, and add both to the transaction.

    Another owner is recorded for the figures, with ``why`` (see :class:`OwnerChange`).
    Locks the conversation row and then the desk's counter, in this order, until the caller commits.

    Raises:
        Overtaken: the conversation is gone, or no longer what ``expect`` and ``only_if`` (on its row) say.
    """
    row = await _advance(session, conversation_id, len(drafts), expect, only_if, changes or {})
    first = row.next_seq - len(drafts)
    events = [
        LogEvent(
            conversation_id=conversation_id,
            seq=first + offset,
            at=now,
            kind=draft.kind,
            sender=draft.sender,
            body=draft.body,
            card_id=draft.card_id,
            picture_id=draft.picture_id,
            client_id=draft.client_id,
            fingerprint=draft.fingerprint,
            address=draft.address,
            state=draft.state,
            staff_id=draft.staff_id,
            episode=row.episode,
            attempts=0,
        )
        for offset, draft in enumerate(drafts)
    ]
    session.add_all(events)
    if "owner" in (changes or {}):
        session.add(_owner_change(row, events, changes or {}, why))
    await tell_desk(session, [(event.kind, conversation_id, event.seq) for event in events], now)
    return events


async def _advance(
    session: AsyncSession,
    conversation_id: str,
    count: int,
    expect: Expect | None,
    only_if: ColumnElement[bool] | None,
    changes: dict[str, Any],
) -> Any:
    statement = update(Conversation).where(Conversation.id == conversation_id)
    if only_if is not None:
        statement = statement.where(only_if)
    if expect is not None:
        statement = statement.where(Conversation.epoch == expect.epoch)
        if expect.lease is not None:
            statement = statement.where(Conversation.lease_by == expect.lease)
    values: dict[str, Any] = {"next_seq": Conversation.next_seq + count, **changes}
    if "owner" in changes:
        values["epoch"] = Conversation.epoch + 1
    result = await session.execute(
        statement.values(values)
        .returning(Conversation.id, Conversation.next_seq, Conversation.episode, Conversation.entry_store)
        .execution_options(synchronize_session=False)
    )
    row = result.one_or_none()
    if row is None:
        raise Overtaken(conversation_id)
    return row


def _owner_change(row: Any, events: Sequence[LogEvent], changes: dict[str, Any], why: str | None) -> OwnerChange:
    event = next(event for event in events if event.kind == "owner")
    return OwnerChange(
        conversation_id=row.id,
        seq=event.seq,
        at=event.at,
        episode=event.episode,
        owner=changes["owner"],
        staff_id=changes.get("staff_id"),
        store_id=row.entry_store,
        outcome=event.body.get("outcome"),
        why=why,
    )


async def tell_desk(
    session: AsyncSession, entries: Sequence[tuple[str, str | None, int | None]], now: datetime
) -> list[DeskEvent]:
    """Append pointers ``(kind, conversation, seq in it)`` to the desk's log."""
    if not entries:
        return []
    result = await session.execute(
        update(DeskCounter)
        .where(DeskCounter.id == 1)
        .values(next_seq=DeskCounter.next_seq + len(entries))
        .returning(DeskCounter.next_seq)
        .execution_options(synchronize_session=False)
    )
    first = result.scalar_one() - len(entries)
    told = [
        DeskEvent(seq=first + offset, at=now, kind=kind, conversation_id=conversation_id, conversation_seq=seq)
        for offset, (kind, conversation_id, seq) in enumerate(entries)
    ]
    session.add_all(told)
    return told


async def events_after(session: AsyncSession, conversation_id: str, after: int, limit: int = 200) -> Sequence[LogEvent]:
    """The next events with a seq above ``after``, in order."""
    query = (
        select(LogEvent)
        .where(LogEvent.conversation_id == conversation_id, LogEvent.seq > after)
        .order_by(LogEvent.seq)
        .limit(limit)
    )
    return (await session.scalars(query)).all()


async def events_before(session: AsyncSession, conversation_id: str, before: int, limit: int) -> Sequence[LogEvent]:
    """The ``limit`` events just below seq ``before``, in order."""
    query = (
        select(LogEvent)
        .where(LogEvent.conversation_id == conversation_id, LogEvent.seq < before)
        .order_by(LogEvent.seq.desc())
        .limit(limit)
    )
    return list(reversed((await session.scalars(query)).all()))


def as_json(event: LogEvent, link: Link) -> dict[str, Any]:
    """The event as the HTTP contract shows it; ``link`` makes the address of a picture."""
    body = event.body if event.picture_id is None else event.body | {"url": link(event.picture_id)}
    shown = {
        "seq": event.seq,
        "at": event.at.isoformat(timespec="milliseconds"),
        "kind": event.kind,
        "from": event.sender,
        "body": body,
    }
    if event.client_id is not None:
        shown["client_id"] = event.client_id
    return shown
