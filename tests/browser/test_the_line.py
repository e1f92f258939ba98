"""What a customer wrote is neither lost nor doubled: reload, no network, impatient fingers."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.people import PATIENCE, Customer


def test_history_survives_a_reload(customer: Customer) -> None:
    customer.says("你们几点关门")
    customer.hears("18:00")
    before = customer.transcript()
    customer.comes_back()
    expect(customer.messages).to_have_count(len(before), timeout=PATIENCE)
    assert customer.transcript() == before


def test_what_was_typed_offline_is_sent_once_and_in_order(customer: Customer) -> None:
    customer.says("你们几点关门")
    customer.hears("18:00")
    customer.loses_the_network()
    customer.says("洗车多少钱")
    customer.says("四轮定位呢")
    expect(customer.send_states).to_have_text(["待发送", "待发送"])
    customer.finds_the_network()
    customer.hears("元")
    said = ["你们几点关门", "洗车多少钱", "四轮定位呢"]
    assert customer.own_messages() == said
    customer.comes_back()
    assert customer.own_messages() == said


def test_double_click_and_double_enter_send_once(customer: Customer) -> None:
    customer.says("我想预约")
    customer.button("洗车").dblclick()
    customer.is_offered("明天")
    customer.field.fill("洗车多少钱")
    customer.field.press("Enter")
    customer.field.press("Enter")
    customer.hears("40元")
    assert customer.own_messages() == ["我想预约", "洗车", "洗车多少钱"]
    customer.comes_back()
    assert customer.own_messages() == ["我想预约", "洗车", "洗车多少钱"]
