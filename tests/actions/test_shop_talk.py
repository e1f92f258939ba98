"""What opening hours say first, and which words are about paying, prices or neither."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from actions.opening import _break_text, _days_text, _now_text
from actions.shop_talk import _CHEAPER_ELSEWHERE, _DISCOUNT, _NOT_PAYING, _PAYING
from actions.stock import _ASKS_STOCK, _OWN_ORDER
from bot.clock import SHANGHAI
from bot.shop.calendar import OpeningHours, ShopCalendar, parse_hours, store_hours

CALENDAR = ShopCalendar(
    closed=frozenset({date(2026, 10, 1)}), short_hours={date(2026, 10, 2): parse_hours("10:00-15:00")}
)
HOURS: OpeningHours = store_hours(
    {day: parse_hours(["08:30-12:00", "13:30-18:00"]) for day in range(7)}, CALENDAR, closed_weekdays=frozenset({1})
)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "text"),
    [
        (at(23, 10), "现在营业中，12:00关门"),
        (at(23, 12, 30), "现在午休，13:30开门"),
        (at(23, 7), "现在还没开门，08:30开门"),
        (at(23, 20), "现在已关门，后天（11月25日 周三）08:30开门"),
    ],
)
def test_now(now: datetime, text: str) -> None:
    assert _now_text(HOURS, now) == text


def test_the_break() -> None:
    assert _break_text(HOURS, date(2026, 11, 23), at(23, 10)).startswith("中午12:00–13:30休息")
    plain = store_hours({day: parse_hours("08:30-18:00") for day in range(7)}, ShopCalendar())
    assert _break_text(plain, date(2026, 11, 23), at(23, 10)).startswith("中午不休息")
    assert "休息" in _break_text(HOURS, date(2026, 11, 24), at(23, 10))


def test_days_that_are_alike_are_one_stretch() -> None:
    days = [date(2026, 10, day) for day in (1, 2, 3, 4)]
    text = _days_text(HOURS, days, at(28, 10, month=9))
    assert text == "10月1日 周四休息，10月2日 周五10:00–15:00，10月3日 周六至10月4日08:30–12:00、13:30–18:00"


@pytest.mark.parametrize("text", ["能刷信用卡吗", "可以用微信付款吗", "付款方式有哪些", "支持花呗吗", "现金可以不"])
def test_paying(text: str) -> None:
    assert _PAYING.search(text)
    assert not _NOT_PAYING.search(text)


@pytest.mark.parametrize("text", ["微信加一下你们店长", "能开发票吗", "重复扣款了微信退给我", "别再发短信", "修好了吗"])
def test_not_paying(text: str) -> None:
    assert not _PAYING.search(text) or _NOT_PAYING.search(text)


@pytest.mark.parametrize("text", ["为什么你们比别家贵", "人家才收200", "怎么这么贵", "外面便宜多了"])
def test_dearer_than_elsewhere(text: str) -> None:
    assert _CHEAPER_ELSEWHERE.search(text)


@pytest.mark.parametrize("text", ["能便宜点吗", "打个八折呗", "有没有优惠活动", "抹个零行不"])
def test_discounts(text: str) -> None:
    assert _DISCOUNT.search(text)


@pytest.mark.parametrize(
    ("text", "own"), [("有没有朗逸的刹车片现货", False), ("火花塞有货吗", False), ("水泵到货了没", True)]
)
def test_stock_or_ones_own_order(text: str, own: bool) -> None:
    assert bool(_OWN_ORDER.search(text)) is own
    assert own or _ASKS_STOCK.search(text)
