"""The built front end is served with the right caching, and nothing beside it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from bot.http.headers import add_security_headers
from bot.http.pages import page_routes
from bot.http.problem import problem_middleware


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[TestClient]:
    app = web.Application(middlewares=[problem_middleware])
    app.add_routes(page_routes(tmp_path, ["https://shop.example"]))
    app.on_response_prepare.append(add_security_headers)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
def built(tmp_path: Path) -> None:
    for front in ("widget", "desk"):
        assets = tmp_path / front / "assets" / front
        assets.mkdir(parents=True)
        (tmp_path / front / "index.html").write_text(f"<!doctype html>{front}")
        (assets / "index-abc.js").write_text("1")
    (tmp_path / "widget" / "qr.html").write_text("<!doctype html>codes")
    (tmp_path / "embed").mkdir()
    (tmp_path / "embed" / "embed.js").write_text("1")
    (tmp_path / "secret").write_text("secret")


async def test_an_unbuilt_page_says_so(client: TestClient) -> None:
    async with client.get("/") as response:
        assert response.status == 503
        assert "make run" in await response.text()


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    ("path", "front"), [("/", "widget"), ("/desk/", "desk"), ("/desk/conversations/1", "desk"), ("/desk", "desk"), ("/qr", "codes")]
)
async def test_pages_are_asked_for_anew(client: TestClient, path: str, front: str) -> None:
    async with client.get(path) as response:
        assert await response.text() == f"<!doctype html>{front}"
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.content_type == "text/html"


@pytest.mark.usefixtures("built")
async def test_hashed_files_are_kept_for_ever(client: TestClient) -> None:
    async with client.get("/assets/widget/index-abc.js") as response:
        assert "immutable" in response.headers["Cache-Control"]
        assert response.content_type in ("text/javascript", "application/javascript")
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.usefixtures("built")
async def test_only_named_origins_may_frame_the_customer_page(client: TestClient) -> None:
    async with client.get("/") as response:
        policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://shop.example" in policy
    assert "script-src 'self';" in policy
    async with client.get("/desk/") as response:
        assert "shop.example" not in response.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("built")
async def test_a_frame_is_bound_to_the_site_that_asks_for_it(client: TestClient) -> None:
    async with client.get("/embed", params={"host": "https://shop.example", "store": "river"}) as response:
        assert await response.text() == "<!doctype html>widget"
        assert "frame-ancestors 'self' https://shop.example" in response.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    "host",
    ["", "https://evil.example", "https://shop.example.evil.example", "http://shop.example", "https://shop.example/", "*"],
)
async def test_other_sites_are_told_that_they_may_not(client: TestClient, host: str) -> None:
    async with client.get("/embed", params={"host": host}) as response:
        assert response.status == 403
        text = await response.text()
        assert "BOT_EMBED_ORIGINS" in text
        assert "widget" not in text
        assert "script-src" not in response.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("built")
async def test_the_loader_is_for_every_page(client: TestClient) -> None:
    async with client.get("/embed.js") as response:
        assert response.status == 200
        assert response.content_type in ("text/javascript", "application/javascript")
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert response.headers["Cache-Control"] == "no-cache"


async def test_the_loader_of_an_unbuilt_page_is_refused(client: TestClient) -> None:
    async with client.get("/embed.js") as response:
        assert response.status == 503


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    "path",
    [
        "/assets/widget/none.js",
        "/assets/widget/..",
        "/assets/widget/../../secret",
        "/assets/widget/..%2f..%2f..%2fsecret",
        "/assets/widget/%2e%2e/%2e%2e/secret",
        "/assets/other/index-abc.js",
        "/secret",
    ],
)
async def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    async with client.get(URL(path, encoded=True)) as response:
        assert response.status == 404
        assert "secret" not in await response.text()
