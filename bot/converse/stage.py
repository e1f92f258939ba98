"""The stage a conversation is played on: a fresh database, a clock that stands still, an engine driven step by step."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.brain.brain import Brain
from bot.clock import ManualClock, SystemClock
from bot.conversation import outbox
from bot.conversation.engine import Engine
from bot.conversation.models import Conversation as ConversationRow
from bot.conversation.models import DeskCounter
from bot.conversation.outbox import Sender, SmsLog
from bot.conversation.ownership import PRIORITIES, Owner
from bot.conversation.quotes import REMINDER, QuoteReminder
from bot.converse.script import Conversation, ScriptError
from bot.db import Base, Database
from bot.shop import models as _shop_tables  # noqa: F401  (its tables belong to the schema)
from bot.shop import world
from bot.shop.knowledge import load_articles
from bot.shop.models import Customer, Staff
from bot.shop.privacy import notice_version
from bot.shop.shop import load_shop

ARTICLES = Path(__file__).resolve().parents[2] / "data" / "knowledge"


class Stage:
    """Makes stages quickly: the empty schema is built once and copied for each conversation."""

    def __init__(self, brain: Brain) -> None:
        self._brain = brain
        self._directory = Path(tempfile.mkdtemp(prefix="chexiaofu-"))
        self._template = self._directory / "template.db"

    async def prepare(self) -> None:
        """Build the empty database, if that has not been done."""
        if self._template.exists():
            return
        database = Database(f"sqlite+aiosqlite:///{self._template}")
        async with database.writer.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with database.session() as session:
            session.add(DeskCounter(id=1, next_seq=1))
            await load_articles(session, ARTICLES, now=SystemClock().now())
            await session.commit()
        await database.close()

    def close(self) -> None:
        """Remove every database."""
        shutil.rmtree(self._directory, ignore_errors=True)

    @asynccontextmanager
    async def set(self, script: Conversation) -> AsyncIterator[Play]:
        """A stage set for one conversation."""
        path = self._directory / "play.db"
        for leftover in self._directory.glob("play.db*"):
            leftover.unlink()
        shutil.copy(self._template, path)
        database = Database(f"sqlite+aiosqlite:///{path}")
        clock = ManualClock(script.clock)
        senders: dict[str, Sender] = {"sms": SmsLog(database), REMINDER: QuoteReminder(database, self._brain.phrase)}
        engine = Engine(database, self._brain, clock, senders)
        try:
            async with database.session() as session:
                await world.load(session, script.world, script.given, now=clock.now())
                await session.commit()
            play = Play(engine, clock)
            await play.open(script)
            yield play
        finally:
            await database.close()


class Play:
    """One conversation under way."""

    def __init__(self, engine: Engine, clock: ManualClock) -> None:
        self.engine = engine
        self.clock = clock
        self.conversation_id = ""
        self.threads: list[str] = []
        """The customer's conversations, one a device; the last one is :attr:`conversation_id`."""

    async def open(self, script: Conversation) -> None:
        """Open the customer's conversation, and those that wait in the queue before it."""
        session_given = script.given.get("session") or {}
        async with self.engine.database.session() as session:
            await _fill_queue(session, script, self.clock)
            customer_id = await _customer_id(session, session_given.get("customer"))
            await session.commit()
        entry = session_given.get("entry_store") or script.world.get("default_store")
        await self._open_thread(entry)
        verified = bool(session_given.get("verified"))
        async with self.engine.database.session() as session:
            notice = notice_version(await load_shop(session))
            await session.execute(
                update(ConversationRow)
                .where(ConversationRow.id == self.conversation_id)
                .values(
                    customer_id=customer_id,
                    verified=verified,
                    consented_at=self.clock.now() if verified else None,
                    consent_version=notice if verified else None,
                )
            )
            await session.commit()

    async def open_elsewhere(self, script: Conversation) -> None:
        """The customer comes back on another device, which holds no token: a new visitor, whom nothing is known of."""
        session_given = script.given.get("session") or {}
        await self._open_thread(session_given.get("entry_store") or script.world.get("default_store"))

    async def _open_thread(self, entry: str | None) -> None:
        self.conversation_id = await self.engine.open_conversation(entry)
        self.threads.append(self.conversation_id)

    async def run(self) -> None:
        """Let the bot handle what waits, and carry out what is due outside the database."""
        while await self.engine.runner.run(self.conversation_id):
            pass
        await outbox.send_due(
            self.engine.database,
            self.engine.senders,
            self.clock.now() + timedelta(seconds=1),
        )

    async def staff_id(self, who: str | None) -> tuple[str, str]:
        """Id and name of a member of staff, by id or name; the first one if nobody is named."""
        async with self.engine.database.session() as session:
            rows = list(await session.scalars(select(Staff).order_by(Staff.id)))
        for row in rows:
            if who in (None, row.id, row.name):
                return row.id, row.name
        raise ScriptError(f"there is no member of staff {who}")


async def _fill_queue(session: AsyncSession, script: Conversation, clock: ManualClock) -> None:
    for position, item in enumerate(script.given.get("queue") or [], start=1):
        waits_since = clock.now() - timedelta(seconds=float(item.get("waiting_s", 60)))
        session.add(
            ConversationRow(
                id=str(item.get("session", f"other-{position}")),
                created_at=waits_since,
                owner=Owner.QUEUED.value,
                epoch=1,
                queued_at=waits_since,
                queue_position=position,
                priority=PRIORITIES[str(item.get("priority", "normal"))],
            )
        )


async def _customer_id(session: AsyncSession, given: Any) -> str | None:
    if given is None:
        return None
    customer = await session.get(Customer, str(given))
    if customer is None:
        raise ScriptError(f"given.session.customer: there is no customer {given}")
    return customer.id
