"""Wake-ups: tell waiting streams that a log has grown. They carry ids only, and losing one costs a second."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

DESK = "desk"
"""The topic of the desk's log; every other topic is a conversation's id."""


class Waker:
    """Topics that streams wait on, and ephemeral signals (typing, read) that go to whoever listens now."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self.forward: Callable[[Iterable[str]], None] | None = None

    @asynccontextmanager
    async def listen(self, topic: str) -> AsyncIterator[Listener]:
        """A listener of ``topic`` for as long as the block runs."""
        listener = Listener()
        self._listeners[topic].add(listener)
        try:
            yield listener
        finally:
            self._listeners[topic].discard(listener)
            if not self._listeners[topic]:
                del self._listeners[topic]

    def wake(self, topics: Iterable[str]) -> None:
        """Something was committed under these topics: wake whoever listens, here and in other processes."""
        topics = list(topics)
        self.wake_here(topics)
        if self.forward is not None:
            self.forward(topics)

    def wake_here(self, topics: Iterable[str]) -> None:
        """Wake the listeners of this process."""
        for topic in topics:
            for listener in self._listeners.get(topic, ()):
                listener.woken.set()

    def signal(self, topic: str, event: dict[str, Any]) -> None:
        """Pass an event without seq to present listeners; it is never replayed."""
        for listener in self._listeners.get(topic, ()):
            if len(listener.signals) < 20:
                listener.signals.append(event)
            listener.woken.set()

    def topics(self) -> set[str]:
        """What anybody listens to in this process."""
        return set(self._listeners)


class Listener:
    """One waiting stream."""

    def __init__(self) -> None:
        self.woken = asyncio.Event()
        self.signals: list[dict[str, Any]] = []

    async def wait(self, seconds: float) -> bool:
        """Wait for a wake-up at most ``seconds`` long; whether one came. Clears it."""
        try:
            await asyncio.wait_for(self.woken.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        self.woken.clear()
        return True

    def take_signals(self) -> list[dict[str, Any]]:
        """The signals that came since the last call."""
        taken, self.signals = self.signals, []
        return taken
