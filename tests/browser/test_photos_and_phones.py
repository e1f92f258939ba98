"""Photos reach the other side, a conversation goes on on another telephone, and the counter's codes lead to a store."""

from __future__ import annotations

import io
import re

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import PHONE, window
from tests.browser.people import PATIENCE, Clerk, Customer
from tests.browser.server import Server

_LOADED = "(image) => image.complete && image.naturalWidth"


def test_photos_are_seen_on_both_sides_and_survive_a_reload(customer: Customer, clerk: Clerk) -> None:
    customer.asks_for_a_person()
    clerk.sees_somebody_waiting("客户要求人工")
    clerk.accepts()
    _send(customer.page, ("tyre.png", "image/png", _png(1600, 1200)), ("wheel.jpg", "image/jpeg", _jpeg_from_the_road()))
    shown = customer.page.locator(".row.is-image img")
    expect(shown).to_have_count(2, timeout=PATIENCE)
    seen = clerk.page.locator(".row.from-customer .picture img")
    expect(seen).to_have_count(2, timeout=PATIENCE)
    for image in (*shown.all(), *seen.all()):
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True, timeout=PATIENCE)
        assert image.evaluate(_LOADED) > 0
    customer.comes_back()
    expect(shown).to_have_count(2, timeout=PATIENCE)
    clerk.page.get_by_role("button", name="查看照片").last.click()
    expect(clerk.page.get_by_role("dialog", name="照片")).to_be_visible()
    clerk.page.keyboard.press("Escape")
    expect(clerk.page.get_by_role("dialog", name="照片")).to_be_hidden()


def test_a_position_is_sent_once_it_was_looked_at(customer: Customer, clerk: Clerk) -> None:
    customer.asks_for_a_person()
    clerk.sees_somebody_waiting("客户要求人工")
    clerk.accepts()
    customer.page.context.grant_permissions(["geolocation"])
    customer.page.context.set_geolocation({"latitude": 30.208812, "longitude": 120.210523, "accuracy": 25})
    customer.page.get_by_role("button", name="照片和位置").click()
    customer.page.get_by_role("button", name="位置", exact=True).click()
    sheet = customer.page.get_by_role("dialog", name="发送位置")
    sheet.get_by_role("button", name="同意并获取位置").click()
    expect(sheet).to_contain_text("误差约 25 米", timeout=PATIENCE)
    expect(clerk.page.locator(".location")).to_have_count(0)
    sheet.get_by_label("补充说明").fill("高架辅路")
    sheet.get_by_role("button", name="发送", exact=True).click()
    for page in (customer.page, clerk.page):
        expect(page.locator(".location")).to_contain_text("高架辅路30.20881,120.21052", timeout=PATIENCE)


def test_what_is_no_picture_is_refused_with_a_reason(customer: Customer) -> None:
    # It calls itself an iPhone's photo, so that only the server can tell.
    _send(customer.page, ("a.heic", "image/heic", b"\x00\x00\x00\x18ftypheic" + bytes(100)))
    expect(customer.page.locator(".state.is-bad")).to_contain_text("看不懂这个文件", timeout=PATIENCE)
    customer.page.get_by_role("button", name="知道了").click()
    expect(customer.page.locator(".state.is-bad")).to_have_count(0)


def test_a_conversation_goes_on_on_another_telephone(customer: Customer, chromium: Browser, server: Server) -> None:
    customer.says("明天上午九点来滨江店做小保养，浙B5F88K，13912345678")
    customer.agrees()
    customer.presses("确认")
    customer.sees("预约", "已预约")
    customer.page.get_by_role("button", name="更多").click()
    customer.page.get_by_role("button", name="换手机继续").click()
    expect(customer.page.locator("svg.qr")).to_be_visible(timeout=PATIENCE)
    link = customer.page.locator(".link-text").inner_text()
    customer.page.keyboard.press("Escape")

    with window(chromium, server, PHONE, has_touch=True, is_mobile=True) as page:
        page.goto(link)
        page.get_by_role("button", name="获取验证码").click()
        expect(page.get_by_text("139****5678")).to_be_visible(timeout=PATIENCE)
        page.get_by_role("textbox").fill("000000")
        page.get_by_role("button", name="继续对话").click()
        expect(page.locator(".trouble")).to_contain_text("验证码不对", timeout=PATIENCE)
        page.get_by_role("textbox").fill(customer.reads_code())
        page.get_by_role("button", name="继续对话").click()
        expect(page.locator(".card-title").first).to_have_text("预约", timeout=PATIENCE)
        other = Customer(page)
        other.says("你们几点关门")
        other.hears("18:00")
        customer.hears("18:00")
        assert "resume" not in page.url
    with window(chromium, server, PHONE) as page:
        page.goto(link)
        page.get_by_role("button", name="获取验证码").click()
        expect(page.locator(".trouble")).to_contain_text("链接已失效", timeout=PATIENCE)


def test_the_counters_code_leads_to_its_store(chromium: Browser, server: Server) -> None:
    with window(chromium, server, PHONE) as page:
        page.goto("/qr?store=river")
        expect(page.get_by_role("heading")).to_have_text("滨江店", timeout=PATIENCE)
        address = page.locator(".address").inner_text()
        assert address == f"{server.address}/?store=river"
        expect(page.get_by_role("img", name=re.compile("二维码"))).to_be_visible()
        page.get_by_role("link", name="大学城店").click()
        expect(page.get_by_role("heading")).to_have_text("大学城店")
        page.goto("/qr?store=nowhere")
        expect(page.locator(".warning").last).to_contain_text("没有编号为“nowhere”的门店", timeout=PATIENCE)
        page.goto(address)
        expect(page.locator(".log")).to_contain_text("我是车小服", timeout=PATIENCE)


def _send(page: Page, *files: tuple[str, str, bytes]) -> None:
    page.get_by_role("button", name="照片和位置").click()
    page.locator("input[type=file][multiple]").set_input_files(
        [{"name": name, "mimeType": kind, "buffer": data} for name, kind, data in files]
    )


def _png(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(file, "PNG")
    return file.getvalue()


def _jpeg_from_the_road() -> bytes:
    """Turned by the camera, which also noted where it was."""
    picture = Image.linear_gradient("L").resize((800, 600)).convert("RGB")
    exif = picture.getexif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (30.0, 12.0, 31.7)}
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif)
    return file.getvalue()
