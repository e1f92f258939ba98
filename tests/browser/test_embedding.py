"""The chat inside a shop's own site: one script, nothing else before the click, the token kept in the host page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import jwt
import pytest
from playwright.sync_api import Browser, Error, FrameLocator, Locator, Page, expect

from tests.browser.browsing import PHONE, SCREEN, window
from tests.browser.people import PATIENCE, Clerk
from tests.browser.server import CLERK, IDENTITY_SECRET, Server, serving

if TYPE_CHECKING:
    from bot.brain.brain import Brain

_KEPT = "() => Object.entries(localStorage).filter(([key]) => key.startsWith('chexiaofu'))"

OpenPage = Callable[..., Page]


class Site:
    """The shop's own site: one page, whose content security policy allows the loader and the frame, no more."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.policy = "default-src 'self' 'unsafe-inline' http:"
        site = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = site.pages.get(self.path)
                self.send_response(404 if found is None else 200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", site.policy)
                self.end_headers()
                self.wfile.write((found or "").encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://localhost:{self.server.server_port}"
        """Not what the chat's server is called: to a browser it is another site."""


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    with ThreadPoolExecutor(1, "site") as thread:
        thread.submit(site.server.serve_forever)
        yield site
        site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def server(
    _logs: None, brain: Brain, _pages: None, shop: Path, tmp_path: Path, moment: datetime, site: Site
) -> Iterator[Server]:
    with serving(brain, shop, tmp_path, moment, [site.address]) as server:
        yield server


@pytest.fixture
def visit(chromium: Browser, server: Server, site: Site) -> Iterator[OpenPage]:
    """Opens the site's page, with attributes of the script."""
    with window(chromium, server, SCREEN) as page:

        def open_page(address: str = site.address, **data: str) -> Page:
            attributes = "".join(f' data-{name.replace("_", "-")}="{value}"' for name, value in data.items())
            script = f'<script src="{server.address}/embed.js" async{attributes}></script>'
            site.policy = f"default-src 'none'; script-src {server.address}; frame-src {server.address}; connect-src 'self'"
            site.pages["/"] = f"<!doctype html><html lang=zh><title>车行</title><h1>欢迎光临</h1>{script}</html>"
            page.goto(address)
            return page

        yield open_page


def test_nothing_but_the_loader_is_loaded_before_the_click(visit: OpenPage, server: Server, site: Site) -> None:
    asked: list[str] = []
    page = visit()
    page.on("request", lambda request: asked.append(request.url.removeprefix(server.address).partition("?")[0]))
    page.reload()
    expect(_button(page)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [path for path in asked if not path.startswith(site.address)] == ["/embed.js"]
    assert page.evaluate(_KEPT) == []
    _opened(page)
    assert "/embed" in asked


def test_the_host_page_keeps_the_token_and_a_reload_goes_on(visit: OpenPage, server: Server) -> None:
    page = visit()
    chat = _opened(page)
    _say(chat, "你们几点关门")
    expect(chat.locator(".log")).to_contain_text("18:00", timeout=PATIENCE)
    [[key, visitor]] = page.evaluate(_KEPT)
    assert key == f"chexiaofu {server.address} "
    assert set(json.loads(visitor)) == {"token", "conversation"}
    # This browser keeps nothing for the frame of another site, as more and more do.
    with pytest.raises(Error, match="Access is denied"):
        page.frames[1].evaluate("() => localStorage")
    page.reload()
    expect(_opened(page).locator(".log")).to_contain_text("你们几点关门", timeout=PATIENCE)


def test_a_signed_identity_counts_and_signing_out_forgets(
    visit: OpenPage, site: Site, server: Server, clerk: Clerk
) -> None:
    site.pages["/me/identity"] = _statement(server, "u-7")
    page = visit(identity_url="/me/identity", store="river")
    chat = _opened(page)
    _say(chat, "转人工")
    clerk.sees_somebody_waiting("客户要求人工")
    clerk.waiting.first.click()
    expect(clerk.page.locator(".panel")).to_contain_text("周敏电话13912345678身份已验证", timeout=PATIENCE)
    [[key, _]] = page.evaluate(_KEPT)
    assert key.endswith(" #u-7")
    # Whoever comes next on this device, and is not signed in, finds an empty chat.
    page = visit()
    expect(_opened(page).locator(".row.from-customer")).to_have_count(0)
    page.evaluate("() => Chexiaofu.forget()")
    assert page.evaluate(_KEPT) == []


def test_unread_messages_show_on_the_folded_button(visit: OpenPage, clerk: Clerk) -> None:
    page = visit(label="问客服", colour="#ffd400")
    chat = _opened(page, "问客服")
    _say(chat, "转人工")
    clerk.sees_somebody_waiting("客户要求人工")
    clerk.accepts()
    expect(chat.locator(".banner-text")).to_contain_text(CLERK, timeout=PATIENCE)
    chat.get_by_role("button", name="收起").click()
    expect(page.locator("iframe")).to_be_hidden()
    expect(_button(page, "问客服")).to_be_focused()
    clerk.answers("您好，请讲")
    expect(_button(page, "问客服")).to_have_accessible_name("问客服 1 条未读", timeout=PATIENCE)
    # Black is what can be read on a light yellow.
    assert _button(page, "问客服").evaluate("(button) => getComputedStyle(button).color") == "rgb(0, 0, 0)"
    _button(page, "问客服").click()
    expect(chat.locator(".log")).to_contain_text("您好，请讲", timeout=PATIENCE)
    expect(page.locator("button", has_text="收起")).to_have_accessible_name("收起", timeout=PATIENCE)


def test_on_a_telephone_it_fills_the_screen_and_folds(visit: OpenPage) -> None:
    page = visit()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    chat = _opened(page)
    assert page.locator("iframe").bounding_box() == {"x": 0, "y": 0, **PHONE}
    expect(_button(page)).to_be_hidden()
    assert page.evaluate("() => document.documentElement.style.overflow") == "hidden"
    chat.get_by_role("button", name="收起").click()
    expect(_button(page)).to_be_visible()
    assert page.evaluate("() => document.documentElement.style.overflow") == ""


def test_a_site_that_may_not_embed_reads_why(visit: OpenPage, site: Site) -> None:
    page = visit(site.address.replace("localhost", "127.0.0.1"))
    _button(page).click()
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("BOT_EMBED_ORIGINS", timeout=PATIENCE)
    page.locator("button", has_text="收起").click()
    expect(page.locator("iframe")).to_be_hidden()


def test_a_site_that_borrows_the_hosts_name_sees_and_hears_nothing(
    chromium: Browser, server: Server, site: Site
) -> None:
    site.pages["/"] = f"""<!doctype html><script>
        heard = []; addEventListener("message", ({{ data }}) => heard.push(data));
    </script><iframe src="{server.address}/embed?host={site.address}"></iframe>"""
    context = chromium.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(site.address.replace("localhost", "127.0.0.1"))
    page.wait_for_load_state("networkidle")
    assert any("frame-ancestors" in text for text in refused)
    assert page.frames[-1].locator("#app").count() == 0
    assert page.evaluate("() => heard") == []
    context.close()


def _statement(server: Server, subject: str) -> str:
    claims = {
        "aud": "chexiaofu",
        "sub": subject,
        "name": "周敏",
        "phone": "13912345678",
        "exp": server.clock.now() + timedelta(minutes=5),
    }
    return jwt.encode(claims, IDENTITY_SECRET, algorithm="HS256")


def _button(page: Page, label: str = "在线客服") -> Locator:
    return page.locator("button", has_text=label)


def _opened(page: Page, label: str = "在线客服") -> FrameLocator:
    _button(page, label).click()
    chat = page.frame_locator("iframe")
    expect(chat.locator(".log")).to_contain_text("我是车小服", timeout=PATIENCE)
    return chat


def _say(chat: FrameLocator, text: str) -> None:
    chat.locator(".field").fill(text)
    chat.locator(".field").press("Enter")
