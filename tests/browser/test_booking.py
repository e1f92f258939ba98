"""A customer books on a telephone."""

from __future__ import annotations

from tests.browser.people import Customer


def test_in_one_sentence(customer: Customer) -> None:
    customer.says("明天上午九点来滨江店做小保养，浙B5F88K，13912345678")
    customer.agrees()
    customer.hears("小保养", "11月24日", "09:00", "浙B5F88K", "13912345678")
    customer.presses("确认")
    customer.sees("预约", "已预约", "明天 09:00", "小保养", "滨江大道520号", "编号 YY")
    customer.hears("短信", "YY", who="system")


def test_step_by_step_with_a_question_and_a_correction(customer: Customer) -> None:
    customer.says("我想预约")
    customer.presses("保养")
    customer.is_offered("明天（11月24日 周二）10:00")
    customer.says("小保养多少钱")
    customer.hears("398元")
    customer.is_offered("明天（11月24日 周二）10:00")
    customer.presses("明天（11月24日 周二）10:00")
    customer.agrees()
    customer.gives_plate("浙B5F88K")
    customer.gives_number("13912345678")
    customer.hears("11月24日", "10:00", "浙B5F88K", "13912345678")

    customer.says("说错了，是周五上午十点")
    customer.hears("11月27日", "10:00", "浙B5F88K", "13912345678")
    customer.presses("确认")
    customer.sees("预约", "11月27日 周五 10:00", "保养", "编号 YY")
