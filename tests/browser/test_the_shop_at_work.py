"""The desk's daily work, seen from both sides at once."""

from __future__ import annotations

from tests.browser.people import Clerk, Customer


def test_a_booking_is_checked_in_with_one_click(customer: Customer, clerk: Clerk) -> None:
    customer.says("今天下午三点来滨江店洗车，浙B5F88K，13912345678")
    customer.agrees()
    customer.presses("确认")
    customer.sees("预约", "已预约", "今天 15:00")

    clerk.goes_to("预约")
    clerk.row("浙B***8K").get_by_role("button", name="接车").click()
    customer.sees("预约", "已到店")


def test_an_order_moves_on_and_the_customers_card_with_it(customer: Customer, clerk: Clerk) -> None:
    customer.says("查一下浙A73K58的进度，尾号2749")
    customer.sees("维修进度", "维修中", "明天 17:00")

    clerk.goes_to("工单")
    clerk.moves("O-1", to="质检", note="水泵已换好")
    customer.sees("维修进度", "质检", "水泵已换好")
    customer.hears("新进展", "水泵已换好")
