"""Complaints, call-backs, rescue jobs, ratings, consents: rules and what is kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SHANGHAI
from bot.db import Database
from bot.shop import callbacks, complaints, privacy, ratings, rescue
from bot.shop.calendar import DayKind, ShopCalendar, desk_hours, parse_hours
from bot.shop.callbacks import promised_window
from bot.shop.cards import callback_card, complaint_card, rescue_card
from bot.shop.complaint_words import CATEGORIES, category_of, severity_of
from bot.shop.complaints import ComplaintRequest
from bot.shop.errors import InvalidValue, NotAllowed, NotFound
from tests.shop.conftest import NOW, at


@pytest.mark.parametrize(
    ("text", "category", "severity"),
    [
        ("上周修的水泵又漏了，等于没修好", "quality", "normal"),
        ("报价300结账多收了80，没跟我说", "price", "normal"),
        ("说好今天取车，等了三个小时还没好", "delay", "normal"),
        ("前台爱答不理，还甩脸", "attitude", "normal"),
        ("怀疑给我装的是副厂件，不是原厂", "parts", "normal"),
        ("洗个车把我车门划伤了", "damage", "normal"),
        ("你们把我的手机号给了卖保险的，天天骚扰电话", "privacy", "high"),
        ("不换就不让走，强迫我做镀膜", "pressure", "normal"),
        ("刚换完刹车片就刹车失灵，撞了护栏，人受伤了", "safety", "urgent"),
        ("第三次返修了还是响，再修不好我打12315", "quality", "high"),
        ("太过分了，你们就是黑店", "price", "high"),
        ("后备箱里一把雨伞没了", "damage", "normal"),
        ("讲好八百，结算变成一千四", "price", "normal"),
        ("小问题，洗车有点没洗干净", "quality", "low"),
    ],
)
def test_category_and_severity(text: str, category: str, severity: str) -> None:
    assert category_of(text) == category
    assert severity_of(text, category) == severity


@given(st.text(max_size=60))
def test_any_text_has_a_category(text: str) -> None:
    category = category_of(text)
    assert category in CATEGORIES
    assert severity_of(text, category) in complaints.SEVERITY_TEXT


def test_texts_for_every_category_and_status() -> None:
    assert set(complaints.CATEGORY_TEXT) == set(CATEGORIES)


@pytest.mark.asyncio
async def test_a_complaint_has_a_number_and_deadlines(shop_db: Database) -> None:
    request = ComplaintRequest(
        "等了两小时", plate="浙A88K01", phone="13900010001", store_id="river", conversation_id="c1"
    )
    async with shop_db.session() as session:
        filed = await complaints.file_complaint(session, request, now=at("2026-11-23T17:00"))
        await session.commit()
    async with shop_db.session() as session:
        found = await complaints.find_by_no(session, filed.no)
        # An hour is left of Monday's desk, the other is Tuesday's first; the solution counts natural hours.
        assert found.first_answer_due == at("2026-11-24T09:30")
        assert found.solution_due == at("2026-11-25T17:00")
        assert [c.no for c in await complaints.of_phone(session, "13900010001")] == [filed.no]
        assert [c.no for c in await complaints.of_conversation(session, "c1")] == [filed.no]
        card = complaint_card(found)
        assert (card["category_text"], card["status_text"], len(card["steps"])) == ("交期延误", "已受理", 1)
        with pytest.raises(NotFound):
            await complaints.find_by_no(session, "TS0")


@pytest.mark.asyncio
async def test_severity_is_not_lowered(session: AsyncSession) -> None:
    filed = await complaints.file_complaint(
        session, ComplaintRequest("小问题", severity_at_least="high", category="delay"), now=NOW
    )
    assert (filed.category, filed.severity) == ("delay", "high")


@pytest.mark.asyncio
async def test_a_case_goes_on_closes_and_reopens(session: AsyncSession) -> None:
    case = await complaints.file_complaint(session, ComplaintRequest("收费不对"), now=NOW)
    complaints.answer(case, "已联系您核对账单", actor="a1", now=NOW, next_within=timedelta(hours=4))
    assert (case.status, case.first_answered_at, case.owner) == ("in_progress", NOW, "a1")
    complaints.close(case, "退还差额", actor="a1", now=NOW)
    with pytest.raises(NotAllowed):
        complaints.close(case, "再退一次", actor="a1", now=NOW)
    with pytest.raises(NotAllowed):
        complaints.answer(case, "补充", actor="a1", now=NOW)
    complaints.reopen(case, "还没收到退款", actor="customer", now=NOW)
    assert (case.status, case.closed_at) == ("reopened", None)
    with pytest.raises(NotAllowed):
        complaints.reopen(case, "再开", actor="customer", now=NOW)
    assert [step.seq for step in case.steps] == [1, 2, 3, 4]


@pytest.mark.asyncio
async def test_a_call_is_promised_for_the_next_opening(session: AsyncSession) -> None:
    call = await callbacks.promise(session, "13900010001", now=at("2026-11-23T22:30"), conversation_id="c1")
    assert (call.due_from, call.due_to, call.status) == (
        at("2026-11-24T08:30"),
        at("2026-11-24T09:30"),
        "scheduled",
    )
    assert callback_card(call)["phone"] == "139****0001"
    await session.commit()
    assert [c.no for c in await callbacks.of_conversation(session, "c1")] == [call.no]
    callbacks.cancel(call)
    assert await callbacks.of_conversation(session, "c1") == []


@pytest.mark.parametrize(
    ("now", "wished", "window"),
    [
        ("2026-11-23T10:00", None, ("2026-11-23T10:00", "2026-11-23T11:00")),
        ("2026-11-23T17:30", None, ("2026-11-23T17:30", "2026-11-23T18:00")),
        ("2026-11-27T20:00", None, ("2026-11-28T09:00", "2026-11-28T10:00")),
        (
            "2026-11-23T10:00",
            ("2026-11-24T14:00", "2026-11-24T18:00"),
            ("2026-11-24T14:00", "2026-11-24T18:00"),
        ),
        (
            "2026-11-23T10:00",
            ("2026-11-28T14:00", "2026-11-28T18:00"),
            ("2026-11-28T14:00", "2026-11-28T16:00"),
        ),
        (
            "2026-11-23T10:00",
            ("2026-11-23T19:00", "2026-11-23T20:00"),
            ("2026-11-24T08:30", "2026-11-24T09:30"),
        ),
        (
            "2026-11-23T10:00",
            ("2026-11-22T14:00", "2026-11-22T18:00"),
            ("2026-11-23T10:00", "2026-11-23T11:00"),
        ),
    ],
)
def test_promised_windows(now: str, wished: tuple[str, str] | None, window: tuple[str, str]) -> None:
    hours = {DayKind.WORKDAY: parse_hours("08:30-18:00"), DayKind.WEEKEND: parse_hours("09:00-16:00")}
    wish = (at(wished[0]), at(wished[1])) if wished else None
    assert promised_window(desk_hours(hours, ShopCalendar()), at(now), wish) == (at(window[0]), at(window[1]))


@given(
    st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 31)).map(lambda d: d.replace(tzinfo=SHANGHAI)),
    st.none() | st.tuples(st.integers(-100, 300), st.integers(1, 600)),
    st.frozensets(st.dates(date(2026, 11, 1), date(2026, 12, 31)), max_size=10),
)
def test_a_promised_call_lies_in_the_desks_hours(
    now: datetime, wish: tuple[int, int] | None, holidays: frozenset[date]
) -> None:
    desk = desk_hours({DayKind.WORKDAY: parse_hours(["08:30-12:00", "13:00-18:00"])}, ShopCalendar(holidays))
    start = now + timedelta(hours=wish[0]) if wish else now
    window = promised_window(desk, now, (start, start + timedelta(minutes=wish[1])) if wish else None)
    assert window is not None
    assert now <= window[0] < window[1]
    assert desk.business_minutes_between(*window) == (window[1] - window[0]).total_seconds() / 60


@pytest.mark.asyncio
async def test_rescue_promises_what_the_shop_states(session: AsyncSession) -> None:
    job = await rescue.request_rescue(
        session, now=NOW, location="绕城高速K35", phone="13900010001", conversation_id="c1"
    )
    assert job.promised_at == NOW + timedelta(minutes=30)
    card = rescue_card(job, hotline="400-555-0120")
    assert (card["location"], card["hotline"], card["status_text"]) == (
        "绕城高速K35",
        "400-555-0120",
        "已登记，等待派车",
    )
    assert await rescue.of_conversation(session, "c1") == [job]
    rescue.cancel(job, now=NOW)
    assert await rescue.of_conversation(session, "c1") == []


@pytest.mark.asyncio
async def test_ratings(session: AsyncSession) -> None:
    first = await ratings.rate(session, 2, now=NOW, order_no="GD1")
    again = await ratings.rate(session, 5, now=NOW, order_no="GD1", comment="后来处理得很好")
    assert (again is first, first.score) == (True, 5)
    await session.commit()
    assert (await ratings.rate(session, 4, now=NOW, order_no="GD1")).id == first.id
    assert (await ratings.rate(session, 9, now=NOW, order_no="GD1", scale=10)).id != first.id
    for score, scale in ((0, 5), (6, 5), (11, 10), (-1, 10), (3, 7)):
        with pytest.raises(InvalidValue):
            await ratings.rate(session, score, now=NOW, scale=scale)


@pytest.mark.asyncio
async def test_the_latest_consent_counts(session: AsyncSession) -> None:
    assert await privacy.latest_consent(session, "k1", "marketing") is None
    for minutes, decision in enumerate(("approved", "withdrawn")):
        privacy.record_consent(session, "marketing", decision, now=NOW + timedelta(minutes=minutes))
    first = await privacy.request_deletion(session, now=NOW, conversation_id="c1")
    assert await privacy.request_deletion(session, now=NOW, conversation_id="c1") is first
    await session.commit()
    assert (await privacy.request_deletion(session, now=NOW, conversation_id="c1")).id == first.id
