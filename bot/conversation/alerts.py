"""Words to those who lead: kept until one of them has seen them, and as a note where they concern a conversation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.log import tell_desk
from bot.conversation.models import Alert, Conversation, Note


async def alert(
    session: AsyncSession,
    kind: str,
    text: str,
    *,
    now: datetime,
    conversation_id: str | None = None,
    store_id: str | None = None,
    subject: str | None = None,
) -> None:
    """Alert those who lead, once a ``subject``; a conversation, where there is one, says which store.

    Joins the caller's transaction. Flushes. Nothing happens if the subject was alerted about before.
    """
    if subject is not None and await session.scalar(select(Alert.id).where(Alert.subject == subject)) is not None:
        return
    row = await session.get(Conversation, conversation_id) if conversation_id else None
    session.add(
        Alert(
            at=now,
            kind=kind,
            text=text,
            subject=subject,
            conversation_id=row.id if row else None,
            store_id=store_id or (row.entry_store if row else None),
        )
    )
    entries: list[tuple[str, str | None, int | None]] = [("alert", None, None)]
    note = None
    if row is not None:
        note = Note(conversation_id=row.id, at=now, staff_id=None, text=text)
        session.add(note)
        entries.append(("note", row.id, None))
    await session.flush()
    told = await tell_desk(session, entries, now)
    if note is not None:
        told[-1].note_id = note.id
