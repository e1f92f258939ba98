"""Ten thousand probes of plates and tails: the answers tell nothing, their timing tells nothing, customers get in.

A stranger tries plates that the shop knows with wrong tails, and plates it does not know, in random order. What is
measured is whether one could tell the two apart by how long the answer takes: the chance that an answer about a known
plate takes longer than one about an unknown plate (0.5: no information).
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.db import Database
from bot.shop import access, codes, orders
from bot.shop.access import Attempt
from bot.shop.codes import Verdict
from bot.shop.errors import TooManyTries
from tests.shop.conftest import NOW

PROBES = 10_000
KNOWN = [f"浙A{number:05d}" for number in range(40)]
TAIL = "5678"
NEVER = "0000"


@pytest.fixture
async def probed(shop_db: Database) -> AsyncIterator[Database]:
    async with shop_db.session() as session:
        for number, plate in enumerate(KNOWN):
            await orders.open_order(
                session, store_id="river", plate=plate, phone=f"139{number:04d}{TAIL}", actor="a1", now=NOW
            )
            await session.commit()
    yield shop_db


def chance_of_longer(first: list[float], second: list[float]) -> float:
    """The chance that one of ``first`` is above one of ``second`` (the Mann-Whitney statistic as a share)."""
    ranked = sorted([(value, 1) for value in first] + [(value, 0) for value in second])
    ranks = sum(rank for rank, (_, mine) in enumerate(ranked, start=1) if mine)
    return (ranks - len(first) * (len(first) + 1) / 2) / (len(first) * len(second))


@pytest.mark.timeout(300)
async def test_ten_thousand_probes_tell_nothing(probed: Database) -> None:
    draw = random.Random(20261123)
    probes = [(draw.choice(KNOWN), True) for _ in range(PROBES // 2)]
    probes += [(f"浙B{draw.randrange(100_000):05d}", False) for _ in range(PROBES // 2)]
    draw.shuffle(probes)
    took: dict[bool, list[float]] = {True: [], False: []}
    asked: dict[bool, set[int]] = {True: set(), False: set()}
    statements = 0

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1

    event.listen(probed.reader.sync_engine, "before_cursor_execute", count)
    gc.disable()
    async with probed.session() as session:
        for plate, known in probes:
            statements = 0
            began = time.perf_counter()
            found = await access.match_orders(session, plate, NEVER)
            took[known].append(time.perf_counter() - began)
            asked[known].add(statements)
            assert found == []
    gc.enable()
    event.remove(probed.reader.sync_engine, "before_cursor_execute", count)
    assert asked[True] == asked[False] == {1}
    assert 0.47 < chance_of_longer(took[True], took[False]) < 0.53


async def test_the_limit_on_a_plate_does_not_tell_whether_it_is_known(probed: Database) -> None:
    refused: dict[str, list[bool]] = {}
    for plate in (KNOWN[0], "浙B99999"):
        answers = []
        for number in range(8):
            attempt = Attempt(plate, f"session {number}", f"203.0.113.{number}")
            async with probed.session() as session:
                try:
                    await access.require_tries_left(session, attempt, now=NOW)
                    answers.append(True)
                except TooManyTries:
                    answers.append(False)
                    continue
                access.record_failure(session, attempt, now=NOW)
                await session.commit()
        refused[plate] = answers
    assert refused[KNOWN[0]] == refused["浙B99999"] == [True] * 5 + [False] * 3


async def test_a_stranger_locks_nobody_out(probed: Database) -> None:
    """After more failures than every limit bears, the customer still gets in, by a code to their own phone."""
    plate, phone = KNOWN[7], f"1390007{TAIL}"
    async with probed.session() as session:
        for number in range(access.ALARM.tries + 50):
            access.record_failure(session, Attempt(plate, f"session {number}", f"203.0.113.{number % 250}"), now=NOW)
            session_keys = {"code_conv": bytes([number % 250] * 32)}
            access.record_failures(session, session_keys, now=NOW)
        await session.commit()
        assert await access.failed_in_total(session, now=NOW) >= access.ALARM.tries
        mine = Attempt(plate, "customer", "198.51.100.20")
        with pytest.raises(TooManyTries):
            await access.require_tries_left(session, mine, now=NOW)
        other = Attempt(KNOWN[8], "customer", "198.51.100.20")
        await access.require_tries_left(session, other, now=NOW)
        assert await access.match_orders(session, KNOWN[8], TAIL)
        code = await codes.issue(session, phone, conversation_id="customer", now=NOW)
        await session.commit()
        right = await codes.check(
            session, code, phone, conversation_id="customer", now=NOW + timedelta(minutes=1), address="198.51.100.20"
        )
        assert right is Verdict.RIGHT
        assert await orders.of_phone(session, phone)
