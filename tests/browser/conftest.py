"""A browser, a server per test, and people at its pages. Runs when ``BOT_TEST_BROWSER`` is set."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page

from bot import logs
from bot.settings import ROOT
from tests.browser.browsing import PHONE, SCREEN, launched, window
from tests.browser.people import Clerk, Customer
from tests.browser.server import ADMIN, CLERK, MORNING, PASSWORD, Server, open_shop, serving

if TYPE_CHECKING:
    from bot.brain.brain import Brain


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip before a fixture trains the model or starts the browser for nothing."""
    if os.environ.get("BOT_TEST_BROWSER") != "1":
        pytest.skip("BOT_TEST_BROWSER is not set; BOT_TEST_BROWSER=1 runs the tests in Chromium")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    # Of this package only: Playwright keeps an event loop running, beside which no other test could run one.
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def _logs() -> None:
    """As the server logs: before Rasa is imported, and without its notes on every prediction."""
    logs.configure()


@pytest.fixture(scope="session")
def _pages() -> None:
    """The pages under ``web/dist``, built if their sources changed."""
    sys.path.insert(0, str(ROOT / "scripts"))
    import frontend

    frontend.build()


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the tests' shop, to be copied."""
    path = tmp_path_factory.mktemp("browser") / "shop.db"
    open_shop(path)
    return path


@pytest.fixture
def moment() -> datetime:
    """When the test plays; tests override it by parametrization."""
    return MORNING


@pytest.fixture
def server(_logs: None, brain: Brain, _pages: None, shop: Path, tmp_path: Path, moment: datetime) -> Iterator[Server]:
    with serving(brain, shop, tmp_path, moment) as server:
        yield server


@pytest.fixture
def customer(chromium: Browser, server: Server) -> Iterator[Customer]:
    """A customer who has just opened the page on a telephone."""
    with window(chromium, server, PHONE, has_touch=True, is_mobile=True) as page:
        customer = Customer(page)
        customer.comes()
        yield customer


@pytest.fixture
def clerk(chromium: Browser, server: Server) -> Iterator[Clerk]:
    """A member of staff who has signed in at the desk."""
    with window(chromium, server, SCREEN) as page:
        clerk = Clerk(page)
        clerk.signs_in(CLERK, PASSWORD)
        yield clerk


@pytest.fixture
def admin(chromium: Browser, server: Server) -> Iterator[Page]:
    """The page of an administrator who has signed in."""
    with window(chromium, server, SCREEN) as page:
        Clerk(page).signs_in(ADMIN, PASSWORD)
        yield page
