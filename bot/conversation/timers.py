"""What falls due without anybody doing anything: reminders of bookings, surveys, unopposed solutions.

Any process may run any of it: each step is a transaction of its own that only one of them can win, by a unique subject
(surveys) or by the version of the row (complaints, reminders).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from bot.clock import in_shanghai
from bot.conversation import surveys
from bot.conversation.calling import alert_of_complaints, miss_next_call
from bot.conversation.complaints import tell_complaint
from bot.conversation.models import Conversation
from bot.conversation.notices import who_may_know
from bot.conversation.reminding import remind
from bot.db import Database
from bot.shop import complaints
from bot.shop.models import Survey, WorkOrder
from bot.shop.stages import Stage
from bot.shop.surveys import ask_followup, ask_rating

logger = logging.getLogger(__name__)

Phrase = Callable[..., str]

RATED_AFTER = timedelta(hours=2)
"""How long after the delivery the service is to be rated."""
ASKED_AFTER = timedelta(days=3)
"""How long after the delivery the bot asks how the vehicle runs."""
_NO_LONGER = timedelta(days=10)
_WAKING_HOURS = (time(9), time(20))
_BATCH = 50


async def run_due(database: Database, phrase: Phrase, now: datetime) -> list[str]:
    """Do whatever is due; ids of the conversations whose logs have grown."""
    steps: list[Callable[[AsyncSession], Awaitable[list[str]]]] = [
        lambda session: remind(session, phrase, now),
        lambda session: _close_unopposed(session, phrase, now),
        lambda session: alert_of_complaints(session, phrase, now),
    ]
    if _WAKING_HOURS[0] <= in_shanghai(now).time() < _WAKING_HOURS[1]:
        steps += [
            lambda session: _ask_for_ratings(session, phrase, now),
            lambda session: _ask_how_they_run(session, phrase, now),
        ]
    grown: list[str] = []
    for step in steps:
        async with database.session() as session:
            try:
                told = await step(session)
                await session.commit()
            except (IntegrityError, StaleDataError):
                # Another process did it, or the customer answered meanwhile; what is left is done in the next round.
                continue
        grown += told
    return grown + await _miss_calls(database, phrase, now)


async def _miss_calls(database: Database, phrase: Phrase, now: datetime) -> list[str]:
    """Each in a transaction of its own: it locks a conversation, and no other may come after the desk's counter."""
    grown: list[str] = []
    for _ in range(_BATCH):
        async with database.session() as session:
            try:
                told = await miss_next_call(session, phrase, now)
                await session.commit()
            except (IntegrityError, StaleDataError):
                continue
        if told is None:
            break
        grown += told
    return grown


async def _close_unopposed(session: AsyncSession, phrase: Phrase, now: datetime) -> list[str]:
    told: list[str] = []
    for complaint in await complaints.close_unopposed(session, now=now):
        text = phrase("utter_complaint_unopposed", no=complaint.no)
        told += await tell_complaint(session, complaint, text, now=now)
    return told


async def _ask_for_ratings(session: AsyncSession, phrase: Phrase, now: datetime) -> list[str]:
    told: list[str] = []
    for order in await _delivered(session, RATED_AFTER, _rating_of, now):
        conversation_id = await _where_to_ask(session, order)
        if conversation_id is None:
            await ask_rating(session, now=now, order_no=order.no)
        elif await surveys.ask_for_rating(session, conversation_id, phrase, now=now, order_no=order.no):
            told.append(conversation_id)
    return told


async def _ask_how_they_run(session: AsyncSession, phrase: Phrase, now: datetime) -> list[str]:
    told: list[str] = []
    for order in await _delivered(session, ASKED_AFTER, _followup_of, now):
        conversation_id = await _where_to_ask(session, order)
        if conversation_id is None:
            await ask_followup(session, order.no, now=now)
        elif await surveys.ask_how_it_runs(session, conversation_id, order.no, phrase, now=now):
            told.append(conversation_id)
    return told


async def _delivered(
    session: AsyncSession, ago: timedelta, survey_of: Callable[[], ColumnElement[bool]], now: datetime
) -> list[WorkOrder]:
    """Orders delivered so long ago, and not much longer, about which nobody was asked."""
    asked = select(Survey.id).where(Survey.order_no == WorkOrder.no, survey_of()).exists()
    query = select(WorkOrder).where(
        WorkOrder.stage.in_([Stage.DELIVERED.value, Stage.CLOSED.value]),
        WorkOrder.delivered_at <= now - ago,
        WorkOrder.delivered_at > now - _NO_LONGER,
        ~asked,
    )
    return list(await session.scalars(query.order_by(WorkOrder.delivered_at).limit(_BATCH)))


def _rating_of() -> ColumnElement[bool]:
    return (Survey.kind == "rating") & (Survey.scale == 5)


def _followup_of() -> ColumnElement[bool]:
    return Survey.kind == "followup"


async def _where_to_ask(session: AsyncSession, order: WorkOrder) -> str | None:
    """The conversation that may know of the order and was used last; asking in each of them would be a nuisance."""
    told = await who_may_know(session, order)
    latest = Conversation.last_message_at.desc().nulls_last()
    return await session.scalar(select(Conversation.id).where(Conversation.id.in_(told)).order_by(latest).limit(1))
