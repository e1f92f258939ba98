"""Surveys: what words score, what is asked once, what becomes of a low score."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop import surveys
from bot.shop.errors import InvalidValue
from bot.shop.satisfaction import refuses_to_rate, runs_well, score_of
from tests.shop.conftest import NOW


@pytest.mark.parametrize(
    ("text", "scale", "said", "found"),
    [
        ("非常满意", 5, None, (5, 5)),
        ("满意", 5, None, (4, 5)),
        ("还不错吧", 5, None, (4, 5)),
        ("一般般", 5, None, (3, 5)),
        ("不太满意", 5, None, (2, 5)),
        ("非常不满意", 5, None, (1, 5)),
        ("太差了", 5, None, (1, 5)),
        ("差评！", 5, None, (1, 5)),
        ("没什么不满意的", 5, None, (4, 5)),
        ("非常满意", 10, None, (10, 10)),
        ("一般", 10, None, (6, 10)),
        ("会推荐", 10, None, (9, 10)),
        ("肯定推荐", 10, None, (10, 10)),
        ("不会推荐", 10, None, (4, 10)),
        ("绝对不会推荐", 10, None, (2, 10)),
        ("看情况吧", 10, None, (6, 10)),
        ("给个两分吧", 5, 2.0, (2, 5)),
        ("11分", 10, 11.0, (11, 10)),
        ("五星", 10, 5.0, (5, 5)),
        ("3", 5, None, (3, 5)),
        ("打个四吧", 5, None, (4, 5)),
        ("你们几点下班", 5, None, None),
        ("我想约明天上午做个保养，顺便看看刹车", 5, None, None),
    ],
)
def test_what_words_score(text: str, scale: int, said: float | None, found: tuple[float, int] | None) -> None:
    assert score_of(text, scale, said) == found


@pytest.mark.parametrize(
    ("text", "well"),
    [
        ("挺好的，刹车不响了", True),
        ("没问题", True),
        ("一切正常，谢谢", True),
        ("没有别的了", True),
        ("好多了", True),
        ("还是有异响", False),
        ("刹车不响了，但是方向盘还抖", False),
        ("又漏油了", False),
        ("不太好", False),
        ("比之前更严重了", False),
        ("你们几点下班", None),
    ],
)
def test_how_it_runs(text: str, well: bool | None) -> None:
    assert runs_well(text) is well


@pytest.mark.parametrize("text", ["不评了", "不想打分", "懒得评", "下次再评"])
def test_nobody_has_to_rate(text: str) -> None:
    assert refuses_to_rate(text)


@given(st.text(max_size=60), st.sampled_from([5, 10]))
def test_any_words_are_read_without_failing(text: str, scale: int) -> None:
    found = score_of(text, scale)
    assert found is None or found[1] in (5, 10)
    runs_well(text)
    refuses_to_rate(text)


@pytest.mark.asyncio
async def test_a_survey_is_asked_once_and_expires(session: AsyncSession) -> None:
    survey = await surveys.ask_rating(session, now=NOW, order_no="GD1", conversation_id="c1")
    assert survey is not None
    assert await surveys.ask_rating(session, now=NOW, order_no="GD1", conversation_id="c2") is None
    await session.commit()
    assert await surveys.ask_rating(session, now=NOW + timedelta(days=400), order_no="GD1") is None
    assert await surveys.ask_rating(session, now=NOW, order_no="GD1", scale=10) is not None
    assert surveys.is_open(survey, NOW + surveys.STANDS)
    assert not surveys.is_open(survey, NOW + surveys.STANDS + timedelta(seconds=1))
    with pytest.raises(ValueError, match="out of 5 or 10"):
        await surveys.ask_rating(session, now=NOW, order_no="GD2", scale=7)


@pytest.mark.asyncio
async def test_a_low_score_makes_one_task_that_learns_the_reason(session: AsyncSession) -> None:
    survey = await surveys.ask_rating(session, now=NOW, episode="c1:1", conversation_id="c1")
    assert survey is not None
    with pytest.raises(InvalidValue):
        await surveys.answer_rating(session, survey, 6, now=NOW)
    await surveys.answer_rating(session, survey, 2, now=NOW)
    assert surveys.awaits_reason(survey, NOW)
    callback = await surveys.follow_up(session, survey, 2, now=NOW, phone="13900010001", customer_id=None)
    assert await surveys.follow_up(session, survey, 1, now=NOW, phone=None, customer_id=None) is callback
    await surveys.give_reason(session, survey, "等了三个小时")
    assert (callback.priority, callback.reason) == ("high", "低分回访：本次服务评了2分，原因：等了三个小时")
    assert not surveys.awaits_reason(survey, NOW)
    assert callback.due_from == NOW
    rating = await surveys.answer_rating(session, survey, 4, now=NOW)
    assert (rating.score, survey.status) == (4, "answered")
