"""Engines and sessions: reads outside any transaction, all writes in one short one at the end ("write late").

A session reads on an AUTOCOMMIT engine and writes on another, whose transaction begins with the first flushed row.
Whatever reads, thinks and only then commits thus never holds a lock while it thinks.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from sqlalchemy import Delete, Engine, Insert, Update, event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session

_POSTGRES_POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 12, "pool_pre_ping": True}


class Database:
    """The database of one process.

    Args:
        url: an async SQLAlchemy URL, ``sqlite+aiosqlite:///…`` or ``postgresql+asyncpg://…``.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.writer = _writer_engine(url, self.is_sqlite)
        self.reader = _reader_engine(url, self.is_sqlite)
        writer, reader = self.writer.sync_engine, self.reader.sync_engine

        class RoutingSession(Session):
            """Sends flushes, INSERT, UPDATE, DELETE and locking reads to the writer, everything else to the reader."""

            def get_bind(self, mapper: Any = None, *, clause: Any = None, **kw: Any) -> Engine:
                writes = isinstance(clause, Insert | Update | Delete)
                locks = getattr(clause, "_for_update_arg", None) is not None
                return writer if self._flushing or writes or locks else reader

        self._sessions = async_sessionmaker(
            sync_session_class=RoutingSession,
            autoflush=False,
            expire_on_commit=False,
            close_resets_only=False,
        )

    def session(self) -> AsyncSession:
        """A new session; use it as an async context manager. Nothing is written until it is flushed or committed."""
        return self._sessions()

    async def close(self) -> None:
        """Close every connection."""
        await self.reader.dispose()
        await self.writer.dispose()


def _engine(url: str, **options: Any) -> AsyncEngine:
    """An engine whose errors do not quote the values of a statement, which may be personal."""
    return create_async_engine(url, hide_parameters=True, **options)


def _writer_engine(url: str, is_sqlite: bool) -> AsyncEngine:
    if not is_sqlite:
        return _engine(url, isolation_level="READ COMMITTED", **_POSTGRES_POOL)
    engine = _engine(url, pool_size=1, max_overflow=0, pool_timeout=30)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    event.listen(engine.sync_engine, "invalidate", _give_the_lock_up)
    return engine


def _reader_engine(url: str, is_sqlite: bool) -> AsyncEngine:
    # A pool of its own: a session that has read waits for a writer while it still holds a reader.
    if not is_sqlite:
        return _engine(url, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True, **_POSTGRES_POOL)
    engine = _engine(
        url, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True, pool_size=5, max_overflow=15
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _give_the_lock_up(connection: Any, _record: Any, _exception: BaseException | None) -> None:
    # A task that is cancelled in the middle of a write leaves a cursor that its traceback keeps alive. Closing the
    # connection does not end the transaction of such a cursor: nobody could write until the traceback is forgotten.
    with suppress(Exception):
        connection.rollback()
