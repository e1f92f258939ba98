"""Plates, VINs, phones and order numbers."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SHANGHAI
from bot.nlu.readers import (
    ReadingContext,
    mask_phone,
    mask_plate,
    mask_vin,
    phone_tail,
    plate_kind,
    read_all,
    vin_check_digit_ok,
)

CONTEXT = ReadingContext(datetime(2026, 11, 21, 10, 0, tzinfo=SHANGHAI))
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def of_type(kind: str, text: str) -> list[tuple[str, object]]:
    return [(found.value, found.norm) for found in read_all(text, CONTEXT) if found.type == kind]


@pytest.mark.parametrize(
    ("text", "value", "norm", "kind"),
    [
        ("我的车京A12345到哪了", "京A12345", "京A12345", "ordinary"),
        ("沪a12345修好没", "沪a12345", "沪A12345", "ordinary"),
        ("沪 A·12345", "沪 A·12345", "沪A12345", "ordinary"),
        ("沪-A-12345", "沪-A-12345", "沪A12345", "ordinary"),
        ("浙B•1C234的摩托", "浙B•1C234", "浙B1C234", "ordinary"),
        ("滬Ａ１２３４５", "滬Ａ１２３４５", "沪A12345", "ordinary"),
        ("粤B 1 2 3 4 5", "粤B 1 2 3 4 5", "粤B12345", "ordinary"),
        ("京A一二三四五", "京A一二三四五", "京A12345", "ordinary"),
        ("京A幺二三四五电话多少", "京A幺二三四五", "京A12345", "ordinary"),
        ("京A12345suv", "京A12345", "京A12345", "ordinary"),
        ("京A12345警告灯亮", "京A12345", "京A12345", "ordinary"),
        ("北京京A12345 2026年的车", "京A12345", "京A12345", "ordinary"),
        ("沪a·D12345修好没", "沪a·D12345", "沪AD12345", "nev"),
        ("沪AD12345", "沪AD12345", "沪AD12345", "nev"),
        ("粤BDF1234到了", "粤BDF1234", "粤BDF1234", "nev"),
        ("粤B 12345D", "粤B 12345D", "粤B12345D", "nev"),
        ("浙A D 1 2 3 4 5", "浙A D 1 2 3 4 5", "浙AD12345", "nev"),
        ("粤Z1234港能进吗", "粤Z1234港", "粤Z1234港", "hong_kong_macau"),
        ("粤Z·A123澳", "粤Z·A123澳", "粤ZA123澳", "hong_kong_macau"),
        ("京A1234学车在你们那", "京A1234学", "京A1234学", "learner"),
        ("苏E·1234挂", "苏E·1234挂", "苏E1234挂", "trailer"),
        ("京A1234警", "京A1234警", "京A1234警", "police"),
        ("沪A1234领", "沪A1234领", "沪A1234领", "consulate"),
        ("京A1234试", "京A1234试", "京A1234试", "test"),
        ("京A1234超", "京A1234超", "京A1234超", "oversize"),
        ("京X1234应急", "京X1234应急", "京X1234应急", "emergency"),
        ("使123456", "使123456", "使123456", "embassy"),
        ("使014·578的车", "使014·578", "使014578", "embassy"),
        ("224578使", "224578使", "224578使", "embassy"),
        ("临京A12345", "临京A12345", "临京A12345", "temporary"),
        ("沪A临1234", "沪A临1234", "沪A临1234", "temporary"),
        ("WJ京12345", "WJ京12345", "WJ京12345", "armed_police"),
        ("wj·京·1234x", "wj·京·1234x", "WJ京1234X", "armed_police"),
        ("车牌KA12345", "KA12345", "KA12345", "army"),
        ("VA·12345", "VA·12345", "VA12345", "army"),
    ],
)
def test_plate(text: str, value: str, norm: str, kind: str) -> None:
    assert of_type("plate", text) == [(value, norm)]
    assert plate_kind(norm) == kind


@pytest.mark.parametrize(
    "text",
    [
        "川菜馆A12345", "新Model3", "全新A4L", "新A6L2026款", "京A1234", "京A123456", "京I12345", "京A12345678", "新CRV2020款", "云GL8",
        "吉利", "12345", "A12345", "沪A一二三", "京AMODEL", "贵A店", "临时", "新MG6多少钱", "KA12345", "GD12345", "使用123456", "新PLUSABC",
    ],
)  # fmt: skip
def test_no_plate(text: str) -> None:
    assert of_type("plate", text) == []


def test_impossible_letters_are_corrected_and_marked() -> None:
    [found] = read_all("京AO123I", CONTEXT)
    assert (found.norm, found.note) == ("京A01231", "ambiguous: O or 0, I or 1")


ORDINARY_SERIALS = st.from_regex(r"[A-HJ-NP-Z0-9]{0,1}[0-9]{3}[A-HJ-NP-Z0-9][0-9]", fullmatch=True).filter(
    lambda serial: len(serial) == 5
)
NEV_SERIALS = st.from_regex(r"[ABCDEFGHJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[ABCDEFGHJK]", fullmatch=True)
PLATES = st.tuples(st.sampled_from(PROVINCES), st.sampled_from(LETTERS), st.one_of(ORDINARY_SERIALS, NEV_SERIALS))
SEPARATORS = st.sampled_from(["", "·", "•", ".", "-", " "])
BEFORE = st.sampled_from(["", "我的车", "车牌", "麻烦查下", "你好，", "预约明天保养 "])
AFTER = st.sampled_from(["", "修好没", "，谢谢", "到哪一步了", "的车主", "！"])
FULL_WIDTH = str.maketrans({char: chr(ord(char) + 0xFEE0) for char in "0123456789" + LETTERS})


@given(PLATES, SEPARATORS, BEFORE, AFTER, st.booleans(), st.booleans())
def test_plates_come_back(
    plate: tuple[str, str, str], separator: str, before: str, after: str, lower: bool, full_width: bool
) -> None:
    province, city, serial = plate
    written = f"{province}{city}{separator}{serial}"
    written = written.lower() if lower else written
    written = written.translate(FULL_WIDTH) if full_width else written
    assert of_type("plate", before + written + after) == [(written, province + city + serial)]


def with_check_digit(vin: str) -> str:
    return next(candidate for digit in "0123456789X" if vin_check_digit_ok(candidate := vin[:8] + digit + vin[9:]))


@pytest.mark.parametrize("vin", ["1M8GDM9AXKP042788", "11111111111111111", "LSVAM4187C2184847", "lsvam4187c2184847"])
def test_check_digit_fits(vin: str) -> None:
    assert vin_check_digit_ok(vin)


@pytest.mark.parametrize("vin", ["1M8GDM9A0KP042788", "LSVAM4187C2184848", "LSVAM4187C218484", "LSVAM4187C218484O", ""])
def test_check_digit_does_not_fit(vin: str) -> None:
    assert not vin_check_digit_ok(vin)


@pytest.mark.parametrize(
    ("text", "value", "norm", "note"),
    [
        ("车架号LSVAM4187C2184847", "LSVAM4187C2184847", "LSVAM4187C2184847", None),
        ("VINLSVAM4187C2184847帮我查下", "LSVAM4187C2184847", "LSVAM4187C2184847", None),
        ("lsvam4187c2184847这个", "lsvam4187c2184847", "LSVAM4187C2184847", None),
        ("LSVAM 4187C 2184847", "LSVAM 4187C 2184847", "LSVAM4187C2184847", None),
        ("ＬＳＶＡＭ４１８７Ｃ２１８４８４７", "ＬＳＶＡＭ４１８７Ｃ２１８４８４７", "LSVAM4187C2184847", None),
        ("LSVAM4187C2184848", "LSVAM4187C2184848", "LSVAM4187C2184848", "check_digit"),
        ("1M8GDM9AXKPO42788", "1M8GDM9AXKPO42788", "1M8GDM9AXKP042788", "ambiguous: O or 0, I or 1"),
        ("车架号是11111111111111111", "11111111111111111", "11111111111111111", None),
    ],
)
def test_vin(text: str, value: str, norm: str, note: str | None) -> None:
    assert [(found.value, found.norm, found.note) for found in read_all(text, CONTEXT) if found.type == "vin"] == [
        (value, norm, note)
    ]


@pytest.mark.parametrize(
    "text", ["LSVAM4187C218484", "LSVAM4187C21848477", "12345678901234567", "thisisaverylongwo", "abcdefghjklmnprst"]
)
def test_no_vin(text: str) -> None:
    assert of_type("vin", text) == []


@given(st.from_regex(r"L[A-HJ-NPR-Z]{2}[A-HJ-NPR-Z0-9]{9}[0-9]{5}", fullmatch=True), BEFORE, AFTER, st.booleans())
def test_vins_come_back(stem: str, before: str, after: str, full_width: bool) -> None:
    vin = with_check_digit(stem)
    written = vin.translate(FULL_WIDTH) if full_width else vin
    found = [one for one in read_all(before + written + after, CONTEXT) if one.type == "vin"]
    assert [(one.value, one.norm, one.note) for one in found] == [(written, vin, None)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("我电话13800138000", "13800138000"),
        ("138 0013 8000", "138 0013 8000"),
        ("138-0013-8000找我", "138-0013-8000"),
        ("138  0013   8000", "138  0013   8000"),
        ("+86 138-0013-8000", "+86 138-0013-8000"),
        ("+8613800138000", "+8613800138000"),
        ("0086 13800138000打这个", "0086 13800138000"),
        ("8613800138000", "8613800138000"),
        ("(+86)13800138000", "(+86)13800138000"),
        ("１３８００１３８０００", "１３８００１３８０００"),
        ("幺三八零零幺三八零零零", "幺三八零零幺三八零零零"),
        ("一三八 零零一三 八零零零", "一三八 零零一三 八零零零"),
        ("电话13800138000京A12345", "13800138000"),
        ("京A12345 13800138000", "13800138000"),
        ("tel13800138000", "13800138000"),
        ("138\u200b0013\u200b8000", "138\u200b0013\u200b8000"),
    ],
)
def test_phone(text: str, value: str) -> None:
    assert of_type("phone", text) == [(value, "13800138000")]


@pytest.mark.parametrize(
    "text", ["138001380001", "12800138000", "1380013800", "GD13800138000", "400-555-0199", "0571-88888888"]
)
def test_no_phone(text: str) -> None:
    assert of_type("phone", text) == []


SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")
PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
WRITINGS = st.sampled_from(
    [
        lambda phone: phone,
        lambda phone: f"{phone[:3]} {phone[3:7]} {phone[7:]}",
        lambda phone: f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
        lambda phone: f"+86{phone}",
        lambda phone: phone.translate(FULL_WIDTH),
        lambda phone: phone.translate(SPOKEN),
    ]
)


@given(PHONES, WRITINGS, BEFORE, AFTER)
def test_phones_come_back(phone: str, write: object, before: str, after: str) -> None:
    assert callable(write)
    written = write(phone)
    assert of_type("phone", before + written + after) == [(written, phone)]
    assert phone_tail(before + written) == phone[-4:]


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("尾号5678", "5678"), ("后四位是5678", "5678"), ("手机尾号：５６７８", "5678"), ("5678", "5678"), ("尾号五六七八", "5678"),
        ("幺二三四", "1234"), ("末四位5 6 7 8", "5678"), ("5678。", "5678"), ("是5678吧", "5678"), ("13800135678", "5678"), ("我手机尾號是0012", "0012"),
        ("567", None), ("56789", None), ("京A12345", None), ("我不记得", None), ("2026年", None),
    ],
)  # fmt: skip
def test_phone_tail(text: str, tail: str | None) -> None:
    assert phone_tail(text) == tail


@pytest.mark.parametrize(
    ("text", "value", "norm"),
    [
        ("YY2611254821", "YY2611254821", "YY2611254821"),
        ("gd2611214821到哪了", "gd2611214821", "GD2611214821"),
        ("工单号GD2611214821到哪了", "GD2611214821", "GD2611214821"),
        ("投诉号是TS2611210042", "TS2611210042", "TS2611210042"),
        ("TS2611210042有人管吗", "TS2611210042", "TS2611210042"),
        ("订单WX20261118003", "WX20261118003", "WX20261118003"),
        ("WX20261118003修好没", "WX20261118003", "WX20261118003"),
        ("RO-20261101-07", "RO-20261101-07", "RO-20261101-07"),
        ("HD26112100012", "HD26112100012", "HD26112100012"),
        ("JY2611220007，救援到哪了", "JY2611220007", "JY2611220007"),
        ("B-1取消", "B-1", "B-1"),
        ("O-12怎么样了", "O-12", "O-12"),
        ("WO-1023好了吗", "WO-1023", "WO-1023"),
        ("单号 123", "123", "123"),
        ("预约号：8842", "8842", "8842"),
        ("订单号是A12B", "A12B", "A12B"),
        ("编号为20-881", "20-881", "20-881"),
        ("工單號ＧＤ２６１１２１４８２１", "ＧＤ２６１１２１４８２１", "GD2611214821"),
        ("20261118003", "20261118003", "20261118003"),
    ],
)
def test_order_number(text: str, value: str, norm: str) -> None:
    assert of_type("order_no", text) == [(value, norm)]


@pytest.mark.parametrize(
    "text",
    [
        "GL8", "Q5", "CR-V", "Model 3", "MG6", "ID.4", "CT5", "5W-30", "92#", "CX-5换机油", "F-150", "P0301故障码", "MT-07", "205/55R16",
        "订单3000块", "工单2026年的", "京A12345", "沪AD12345", "13800138000", "LSVAM4187C2184847", "2026-11-25", "11-25", "48000公里", "QQ12345678",
        "ES300h", "CS75PLUS", "EA888", "车牌A12345", "订单12", "我的订单", "DOT4", "12V60Ah", "H7灯泡",
    ],
)  # fmt: skip
def test_no_order_number(text: str) -> None:
    assert of_type("order_no", text) == []


def test_masks() -> None:
    assert mask_plate("京A12345") == "京A***45"
    assert mask_plate("沪AD12345") == "沪A***45"
    assert mask_phone("13800135678") == "138****5678"
    assert mask_vin("LSVAM4187C2184847") == "***********184847"
    assert mask_plate("A1") == "***"
    assert mask_phone("12345") == "****2345"
    assert mask_phone("1234") == "****"
    assert mask_vin("123456") == "******"
