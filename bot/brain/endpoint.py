"""Custom actions run in this process instead of behind an HTTP server."""

from __future__ import annotations

import copy
import json
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection


class TurnAborted(BaseException):
    """An action failed. Not an ``Exception``, because Rasa swallows those and goes on with half a turn.

    The exception that the action raised is its ``__cause__``.
    """


class InProcessActions(EndpointConfig):
    """The action endpoint of a processor: hands each call to a local executor."""

    def __init__(self, package: str = "actions") -> None:
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    @property
    def names(self) -> frozenset[str]:
        """Names of the registered actions."""
        return frozenset(self._executor.actions)

    async def request(self, method: str = "post", **kwargs: Any) -> Any:
        """Run the action that Rasa would have posted to a server.

        Raises:
            ClientResponseError: the action refused to run (Rasa's protocol for a rejection).
            TurnAborted: it failed.
        """
        call = dict(kwargs["json"])
        call["tracker"] = {**call["tracker"], "slots": copy.deepcopy(call["tracker"]["slots"])}
        try:
            return await self._executor.run(call)
        except ActionExecutionRejection as rejection:
            refusal = {"action_name": rejection.action_name, "error": str(rejection)}
            raise ClientResponseError(400, "rejected", json.dumps(refusal)) from rejection
        except Exception as error:
            raise TurnAborted(call.get("next_action")) from error
