"""Surveys: what is asked after an episode and after a delivery, once each, and what becomes of a low score.

After delivery the service is rated 1 to 5; three days later the bot asks how the vehicle runs, and whether the
customer would recommend the shop (0 to 10). A second rating of the same thing replaces the first while the survey
stands open; one that has expired is no longer counted.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop import callbacks
from bot.shop.errors import NotFound
from bot.shop.models import Callback, Rating, Survey, WorkOrder
from bot.shop.orders import find_by_no
from bot.shop.pending import pending
from bot.shop.ratings import rate
from bot.shop.satisfaction import LOW

STANDS = timedelta(days=7)
"""How long a survey can be answered."""
REASON_STANDS = timedelta(days=1)
"""How long the words after a low score count as its reason."""


async def ask_rating(
    session: AsyncSession,
    *,
    now: datetime,
    scale: int = 5,
    order_no: str | None = None,
    episode: str | None = None,
    conversation_id: str | None = None,
) -> Survey | None:
    """Open the rating of an order, or of an episode of a conversation; None when it was asked before.

    Raises:
        ValueError: no such scale.
    """
    if scale not in LOW:
        raise ValueError(f"a rating is out of 5 or 10, not {scale}")
    about = f"order:{order_no}" if order_no else f"episode:{episode}"
    return await _ask(session, f"{about}:{scale}", "rating", now, scale, order_no, episode, conversation_id)


async def ask_followup(
    session: AsyncSession, order_no: str, *, now: datetime, conversation_id: str | None = None
) -> Survey | None:
    """Open the question how a delivered vehicle runs; None when it was asked before."""
    return await _ask(session, f"followup:{order_no}", "followup", now, None, order_no, None, conversation_id)


async def of_conversation(session: AsyncSession, conversation_id: str) -> list[Survey]:
    """What was asked in a conversation, newest first."""
    found = await _select(session, Survey.conversation_id == conversation_id)
    mine = [survey for survey in found if survey.conversation_id == conversation_id]
    return sorted(mine, key=lambda survey: (survey.asked_at, survey.id), reverse=True)


def is_open(survey: Survey, now: datetime) -> bool:
    """Whether an answer still counts."""
    return survey.status in ("asked", "low") and now <= survey.expires_at


def awaits_reason(survey: Survey, now: datetime) -> bool:
    """Whether a low score was given and its reason has not been told yet."""
    return survey.status == "low" and survey.answered_at is not None and now - survey.answered_at <= REASON_STANDS


async def answer_rating(
    session: AsyncSession, survey: Survey, score: int, *, now: datetime, scale: int | None = None, words: str = ""
) -> Rating:
    """Keep the score (out of ``scale``, else of what was asked); a low one waits for its reason.

    Raises:
        InvalidValue: the score is outside the scale.
    """
    out_of = scale or survey.scale or 5
    rating = await rate(
        session, score, now=now, scale=out_of, order_no=survey.order_no, episode=survey.episode,
        comment=words[:200] or None, conversation_id=survey.conversation_id,
    )  # fmt: skip
    survey.status = "low" if score <= LOW[out_of] else "answered"
    survey.answered_at = now
    return rating


async def follow_up(
    session: AsyncSession, survey: Survey, score: int, *, now: datetime, phone: str | None, customer_id: str | None
) -> Callback:
    """The task that a low score makes: somebody calls, or writes where no phone is known. One a survey."""
    known = await _callback_of(session, survey)
    if known is not None:
        return known
    order = await _order_of(session, survey)
    about = f"工单{survey.order_no}" if survey.order_no else "本次服务"
    callback = await callbacks.promise(
        session,
        phone or (order.phone if order else None),
        now=now,
        reason=f"低分回访：{about}评了{score}分",
        priority="high",
        plate=order.plate if order else None,
        customer_id=customer_id or (order.customer_id if order else None),
        conversation_id=survey.conversation_id,
    )
    survey.callback_no = callback.no
    return callback


async def give_reason(session: AsyncSession, survey: Survey, words: str) -> None:
    """Keep why the score was low, also for whoever follows it up."""
    survey.status, survey.answer = "answered", words[:500]
    callback = await _callback_of(session, survey)
    if callback is not None:
        callback.reason = f"{callback.reason or ''}，原因：{words[:300]}"


def answer_followup(survey: Survey, words: str, *, now: datetime) -> None:
    """Keep how the vehicle runs."""
    survey.status, survey.answer, survey.answered_at = "answered", words[:500], now


def decline(survey: Survey, *, now: datetime) -> None:
    """The customer does not want to answer."""
    survey.status, survey.answered_at = "declined", now


async def _ask(
    session: AsyncSession, subject: str, kind: str, now: datetime, scale: int | None,
    order_no: str | None, episode: str | None, conversation_id: str | None,
) -> Survey | None:  # fmt: skip
    known = await _select(session, Survey.subject == subject)
    if any(survey.subject == subject for survey in known):
        return None
    survey = Survey(
        subject=subject, kind=kind, scale=scale, order_no=order_no, episode=episode,
        conversation_id=conversation_id, asked_at=now, expires_at=now + STANDS,
    )  # fmt: skip
    session.add(survey)
    return survey


async def _callback_of(session: AsyncSession, survey: Survey) -> Callback | None:
    if survey.callback_no is None:
        return None
    mine = [callback for callback in pending(session, Callback) if callback.no == survey.callback_no]
    return mine[0] if mine else await session.scalar(select(Callback).where(Callback.no == survey.callback_no))


async def _order_of(session: AsyncSession, survey: Survey) -> WorkOrder | None:
    if survey.order_no is None:
        return None
    try:
        return await find_by_no(session, survey.order_no)
    except NotFound:
        return None


async def _select(session: AsyncSession, condition: ColumnElement[bool]) -> list[Survey]:
    return list(await session.scalars(select(Survey).where(condition))) + pending(session, Survey)
