"""A customer asks how far the repair is, and complains."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.browsing import PHONE, window
from tests.browser.people import Customer
from tests.browser.server import Server


def test_progress_with_the_right_tail(customer: Customer) -> None:
    customer.says("我的车修到哪了")
    customer.gives_plate("浙A73K58")
    customer.gives_number("2749")
    customer.hears("维修中", "17:00")
    customer.sees("维修进度", "大众 朗逸", "明天 17:00", "编号 O-1")
    expect(customer.card("维修进度").locator("[aria-current=step]")).to_contain_text("维修")


def test_a_wrong_tail_and_an_unknown_plate_are_answered_alike(
    customer: Customer, chromium: Browser, server: Server
) -> None:
    customer.says("查进度 浙A73K58 尾号1234")
    customer.hears("没有对上")
    with window(chromium, server, PHONE) as page:
        other = Customer(page)
        other.comes()
        other.says("查进度 浙C99999 尾号1234")
        other.hears("没有对上")
        assert other.said("bot") == customer.said("bot")
    expect(customer.card("维修进度")).to_have_count(0)


def test_a_complaint_gets_number_and_deadline(customer: Customer) -> None:
    customer.says("我要投诉，上周六在你们店换的轮胎，装反了，方向盘一直抖")
    customer.agrees()
    customer.gives_number("13912345678")
    customer.gives_plate("浙B5F88K")
    customer.hears("轮胎", "浙B5F88K", "13912345678")
    customer.presses("确认提交")
    customer.hears("TS", "12:00")
    customer.sees("投诉受理", "已受理", "质量返修", "今天 12:00 前", "编号 TS")
