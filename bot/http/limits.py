"""Rate limits: token buckets per visitor, then, generously, per address: many customers sit behind one."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from bot.http.problem import too_many


@dataclass(frozen=True, slots=True)
class Rate:
    """``burst`` at once, and ``per_second`` on average."""

    burst: int
    per_second: float


class Buckets:
    """One token bucket a key. A key that was idle long enough to be full again is forgotten.

    Args:
        now: seconds of a monotonic clock.
        most_keys: when more are known, the full ones are dropped.
    """

    def __init__(self, rate: Rate, now: Callable[[], float], most_keys: int = 20_000) -> None:
        self._rate = rate
        self._now = now
        self._most_keys = most_keys
        self._levels: dict[Hashable, tuple[float, float]] = {}

    def __len__(self) -> int:
        return len(self._levels)

    def wait(self, key: Hashable) -> float:
        """Seconds until ``key`` may act; 0 when it may now."""
        missing = 1.0 - self._level(key, self._now())
        return max(0.0, missing / self._rate.per_second)

    def take(self, key: Hashable) -> float:
        """Count one act of ``key`` and return 0; or count nothing and return the seconds it has to wait."""
        seconds = self.wait(key)
        if seconds:
            return seconds
        now = self._now()
        self._levels[key] = (self._level(key, now) - 1.0, now)
        if len(self._levels) > self._most_keys:
            self._forget(now)
        return 0.0

    def _level(self, key: Hashable, now: float) -> float:
        level, at = self._levels.get(key, (float(self._rate.burst), now))
        return min(float(self._rate.burst), level + (now - at) * self._rate.per_second)

    def _forget(self, now: float) -> None:
        """Drop full buckets; if an attack keeps too many busy, the longest untouched go as well."""
        self._levels = {k: v for k, v in self._levels.items() if self._level(k, now) < self._rate.burst}
        for key in list(self._levels)[: len(self._levels) - self._most_keys // 2]:
            del self._levels[key]


def check(*limits: tuple[Buckets, Hashable]) -> None:
    """Count an act under every limit, or under none.

    Raises:
        Problem: 429 with ``Retry-After``, one of them is reached.
    """
    seconds = max(buckets.wait(key) for buckets, key in limits)
    if seconds:
        raise too_many(seconds)
    for buckets, key in limits:
        buckets.take(key)


def network_of(address: str) -> str:
    """The key of an address limit: the address, or the /64 of an IPv6 one, which a customer is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False))
