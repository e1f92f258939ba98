"""Quotes: versions that are never changed, decisions that are recorded, and invariants whatever is tried."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop import orders, quotes
from bot.shop.errors import InvalidValue, NotAllowed
from bot.shop.models import Consent, Quote, ShopSettings, WorkOrder
from bot.shop.quotes import Decider, Item
from bot.shop.shop import build_shop, remember_shop
from bot.shop.stages import AFTER_APPROVAL, Stage
from tests.shop.conftest import NOW

WHO = Decider("customer", "c1", "conversation", "192.0.2.1")
PUMP = Item("part", "水泵", 32000, origin="原厂", warranty="12个月")
WORK = Item("labour", "更换水泵", 20000, hours=2, rate_fen=10000)
PLUGS = Item("part", "火花塞", 28000)


class Unwritten:
    """A session that is never written: what was added is read from ``new``, and no table holds anything."""

    def __init__(self, fee: int | None = None) -> None:
        self.new: list[Any] = []
        self.info: dict[str, Any] = {}
        policy = {"quote": {"diagnosis_fee": fee}} if fee else {}
        described = ShopSettings(id="shop", policy=policy, desk={})
        remember_shop(cast(AsyncSession, self), build_shop([], [], described))

    def add(self, row: Any) -> None:
        self.new.append(row)

    async def scalars(self, _query: Any) -> list[Any]:
        return []


def session_of(fee: int | None = None) -> AsyncSession:
    return cast(AsyncSession, Unwritten(fee))


def an_order(stage: Stage = Stage.DIAGNOSING) -> WorkOrder:
    return WorkOrder(
        no="GD1", store_id="river", customer_id="c1", stage=stage.value, opened_at=NOW, lines=[], events=[]
    )


async def proposed(session: AsyncSession, order: WorkOrder, *items: Item, **about: Any) -> Quote:
    return await quotes.propose(session, order, items or (PUMP, WORK, PLUGS), actor="a1", now=NOW, **about)


def consents(session: AsyncSession) -> list[tuple[str | None, str, int | None]]:
    rows = [row for row in session.new if isinstance(row, Consent)]
    return [(row.item, row.decision, row.fen) for row in rows]


async def test_a_partial_yes_approves_and_is_recorded() -> None:
    session, order = session_of(), an_order()
    quote = await proposed(session, order, eta_if_approved=NOW + timedelta(hours=7))
    assert order.stage == Stage.QUOTED
    await quotes.decide(session, order, quote, {"L1": True, "L2": True}, who=WHO, now=NOW)
    assert (order.stage, quote.status) == ("QUOTED", "open")
    await quotes.decide(session, order, quote, {"L3": False}, who=WHO, now=NOW)
    assert (order.stage, quote.status, quote.decided_at) == ("APPROVED", "decided", NOW)
    assert orders.approved_total(order) == 52000
    assert consents(session) == [
        ("水泵", "approved", 32000),
        ("更换水泵", "approved", 20000),
        ("火花塞", "declined", 28000),
    ]
    audit = quote.decisions[0]
    assert (audit.actor, audit.conversation_id, audit.address, audit.fen) == (
        "customer",
        "conversation",
        "192.0.2.1",
        32000,
    )
    with pytest.raises(NotAllowed, match="already_decided"):
        await quotes.decide(session, order, quote, {"L1": True}, who=WHO, now=NOW)


async def test_all_declined_charges_the_diagnosis_only() -> None:
    session, order = session_of(fee=100), an_order()
    quote = await proposed(session, order)
    await quotes.decide(session, order, quote, {"L1": False, "L2": False, "L3": False}, who=WHO, now=NOW)
    assert order.stage == Stage.DECLINED
    orders.walk_to(order, Stage.SETTLED, actor="a1", now=NOW)
    assert order.total_fen == 10000


async def test_a_newer_version_takes_the_older_ones_place() -> None:
    session, order = session_of(), an_order()
    first = await proposed(session, order)
    as_quoted = [(line.name, line.fen) for line in first.lines]
    second = await proposed(session, order, PLUGS)
    assert (first.status, second.number, [line.name for line in order.lines]) == ("superseded", 2, ["火花塞"])
    assert [(line.name, line.fen) for line in first.lines] == as_quoted
    with pytest.raises(NotAllowed, match="quote_superseded"):
        await quotes.decide(session, order, first, {"L1": True}, who=WHO, now=NOW)


async def test_an_expired_quote_is_renewed_not_decided() -> None:
    session, order = session_of(), an_order()
    quote = await proposed(session, order, expires_at=NOW + timedelta(hours=1))
    late = NOW + timedelta(hours=1)
    assert quotes.state_of(quote, late) == "expired"
    with pytest.raises(NotAllowed, match="quote_expired"):
        await quotes.decide(session, order, quote, {"L1": True}, who=WHO, now=late)
    assert quotes.ask_for_new(order, quote, now=late)
    assert not quotes.ask_for_new(order, quote, now=late)
    assert consents(session) == []


async def test_extra_items_hold_the_repair_until_they_are_answered() -> None:
    session, order = session_of(), an_order(Stage.IN_REPAIR)
    order.approved_at = NOW
    quote = await proposed(session, order, PLUGS, eta_if_approved=NOW + timedelta(hours=9))
    assert (order.stage, quote.additional, order.lines[0].additional) == ("ADDITIONAL_QUOTE", True, True)
    with pytest.raises(NotAllowed, match="open_extra_items"):
        orders.move_stage(order, Stage.IN_REPAIR, actor="a1", now=NOW)
    await quotes.decide(session, order, quote, {"L1": False}, who=WHO, now=NOW)
    assert (order.stage, order.promised_at) == ("IN_REPAIR", None)
    await quotes.decide(session, order, quote, {"L1": True}, who=WHO, now=NOW)
    assert (order.lines[0].status, order.promised_at) == ("approved", NOW + timedelta(hours=9))


async def test_a_withdrawn_quote_is_not_done() -> None:
    session, order = session_of(), an_order(Stage.IN_REPAIR)
    order.approved_at = NOW
    quote = await proposed(session, order, PLUGS)
    quotes.withdraw(order, quote, actor="a1", now=NOW, reason="联系不上客户")
    assert (order.stage, order.lines, quote.status) == ("IN_REPAIR", [], "withdrawn")
    with pytest.raises(NotAllowed, match="quote_not_open"):
        quotes.withdraw(order, quote, actor="a1", now=NOW)


@pytest.mark.parametrize("stage", [Stage.QC, Stage.READY, Stage.SETTLED, Stage.CLOSED, Stage.DECLINED])
async def test_too_late_for_a_quote(stage: Stage) -> None:
    order = an_order(stage)
    order.approved_at = None if stage is Stage.DECLINED else NOW
    with pytest.raises(NotAllowed, match="quote_too_late"):
        await proposed(session_of(), order)
    assert (order.stage, order.lines) == (stage.value, [])


async def test_what_is_no_quote() -> None:
    for items in ([], [Item("part", " ", 1)], [Item("gift", "脚垫", 1)]):
        with pytest.raises(InvalidValue):
            await quotes.propose(session_of(), an_order(), items, actor="a1", now=NOW)
    session, order = session_of(), an_order()
    quote = await proposed(session, order)
    for answers in ({}, {"L9": True}):
        with pytest.raises(InvalidValue):
            await quotes.decide(session, order, quote, answers, who=WHO, now=NOW)


def test_nobody_is_reminded_at_night() -> None:
    quote = Quote(order_id="o", number=1, created_at=NOW, created_by="a1", lines=[], decisions=[])
    for hours, at in ((26, "08:00"), (24 + 19, "20:00"), (24 + 21, "20:00")):
        quote.expires_at = NOW + timedelta(hours=hours)
        reminder = quotes.remind_at(quote, NOW, timedelta(hours=4))
        assert reminder is not None
        assert f"{reminder:%H:%M}" == at
    quote.expires_at = NOW + timedelta(hours=2)
    assert quotes.remind_at(quote, NOW, timedelta(hours=4)) is None


class OrderLife(RuleBasedStateMachine):
    """An order in the hands of staff and customer, who try anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.now = NOW

    @initialize(fee=st.sampled_from([None, 100]))
    def open(self, fee: int | None) -> None:
        self.session, self.order = session_of(fee), an_order(Stage.CHECKED_IN)
        self.known: dict[str, list[tuple[str, int]]] = {}

    def run(self, work: Any) -> None:
        try:
            self.loop.run_until_complete(work)
        except (NotAllowed, InvalidValue):
            return

    @rule(prices=st.lists(st.integers(-5000, 90000), max_size=4), hours=st.none() | st.integers(1, 48))
    def propose(self, prices: list[int], hours: int | None) -> None:
        items = [Item("part", f"件{n}", fen) for n, fen in enumerate(prices)]
        expires = self.now + timedelta(hours=hours) if hours else None
        self.run(quotes.propose(self.session, self.order, items, actor="a1", now=self.now, expires_at=expires))

    @rule(
        version=st.integers(0, 3),
        answers=st.dictionaries(st.sampled_from([f"L{n}" for n in range(1, 7)]), st.booleans()),
    )
    def decide(self, version: int, answers: dict[str, bool]) -> None:
        found = self.loop.run_until_complete(quotes.of_order(self.session, self.order))
        if version < len(found):
            quote = found[-1 - version]
            self.run(quotes.decide(self.session, self.order, quote, answers, who=WHO, now=self.now))

    @rule(yes=st.booleans())
    def decide_all(self, yes: bool) -> None:
        quote = self.loop.run_until_complete(quotes.newest(self.session, self.order))
        if quote is not None:
            answers = {line.key: yes for line in quotes.undecided(self.order, quote)}
            self.run(quotes.decide(self.session, self.order, quote, answers, who=WHO, now=self.now))

    @rule(stage=st.sampled_from(Stage))
    def move(self, stage: Stage) -> None:
        try:
            orders.move_stage(self.order, stage, actor="a1", now=self.now)
        except NotAllowed:
            return

    @rule(stage=st.sampled_from([Stage.IN_REPAIR, Stage.READY, Stage.SETTLED]))
    def walk(self, stage: Stage) -> None:
        try:
            orders.walk_to(self.order, stage, actor="a1", now=self.now)
        except NotAllowed:
            return

    @rule()
    def withdraw(self) -> None:
        quote = self.loop.run_until_complete(quotes.newest(self.session, self.order))
        if quote is not None:
            try:
                quotes.withdraw(self.order, quote, actor="a1", now=self.now)
            except NotAllowed:
                return

    @rule(hours=st.integers(1, 30))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def every_approved_item_has_its_consent(self) -> None:
        latest = {row.line_key: row.decision for row in self.session.new if isinstance(row, Consent)}
        for line in self.order.lines:
            fee = line.name == "检测费" and line.kind == "other"
            if line.status in orders.APPROVED_LINES and not fee:
                assert latest[line.key] == "approved"

    @invariant()
    def no_repair_without_an_approval(self) -> None:
        stage = Stage(self.order.stage)
        if stage in AFTER_APPROVAL:
            assert self.order.approved_at is not None
        if stage in AFTER_APPROVAL - {Stage.ADDITIONAL_QUOTE} | {Stage.READY, Stage.SETTLED, Stage.DECLINED}:
            assert not any(line.status == "proposed" for line in self.order.lines)

    @invariant()
    def settled_at_what_was_approved(self) -> None:
        if self.order.stage == Stage.SETTLED and self.order.lines:
            assert self.order.total_fen == orders.approved_total(self.order)

    @invariant()
    def at_most_one_version_is_open_and_none_ever_changes(self) -> None:
        versions = [row for row in self.session.new if isinstance(row, Quote)]
        assert sum(quote.status == "open" for quote in versions) <= 1
        assert [quote.number for quote in versions] == list(range(1, len(versions) + 1))
        for quote in versions:
            said = [(line.key, line.fen) for line in quote.lines]
            assert self.known.setdefault(quote.id, said) == said

    @invariant()
    def every_move_is_an_event(self) -> None:
        assert [event.seq for event in self.order.events] == list(range(1, len(self.order.events) + 1))
        reached = [event.stage for event in self.order.events if event.kind == "stage"]
        assert self.order.stage == (reached[-1] if reached else "CHECKED_IN")

    def teardown(self) -> None:
        self.loop.close()


def test_a_thousand_lives_of_an_order_keep_every_invariant() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        OrderLife,
        settings=settings(
            max_examples=1000,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
