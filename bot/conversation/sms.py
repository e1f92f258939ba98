"""Text messages through the shop's provider: one HTTP call a message, with an id by which repeats are dropped."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp

logger = logging.getLogger(__name__)

_TIMEOUT = aiohttp.ClientTimeout(total=10)
_TRY_AGAIN = (408, 425, 429)


class NotSent(Exception):
    """The provider did not take the message now; the outbox tries again."""


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """Posts ``{"id", "phone", "text", "template", "params"}`` as JSON to the provider, or to the adapter before it.

    Any 2xx is success. A refusal (4xx) is final: the same message again would be refused again.

    Attributes:
        token: sent as ``Authorization: Bearer``, if there is one.
        template: the provider's template for one-time codes; ``params`` then fill it.
    """

    url: str
    token: str = ""
    template: str = ""

    async def __call__(self, item_id: str, payload: dict[str, Any], now: datetime) -> str | None:
        """Send it.

        Raises:
            NotSent: the provider cannot be reached, or is busy or broken.
        """
        headers = {"Idempotency-Key": item_id} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        body: dict[str, Any] = {"id": item_id, "phone": payload["phone"], "text": payload["text"]}
        if payload.get("params"):
            body |= {"template": self.template, "params": payload["params"]}
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT) as client,
                client.post(self.url, json=body, headers=headers, allow_redirects=False) as response,
            ):
                status = response.status
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise NotSent(type(error).__name__) from None
        if status >= 500 or 300 <= status < 400 or status in _TRY_AGAIN:
            raise NotSent(f"status {status}")
        if status >= 400:
            logger.error("the SMS provider refused message %s: status %d", item_id, status)
        return None
