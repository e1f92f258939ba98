"""A complaint on file: what is said about it, and what that does to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop import complaints
from bot.shop.complaint_replies import MORE, SETTLED, UNSETTLED, WITHDRAWN, about_same, fitting, reply_in
from bot.shop.complaint_warnings import unseen
from bot.shop.complaint_words import needs_person
from bot.shop.complaints import ComplaintRequest
from bot.shop.errors import NotAllowed
from bot.shop.models import Complaint
from tests.shop.conftest import NOW, at


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("解决了，谢谢", SETTLED),
        ("可以了", SETTLED),
        ("问题已经处理好了，投诉关了吧", SETTLED),
        ("没问题了", SETTLED),
        ("还是没解决", UNSETTLED),
        ("又坏了", UNSETTLED),
        ("根本没有解决好不好", UNSETTLED),
        ("不满意这个结果", UNSETTLED),
        ("补充一下，还少了个螺丝", MORE),
        ("我不投诉了", WITHDRAWN),
        ("撤销投诉", WITHDRAWN),
        ("我的投诉到哪一步了", None),
        ("你们几点下班", None),
    ],
)
def test_what_is_said(text: str, reply: str | None) -> None:
    assert reply_in(text) == reply


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("再不处理我就打12315", "legal_threat"),
        ("我找记者曝光你们", "legal_threat"),
        ("黑猫见", "legal_threat"),
        ("轮子掉了差点出人命", "safety"),
        ("你们就是骗子", "angry_complaint"),
        ("等了一个小时", None),
    ],
)
def test_why_a_person_has_to_hear_of_it(text: str, reason: str | None) -> None:
    assert needs_person(text) == reason


async def filed(session: AsyncSession, text: str, **values: str) -> Complaint:
    complaint = await complaints.file_complaint(session, ComplaintRequest(text=text, **values), now=NOW)  # type: ignore[arg-type]
    await session.commit()
    return complaint


@pytest.mark.asyncio
async def test_cases_are_told_apart_by_what_they_are_about(session: AsyncSession) -> None:
    mirror = await filed(session, "洗车把后视镜刮花了")
    tyre = await filed(session, "轮胎多收了五十块")
    assert fitting([mirror, tyre], "轮胎那个投诉解决了") == [tyre]
    assert fitting([mirror, tyre], "投诉解决了") == [mirror, tyre]
    assert not about_same(mirror, "空调又不制冷了")


@pytest.mark.asyncio
async def test_a_solution_waits_for_the_customers_word(session: AsyncSession) -> None:
    complaint = await filed(session, "补漆有色差")
    complaints.propose(complaint, "重新喷涂", actor="s1", now=NOW)
    assert (complaint.status, complaints.awaits_word(complaint)) == ("in_progress", True)
    assert complaints.next_due(complaint) is None
    assert await complaints.close_unopposed(session, now=NOW + timedelta(hours=71)) == []
    complaints.object_to(complaint, "颜色还是不对", now=NOW, next_answer_due=NOW + timedelta(hours=2))
    await session.commit()
    assert await complaints.close_unopposed(session, now=NOW + timedelta(days=30)) == []
    assert (complaint.severity, complaints.next_due(complaint)) == ("high", NOW + timedelta(hours=2))
    complaints.propose(complaint, "换一块门板", actor="s1", now=NOW)
    await session.commit()
    assert await complaints.close_unopposed(session, now=NOW + timedelta(hours=72)) == [complaint]
    assert (complaint.status, complaint.steps[-1].actor) == ("closed", "system")
    with pytest.raises(NotAllowed):
        complaints.add_words(complaint, "还有", now=NOW)
    complaints.object_to(complaint, "又掉漆了", now=NOW, next_answer_due=at("2026-11-23T12:00"))
    assert (complaint.status, len(complaint.steps)) == ("reopened", 6)


@pytest.mark.asyncio
async def test_the_same_trouble_again_is_graver(session: AsyncSession) -> None:
    first = await filed(session, "前台爱答不理", phone="13900010001")
    again = await filed(session, "前台又翻白眼", phone="13900010001")
    other = await filed(session, "多收了钱", phone="13900010001")
    assert (first.severity, again.severity, other.severity) == ("normal", "high", "normal")
    assert first.no in again.steps[0].text


@pytest.mark.asyncio
async def test_many_complaints_of_a_week_warn_once(session: AsyncSession) -> None:
    for number in range(7):
        await filed(session, "多收了钱", phone=f"1390001000{number}", store_id="river")
    warned = {warning.subject: warning.count for warning in await unseen(session)}
    assert warned == {"category:price": 5, "store:river": 5}
