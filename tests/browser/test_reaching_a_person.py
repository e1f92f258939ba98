"""A customer asks for a person: by day somebody takes over and hands back, at night a call is promised."""

from __future__ import annotations

import re

import pytest

from tests.browser.people import Clerk, Customer
from tests.browser.server import CLERK, NIGHT


def test_staff_accept_answer_and_hand_back_to_the_open_form(customer: Customer, clerk: Clerk) -> None:
    customer.says("我想约个保养")
    customer.is_offered("明天")
    customer.asks_for_a_person()
    customer.is_served_by(re.compile("排队中，第 1 位|正在呼叫顾问"))

    clerk.sees_somebody_waiting("客户要求人工")
    clerk.accepts()
    customer.is_served_by(f"顾问 {CLERK} 为您服务")
    customer.says("你们周日开门吗")
    clerk.hears("你们周日开门吗")
    clerk.answers("周日也开门的")
    customer.hears("周日也开门的", who="staff")
    assert customer.said("bot") == []

    clerk.hands_back()
    customer.is_served_by("机器人在线")
    customer.hears("接着")
    customer.is_offered("明天")
    customer.says("后天上午十点，浙B5F88K，13912345678")
    customer.agrees()
    customer.hears("保养", "11月25日", "10:00", "浙B5F88K")


@pytest.mark.parametrize("moment", [NIGHT])
def test_at_night_a_call_is_promised_and_the_bot_goes_on(customer: Customer) -> None:
    customer.asks_for_a_person()
    customer.hears("11月24日", "08:30")
    customer.agrees()
    customer.gives_number("13912345678")
    customer.hears("HD", "11月24日", "08:30")
    customer.sees("顾问回电", "明天 08:30", "139****5678", "编号 HD")
    customer.is_served_by("机器人在线")
    customer.says("洗车多少钱")
    customer.hears("40元")
