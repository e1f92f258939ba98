"""Chromium, and the windows that customers and staff look through."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.browser.people import PATIENCE
from tests.browser.server import Server

PHONE = {"width": 375, "height": 667}
SCREEN = {"width": 1280, "height": 800}

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def launched() -> Iterator[Browser]:
    """Chromium of this machine.

    Raises:
        RuntimeError: there is none.
    """
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        raise RuntimeError("Chromium is missing: install the package `chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(_FLAGS))
        yield browser
        browser.close()


@contextmanager
def window(browser: Browser, server: Server, size: dict[str, int], **options: Any) -> Iterator[Page]:
    """A window of its own, with nothing stored in it, whose clock agrees with the server's.

    Raises:
        AssertionError: at the end, if a script failed or the content security policy was broken.
    """
    context = browser.new_context(base_url=server.address, viewport=size, locale="zh-CN", **options)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    context.clock.install(time=server.clock.now())
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    context.on("weberror", lambda failure: complaints.append(str(failure.error)))
    context.on("console", listen)
    yield context.new_page()
    context.close()
    assert not complaints
