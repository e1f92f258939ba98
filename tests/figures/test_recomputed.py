"""Every figure, computed again from the raw rows of random histories by other code, in every grouping."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.clock import in_shanghai
from bot.conversation.history import BotTurn, OwnerChange
from bot.conversation.models import Conversation, HandoffRecord, LogEvent
from bot.db import Database
from bot.figures.catalogue import FIGURES
from bot.figures.figure import Summary
from bot.figures.report import BY, Wish, report
from bot.figures.topics import TOPICS
from bot.shop.calendar import OpeningHours
from bot.shop.models import (
    Booking,
    Complaint,
    ComplaintStep,
    OrderEvent,
    Quote,
    QuoteDecision,
    QuoteLine,
    Rating,
    Survey,
    WorkOrder,
)
from bot.shop.shop import load_shop
from tests.figures.history import NOW, History, invent
from tests.figures.plain import BUSINESS, Case, Plain, summary


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    random=st.randoms(use_true_random=False), back=st.integers(0, 20), days=st.integers(1, 25), by=st.sampled_from(BY)
)
async def test_every_figure_is_what_the_raw_rows_say(
    database: Database, random: Random, back: int, days: int, by: str
) -> None:
    history = invent(random)
    hours = await _fill(database, history)
    last = NOW.date() - timedelta(days=back)
    wish = Wish(last - timedelta(days=days - 1), last, random.choice((None, None, "river")), by)
    found = await report(database.url, wish, NOW)
    cases = [c for c in Plain(history, hours, NOW).cases() if wish.store in (None, c[2])]
    for figure in FIGURES:
        mine = [c for c in cases if c[0] == figure.id]
        _agree(figure.kind, found.figures[figure.id], [c for c in mine if wish.has(c[1])], figure.id)
        _agree(figure.kind, found.before[figure.id], [c for c in mine if wish.before.has(c[1])], figure.id)
        for group in found.groups:
            if figure.id in group.figures:
                own = [c for c in mine if wish.has(c[1]) and KEYS[by](c) == group.key]
                _agree(figure.kind, group.figures[figure.id], own, f"{figure.id} of {group.key}")
    misses = [t for t in history.turns if t.outcome != "answered" and wish.has(t.at)]
    misses = [t for t in misses if wish.store in (None, t.store_id)]
    spam = Plain(history, hours, NOW).spam
    assert sum(n for _, n in found.reasons) == len([t for t in misses if (t.conversation_id, t.episode) not in spam])


EMPTIED = (
    QuoteDecision, QuoteLine, Quote, OrderEvent, WorkOrder, Booking, ComplaintStep, Complaint, Rating, Survey, BotTurn,
    HandoffRecord, OwnerChange, LogEvent, Conversation,
)  # fmt: skip

KEYS: dict[str, Callable[[Case], str]] = {
    "day": lambda case: in_shanghai(case[1]).date().isoformat(),
    "store": lambda case: case[2] or "",
    "person": lambda case: case[3] or "",
}


def test_the_invented_business_is_business() -> None:
    assert set(BUSINESS) < set(TOPICS)


def _agree(kind: str, found: Summary, cases: list[Case], what: str) -> None:
    expected = summary(kind, cases)
    shown: dict[str, Any] = {"n": found.n, "pending": found.pending, "value": found.value}
    if found.spread is not None:
        shown |= {"p90": found.spread.p90, "business": found.business.p50 if found.business else None}
    assert shown == {
        key: pytest.approx(value) if isinstance(value, float) else value for key, value in expected.items()
    }, what


async def _fill(database: Database, history: History) -> OpeningHours:
    async with database.session() as session:
        for model in EMPTIED:
            await session.execute(delete(model))
        await session.commit()
    async with database.session() as session:
        hours = (await load_shop(session)).desk
        for layer in history.layers:
            session.add_all(layer)
            await session.flush()
        await session.commit()
    return hours
