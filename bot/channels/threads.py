"""What the customers' edge reads and writes of a conversation besides its log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from bot.channels.identity import Identity
from bot.conversation.models import Conversation
from bot.db import Database
from bot.shop import customers
from bot.shop.shop import load_shop


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation and the customer it belongs to, if that is known."""

    id: str
    customer_id: str | None


async def find_thread(database: Database, conversation_id: str) -> Thread | None:
    """The conversation with this id."""
    query = select(Conversation.id, Conversation.customer_id).where(Conversation.id == conversation_id)
    async with database.session() as session:
        row = (await session.execute(query)).one_or_none()
    return None if row is None else Thread(row.id, row.customer_id)


async def known_store(database: Database, store_id: str | None) -> str | None:
    """``store_id`` if the shop has it: a link of a store that was closed still opens the chat."""
    if store_id is None:
        return None
    async with database.session() as session:
        return store_id if store_id in (await load_shop(session)).stores else None


async def customer_of(database: Database, identity: Identity, now: datetime) -> str | None:
    """The customer with the identity's phone, made if unknown; None without a phone. The customer's id."""
    if identity.phone is None:
        return None
    try:
        return await _customer(database, identity.phone, identity.name, now)
    except IntegrityError:
        # Another request made the same customer meanwhile: this time it is found.
        return await _customer(database, identity.phone, identity.name, now)


async def _customer(database: Database, phone: str, name: str | None, now: datetime) -> str:
    async with database.session() as session:
        customer = await customers.find_or_create(session, phone, now=now, name=name)
        await session.commit()
        return customer.id


async def link(database: Database, conversation_id: str, customer_id: str) -> None:
    """The conversation belongs to a customer whose identity was proven strongly."""
    async with database.session() as session:
        await session.execute(
            update(Conversation)
            .where(Conversation.id == conversation_id)
            .values(customer_id=customer_id, verified=True)
            .execution_options(synchronize_session=False)
        )
        await session.commit()


async def mark_read(database: Database, conversation_id: str, seq: int) -> bool:
    """The customer has seen everything up to ``seq``; whether that is news. A seq yet to come is ignored."""
    news = (Conversation.read_seq < seq) & (Conversation.next_seq > seq)
    async with database.session() as session:
        result = await session.execute(
            update(Conversation)
            .where(Conversation.id == conversation_id, news)
            .values(read_seq=seq)
            .returning(Conversation.id)
            .execution_options(synchronize_session=False)
        )
        moved = result.one_or_none() is not None
        await session.commit()
    return moved
