"""How long the figures of a year take on 100,000 messages, and how long they hold up the event loop meanwhile.

``python benchmarks/figures.py [--messages N] [--url URL]``: fills a database (SQLite in a temporary directory unless a
URL of an empty one is given), asks for a report of 180 days by day, by store and by person.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

import bot.desk.models
import bot.shop.models  # noqa: F401
from bot.clock import SHANGHAI
from bot.conversation.history import BotTurn, OwnerChange
from bot.conversation.models import Conversation, HandoffRecord, LogEvent
from bot.db import Base, Database
from bot.db.crypto import Keyring, install_keyring
from bot.figures.report import BY, Wish, report
from bot.shop import world

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
DAYS = 180
TOPICS = ("book_service", "ask_price", "ask_progress", "ask_hours", "greet", "nlu_fallback")
WORLD = {
    "default_store": "s1",
    "stores": [
        {"id": f"s{n}", "name": f"{n}店", "address": "a", "phone": "1", "vehicles": ["car"], "hours": "08:30-18:00"}
        for n in (1, 2, 3)
    ],
    "desk": {
        "workday": "08:30-18:00",
        "weekend": "09:00-16:00",
        "public_holiday": "closed",
        "agents": [{"id": f"a{n}", "name": f"顾问{n}"} for n in range(8)],
    },
}


async def main(messages: int, url: str) -> None:
    """Fill and measure."""
    install_keyring(Keyring.from_text(Keyring.new_key_text()))
    database = Database(url)
    async with database.writer.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with database.session() as session:
        await world.load(session, WORLD, None, now=NOW)
        await session.commit()
    await _fill(database, messages)
    last = NOW.date()
    print(f"{messages} messages, {DAYS} days, {url.split(':')[0]}")
    idle = asyncio.create_task(_longest_lag())
    await asyncio.sleep(3)
    idle.cancel()
    print(f"idle     : event loop held up at most {_lag[0] * 1000:.0f} ms by the machine's other work")
    for by in BY:
        lag = asyncio.create_task(_longest_lag())
        await asyncio.sleep(0.05)
        began = time.perf_counter()
        found = await report(url, Wish(last - timedelta(days=DAYS - 1), last, by=by), NOW)
        took = time.perf_counter() - began
        lag.cancel()
        print(
            f"by {by:6}: {took:.2f} s, event loop held up at most {_lag[0] * 1000:.0f} ms; "
            f"{found.figures['reply'].n} replies, {found.figures['self_service'].n} episodes"
        )
    await database.close()


_lag = [0.0]


async def _longest_lag() -> None:
    _lag[0] = 0.0
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        _lag[0] = max(_lag[0], time.perf_counter() - before - 0.001)


async def _fill(database: Database, messages: int) -> None:
    dice = random.Random(1)
    tables: dict[type[Any], list[dict[str, Any]]] = {
        model: [] for model in (Conversation, LogEvent, OwnerChange, HandoffRecord, BotTurn)
    }
    number = 0
    while len(tables[LogEvent]) < messages:
        number += 1
        _talk(tables, f"v{number}", dice)
    async with database.writer.begin() as connection:
        for model, rows in tables.items():
            for start in range(0, len(rows), 5000):
                await connection.execute(model.__table__.insert(), rows[start : start + 5000])  # type: ignore[attr-defined]
        # As the server does by itself once rows have come in one by one; PostgreSQL plans blindly before.
        await connection.execute(text("ANALYZE"))


def _talk(tables: dict[type[Any], list[dict[str, Any]]], name: str, dice: random.Random) -> None:
    at = NOW - timedelta(seconds=dice.randint(3600, DAYS * 86_400))
    store, seq = f"s{dice.randint(1, 3)}", 0
    own = {"conversation_id": name, "episode": 1}
    tables[Conversation].append(
        {"id": name, "created_at": at, "entry_store": store, "customer_id": None, "next_seq": 1, "episode": 1}
    )

    def say(sender: str, staff: str | None = None) -> None:
        nonlocal at, seq
        at, seq = at + timedelta(seconds=dice.randint(1, 90)), seq + 1
        body = {"type": "text", "text": "一句话"}
        tables[LogEvent].append(
            {**own, "seq": seq, "at": at, "kind": "message", "sender": sender, "body": body, "staff_id": staff}
        )

    def change(owner: str, staff: str | None = None, outcome: str | None = None) -> None:
        nonlocal seq
        seq += 1
        row = {**own, "seq": seq, "at": at, "owner": owner, "staff_id": staff, "store_id": store, "why": None}
        tables[OwnerChange].append({**row, "outcome": outcome})

    for _ in range(dice.randint(1, 6)):
        say("customer")
        turn = {**own, "seq": seq, "at": at, "store_id": store, "intent": dice.choice(TOPICS), "guess": None}
        tables[BotTurn].append({**turn, "outcome": "answered", "took_ms": dice.randint(5, 400)})
        say("bot")
    if dice.random() < 0.4:
        tables[HandoffRecord].append({**own, "at": at, "reason": "customer_request", "priority": 0})
        change("queued")
        at += timedelta(seconds=dice.randint(1, 300))
        person = f"a{dice.randint(0, 7)}"
        change("human", person)
        for _ in range(dice.randint(1, 6)):
            say("customer")
            say("staff", person)
        change("closed", None, "solved")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--url")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(main(arguments.messages, arguments.url or f"sqlite+aiosqlite:///{Path(directory) / 'shop.db'}"))
