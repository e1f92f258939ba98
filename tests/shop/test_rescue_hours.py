"""When rescue goes out, by the words of the policy."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.clock import SHANGHAI
from bot.shop.policy import read_policy, rescue_serves


@pytest.mark.parametrize(
    ("words", "clock", "serves"),
    [
        ("24小时", "03:00", True),
        (None, "03:00", True),
        ("08:00-22:00", "21:59", True),
        ("08:00-22:00", "22:00", False),
        ("每天8:00到20:00", "07:30", False),
        ("18:00-06:00", "02:00", True),
        ("18:00-06:00", "12:00", False),
    ],
)
def test_hours_of_rescue(words: str | None, clock: str, serves: bool) -> None:
    hour, minute = map(int, clock.split(":"))
    policy = read_policy({"rescue": {"available": words}} if words else {})
    assert rescue_serves(policy, datetime(2026, 11, 23, hour, minute, tzinfo=SHANGHAI)) is serves
