"""The normaliser: one form for all writings, and the way back to the text as given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.normalise import normalise
from bot.nlu.numerals import parse_number

TRICKY = st.text(
    alphabet="預約後天車輛禮拜點裡麵龍馬後髮０１２ＡＢｃ，。！？：（）　 \t\n\u200b\u200d\ufeff\ufe0f\u202e①㎞㈱ﬁ½İẞ幺三八零👍🏻😡⭐★5️⃣abc刹车片",
    max_size=40,
)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("預約後天下午三點", "预约后天下午三点"),
        ("禮拜三車輛保養", "礼拜三车辆保养"),
        ("京Ａ·１２３４５", "京a·12345"),
        ("１３８　００１３ ８０００", "138 0013 8000"),
        ("刹\u200b车\ufeff片", "刹车片"),
        ("多少钱？？？！！", "多少钱?!"),
        ("……在吗", ".在吗"),
        ("哈哈哈哈哈", "哈哈"),
        ("急急急急", "急急"),
        ("京A88888", "京a88888"),
        ("一一一一", "一一一一"),
        ("  你好 \n 在吗\t", "你好 在吗"),
        ("CR-V多少钱", "cr-v多少钱"),
        ("👍🏻👍🏻👍", "赞"),
        ("太慢了😡😡😡", "太慢了生气"),
        ("⭐⭐🌟", "★★★"),
        ("5️⃣星", "5星"),
        ("幺三八零零一三八零零零", "13800138000"),
        ("周一二三四五都行", "周一二三四五都行"),
        ("二十五万三千", "二十五万三千"),
        ("٣点", "3点"),
        ("㎞", "km"),
        ("", ""),
        (" \u200b ", ""),
    ],
)
def test_normalise(given_text: str, expected: str) -> None:
    assert normalise(given_text).text == expected


@given(st.one_of(st.text(), TRICKY))
def test_offsets_lead_back(text: str) -> None:
    normalised = normalise(text)
    assert len(normalised.offsets) == len(normalised.text) + 1
    assert normalised.offsets[-1] == len(text)
    assert list(normalised.offsets) == sorted(normalised.offsets)
    for start in range(len(normalised.text)):
        first, last = normalised.span(start, start + 1)
        assert last == first + 1
        # The one character it came from has the same form, unless its neighbours decided on it.
        alone = normalise(text[first:last]).text
        char = normalised.text[start]
        assert char in alone or char == " " or char.isdigit() or not char.isascii()


@given(st.one_of(st.text(), TRICKY))
def test_normal_form_is_clean(text: str) -> None:
    normal = normalise(text).text
    assert normal == normal.strip(" ")
    assert "  " not in normal
    assert not set(normal) & set("\n\t\u200b\ufeff\u3000")


@given(TRICKY)
def test_normal_form_is_stable(text: str) -> None:
    normal = normalise(text).text
    assert normalise(normal).text == normal


def test_span_of_nothing() -> None:
    assert normalise("　刹车").span(1, 1) == (2, 2)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("四万八", 48000), ("4.8w", 48000), ("4w8", 48000), ("12万3", 123000), ("一千二", 1200), ("三百五", 350), ("一百八", 180),
        ("二十五", 25), ("廿五", 25), ("十二", 12), ("十", 10), ("一百零五", 105), ("两万零五百", 20500), ("3千5", 3500), ("三点五万", 35000),
        ("1,280", 1280), ("2k", 2000), ("1.5", 1.5), ("三点一四", 3.14), ("五七八零", 5780), ("二零二六", 2026), ("一万二千三", 12300),
        ("壹仟贰佰", 1200), ("0", 0), ("两亿", 200_000_000), ("3万6千8", 36800), ("", None), ("刹车", None), ("三刹", None), ("1.2.3", None),
        ("三点", None),
    ],
)  # fmt: skip
def test_parse_number(text: str, value: float | None) -> None:
    assert parse_number(text) == value


@given(st.integers(0, 99_999_999))
def test_arabic_numbers_come_back(number: int) -> None:
    assert parse_number(str(number)) == number
    assert parse_number(f"{number:,}") == number


def in_chinese(number: int) -> str:
    """A reference writer of whole numbers below 10,000, as they are spoken in full."""
    digits, units = "零一二三四五六七八九", ("", "十", "百", "千")
    written, zero = "", False
    for power in range(3, -1, -1):
        digit = number // 10**power % 10
        if digit:
            written += ("零" if zero and written else "") + digits[digit] + units[power]
            zero = False
        else:
            zero = True
    return written or "零"


@given(st.integers(0, 9999), st.integers(1, 9999))
def test_spoken_numbers_come_back(small: int, large: int) -> None:
    assert parse_number(in_chinese(small)) == small
    tail = in_chinese(small) if small >= 1000 else "零" + in_chinese(small) if small else ""
    assert parse_number(f"{in_chinese(large)}万{tail}") == large * 10_000 + small
