"""Editing the shop: whatever hours are given, what is saved is what was meant, or nothing is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.shop.calendar import HoursError, format_hours, parse_hours
from bot.shop.editing.changes import Outdated, Wish, change, history, undo
from bot.shop.editing.documents import KINDS, WHOLE, version_of
from bot.shop.models import Store
from bot.shop.shop import load_shop
from bot.shop.world import WorldError
from tests.shop.conftest import NOW

CLOCKS = st.builds("{:02d}:{:02d}".format, st.integers(0, 25), st.integers(0, 61))
WINDOWS = st.lists(st.builds("{}-{}".format, CLOCKS, CLOCKS), max_size=4)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def minutes(clock: str) -> int | None:
    hour, minute = (int(part) for part in clock.split(":"))
    return hour * 60 + minute if minute < 60 and hour * 60 + minute <= 1440 else None


def could_be(windows: list[str]) -> bool:
    """By counting every minute, not by comparing ends."""
    taken: set[int] = set()
    for window in windows:
        start, end = (minutes(clock) for clock in window.split("-"))
        if start is None or end is None or start >= end or taken & set(range(start, end)):
            return False
        taken |= set(range(start, end))
    return True


@given(WINDOWS)
@settings(max_examples=500, deadline=None)
def test_windows_are_taken_or_refused(windows: list[str]) -> None:
    if not could_be(windows):
        with pytest.raises(HoursError):
            parse_hours(windows)
        return
    read = parse_hours(windows)
    assert format_hours(read) == sorted(windows)
    assert {m for start, end in read for m in range(start, end)} == {
        m for window in windows for m in range(*(minutes(clock) or 0 for clock in window.split("-")))
    }


@given(st.dictionaries(st.sampled_from(DAYS), WINDOWS), st.sets(st.sampled_from(DAYS)))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.asyncio
async def test_a_store_is_saved_whole_or_not_at_all(
    shop_db: Database, hours: dict[str, list[str]], resting: set[str]
) -> None:
    kind = KINDS["store"]
    async with shop_db.session() as session:
        seen = await kind.read(session, "river")
        assert seen is not None
        document = {**seen, "hours": hours, "closed_weekdays": sorted(resting)}
        wish = Wish(kind, "river", document, version_of(seen), "a1", confirmed=True)
        possible = all(could_be(windows) for windows in hours.values())
        try:
            await change(session, wish, now=NOW)
        except WorldError as error:
            assert not possible
            assert error.path.startswith("store.hours.")
        else:
            assert possible
            await session.commit()
    async with shop_db.session() as session:
        now_is = await kind.read(session, "river")
        assert now_is is not None
        if not possible:
            assert now_is == seen
        else:
            assert {day: w for day, w in now_is["hours"].items() if w} == {d: sorted(w) for d, w in hours.items() if w}
            assert set(now_is["closed_weekdays"]) == resting


async def save(session: AsyncSession, kind: str, subject: str = WHOLE, **changes: Any) -> str:
    seen = await KINDS[kind].read(session, subject) or {}
    wish = Wish(KINDS[kind], subject, {**seen, **changes}, version_of(seen), "a1", confirmed=True)
    made = await change(session, wish, now=NOW)
    await session.commit()
    return version_of(made)


@pytest.mark.asyncio
async def test_every_kind_comes_back_as_it_was(shop_db: Database) -> None:
    """Undone one after the other, the shop is again what it was; and each step is in the history."""
    edits: list[tuple[str, str, dict[str, Any]]] = [
        ("store", "river", {"phone": "1", "bays": {"car": 3}, "technicians": [{"name": "老周", "skills": ["洗车"]}]}),
        ("store", "river", {"night_repair": {"hours": "19:00-22:00", "services": ["维修"], "surcharge": 12.5}}),
        ("store", "hill", {"pickup": {"hours": "09:00-17:00", "drivers": 1, "bands": [{"to_km": 5, "fee": 0}]}}),
        ("calendar", WHOLE, {"days": [{"day": "2026-12-24", "kind": "hours", "hours": ["09:00-12:00"], "store": "hill"}]}),
        ("prices", WHOLE, {"prices": [{"item": "打蜡", "price": "120"}]}),
        ("policy", WHOLE, {"hotline_24h": "1", "policy": {"invoice": ["电子发票"]}}),
        ("desk", WHOLE, {"weekend": []}),
        ("staff", "a1", {"capacity": 7}),
    ]  # fmt: skip
    states: list[dict[tuple[str, str], str]] = []
    things = sorted({(kind, subject) for kind, subject, _ in edits})

    async def state() -> dict[tuple[str, str], str]:
        async with shop_db.session() as session:
            return {thing: version_of(await KINDS[thing[0]].read(session, thing[1])) for thing in things}

    for kind, subject, changes in edits:
        states.append(await state())
        async with shop_db.session() as session:
            await save(session, kind, subject, **changes)
    async with shop_db.session() as session:
        entries, total = await history(session)
    assert total == len(edits)
    by_number = {(entry.kind, entry.subject, entry.number): entry for entry in entries}
    counts: dict[tuple[str, str], int] = {}
    order = []
    for kind, subject, _ in edits:
        counts[(kind, subject)] = counts.get((kind, subject), 0) + 1
        order.append(by_number[(kind, subject, counts[(kind, subject)])])
    for entry, before in zip(reversed(order), reversed(states), strict=True):
        async with shop_db.session() as session:
            seen = version_of(await KINDS[entry.kind].read(session, entry.subject))
            await undo(session, entry, KINDS[entry.kind], version=seen, actor="a1", confirmed=True, now=NOW)
            await session.commit()
        assert await state() == before
    async with shop_db.session() as session:
        assert (await history(session))[1] == 2 * len(edits)


@pytest.mark.asyncio
async def test_two_processes_see_each_others_edits(shop_db: Database) -> None:
    elsewhere = Database(shop_db.url)
    try:
        async with shop_db.session() as session:
            seen = version_of(await KINDS["store"].read(session, "hill"))
        if shop_db.is_sqlite:
            async with elsewhere.session() as session:
                await save(session, "store", "hill", phone="9")
        else:
            async with shop_db.session() as session:
                await save(session, "store", "hill", phone="9")
        async with shop_db.session() as session:
            assert (await load_shop(session)).stores["hill"].phone == "9"
            document = await KINDS["store"].read(session, "hill")
            with pytest.raises(Outdated) as refused:
                await change(session, Wish(KINDS["store"], "hill", document or {}, seen, "a1"), now=NOW)
        assert refused.value.last is not None
        assert (refused.value.last.actor, (refused.value.current or {})["phone"]) == ("a1", "9")
        async with shop_db.session() as session:
            assert (await session.get_one(Store, "hill")).phone == "9"
    finally:
        await elsewhere.close()
