"""Token buckets: bursts pass, floods do not, and what is idle is forgotten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http.limits import Buckets, Rate, check, network_of
from bot.http.problem import Problem


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.floats(0, 10), min_size=1, max_size=60), st.integers(1, 5), st.floats(0.1, 5))
def test_never_more_than_the_burst_and_what_time_brings(pauses: list[float], burst: int, rate: float) -> None:
    seconds = Seconds()
    buckets = Buckets(Rate(burst, rate), seconds)
    passed = 0
    for pause in pauses:
        seconds.now += pause
        passed += buckets.take("key") == 0
        assert passed <= burst + seconds.now * rate + 1e-6


@given(st.integers(1, 5), st.floats(0.1, 5))
def test_after_the_wait_it_passes(burst: int, rate: float) -> None:
    seconds = Seconds()
    buckets = Buckets(Rate(burst, rate), seconds)
    assert [buckets.take("key") for _ in range(burst)] == [0.0] * burst
    wait = buckets.take("key")
    assert wait > 0
    seconds.now += wait + 1e-6
    assert buckets.take("key") == 0


def test_keys_do_not_disturb_each_other() -> None:
    buckets = Buckets(Rate(1, 1), Seconds())
    assert (buckets.take("a"), buckets.take("b")) == (0, 0)
    assert buckets.take("a") > 0


def test_an_act_counts_under_every_limit_or_under_none() -> None:
    seconds = Seconds()
    own, shared = Buckets(Rate(1, 1), seconds), Buckets(Rate(5, 1), seconds)
    check((own, "a"), (shared, "home"))
    for _ in range(10):
        with pytest.raises(Problem) as refused:
            check((own, "a"), (shared, "home"))
        assert refused.value.status == 429
    for visitor in "bcde":
        check((own, visitor), (shared, "home"))
    with pytest.raises(Problem):
        check((own, "f"), (shared, "home"))


def test_memory_is_bounded_even_under_attack() -> None:
    seconds = Seconds()
    buckets = Buckets(Rate(2, 1), seconds, most_keys=100)
    for key in range(1_000):
        buckets.take(key)
    assert len(buckets) <= 101
    seconds.now += 60
    for key in range(1_000, 1_101):
        buckets.take(key)
    assert len(buckets) <= 101


@pytest.mark.parametrize(
    ("address", "key"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("", ""), ("unix", "unix")],
)
def test_the_key_of_an_address(address: str, key: str) -> None:
    assert network_of(address) == key
