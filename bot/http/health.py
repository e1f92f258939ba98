"""Is the process alive, is it ready, and what has it done."""

from __future__ import annotations

import asyncio

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import select

from bot.db import migrate
from bot.http.endpoint import TEXT, Endpoint, array, obj
from bot.http.problem import Problem, is_database_away
from bot.http.services import Services, services

_DATABASE_WITHIN = 3.0


def health_endpoints() -> list[Endpoint]:
    """``/healthz``, ``/readyz`` and ``/metrics``."""
    status = obj({"status": TEXT}, ["status"])
    ready = obj({"status": TEXT, "model": TEXT}, ["status", "model"])
    return [
        Endpoint("GET", "/healthz", _healthz, "The process is alive", {200: status}, tag="health"),
        Endpoint(
            "GET",
            "/readyz",
            _readyz,
            "Model loaded, database reachable and migrated; 503 names what is missing",
            {200: ready, 503: obj({"title": TEXT, "missing": array(TEXT)}, ["title", "missing"])},
            tag="health",
        ),
        Endpoint(
            "GET",
            "/metrics",
            _metrics,
            "Figures for Prometheus",
            {200: None},
            media={"text/plain": TEXT},
            tag="health",
        ),
    ]


async def _healthz(_request: web.Request) -> web.Response:
    return web.json_response({"status": "alive"})


async def _readyz(request: web.Request) -> web.Response:
    parts = services(request)
    missing = [state for state in (parts.model_state, await _database_state(parts)) if state is not None]
    if missing:
        raise Problem(503, "系统还没有准备好", {"Retry-After": "2"}, missing=missing)
    return web.json_response({"status": "ready", "model": parts.engine.brain.model_name})


async def _database_state(parts: Services) -> str | None:
    """What is wrong with the database, in Chinese; None when it is reachable and migrated."""
    try:
        return await asyncio.wait_for(_look_at_database(parts), _DATABASE_WITHIN)
    except Exception as error:
        if not is_database_away(error):
            raise
        return "数据库连不上"


async def _look_at_database(parts: Services) -> str | None:
    # Looking at the revision takes a connection of its own: once it is right it stays right.
    parts.migrated = parts.migrated or await migrate.is_current(parts.database.url)
    if not parts.migrated:
        return "数据库需要升级：先备份，再运行 python -m bot db upgrade"
    async with parts.database.session() as session:
        await session.execute(select(1))
    return None


async def _metrics(_request: web.Request) -> web.Response:
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
