"""Who and what there is to choose from: stores and colleagues."""

from __future__ import annotations

from aiohttp import web

from bot.desk.presence import colleagues
from bot.desk.sessions import Member
from bot.http.services import services
from bot.shop.shop import load_shop


async def stores(request: web.Request, _member: Member) -> web.Response:
    """``GET /stores``."""
    parts = services(request)
    now = parts.clock.now()
    async with parts.database.session() as session:
        shop = await load_shop(session)
    shown = [
        {
            "id": store.id,
            "name": store.name,
            "address": store.address,
            "phone": store.phone,
            "vehicles": store.vehicles,
            "open_now": shop.hours[store.id].is_open(now),
        }
        for store in shop.stores.values()
    ]
    return web.json_response({"stores": shown})


async def staff(request: web.Request, member: Member) -> web.Response:
    """``GET /staff``."""
    parts = services(request)
    async with parts.database.session() as session:
        return web.json_response({"staff": await colleagues(session, member, now=parts.clock.now())})
