"""Wake-ups between processes: PostgreSQL's NOTIFY, and a look every second for those that got lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import make_url

from bot.conversation.models import Conversation, DeskCounter
from bot.conversation.wake import DESK, Waker
from bot.db import Database

logger = logging.getLogger(__name__)

CHANNEL = "chexiaofu"
_RECONNECT_AFTER = 1.0


class Wire:
    """Carries the wake-ups of this process to the others, and theirs to this one. Ids only, never content.

    Args:
        process: this process's name; its own notifications are not woken twice.
    """

    def __init__(self, database: Database, waker: Waker, process: str) -> None:
        self._database = database
        self._waker = waker
        self._process = process
        self._outgoing: asyncio.Queue[str] = asyncio.Queue(maxsize=10_000)
        self._task: asyncio.Task[None] | None = None
        self._seen: dict[str, int] = {}

    def start(self) -> None:
        """Begin to listen, where there can be other processes."""
        if not self._database.is_sqlite:
            self._waker.forward = self._send
            self._task = asyncio.create_task(self._run(), name="wire")

    async def stop(self) -> None:
        """Hang up."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Wake every listened-to log that has grown since the last look: one read, whatever woke or failed to."""
        topics = self._waker.topics()
        if not topics:
            return
        async with self._database.session() as session:
            query = select(Conversation.id, Conversation.next_seq).where(Conversation.id.in_(topics - {DESK}))
            heads = {row.id: row.next_seq for row in (await session.execute(query)).all()}
            if DESK in topics:
                heads[DESK] = int(await session.scalar(select(DeskCounter.next_seq)) or 0)
        grown = [topic for topic, head in heads.items() if self._seen.get(topic, head) != head]
        self._seen = heads
        self._waker.wake_here(grown)

    def _send(self, topics: Iterable[str]) -> None:
        for topic in topics:
            if not self._outgoing.full():
                self._outgoing.put_nowait(topic)

    async def _run(self) -> None:
        while True:
            try:
                await self._connected()
            except (OSError, asyncio.TimeoutError, _connection_errors()) as error:
                logger.warning("wake-ups between processes interrupted: %s", type(error).__name__)
            await asyncio.sleep(_RECONNECT_AFTER)

    async def _connected(self) -> None:
        import asyncpg

        url = make_url(self._database.url).set(drivername="postgresql")
        connection = await asyncpg.connect(url.render_as_string(hide_password=False))
        try:
            await connection.add_listener(CHANNEL, self._received)
            while True:
                topic = await self._outgoing.get()
                await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, f"{self._process} {topic}")
        finally:
            connection.terminate()

    def _received(self, _connection: Any, _pid: int, _channel: str, payload: Any) -> None:
        process, _, topic = str(payload).partition(" ")
        if process != self._process:
            self._waker.wake_here([topic])


def _connection_errors() -> type[Exception]:
    import asyncpg

    error: type[Exception] = asyncpg.PostgresError
    return error
