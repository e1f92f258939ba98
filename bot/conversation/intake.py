"""Taking in what a customer sends: once per client id, with the next seq, in one short transaction."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation import pictures
from bot.conversation.log import Draft, append
from bot.conversation.models import Choice, Conversation, LogEvent
from bot.conversation.ownership import Owner
from bot.db import Database, UtcDateTime
from bot.db.crypto import blind_index

EPISODE_ENDS_AFTER = timedelta(hours=24)


class UnknownConversation(Exception):
    """There is no such conversation."""


class UnknownChoice(Exception):
    """This button was never issued in this conversation."""


class ClientIdReused(Exception):
    """The client id was used for a message with another body."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a phone says it is: degrees (WGS 84), and what stands there as far as the phone knows."""

    lat: float
    lon: float
    text: str | None = None

    def words(self) -> str:
        """The place as people read it."""
        point = f"{self.lat:.5f},{self.lon:.5f}"
        return f"{self.text}（{point}）" if self.text else point


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a customer sent: ``text``, the id of an issued ``choice`` or of an uploaded ``image``, or a ``position``."""

    client_id: str
    text: str | None = None
    choice: str | None = None
    image: str | None = None
    position: Position | None = None

    def fingerprint(self) -> bytes:
        """Tells whether two messages with one client id are the same message."""
        parts: list[Any] = [self.text, self.choice, self.image]
        if self.position is not None:
            parts.append([self.position.lat, self.position.lon, self.position.text])
        return blind_index("message", json.dumps(parts))


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The seq a message has, whether it was new, who owns the conversation, and whether something was pressed (a
    button, or a position shared) and not typed.
    """

    seq: int
    new: bool
    owner: Owner
    is_choice: bool


async def open_conversation(
    database: Database, *, now: datetime, entry_store: str | None, greeting: list[Draft]
) -> str:
    """Create a conversation whose first events are ``greeting``; its id."""
    conversation_id = secrets.token_hex(16)
    async with database.session() as session:
        session.add(Conversation(id=conversation_id, created_at=now, entry_store=entry_store))
        await session.flush()
        await append(session, conversation_id, greeting, now=now)
        await session.commit()
    return conversation_id


async def take_in(
    database: Database, conversation_id: str, incoming: Incoming, *, now: datetime, address: str
) -> TakenIn:
    """Log a customer's message. The same message again gives the same answer and changes nothing.

    Raises:
        UnknownConversation, UnknownChoice, UnknownPicture, ClientIdReused: see there.
    """
    for attempt in range(2):
        async with database.session() as session:
            known = await _known(session, conversation_id, incoming)
            if known is not None:
                return known
            try:
                return await _log(session, conversation_id, incoming, now, address)
            except IntegrityError:
                if attempt:
                    raise
    raise AssertionError("unreachable")


async def _known(session: AsyncSession, conversation_id: str, incoming: Incoming) -> TakenIn | None:
    query = select(LogEvent.seq, LogEvent.fingerprint).where(
        LogEvent.conversation_id == conversation_id, LogEvent.client_id == incoming.client_id
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    if row.fingerprint != incoming.fingerprint():
        raise ClientIdReused(incoming.client_id)
    return TakenIn(row.seq, False, Owner.BOT, incoming.choice is not None)


async def _log(session: AsyncSession, conversation_id: str, incoming: Incoming, now: datetime, address: str) -> TakenIn:
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None:
        raise UnknownConversation(conversation_id)
    body: dict[str, Any] = {"type": "text", "text": incoming.text}
    if incoming.position is not None:
        place = incoming.position
        body = {"type": "text", "text": place.words(), "location": {"lat": place.lat, "lon": place.lon}}
    if incoming.choice is not None:
        choice = await session.get(Choice, incoming.choice)
        if choice is None or choice.conversation_id != conversation_id:
            raise UnknownChoice(incoming.choice)
        if choice.pressed_seq is not None:
            return TakenIn(choice.pressed_seq, False, Owner(conversation.owner), True)
        body = {"type": "text", "text": choice.label, "choice": choice.id}
    if incoming.image is not None:
        picture = await pictures.find(session, incoming.image, conversation_id)
        body = {"type": "image", "width": picture.width, "height": picture.height}
    owner = Owner(conversation.owner)
    drafts, changes = _opening(conversation, owner, now)
    draft = Draft(
        kind="message",
        sender="customer",
        body=body,
        client_id=incoming.client_id,
        fingerprint=incoming.fingerprint(),
        address=address or None,
        state="pending",
        picture_id=incoming.image,
    )
    events = await append(session, conversation_id, [*drafts, draft], now=now, changes=changes)
    if incoming.choice is not None:
        await session.execute(update(Choice).where(Choice.id == incoming.choice).values(pressed_seq=events[-1].seq))
    await session.commit()
    pressed = incoming.choice is not None or incoming.position is not None
    return TakenIn(events[-1].seq, True, owner, pressed)


def _opening(conversation: Conversation, owner: Owner, now: datetime) -> tuple[list[Draft], dict[str, Any]]:
    """A message to a closed conversation, or after a day of silence, opens an episode."""
    changes: dict[str, Any] = {"last_message_at": now}
    if owner is Owner.HUMAN:
        changes["waiting_since"] = func.coalesce(Conversation.waiting_since, literal(now, UtcDateTime()))
    if owner is Owner.CLOSED:
        changes |= {"owner": Owner.BOT.value, "episode": Conversation.episode + 1, "misses": 0}
        return [Draft("owner", "system", {"owner": Owner.BOT.value})], changes
    last = conversation.last_message_at
    if owner is Owner.BOT and last is not None and now - last > EPISODE_ENDS_AFTER:
        changes |= {"episode": Conversation.episode + 1, "misses": 0}
    return [], changes
