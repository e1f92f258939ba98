"""One story over two days, in two browsers: every step is seen on both sides, and neither page is loaded anew."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import SCREEN, window
from tests.browser.people import PATIENCE, Clerk, Customer
from tests.browser.server import CLERK, NIGHT, PASSWORD, Server

NEXT_MORNING = NIGHT.replace(hour=8, minute=35) + timedelta(days=1)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("moment", [NIGHT])
def test_a_call_promised_at_night_ends_in_a_delivery_and_two_points(
    customer: Customer, server: Server, chromium: Browser
) -> None:
    customer.says("查一下浙A73K58的进度，尾号2749")
    customer.sees("维修进度", "维修中")
    customer.says("水泵是什么牌子的")
    customer.agrees()
    customer.gives_number("13806512749")
    customer.hears("验证码已发到")
    customer.says(customer.reads_code())
    customer.hears("水泵：原厂")
    customer.asks_for_a_person()
    customer.hears("11月24日", "08:30")
    customer.sees("顾问回电", "明天 08:30", "编号 HD")
    customer.is_served_by("机器人在线")

    _sleep(NEXT_MORNING, server, customer)
    with window(chromium, server, SCREEN) as page:
        clerk = Clerk(page)
        clerk.signs_in(CLERK, PASSWORD)
        _answer(clerk, customer)
        _propose_and_agree(clerk, customer)
        clerk.moves("O-1", to="可提车", note="都装好了，试车正常")
        customer.sees("维修进度", "可以提车", "试车正常")
        clerk.moves("O-1", to="已交车", note="一路平安")
        customer.sees("维修进度", "一路平安")

        _sleep(server.clock.now() + timedelta(hours=2, minutes=1), server, customer, clerk)
        customer.hears("打几分")
        customer.says("给个两分吧")
        customer.hears("抱歉")
        customer.says("等了两天也没人通知我")
        customer.hears("转给跟进的同事")
        clerk.goes_to("回电")
        expect(clerk.row("低分回访")).to_contain_text("等了两天", timeout=PATIENCE)


def _answer(clerk: Clerk, customer: Customer) -> None:
    """The call-back of the night is picked up in the chat, and marked as done."""
    clerk.goes_to("回电")
    clerk.row("HD").get_by_role("button", name="会话").click()
    clerk.press("接入")
    customer.is_served_by(f"顾问 {CLERK} 为您服务")
    clerk.answers("早上好，我是林晓，水泵已经装好了")
    customer.hears("水泵已经装好了", who="staff")
    customer.says("还有别的问题吗")
    clerk.hears("还有别的问题吗")
    clerk.goes_to("回电")
    clerk.row("HD").get_by_role("button", name="我来打").click()
    clerk.row("HD").get_by_role("button", name="已回电").click()
    clerk.dialog.get_by_role("button", name="已回电").click()
    customer.sees("顾问回电", "已回电")
    clerk.goes_to("会话")
    clerk.page.locator(".conversation").first.click()
    clerk.hands_back()
    customer.is_served_by("机器人在线")


def _propose_and_agree(clerk: Clerk, customer: Customer) -> None:
    """An extra item is asked, read back, and agreed to in words."""
    clerk.goes_to("工单")
    clerk.proposes("O-1", "前刹车片", "380", "磨到2毫米")
    customer.sees("增项报价", "前刹车片", "380")
    clerk.sees_on_the_board("O-1", "等客户确认")
    customer.says("刹车片换吧")
    customer.hears("您同意", "前刹车片", "380")
    customer.says("对")
    customer.sees("增项报价", "已确认")
    clerk.sees_on_the_board("O-1", "施工")


def _sleep(until: datetime, server: Server, *people: Customer | Clerk) -> None:
    server.sleeps_until(until)
    for person in people:
        person.sleeps_until(until)
