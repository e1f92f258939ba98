"""Who acts in the browser: a customer on a telephone, and a member of staff at the desk."""

from __future__ import annotations

import re
from datetime import datetime

from playwright.sync_api import Locator, Page, TimeoutError, expect

PATIENCE = 15_000
"""Milliseconds until what should appear is missed: the model, the server and two pages share the machine."""

_SAID = """
([after, who]) => [...document.querySelectorAll('.log .row')]
  .filter((row) => /^\\d+$/.test(row.dataset.key) && +row.dataset.key > after)
  .filter((row) => !who || row.classList.contains(`from-${who}`))
  .map((row) => row.querySelector('.said').innerText)
"""
_HEARD = f"([after, who, words]) => {{ const said = ({_SAID})([after, who]).join('\\n'); return words.every((word) => said.includes(word)); }}"
_NEWEST = "() => Math.max(0, ...[...document.querySelectorAll('.log .row')].map((row) => row.dataset.key).filter((key) => /^\\d+$/.test(key)).map(Number))"


def _sleep(page: Page, until: datetime) -> None:
    page.clock.fast_forward(max(0, round(until.timestamp() * 1000 - page.evaluate("() => Date.now()"))))


class Customer:
    """A customer at the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._after = 0

    # What the customer does.

    def comes(self) -> None:
        """Open the page and be greeted."""
        self.page.goto("/")
        self.hears("我是车小服")

    def says(self, text: str) -> None:
        """Type and send."""
        self._listen()
        self.field.fill(text)
        self.field.press("Enter")

    def presses(self, label: str) -> None:
        """Press a button under a question or on a card."""
        self._listen()
        self.button(label).click()

    def asks_for_a_person(self) -> None:
        """Press the button of the banner."""
        self._listen()
        self.page.locator(".banner").get_by_role("button", name="转人工").click()

    def agrees(self) -> None:
        """To the keeping of plate and number, when asked."""
        self.presses("同意")

    def gives_plate(self, plate: str) -> None:
        """On the plate keyboard, once it stands there."""
        expect(self.plate_keyboard).to_be_visible(timeout=PATIENCE)
        for key in plate:
            self.plate_keyboard.get_by_role("button", name=key, exact=True).click()
        self._listen()
        self.plate_keyboard.get_by_role("button", name="完成").click()

    def gives_number(self, number: str) -> None:
        """A telephone number or its end, once the keyboard for numbers is up."""
        expect(self.field).to_have_attribute("inputmode", "tel", timeout=PATIENCE)
        self.says(number)

    def comes_back(self) -> None:
        """Load the page anew."""
        self.page.reload()
        expect(self.page.locator(".log .row").first).to_be_visible(timeout=PATIENCE)

    def sleeps_until(self, at: datetime) -> None:
        """The telephone lies there with the page open until ``at``."""
        _sleep(self.page, at)

    def loses_the_network(self) -> None:
        """Nothing gets through any more."""
        self.page.context.set_offline(True)

    def finds_the_network(self) -> None:
        """Everything gets through again."""
        self.page.context.set_offline(False)

    # What the customer sees.

    def hears(self, *words: str, who: str = "bot") -> None:
        """Wait for ``words`` in what was said since the customer's last message."""
        try:
            self.page.wait_for_function(_HEARD, arg=[self._after, who, list(words)], timeout=PATIENCE)
        except TimeoutError:
            raise AssertionError(f"no {words} in what {who} said: {self.said(who)}") from None

    def said(self, who: str = "") -> list[str]:
        """What was said since the customer's last message, by ``who`` or anybody."""
        heard: list[str] = self.page.evaluate(_SAID, [self._after, who])
        return heard

    def card(self, title: str) -> Locator:
        """The newest card of that title."""
        return self.page.locator(".card").filter(has=self.page.locator(".card-title", has_text=title)).last

    def sees(self, card: str, *words: str) -> None:
        """Wait for a card that holds ``words``."""
        for word in words:
            expect(self.card(card)).to_contain_text(word, timeout=PATIENCE)

    def is_offered(self, words: str) -> None:
        """Wait for a button that says ``words`` in the newest question."""
        expect(self.page.locator(".row .card-actions").last.get_by_text(words).first).to_be_enabled(timeout=PATIENCE)

    def is_served_by(self, words: str | re.Pattern[str]) -> None:
        """Wait for the banner to say so."""
        expect(self.page.locator(".banner-text")).to_contain_text(words, timeout=PATIENCE)

    def reads_code(self) -> str:
        """The one-time code of a text message, which the demonstration shows on the page."""
        sms = self.page.locator(".sms > p").filter(has_text="验证码").last
        expect(sms).to_be_visible(timeout=PATIENCE)
        found = re.search(r"\d{6}", sms.inner_text())
        assert found
        return found[0]

    def own_messages(self) -> list[str]:
        """What the customer said, as the page shows it."""
        return self.page.locator(".row.from-customer .bubble > p").all_inner_texts()

    def transcript(self) -> list[str]:
        """Everything that was said, as the page shows it."""
        return [text.strip() for text in self.messages.all_inner_texts()]

    @property
    def plate_keyboard(self) -> Locator:
        """The keyboard for plates, which stands in the page itself."""
        return self.page.get_by_role("region", name="车牌键盘")

    @property
    def send_states(self) -> Locator:
        """How far the customer's messages got."""
        return self.page.locator(".row.from-customer[data-key*='-'] .state")

    @property
    def messages(self) -> Locator:
        """What was said by anybody."""
        return self.page.locator(".log .row .bubble > p, .log .card, .log .sms > p, .log .row .notice")

    @property
    def field(self) -> Locator:
        """Where one types."""
        return self.page.locator(".field")

    def button(self, label: str) -> Locator:
        """The newest button that says ``label``."""
        return self.page.locator(".log").get_by_role("button", name=label, exact=True).last

    def _listen(self) -> None:
        self._after = self.page.evaluate(_NEWEST)


