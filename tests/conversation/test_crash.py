"""A turn is one transaction: whatever point the process dies at, there is one booking and one confirmation.

A warm process forks a child for every point; the child dies by SIGKILL there; another child starts up on what is left.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.brain.brain import Brain
from bot.clock import ManualClock, in_shanghai
from bot.conversation import claims, intake, turns
from bot.conversation.engine import Engine
from bot.conversation.intake import Incoming
from bot.conversation.log import events_after
from bot.conversation.outbox import SmsLog
from bot.conversation.wake import Waker
from bot.db import Database
from bot.shop import bookings, records, world

NOW = in_shanghai(datetime(2026, 11, 23, 10, 0))
WORLD = {
    "default_store": "river",
    "stores": [
        {
            "id": "river",
            "name": "滨江店",
            "address": "滨江大道520号",
            "phone": "0571-1",
            "vehicles": ["car"],
            "hours": "08:30-18:00",
        }
    ],
    "hotline_24h": "400-555-0199",
}
OPENING = ("后天上午十点小保养，车牌沪A73K58，电话13806512749", "同意")
CONFIRM = Incoming("confirm-1", "确认")

POINTS: dict[str, tuple[Any, str, bool]] = {
    "before the message is stored": (intake, "append", False),
    "after the message is stored": (intake, "take_in", True),
    "before the claim": (claims, "claim", False),
    "after the claim": (claims, "claim", True),
    "before the model runs": (Brain, "turn", False),
    "inside the action": (bookings, "book", False),
    "after the action": (bookings, "book", True),
    "after the model ran": (Brain, "turn", True),
    "before the replies are written": (turns, "append", False),
    "after the replies are written": (turns, "append", True),
    "before the commit": (turns, "_mark", True),
    "after the commit": (Waker, "wake", False),
}


def engine_on(path: Path, brain: Brain) -> Engine:
    database = Database(f"sqlite+aiosqlite:///{path}")
    return Engine(database, brain, ManualClock(NOW), {"sms": SmsLog(database)})


async def say(engine: Engine, conversation_id: str, incoming: Incoming) -> None:
    await engine.post(conversation_id, incoming, "")
    while engine.gatherer._tasks:
        await asyncio.gather(*engine.gatherer._tasks.values())


@pytest.fixture(scope="module")
def before_confirmation(
    brain: Brain, _empty_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """A database in which a customer has been asked to confirm a booking."""
    from bot.db.crypto import install_keyring
    from tests.conftest import KEYRING

    install_keyring(KEYRING)
    path = tmp_path_factory.mktemp("crash") / "asked.db"
    shutil.copy(_empty_database, path)

    async def prepare() -> str:
        engine = engine_on(path, brain)
        async with engine.database.session() as session:
            await world.load(session, WORLD, None, now=NOW)
            await session.commit()
        conversation_id = await engine.open_conversation("river")
        for number, text in enumerate(OPENING):
            await say(engine, conversation_id, Incoming(f"o{number}", text))
        await engine.database.close()
        return conversation_id

    return path, asyncio.run(prepare())


def in_child(work: Callable[[], Awaitable[None]]) -> int:
    """Run ``work`` in a forked child; the signal that killed it, or 0."""
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(work())  # type: ignore[arg-type]
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def dies_at(owner: Any, name: str, after: bool) -> None:
    """Replace a function so that the process dies before it runs, or after."""
    real = getattr(owner, name)

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if not asyncio.iscoroutinefunction(real):

        def deadly_now(*args: Any, **kwargs: Any) -> Any:
            die()

        setattr(owner, name, deadly_now)
        return

    async def deadly(*args: Any, **kwargs: Any) -> Any:
        if not after:
            die()
        result = await real(*args, **kwargs)
        die()
        return result

    setattr(owner, name, deadly)


async def outcome(path: Path, conversation_id: str) -> tuple[list[dict[str, Any]], list[str]]:
    database = Database(f"sqlite+aiosqlite:///{path}")
    async with database.session() as session:
        booked = await records.records(session, "booking")
        events = await events_after(session, conversation_id, 0, limit=500)
    await database.close()
    seqs = [event.seq for event in events]
    assert seqs == list(range(1, len(seqs) + 1))
    return booked, [str(event.body.get("text", "")) for event in events if event.sender == "bot"]


@pytest.mark.parametrize("point", POINTS)
def test_one_booking_whatever_the_point_of_death(
    point: str, before_confirmation: tuple[Path, str], brain: Brain, tmp_path: Path
) -> None:
    prepared, conversation_id = before_confirmation
    path = tmp_path / "play.db"
    shutil.copy(prepared, path)

    async def first() -> None:
        engine = engine_on(path, brain)
        await engine.start()
        dies_at(*POINTS[point])
        await say(engine, conversation_id, CONFIRM)

    async def second() -> None:
        engine = engine_on(path, brain)
        await engine.start()
        await say(engine, conversation_id, CONFIRM)
        await engine.stop()
        await engine.database.close()

    assert in_child(first) == signal.SIGKILL
    assert in_child(second) == 0
    booked, said = asyncio.run(outcome(path, conversation_id))
    assert len(booked) == 1
    assert sum("约好了" in text for text in said) == 1


def test_a_message_that_kills_twice_ends_in_an_apology(
    before_confirmation: tuple[Path, str], brain: Brain, tmp_path: Path
) -> None:
    prepared, conversation_id = before_confirmation
    path = tmp_path / "play.db"
    shutil.copy(prepared, path)

    async def deadly() -> None:
        engine = engine_on(path, brain)
        dies_at(bookings, "book", False)
        await engine.start()
        await say(engine, conversation_id, CONFIRM)

    async def third() -> None:
        engine = engine_on(path, brain)
        dies_at(bookings, "book", False)
        await engine.start()
        while engine.gatherer._tasks:
            await asyncio.gather(*engine.gatherer._tasks.values())
        await engine.stop()
        await engine.database.close()

    assert in_child(deadly) == signal.SIGKILL
    assert in_child(deadly) == signal.SIGKILL
    assert in_child(third) == 0
    booked, said = asyncio.run(outcome(path, conversation_id))
    assert booked == []
    assert "抱歉" in said[-1]


def test_the_same_message_five_times_makes_one_turn(
    before_confirmation: tuple[Path, str], brain: Brain, tmp_path: Path
) -> None:
    prepared, conversation_id = before_confirmation
    path = tmp_path / "play.db"
    shutil.copy(prepared, path)

    async def five_times() -> list[int]:
        engine = engine_on(path, brain)
        await engine.start()
        taken = await asyncio.gather(*(engine.post(conversation_id, CONFIRM, "") for _ in range(5)))
        while engine.gatherer._tasks:
            await asyncio.gather(*engine.gatherer._tasks.values())
        await engine.stop()
        await engine.database.close()
        return [answer.seq for answer in taken]

    assert len(set(asyncio.run(five_times()))) == 1
    booked, said = asyncio.run(outcome(path, conversation_id))
    assert len(booked) == 1
    assert sum("约好了" in text for text in said) == 1
