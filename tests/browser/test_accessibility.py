"""axe finds nothing serious on any screen, in light and in dark."""

from __future__ import annotations

from playwright.sync_api import Page

from bot.settings import ROOT
from tests.browser.people import Clerk, Customer

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
DESK_VIEWS = ("会话", "预约", "工单", "投诉", "回电", "救援", "客户")


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


def test_nothing_serious_at_the_desk(customer: Customer, clerk: Clerk) -> None:
    customer.asks_for_a_person()
    clerk.sees_somebody_waiting("客户要求人工")
    clerk.accepts()
    found = _violations(clerk.page, "conversation")
    for view in DESK_VIEWS:
        clerk.goes_to(view)
        found += _violations(clerk.page, view)
    clerk.page.emulate_media(color_scheme="dark")
    found += _violations(clerk.page, "客户, dark")
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
