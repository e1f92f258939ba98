"""Photographs the demonstration shop, so that every screen can be looked at.

python -m tests.browser.pictures           the two pictures of the README, into docs/pictures
python -m tests.browser.pictures FOLDER    every screen, into FOLDER
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from bot import logs
from bot.settings import ROOT
from tests.browser.browsing import PHONE, SCREEN, launched, window
from tests.browser.people import PATIENCE, Clerk, Customer
from tests.browser.server import CLERK, MORNING, NIGHT, PASSWORD, Server, open_shop, serving, settings_for

DEMONSTRATION = ROOT / "data" / "shop" / "demo.yml"
PICTURES = ROOT / "docs" / "pictures"

_TALL_PHONE = {"width": 375, "height": 844}
_COLOURS = 192


class Studio:
    """A browser, a server to look at, and a folder for the pictures."""

    def __init__(self, browser: Browser, server: Server, folder: Path) -> None:
        self._browser = browser
        self._server = server
        self._folder = folder

    @contextmanager
    def customer(self, size: dict[str, int] = PHONE, **options: Any) -> Iterator[Customer]:
        """A customer who has just come."""
        with window(self._browser, self._server, size, has_touch=True, is_mobile=True, **options) as page:
            customer = Customer(page)
            customer.comes()
            yield customer

    @contextmanager
    def clerk(self) -> Iterator[Clerk]:
        """A member of staff who has signed in."""
        with window(self._browser, self._server, SCREEN) as page:
            clerk = Clerk(page)
            clerk.signs_in(CLERK, PASSWORD)
            yield clerk

    @contextmanager
    def stranger(self) -> Iterator[Page]:
        """Somebody before the door of the desk."""
        with window(self._browser, self._server, SCREEN) as page:
            page.goto("/desk/")
            expect(page.get_by_label("用户名")).to_be_visible()
            yield page

    def take(self, page: Page, name: str) -> None:
        """A picture of what the window shows, with as few colours as such pages need."""
        path = self._folder / f"{name}.png"
        page.screenshot(path=path, animations="disabled")
        with Image.open(path) as picture:
            reduced = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        reduced.save(path, optimize=True)


def readme(studio: Studio) -> None:
    """A booking that is moved, on a telephone, and a conversation at the desk."""
    with studio.customer(_TALL_PHONE, device_scale_factor=2) as customer:
        customer.says("周六上午十点做个小保养，浙B5F88K，13912345678")
        customer.agrees()
        customer.presses("确认")
        customer.hears("短信", who="system")
        customer.says("改到周日下午三点吧")
        customer.presses("确认改期")
        customer.sees("预约", "11月29日")
        studio.take(customer.page, "customer")
    with studio.clerk() as clerk, studio.customer() as owner, studio.customer() as other:
        _talk(clerk, owner)
        other.asks_for_a_person()
        other.is_served_by("排队中")
        clerk.sees_somebody_waiting("客户要求人工")
        studio.take(clerk.page, "desk")


def customer_screens(studio: Studio) -> None:
    """Everything a customer meets by day."""
    with studio.customer() as customer:
        studio.take(customer.page, "customer-01-welcome")
        customer.says("我想预约")
        customer.is_offered("保养")
        studio.take(customer.page, "customer-02-service")
        customer.presses("保养")
        customer.is_offered("明天")
        studio.take(customer.page, "customer-03-time")
        customer.says("后天上午十点")
        customer.is_offered("同意")
        studio.take(customer.page, "customer-04-consent")
        customer.agrees()
        expect(customer.plate_keyboard).to_be_visible()
        studio.take(customer.page, "customer-05-plate")
        customer.gives_plate("浙B5F88K")
        expect(customer.field).to_have_attribute("inputmode", "tel")
        studio.take(customer.page, "customer-06-phone")
        customer.gives_number("13912345678")
        customer.is_offered("确认")
        studio.take(customer.page, "customer-07-confirm")
        customer.presses("确认")
        customer.sees("预约", "编号")
        studio.take(customer.page, "customer-08-booked")
    with studio.customer() as customer:
        customer.says("查一下浙A10K01修到哪了，尾号0001")
        customer.sees("维修进度", "编号")
        studio.take(customer.page, "customer-09-progress")
        customer.says("我要投诉，上周六在你们店换的轮胎，装反了")
        customer.agrees()
        customer.gives_number("13912345678")
        customer.presses("不涉及车辆")
        customer.is_offered("确认提交")
        studio.take(customer.page, "customer-10-complaint")
        customer.presses("确认提交")
        customer.sees("投诉受理", "编号")
        studio.take(customer.page, "customer-11-complained")
        customer.page.emulate_media(color_scheme="dark")
        studio.take(customer.page, "customer-12-dark")


def night_screens(studio: Studio) -> None:
    """A customer who asks for a person at night."""
    with studio.customer() as customer:
        customer.asks_for_a_person()
        customer.is_offered("同意")
        studio.take(customer.page, "night-01-closed")
        customer.agrees()
        customer.gives_number("13912345678")
        customer.sees("顾问回电", "编号")
        studio.take(customer.page, "night-02-callback")


def desk_screens(studio: Studio) -> None:
    """Every view of the desk."""
    with studio.stranger() as page:
        studio.take(page, "desk-01-login")
    with studio.clerk() as clerk, studio.customer() as owner, studio.customer() as other:
        owner.asks_for_a_person()
        owner.is_served_by("排队中")
        studio.take(owner.page, "customer-13-queue")
        clerk.sees_somebody_waiting("客户要求人工")
        studio.take(clerk.page, "desk-02-queue")
        _talk(clerk, other)
        studio.take(other.page, "customer-14-person")
        studio.take(clerk.page, "desk-03-conversation")
        clerk.writes_a_note("老客户，好说话")
        studio.take(clerk.page, "desk-04-note")
        for number, view in enumerate(("预约", "工单", "投诉", "回电", "救援", "客户"), start=5):
            clerk.goes_to(view)
            expect(clerk.page.locator(".loading")).to_have_count(0, timeout=PATIENCE)
            studio.take(clerk.page, f"desk-{number:02}-{view}")
        clerk.goes_to("工单")
        clerk.page.locator(".tile-open").first.click()
        expect(clerk.page.locator(".ant-drawer .card")).to_be_visible()
        studio.take(clerk.page, "desk-11-order")
        clerk.page.emulate_media(color_scheme="dark")
        studio.take(clerk.page, "desk-12-dark")


def _talk(clerk: Clerk, customer: Customer) -> None:
    customer.says("查一下浙A10K01修到哪了，尾号0001")
    customer.sees("维修进度", "编号")
    customer.says("周五能取到车吗？周末要出远门，转人工")
    customer.is_served_by("排队中")
    clerk.accepts(customer="浙A***01")
    clerk.answers("您好，我是林晓。水泵明天到货，装好还要试车，周三下午五点前交车。")
    customer.hears("周三下午五点前", who="staff")
    customer.says("那就放心了，谢谢")
    clerk.hears("那就放心了")


def main(arguments: list[str]) -> None:
    """Take the pictures."""
    from bot.app import load_current_brain

    everything = [(MORNING, customer_screens), (MORNING, desk_screens), (NIGHT, night_screens)]
    sessions = everything if arguments else [(MORNING, readme)]
    folder = Path(arguments[0]) if arguments else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        shop = Path(directory) / "shop.db"
        open_shop(shop, DEMONSTRATION)
        brain = load_current_brain(settings_for(shop))
        with launched() as browser:
            for moment, take in sessions:
                with serving(brain, shop, Path(directory), moment) as server:
                    take(Studio(browser, server, folder))


if __name__ == "__main__":
    logs.configure()
    main(sys.argv[1:])
