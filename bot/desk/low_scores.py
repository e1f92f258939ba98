"""Low scores: what the customer gave and why, with the task that came of it."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.desk import queries, views
from bot.desk.access import visible_cases
from bot.desk.events import desk_cursor
from bot.desk.queries import PAGE_SIZE
from bot.desk.sessions import Member
from bot.desk.shapes import Json, excerpt, maybe_moment, paged, without_gaps
from bot.http.services import services
from bot.shop import callbacks
from bot.shop.models import Callback, Rating, Store, Survey, WorkOrder
from bot.shop.satisfaction import LOW

_STATUSES = {"open": callbacks.OPEN}
_EXCERPT = 200
_LOWEST_SCALE = 5

_First, _Second = aliased(Callback), aliased(Callback)


async def low_scores(request: web.Request, member: Member) -> web.Response:
    """``GET /low_scores``: those whose task is open, by promise; ``?status=all``: every one, newest first."""
    page, now = queries.page_of(request), services(request).clock.now()
    statuses = queries.statuses_of(request, "open", _STATUSES)
    query = _tasks().where(visible_cases(member, Callback))
    if statuses:
        query = query.where(Callback.status.in_(statuses)).order_by(Callback.due_from, Callback.no)
    else:
        query = query.order_by(Survey.answered_at.desc(), Callback.no)
    async with services(request).database.session() as session:
        seq = await desk_cursor(session)
        total = await session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
        rows = (await session.execute(query.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE))).all()
        names = await views.staff_names(session)
        stores = await _stores_of(session, [row.Survey.order_no for row in rows if row.Survey.order_no])
    shown = [
        _score_json(row.Survey, row.Rating, stores) | {"task": views.callback_json(row.Callback, names, now)}
        for row in rows
    ]
    return web.json_response({"seq": seq, "scores": shown} | paged(page, PAGE_SIZE, total or 0))


def _tasks() -> Select[Survey, Rating, Callback]:
    """Surveys with a task, their rating, and the task as it stands: one not kept was promised again, twice at most."""
    assert callbacks.MOST_PROMISES == 3
    latest = func.coalesce(_Second.no, _First.no, Survey.callback_no)
    return (
        select(Survey, Rating, Callback)
        .outerjoin(_First, _First.follows == Survey.callback_no)
        .outerjoin(_Second, _Second.follows == _First.no)
        .join(Callback, Callback.no == latest)
        .outerjoin(Rating, _same_subject())
    )


def _same_subject() -> ColumnElement[bool]:
    return (
        Rating.order_no.is_not_distinct_from(Survey.order_no)
        & Rating.episode.is_not_distinct_from(Survey.episode)
        & (Rating.scale == func.coalesce(Survey.scale, _LOWEST_SCALE))
    )


def _score_json(survey: Survey, rating: Rating | None, stores: dict[str, Json]) -> Json:
    words = survey.answer or (rating.comment if rating else None)
    return without_gaps(
        {
            "id": survey.id,
            "score": rating.score if rating else None,
            "scale": rating.scale if rating else survey.scale,
            "low": rating is None or rating.score <= LOW[rating.scale],
            "at": maybe_moment(survey.answered_at),
            "words": excerpt(words, _EXCERPT) if words else None,
            "order_no": survey.order_no,
            "store": stores.get(survey.order_no or ""),
        }
    )


async def _stores_of(session: AsyncSession, order_nos: list[str]) -> dict[str, Json]:
    query = select(WorkOrder.no, Store.id, Store.name).join(Store, Store.id == WorkOrder.store_id)
    found = await session.execute(query.where(WorkOrder.no.in_(order_nos)))
    return {no: {"id": store_id, "name": name} for no, store_id, name in found}
