"""What handlers work with. The engine is there once the model is loaded; earlier requests must come back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.clock import Clock
from bot.conversation.pictures import PictureUrls
from bot.db import Database
from bot.http.address import client_address
from bot.http.problem import Problem

if TYPE_CHECKING:
    # Importing the engine imports Rasa, which takes seconds: the process answers before that.
    from bot.conversation.engine import Engine
    from bot.settings import Settings


class Services:
    """The parts of this process that requests need; one per application.

    Attributes:
        loaded: the running engine, once there is one.
        migrated: the database was seen to have the tables of this version.
        loading: done when there is one, or when there never will be: then ``failure`` says why.
    """

    def __init__(self, settings: Settings, database: Database, clock: Clock) -> None:
        self.settings = settings
        self.database = database
        self.clock = clock
        self.loaded: Engine | None = None
        self.failure: str | None = None
        self.migrated = False
        self.loading: asyncio.Task[None] | None = None
        self.pictures = PictureUrls(settings.secret_key)

    @property
    def model_state(self) -> str | None:
        """What keeps the model from answering, in Chinese; None when nothing does."""
        if self.loaded is not None:
            return None
        return f"模型无法加载：{self.failure}" if self.failure else "模型正在加载"

    @property
    def engine(self) -> Engine:
        """The running engine.

        Raises:
            Problem: 503, it is still being loaded.
        """
        if self.loaded is None:
            raise Problem(503, "系统正在启动，请稍候", {"Retry-After": "2"})
        return self.loaded

    def link(self, picture_id: str) -> str:
        """An address at which a picture can be read for ten minutes from now."""
        return self.pictures.url(picture_id, self.clock.now())

    def address_of(self, request: web.Request) -> str:
        """The client's address, behind trusted proxies."""
        return client_address(request, self.settings.trusted_proxies)


SERVICES: web.AppKey[Services] = web.AppKey("services", Services)


def services(request: web.Request) -> Services:
    """The services of the application that handles ``request``."""
    found: Any = request.config_dict[SERVICES]
    assert isinstance(found, Services)
    return found
