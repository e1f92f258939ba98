"""The shop's figures at the desk, and as a file: for those who lead."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from aiohttp import web

from bot.desk import queries
from bot.desk.access import access_figures
from bot.desk.sessions import Member
from bot.figures import report as figures
from bot.figures.report import BY, DAY, LONGEST, Report, Wish
from bot.figures.table import as_csv, as_json
from bot.http.problem import Problem
from bot.http.services import services

_USUAL_DAYS = 30


class Figures:
    """Answers with figures; one report is computed at a time."""

    def __init__(self) -> None:
        self._turnstile = asyncio.Semaphore(1)

    async def show(self, request: web.Request, member: Member) -> web.Response:
        """``GET /figures?from=&to=&store=&by=``."""
        found = await self._report(request, member)
        return web.json_response(await asyncio.to_thread(as_json, found))

    async def export(self, request: web.Request, member: Member) -> web.Response:
        """``GET /figures.csv``, with the same parameters."""
        found = await self._report(request, member)
        text = await asyncio.to_thread(as_csv, found)
        name = f"figures-{found.wish.first}-{found.wish.last}.csv"
        return web.Response(
            body=text.encode(),
            headers={
                "Content-Type": "text/csv; charset=utf-8",
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "no-store",
            },
        )

    async def _report(self, request: web.Request, member: Member) -> Report:
        parts = services(request)
        now = parts.clock.now()
        wish = wish_of(request, now.date(), access_figures(member, queries.store_of(request)))
        async with self._turnstile:
            return await figures.report(parts.database.url, wish, now)


def wish_of(request: web.Request, today: date, store: str | None) -> Wish:
    """What the query asks for; the last thirty days by day unless it says otherwise.

    Raises:
        Problem: 422, a parameter is not acceptable.
    """
    last = queries.day_of(request, today, "to")
    first = queries.day_of(request, last - timedelta(days=_USUAL_DAYS - 1), "from")
    by = request.query.get("by", DAY)
    if by not in BY:
        raise Problem(422, "参数 by 的值不对", field="by")
    if first > last:
        raise Problem(422, "开始日期不能晚于结束日期", field="from")
    if (last - first).days >= LONGEST:
        raise Problem(422, f"一次最多看 {LONGEST} 天", field="from")
    return Wish(first, last, store, by)
