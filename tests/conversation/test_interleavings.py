"""Customer, bot, staff, timers and crashes in any order: one owner, no bot word after a take-over, nobody waits unseen.

``--hypothesis-profile=long`` plays 10,000 interleavings.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from actions.context import Handoff, TurnContext
from bot.brain.turn import Reply, Said
from bot.clock import ManualClock
from bot.conversation import claims, intake
from bot.conversation.engine import Engine
from bot.conversation.intake import Incoming
from bot.conversation.log import events_after
from bot.conversation.models import Conversation, LogEvent
from bot.conversation.ownership import WAITING, Owner
from bot.conversation.ringing import ANSWER, RING
from bot.conversation.staffing import AlreadyTaken, NotYours
from bot.db import Database
from bot.shop import world
from bot.shop.models import Staff
from tests.conversation.scripted import NOW, WORLD, ScriptedBrain

STAFF = {"a": "林晓", "b": "周航"}
DESK = {"workday": "08:30-18:00", "weekend": "09:00-16:00", "public_holiday": "closed"}

CUSTOMER, PERSON = st.sampled_from([0, 1]), st.sampled_from(sorted(STAFF))
SINGLE = st.one_of(
    st.tuples(st.just("writes"), CUSTOMER, st.sampled_from(["保养多少钱", "人工", "着火了", "好的"])),
    st.tuples(st.just("leaves queue"), CUSTOMER),
    st.tuples(st.just("bot begins"), CUSTOMER),
    st.tuples(st.just("bot ends")),
    st.tuples(st.sampled_from(["accepts", "takes over", "replies", "hands back", "closes", "declines"]), PERSON, CUSTOMER),
    st.tuples(st.sampled_from(["comes", "goes"]), PERSON),
    st.tuples(st.just("time passes"), st.sampled_from([1, 31, 61, 121, 28_800])),
    st.tuples(st.just("crash")),
)
STEPS = st.one_of(SINGLE, st.tuples(st.just("meanwhile"), CUSTOMER, SINGLE))
"""``meanwhile``: the customer writes, and something happens while the bot thinks."""


class GatedBrain(ScriptedBrain):
    """Thinks until the gate is opened, so that others can step in."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()

    async def turn(self, context: TurnContext, said: list[Said], state: Any, saved_at: Any) -> Reply:
        await self.gate.wait()
        text = said[0].text
        wants = {"人工": Handoff("customer_request"), "着火了": Handoff("safety", "urgent")}
        context.effects.handoff = wants.get(text.split("\n")[-1])
        return Reply([{"text": f"答：{text}"}], {"events": []}, ["inform"])


class Play:
    """One interleaving: two customers, two people with room for one each, one process that may die."""

    def __init__(self, path: Path) -> None:
        self._url = f"sqlite+aiosqlite:///{path}"
        self.clock = ManualClock(NOW)
        self.customers: list[str] = []
        self.sent = 0
        self._begin()

    def _begin(self) -> None:
        self.database = Database(self._url)
        self.brain = GatedBrain()
        self.engine = Engine(self.database, self.brain, self.clock, {})  # type: ignore[arg-type]
        self.turns: dict[int, asyncio.Task[bool]] = {}

    async def close(self) -> None:
        await self._die()

    async def do(self, step: tuple[Any, ...]) -> None:
        name, *rest = step
        with contextlib.suppress(AlreadyTaken, NotYours):
            if name == "writes":
                await self.writes(*rest)
            elif name == "leaves queue":
                await self.engine.leave_queue(self.customers[rest[0]])
            elif name == "meanwhile":
                await self.writes(rest[0], "保养多少钱")
                await self.bot_begins(rest[0])
                await self.do(rest[1])
                await self.bot_ends()
            elif name == "bot begins":
                await self.bot_begins(rest[0])
            elif name == "bot ends":
                await self.bot_ends()
            elif name in ("comes", "goes"):
                await self.present(rest[0], name == "comes")
            elif name == "time passes":
                await self.time_passes(rest[0])
            elif name == "crash":
                await self.crash()
            else:
                await self.staff(name, *rest)

    async def writes(self, customer: int, text: str) -> None:
        self.sent += 1
        incoming = Incoming(f"c{self.sent}", text)
        await intake.take_in(self.database, self.customers[customer], incoming, now=self.clock.now(), address="")

    async def bot_begins(self, customer: int) -> None:
        """A turn is claimed and thinks; it commits when the gate is opened."""
        if customer not in self.turns:
            self.turns[customer] = asyncio.create_task(self.engine.runner.run(self.customers[customer]))
            await asyncio.sleep(0.002)

    async def bot_ends(self) -> None:
        self.brain.gate.set()
        await asyncio.gather(*self.turns.values())
        self.turns.clear()
        self.brain.gate.clear()

    async def staff(self, does: str, who: str, customer: int) -> None:
        staffing, now, conversation = self.engine.staffing, self.clock.now(), self.customers[customer]
        if does == "accepts":
            await staffing.accept(conversation, who, STAFF[who], now)
        elif does == "takes over":
            await staffing.take_over(conversation, who, STAFF[who], now)
        elif does == "replies":
            self.sent += 1
            await staffing.reply(conversation, who, STAFF[who], "您好", f"s{self.sent}", now)
        elif does == "hands back":
            await staffing.hand_back(conversation, who, now)
        elif does == "closes":
            await staffing.close(conversation, who, "solved", now)
        else:
            await self.engine.ringing.decline(conversation, who, now)

    async def present(self, who: str, there: bool) -> None:
        async with self.database.session() as session:
            await session.execute(
                update(Staff).where(Staff.id == who).values(online=there, last_seen=self.clock.now())
            )
            await session.commit()

    async def time_passes(self, seconds: int) -> None:
        self.clock.advance(seconds)
        async with self.database.session() as session:
            await session.execute(update(Staff).values(last_seen=self.clock.now()))
            await session.commit()
        await self.engine.ringing.round(self.clock.now())

    async def crash(self) -> None:
        """The process dies in the middle of whatever it was doing; another one starts."""
        await self._die()
        self._begin()
        await claims.forget_leases(self.database)

    async def _die(self) -> None:
        # The connections go with the process.
        for task in self.turns.values():
            task.cancel()
        await asyncio.gather(*self.turns.values(), return_exceptions=True)
        await self.database.close()

    async def settle(self) -> None:
        """The bot does all it owes, and the timers run out."""
        for seconds in (1, 31, 61, 121, 1, 1):
            await self.time_passes(seconds)
            for _ in range(3):
                for customer in range(2):
                    await self.bot_begins(customer)
                await self.bot_ends()

    async def check(self) -> None:
        """What holds at every moment."""
        async with self.database.session() as session:
            for customer in self.customers:
                row = await session.get_one(Conversation, customer, populate_existing=True)
                events = await events_after(session, customer, 0, limit=1000)
                _check_log(row, events)
                _check_waiting(row, self.clock.now())
            await _check_loads(session)

    async def check_settled(self) -> None:
        """What holds when the bot has done all it owes: nobody is left without an answer, a person or the queue."""
        async with self.database.session() as session:
            present = bool(await session.scalar(select(func.count()).where(Staff.online)))
            for customer in self.customers:
                row = await session.get_one(Conversation, customer, populate_existing=True)
                states = await session.scalars(
                    select(LogEvent.state).where(LogEvent.conversation_id == customer, LogEvent.sender == "customer")
                )
                assert "pending" not in set(states)
                assert row.prompt is None
                if row.owner in {owner.value for owner in WAITING}:
                    assert present, "waits at a desk at which nobody is"
                if row.owner == "human" and row.waiting_since is not None:
                    online = await session.scalar(select(Staff.online).where(Staff.id == row.staff_id))
                    waited = self.clock.now() - row.waiting_since
                    assert waited < ANSWER or (online and row.replied_at is not None)


