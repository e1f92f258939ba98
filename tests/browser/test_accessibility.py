"""axe finds nothing serious on any screen, in light and in dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.settings import ROOT
from tests.browser.browsing import SCREEN, window
from tests.browser.people import Clerk, Customer
from tests.browser.server import Server

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
ADMIN_VIEWS = {
    "门店": ("门店资料", "营业日历", "客服值班"),
    "价格规则": ("价目表", "规则", "配件库存", "召回"),
    "员工": (),
    "知识库": ("文章", "没答上的问题"),
}
DESK_VIEWS = {
    "会话": ("全部",),
    "预约": (),
    "工单": (),
    "投诉": ("已办结",),
    "回电": ("已回电", "未打通"),
    "救援": ("全部",),
    "客户": (),
    "低分": ("全部",),
}


def test_nothing_serious_on_the_customer_page(customer: Customer) -> None:
    found = _violations(customer.page, "welcome")
    customer.says("我想预约")
    customer.is_offered("保养")
    found += _violations(customer.page, "choices")
    customer.says("查一下浙A73K58的进度，尾号2749")
    customer.sees("维修进度", "维修中")
    found += _violations(customer.page, "order card")
    customer.page.emulate_media(color_scheme="dark")
    found += _violations(customer.page, "order card, dark")
    assert found == []


@pytest.mark.timeout(300)
def test_nothing_serious_at_the_desk(customer: Customer, clerk: Clerk) -> None:
    customer.asks_for_a_person()
    clerk.sees_somebody_waiting("客户要求人工")
    clerk.accepts()
    found = _violations(clerk.page, "conversation")
    for dark in (False, True):
        clerk.page.emulate_media(color_scheme="dark" if dark else "light")
        for view, tabs in DESK_VIEWS.items():
            clerk.goes_to(view)
            for tab in ("", *tabs):
                if tab:
                    clerk.page.locator(".ant-segmented").get_by_text(tab, exact=True).click()
                expect(clerk.page.locator(".loading")).to_have_count(0)
                clerk.page.wait_for_timeout(300)
                found += _violations(clerk.page, f"{view} {tab}{' dark' if dark else ''}")
    assert found == []


def test_nothing_serious_at_the_door_of_the_desk(chromium: Browser, server: Server) -> None:
    found: list[str] = []
    with window(chromium, server, SCREEN) as page:
        for dark in (False, True):
            page.emulate_media(color_scheme="dark" if dark else "light")
            page.goto("/desk/")
            page.get_by_label("用户名").fill("林晓")
            page.get_by_label("密码").fill("wrong")
            found += _violations(page, "login")
            page.get_by_role("button", name="登录").click()
            page.get_by_text("用户名或密码").wait_for()
            found += _violations(page, "login refused")
    assert found == []


def test_nothing_serious_on_figures_and_what_is_ones_own(admin: Page) -> None:
    found: list[str] = []
    for dark in (False, True):
        admin.emulate_media(color_scheme="dark" if dark else "light")
        for path in ("figures", "account", "audit"):
            admin.goto(f"/desk/{path}")
            admin.get_by_role("heading", level=1).wait_for()
            expect(admin.locator(".loading")).to_have_count(0)
            admin.wait_for_timeout(500)
            found += _violations(admin, f"{path}{' dark' if dark else ''}")
    assert found == []


@pytest.mark.timeout(300)
def test_nothing_serious_where_the_shop_is_edited(admin: Page) -> None:
    found: list[str] = []
    for dark in (False, True):
        admin.emulate_media(color_scheme="dark" if dark else "light")
        for view, tabs in ADMIN_VIEWS.items():
            admin.get_by_role("navigation", name="工作台").get_by_role("link", name=view).click()
            for tab in tabs or ("",):
                if tab:
                    admin.get_by_text(tab, exact=True).last.click()
                expect(admin.locator(".loading")).to_have_count(0)
                admin.wait_for_timeout(300)
                found += _violations(admin, f"{view} {tab}{' dark' if dark else ''}")
    assert found == []


def _violations(page: Page, screen: str) -> list[str]:
    # Evaluated rather than added as a script element, which the page's content security policy refuses.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("() => axe.run(document)")
    return [
        f"{screen}: {violation['id']}: {[node['target'] for node in violation['nodes'][:4]]}"
        for violation in result["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
