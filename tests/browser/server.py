"""The whole server in a thread of its own: the real engine on a fresh database, at a moment the test chooses."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot import app as application
from bot.clock import SHANGHAI, ManualClock
from bot.db import Database
from bot.db.crypto import Keyring, install_keyring
from bot.http.services import SERVICES
from bot.settings import Settings
from bot.shop import staff, world

if TYPE_CHECKING:
    from bot.brain.brain import Brain

MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
"""A Monday; stores and desk are open."""
NIGHT = MORNING.replace(hour=22, minute=30)
CLERK, ADMIN, PASSWORD = "林晓", "何店长", "a password of the tests"

IDENTITY_SECRET = "a secret shared with the host page, long enough"

WORLD = Path(__file__).with_name("world.yml")
_DATA_KEY = Keyring.new_key_text()
_TICK = 0.05
_PATIENCE = 30.0


def settings_for(database: Path, embed_origins: Sequence[str] = ()) -> Settings:
    """Settings of a server whose database is the SQLite file ``database``."""
    return Settings(
        database_url=f"sqlite+aiosqlite:///{database}",
        secret_key="a secret of visitors' tokens, long enough",
        data_key=_DATA_KEY,
        identity_secret=IDENTITY_SECRET,
        embed_origins=tuple(embed_origins),
    )


def open_shop(database: Path, description: Path = WORLD) -> None:
    """Fill the empty file ``database`` with a shop, whose clerk 林晓 has a password.

    In a thread of its own: Playwright keeps a loop running in the thread of the tests.
    """

    async def fill() -> None:
        settings = settings_for(database)
        await application.prepare_database(settings)
        held = Database(settings.database_url)
        async with held.session() as session:
            await world.load_file(session, description, now=MORNING)
            await staff.create(session, CLERK, PASSWORD, now=MORNING)
            await staff.create(session, ADMIN, PASSWORD, now=MORNING, role="admin")
            await session.commit()
        await held.close()

    install_keyring(Keyring.from_text(_DATA_KEY))
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(asyncio.run, fill()).result(_PATIENCE)


class Server:
    """A running server.

    Attributes:
        clock: what the server takes for the present; it goes on by itself.
        address: where its pages are, without a slash at the end.
    """

    def __init__(self, clock: ManualClock, address: str) -> None:
        self.clock = clock
        self.address = address

    def sleeps_until(self, at: datetime) -> None:
        """Move the present on to ``at``."""
        # The thread of the server moves it on, too: what was set in between may be lost.
        while self.clock.now() < at:
            self.clock.set(at)
            time.sleep(2 * _TICK)


@contextmanager
def serving(
    brain: Brain, shop: Path, directory: Path, at: datetime, embed_origins: Sequence[str] = ()
) -> Iterator[Server]:
    """A server on a copy of the database ``shop``, kept in ``directory``, that takes ``at`` for the present."""
    database = directory / "browser.db"
    shutil.copy(shop, database)
    clock = ManualClock(at)
    app = application.create_app(settings_for(database, embed_origins), clock=clock, load_brain=lambda _: brain)
    started: Future[str] = Future()
    stopping = Event()
    with ThreadPoolExecutor(1, "server") as thread:
        served = thread.submit(asyncio.run, _serve(app, clock, started, stopping))
        both: list[Future[Any]] = [started, served]
        wait(both, _PATIENCE, FIRST_COMPLETED)
        if served.done():
            served.result()
        try:
            yield Server(clock, started.result(0))
        finally:
            stopping.set()
            served.result(_PATIENCE)


async def _serve(app: web.Application, clock: ManualClock, started: Future[str], stopping: Event) -> None:
    runner = application.runner_for(app)
    try:
        started.set_result(await _listen(app, runner))
        last = time.monotonic()
        while not stopping.is_set():
            await asyncio.sleep(_TICK)
            now = time.monotonic()
            clock.advance(now - last)
            last = now
    finally:
        await runner.cleanup()


async def _listen(app: web.Application, runner: web.AppRunner) -> str:
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    loading = app[SERVICES].loading
    assert loading is not None
    await loading
    assert app[SERVICES].failure is None
    return f"http://127.0.0.1:{runner.addresses[0][1]}"
