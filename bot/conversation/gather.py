"""Gathering: what a customer types in several bubbles becomes one turn.

Text waits for a quiet window, or while the customer is typing a little longer; whatever must not wait does not.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.conversation.turns import DatabaseAway

logger = logging.getLogger(__name__)

QUIET = 0.4
"""Seconds of silence after which a turn begins."""
TYPING_LASTS = 2.0
"""Seconds for which a typing signal holds the turn back."""
LONGEST = 3.0
"""Seconds after the first message at which a turn begins in any case."""

_RETRY_AFTER = 0.5


@dataclass(slots=True)
class _Window:
    first: float
    last: float
    urgent: bool
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class Gatherer:
    """One task per conversation that has something to handle; it alone runs turns of that conversation here."""

    def __init__(self, run_turn: Callable[[str], Awaitable[bool]]) -> None:
        self._run_turn = run_turn
        self._windows: dict[str, _Window] = {}
        self._typing: dict[str, float] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._stopped = False

    def arrived(self, conversation_id: str, *, urgent: bool) -> None:
        """Something is to be handled; ``urgent`` ends the window at once."""
        if self._stopped:
            return
        now = asyncio.get_running_loop().time()
        self._typing.pop(conversation_id, None)  # what was being typed has arrived
        window = self._windows.get(conversation_id)
        if window is None:
            self._windows[conversation_id] = _Window(now, now, urgent)
        else:
            window.last, window.urgent = now, window.urgent or urgent
            window.changed.set()
        if conversation_id not in self._tasks:
            task = asyncio.create_task(self._work(conversation_id), name=f"turns of {conversation_id}")
            self._tasks[conversation_id] = task

    def typing(self, conversation_id: str) -> None:
        """The customer is typing: an open window waits a little longer."""
        self._typing[conversation_id] = asyncio.get_running_loop().time()
        if len(self._typing) > 10_000:
            self._typing.clear()

    async def stop(self) -> None:
        """Let running turns finish and take no more."""
        self._stopped = True
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _work(self, conversation_id: str) -> None:
        try:
            while (window := self._windows.get(conversation_id)) is not None:
                await self._quiet(conversation_id, window)
                del self._windows[conversation_id]
                await self._run_all(conversation_id)
        finally:
            del self._tasks[conversation_id]

    async def _quiet(self, conversation_id: str, window: _Window) -> None:
        loop = asyncio.get_running_loop()
        while not window.urgent and not self._stopped:
            typing_until = self._typing.get(conversation_id, 0.0) + TYPING_LASTS
            until = min(max(window.last + QUIET, typing_until), window.first + LONGEST)
            remaining = until - loop.time()
            if remaining <= 0:
                return
            window.changed.clear()
            try:
                await asyncio.wait_for(window.changed.wait(), remaining)
            except asyncio.TimeoutError:
                continue

    async def _run_all(self, conversation_id: str) -> None:
        while True:
            try:
                if not await self._run_turn(conversation_id):
                    return
            except DatabaseAway as error:
                logger.warning("database away, turn of %s waits: %s", conversation_id, error)
                if self._stopped:
                    return
                await asyncio.sleep(_RETRY_AFTER)
            except Exception:
                logger.exception("turn of %s could not be run", conversation_id)
                return
