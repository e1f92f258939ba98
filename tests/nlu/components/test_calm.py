"""Plate, phone, time and service alone are no emergency; a failure beside them is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bot.brain.brain import Brain


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("粤B1C38L 13900010110", False),
        ("车牌浙A73K58，电话13806512749", False),
        ("明天上午九点洗车 浙A73K58 13806512749", False),
        ("浙A73K58刹车没了", True),
        ("浙A73K58 车头着火了", True),
        ("着火了", True),
        ("浙A73K58 麻利点行不行", False),
        ("前头还排着几个", False),
        ("哎哟急死人了，能不能快些", False),
        ("我一肚子火你晓得不", False),
        ("你们生意挺火的呀", False),
        ("你家生意真火 人都站到门口去了", False),
        ("急死人了，车头在冒烟", True),
        ("火气别那么大，我车真着火了", True),
    ],
)
def test_values_alone_report_no_danger(brain: Brain, text: str, danger: bool) -> None:
    assert (brain.understand(text)["intent"]["name"] == "report_danger") is danger