def _check_log(row: Conversation, events: Any) -> None:
    assert [event.seq for event in events] == list(range(1, row.next_seq))
    owner = "bot"
    for event in events:
        if event.kind == "owner":
            owner = event.body["owner"]
        elif event.kind == "message" and event.sender == "bot":
            asks_rating = owner == "closed" and _asks_for_rating(event)
            assert asks_rating or owner in ("bot", "queued", "ringing"), "the bot spoke where a person had the word"
        elif event.kind == "message" and event.sender == "staff":
            assert owner == "human", "a person spoke who did not own the conversation"
    assert owner == row.owner


def _asks_for_rating(event: LogEvent) -> bool:
    return event.body.get("card") == "rating" or event.body.get("text", "").startswith("utter_rate_")


def _check_waiting(row: Conversation, now: Any) -> None:
    owner = Owner(row.owner)
    assert (row.queued_at is not None) == (owner in WAITING)
    assert (row.rung_at is not None) == (owner is Owner.RINGING)
    assert (row.staff_id is not None) == (owner in (Owner.RINGING, Owner.HUMAN))
    if owner is Owner.RINGING and row.rung_at is not None:
        assert now - row.rung_at < RING
    if owner is Owner.HUMAN and row.replied_at is None and row.waiting_since is not None:
        assert now - row.waiting_since < ANSWER


async def _check_loads(session: Any) -> None:
    ringing = select(Conversation.staff_id, func.count()).where(Conversation.owner == "ringing")
    for _, count in await session.execute(ringing.group_by(Conversation.staff_id)):
        assert count <= 1


async def _play(template: Path, steps: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder) / "play.db"
        shutil.copy(template, path)
        play = Play(path)
        try:
            async with play.database.session() as session:
                play.customers = list(await session.scalars(select(Conversation.id).order_by(Conversation.id)))
            for step in steps:
                await play.do(step)
                await play.check()
            await play.bot_ends()
            await play.settle()
            await play.check()
            await play.check_settled()
        finally:
            await play.close()


@pytest.fixture(scope="module")
def template(_empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with two people and two conversations."""
    from bot.db.crypto import install_keyring
    from tests.conftest import KEYRING

    install_keyring(KEYRING)
    path = tmp_path_factory.mktemp("interleavings") / "shop.db"
    shutil.copy(_empty_database, path)

    async def build() -> None:
        database = Database(f"sqlite+aiosqlite:///{path}")
        async with database.session() as session:
            await world.load(session, {**WORLD, "desk": DESK}, None, now=NOW)
            for staff_id, name in STAFF.items():
                session.add(Staff(id=staff_id, name=name, online=True, last_seen=NOW, capacity=1, created_at=NOW))
            await session.commit()
        engine = Engine(database, ScriptedBrain(), ManualClock(NOW - timedelta(minutes=1)), {})  # type: ignore[arg-type]
        for _ in range(2):
            await engine.open_conversation("river")
        async with database.writer.connect() as connection:
            await connection.exec_driver_sql("SELECT 1")
        await database.close()

    asyncio.run(build())
    return path


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=4, max_size=12))
def test_whatever_happens_in_whatever_order(template: Path, steps: list[tuple[Any, ...]]) -> None:
    asyncio.run(_play(template, steps))