class Clerk:
    """A member of staff at the desk."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def signs_in(self, name: str, password: str) -> None:
        """Open the desk and log in."""
        self.page.goto("/desk/")
        self.page.get_by_label("用户名").fill(name)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录").click()
        self.sees_view("等待接入")

    def goes_to(self, view: str) -> None:
        """Press an entry of the navigation."""
        self.page.get_by_role("navigation", name="工作台").get_by_role("link", name=view).click()
        self.sees_view("等待接入" if view == "会话" else view)

    def sees_view(self, heading: str) -> None:
        """Wait for a view."""
        expect(self.page.get_by_role("heading", name=heading).first).to_be_visible(timeout=PATIENCE)

    def sees_somebody_waiting(self, reason: str) -> None:
        """In the queue and in the title of the window."""
        expect(self.waiting.first).to_contain_text(reason, timeout=PATIENCE)
        expect(self.page).to_have_title("(1) 有人在等 · 客服工作台", timeout=PATIENCE)

    def accepts(self, customer: str = "") -> None:
        """Open the conversation that waits longest, or that of ``customer``, and take it."""
        self.waiting.filter(has_text=customer).first.click()
        self.press("接入")
        expect(self.page.locator(".thread-head")).to_contain_text("我在接待", timeout=PATIENCE)

    def answers(self, text: str) -> None:
        """Type and send."""
        field = self.page.get_by_role("textbox", name="回复客户")
        field.fill(text)
        field.press("Enter")

    def hears(self, text: str) -> None:
        """Wait for a message of the customer."""
        expect(self.page.locator(".row.from-customer .bubble > p").filter(has_text=text).last).to_be_visible(
            timeout=PATIENCE
        )

    def writes_a_note(self, text: str) -> None:
        """For colleagues only."""
        self.page.get_by_text("内部备注", exact=True).first.click()
        field = self.page.get_by_role("textbox", name="内部备注")
        field.fill(text)
        field.press("Enter")
        expect(self.page.locator(".note-line").last).to_contain_text(text, timeout=PATIENCE)

    def searches(self, view: str, words: str) -> None:
        """Look for something in a view, and wait for the answer."""
        self.goes_to(view)
        self.page.locator("[data-search]").fill(words)
        expect(self.page.get_by_text("没有找到").first).to_be_visible(timeout=PATIENCE)

    def registers(self, phone: str, name: str) -> None:
        """A new customer, whose file opens."""
        self.page.get_by_role("button", name="新客户").click()
        self.dialog.get_by_label("电话").fill(phone)
        self.dialog.get_by_label("姓名").fill(name)
        self.dialog.get_by_role("button", name="登记").click()
        expect(self.page.locator(".ant-drawer .facts").first).to_contain_text(name, timeout=PATIENCE)

    def moves(self, order: str, to: str, note: str) -> None:
        """Move an order on the board to another stage, with a word to the customer."""
        self.page.locator(".tile").filter(has_text=order).locator(".tile-steps button").click()
        self.dialog.get_by_role("combobox").first.click()
        self.page.locator(".ant-select-item-option").filter(has_text=to).first.click()
        self.dialog.get_by_label("给客户的说明（可不填）").fill(note)
        self.dialog.get_by_role("button", name="更新").click()

    def sleeps_until(self, at: datetime) -> None:
        """The desk stays open until ``at``."""
        _sleep(self.page, at)

    def proposes(self, order: str, name: str, yuan: str, reason: str) -> None:
        """Extra items of an order, of which the customer is asked in the chat."""
        self.page.locator(".tile").filter(has_text=order).locator(".tile-open").click()
        self.page.locator(".ant-drawer").get_by_role("button", name="报价", exact=True).click()
        for label, value in (("项目", name), ("金额（元）", yuan), ("为什么要做", reason)):
            self.dialog.get_by_label(label).fill(value)
        self.dialog.get_by_role("button", name="发给客户").click()
        expect(self.page.locator(".ant-drawer .quote-version")).to_contain_text(name, timeout=PATIENCE)
        self.page.locator(".ant-drawer-close").click()
        expect(self.page.locator(".ant-drawer-mask")).to_be_hidden(timeout=PATIENCE)

    def sees_on_the_board(self, order: str, stage: str) -> None:
        """Wait for an order in the column of a stage."""
        column = self.page.locator(".column").filter(has_text=stage)
        expect(column.locator(".tile").filter(has_text=order)).to_be_visible(timeout=PATIENCE)

    def hands_back(self) -> None:
        """To the bot, after the question whether one is sure."""
        self.press("交还机器人")
        self.dialog.get_by_role("button", name="交还", exact=True).click()
        expect(self.page.locator(".not-mine")).to_contain_text("机器人正在接待", timeout=PATIENCE)

    def press(self, label: str) -> None:
        """Press a button of the page."""
        self.page.get_by_role("button", name=label, exact=True).first.click()

    @property
    def waiting(self) -> Locator:
        """The conversations that wait."""
        return self.page.locator(".conversation.is-waiting")

    @property
    def dialog(self) -> Locator:
        """The open dialog."""
        return self.page.get_by_role("dialog").last

    def row(self, words: str) -> Locator:
        """The line of a table that holds ``words``."""
        return self.page.get_by_role("row").filter(has_text=words)
