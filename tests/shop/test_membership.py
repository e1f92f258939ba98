"""Rules of membership and coupons in the shop's own words, however they are nested."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.shop.membership import coupon_text, rule_text
from bot.shop.recalls import find_recalls, recall_text


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("金卡", "工时88折", "金卡：工时88折"),
        ("points_per_yuan_off", 50, "50积分抵1元"),
        ("蓝卡", {"工时": "9折", "洗车": "每月1次"}, "蓝卡：工时9折，洗车每月1次"),
        ("黑卡", ["工时8折", "免费取送"], "黑卡：工时8折、免费取送"),
    ],
)
def test_rules(name: str, value: Any, text: str) -> None:
    assert rule_text(name, value) == text


def test_coupons_tell_their_last_day() -> None:
    today = date(2026, 11, 24)
    assert coupon_text({"name": "洗车券", "expires": "2026-11-24"}, today) == "洗车券（2026-11-24到期）"
    assert coupon_text({"name": "洗车券", "expires": "2026-11-23"}, today) == "洗车券（2026-11-23已过期）"
    assert coupon_text({"name": "洗车券"}, today) == "洗车券"


def test_recalls_in_chinese_keys_and_lists() -> None:
    row = {"品牌": "大众", "车型": ["朗逸", "宝来"], "内容": "燃油泵可能失效", "措施": "免费更换"}
    assert find_recalls([row], brand="大众", model="朗逸") == [row]
    assert find_recalls([row], brand="大众", model="速腾") == []
    assert recall_text(row) == "燃油泵可能失效；免费更换"
    vins = {"vins": ["LSVAM4187C2184847"], "text": "气囊"}
    assert find_recalls([vins], vin="LSVAM4187C2184847") == [vins]
    assert find_recalls([vins], vin="LSVAM4187C2184848") == []
    assert recall_text({"brand": "丰田", "model": "卡罗拉"}) == "丰田、卡罗拉"
