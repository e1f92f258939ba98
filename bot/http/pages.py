"""The built front end: pages that are asked for anew every time, and hashed files that are kept for ever."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from aiohttp import web

from bot.http.headers import page_policy
from bot.http.problem import Problem

_KEPT = "public, max-age=31536000, immutable"
_ASKED_ANEW = "no-cache"
_NOT_EMBEDDED = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>未获准嵌入</title>
<p>这个网站还没有获准嵌入客服页面：请管理员把它的网址加到 BOT_EMBED_ORIGINS。</p>
</html>
"""
_NOT_BUILT = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>页面还没有构建</title>
<h1>页面还没有构建</h1>
<p>请在项目目录运行 <code>make run</code>，然后刷新本页。</p>
<p>只构建页面：在 <code>web</code> 目录运行 <code>npm ci &amp;&amp; npm run build</code>。</p>
</html>
"""

Page = Callable[[web.Request], Awaitable[web.StreamResponse]]


def page_routes(dist: Path, embed_origins: Sequence[str]) -> list[web.RouteDef]:
    """Routes of the customer page, its loader for other sites, the codes for the counter, and the staff desk.

    Args:
        dist: where the front ends are built.
        embed_origins: origins whose pages may hold the customer page in a frame; nobody may frame the desk.
    """
    widget = _page(dist / "widget" / "index.html", page_policy(embed_origins))
    codes = _page(dist / "widget" / "qr.html", page_policy())
    desk = _page(dist / "desk" / "index.html", page_policy(inline_styles=True))
    return [
        web.get("/", widget),
        web.get("/embed", _embedded(dist / "widget" / "index.html", embed_origins)),
        web.get("/embed.js", _loader(dist / "embed" / "embed.js")),
        web.get("/qr", codes),
        web.get("/desk", _to_desk),
        web.get("/desk/{view:.*}", desk),
        web.get("/assets/{front:widget|desk}/{name:[\\w.-]+}", _assets(dist)),
    ]


def _page(index: Path, policy: str) -> Page:
    headers = {"Content-Security-Policy": policy, "Cache-Control": _ASKED_ANEW}

    async def page(_request: web.Request) -> web.StreamResponse:
        if not index.is_file():
            return web.Response(status=503, text=_NOT_BUILT, content_type="text/html", headers=headers)
        return web.FileResponse(index, headers=headers)

    return page


def _embedded(index: Path, embed_origins: Sequence[str]) -> Page:
    """The customer page in a frame of the site ``?host=``: shown nowhere else, so that it may trust that origin."""
    pages = {origin: _page(index, page_policy([origin])) for origin in embed_origins}

    async def page(request: web.Request) -> web.StreamResponse:
        found = pages.get(request.query.get("host", ""))
        if found is not None:
            return await found(request)
        # Says nothing that others may not see: in any frame, so that whoever set it up reads why.
        headers = {"Content-Security-Policy": "default-src 'none'", "Cache-Control": _ASKED_ANEW}
        return web.Response(status=403, text=_NOT_EMBEDDED, content_type="text/html", headers=headers)

    return page


def _loader(script: Path) -> Page:
    headers = {"Cache-Control": _ASKED_ANEW, "Cross-Origin-Resource-Policy": "cross-origin"}

    async def loader(_request: web.Request) -> web.StreamResponse:
        if not script.is_file():
            raise Problem(503, "页面还没有构建")
        return web.FileResponse(script, headers=headers)

    return loader


def _assets(dist: Path) -> Page:
    async def asset(request: web.Request) -> web.StreamResponse:
        front, name = request.match_info["front"], request.match_info["name"]
        file = dist / front / "assets" / front / name
        if not file.is_file():
            raise Problem(404, "没有这个文件")
        return web.FileResponse(file, headers={"Cache-Control": _KEPT})

    return asset


async def _to_desk(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPPermanentRedirect("/desk/")
