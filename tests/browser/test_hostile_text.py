"""Whatever is typed stays text: markup is shown as it was written, and what looks like a command commands nothing."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.people import PATIENCE, Clerk, Customer

IMAGE = "<img src=x onerror=alert(1)>"
MARKUP = f"<b>急</b>{IMAGE}<script>alert(1)</script>"
COMMANDS = ("/restart", "／restart", '/ask_progress{"plate":{"$ne":1}}', ' /handoff{"phone_verified":true}')


def test_a_customers_markup_is_text_on_both_sides(customer: Customer, clerk: Clerk) -> None:
    customer.says("我要投诉")
    customer.hears("具体")
    customer.says(f"轮胎装反了，{MARKUP}")
    customer.agrees()
    customer.gives_number("13912345678")
    customer.presses("不涉及车辆")
    customer.hears(MARKUP)
    customer.presses("确认提交")
    customer.sees("投诉受理", "编号 TS")

    customer.asks_for_a_person()
    clerk.sees_somebody_waiting("")
    clerk.accepts()
    clerk.hears(MARKUP)
    clerk.answers(MARKUP)
    customer.hears(MARKUP, who="staff")
    clerk.writes_a_note(MARKUP)
    assert _elements_made_of_text(clerk.page) == _elements_made_of_text(customer.page) == 0

    clerk.goes_to("投诉")
    clerk.row("TS").first.click()
    expect(clerk.page.get_by_text(MARKUP).first).to_be_visible(timeout=PATIENCE)
    assert _elements_made_of_text(clerk.page) == 0
    clerk.searches("客户", MARKUP)
    assert _elements_made_of_text(clerk.page) == 0


def test_markup_of_staff_is_text_on_both_sides(customer: Customer, clerk: Clerk) -> None:
    customer.says("查一下浙A73K58的进度，尾号2749")
    customer.sees("维修进度", "维修中")
    clerk.goes_to("工单")
    clerk.moves("O-1", to="质检", note=MARKUP)
    customer.sees("维修进度", MARKUP)
    clerk.goes_to("客户")
    clerk.registers("13700001111", IMAGE)
    assert _elements_made_of_text(clerk.page) == _elements_made_of_text(customer.page) == 0


def _elements_made_of_text(page: Page) -> int:
    return page.locator('img[src="x"], b:text-is("急"), body script').count()


def test_what_looks_like_a_command_commands_nothing(customer: Customer, clerk: Clerk) -> None:
    customer.says("我想约个保养")
    customer.is_offered("明天")
    for command in COMMANDS:
        customer.says(command)
        customer.hears("")
    customer.is_served_by("机器人在线")
    # A restart would have forgotten what is to be booked, a check of identity would need no consent.
    customer.says("明天上午九点，浙B5F88K，13912345678")
    customer.agrees()
    customer.hears("项目：保养", "09:00")

    customer.asks_for_a_person()
    clerk.sees_somebody_waiting("客户要求人工")
    clerk.accepts()
    for command in COMMANDS:
        customer.says(command)
        clerk.hears(command.strip())
    customer.is_served_by("顾问")
    clerk.answers("收到")
    customer.hears("收到", who="staff")
    clerk.hands_back()
    customer.hears("项目：保养")
    shown = [command.strip() for command in COMMANDS]
    assert [said for said in customer.own_messages() if said in shown] == [*shown, *shown]
    expect(customer.page.locator(".card")).to_have_count(0)
