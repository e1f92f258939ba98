"""An administrator changes the shop at the desk; the customer hears it with the next answer."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.people import PATIENCE, Clerk, Customer


def goes_to(page: Page, label: str) -> None:
    page.get_by_role("navigation", name="工作台").get_by_role("link", name=label).click()


def test_a_price_is_live_and_comes_back(customer: Customer, admin: Page) -> None:
    customer.says("洗车多少钱")
    customer.hears("40元")

    goes_to(admin, "价格规则")
    admin.get_by_label("标准洗车价格").fill("47")
    admin.keyboard.press("Control+s")
    expect(admin.get_by_text("已保存，马上生效")).to_be_visible(timeout=PATIENCE)
    customer.says("洗车多少钱")
    customer.hears("47元")

    admin.get_by_role("button", name="修改记录").click()
    expect(admin.get_by_role("dialog").get_by_text("47｜洗车")).to_be_visible(timeout=PATIENCE)
    admin.get_by_role("button", name="恢复到之前").click()
    admin.get_by_role("button", name="恢复", exact=True).click()
    expect(admin.get_by_text("已恢复，马上生效")).to_be_visible(timeout=PATIENCE)
    customer.says("洗车多少钱")
    customer.hears("40元")


def test_parts_in_stock_are_live_and_come_back(customer: Customer, admin: Page) -> None:
    customer.says("刹车片有现货吗")
    customer.hears("刹车片")
    goes_to(admin, "价格规则")
    admin.get_by_text("配件库存", exact=True).click()
    admin.get_by_role("button", name="加一种").click()
    admin.get_by_label("第 1 种配件名称").fill("刹车片")
    admin.get_by_label("刹车片现货件数").fill("6")
    admin.keyboard.press("Control+s")
    expect(admin.get_by_text("已保存，马上生效")).to_be_visible(timeout=PATIENCE)
    customer.says("刹车片有现货吗")
    customer.hears("刹车片", "6")
    admin.get_by_role("button", name="修改记录").click()
    expect(admin.get_by_role("dialog").get_by_text("现货 6 件")).to_be_visible(timeout=PATIENCE)
    admin.get_by_role("button", name="恢复到之前").click()
    admin.get_by_role("button", name="恢复", exact=True).click()
    expect(admin.get_by_text("已恢复，马上生效")).to_be_visible(timeout=PATIENCE)
    expect(admin.get_by_text("还没有列出配件")).to_be_visible(timeout=PATIENCE)


def test_a_recall_is_answered_as_soon_as_it_is_saved(customer: Customer, admin: Page) -> None:
    goes_to(admin, "价格规则")
    admin.get_by_text("召回", exact=True).click()
    admin.get_by_role("button", name="加一条").click()
    for label, words in (("品牌", "大众"), ("车型", "朗逸")):
        admin.get_by_label(label, exact=True).fill(words)
        admin.keyboard.press("Enter")
    admin.get_by_label("缺陷说明").fill("高压油泵可能渗漏")
    admin.keyboard.press("Control+s")
    expect(admin.get_by_text("已保存，马上生效")).to_be_visible(timeout=PATIENCE)
    customer.says("大众朗逸有没有召回")
    customer.hears("高压油泵可能渗漏")


def test_hours_are_checked_and_nothing_typed_is_lost(admin: Page) -> None:
    goes_to(admin, "门店")
    admin.get_by_role("button", name="周一加一段").click()
    admin.get_by_label("周一第 2 段开始").fill("9")
    admin.get_by_label("周一第 2 段结束").fill("1000")
    admin.get_by_role("button", name="保存").click()
    expect(admin.get_by_role("alert")).to_contain_text("周一的时间段有重叠", timeout=PATIENCE)

    asked: list[str] = []
    admin.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    goes_to(admin, "员工")
    expect(admin.get_by_label("周一第 2 段开始")).to_have_value("09:00")
    assert asked == ["还有修改没有保存，确定要离开吗？"]


def test_a_closed_week_names_the_bookings_it_hits(admin: Page) -> None:
    goes_to(admin, "门店")
    admin.get_by_role("switch", name="周一营业").click()
    admin.get_by_role("button", name="保存").click()
    hits = admin.get_by_role("list", name="受影响的预约")
    expect(hits).to_contain_text("B-1", timeout=PATIENCE)
    expect(hits).to_contain_text("不在营业时间内")
    admin.get_by_role("button", name="先不保存").click()
    admin.get_by_role("button", name="放弃修改").click()
    expect(admin.get_by_role("switch", name="周一营业")).to_be_checked()


def test_only_administrators_see_it(clerk: Clerk) -> None:
    expect(clerk.page.get_by_role("link", name="预约")).to_be_visible(timeout=PATIENCE)
    expect(clerk.page.get_by_role("link", name="价格规则")).to_have_count(0)
