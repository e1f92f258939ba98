"""The one composition root: settings in, application out."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import web
from sqlalchemy.exc import IntegrityError

from bot.channels import endpoints as customers
from bot.channels.endpoints import customer_endpoints
from bot.channels.tokens import VisitorTokens
from bot.channels.web import WebChannel
from bot.clock import Clock, SystemClock
from bot.conversation.models import DeskCounter
from bot.db import Database
from bot.db.crypto import Keyring, install_keyring
from bot.db.migrate import ensure_current
from bot.desk import schemas as desk_schemas
from bot.desk.endpoints import rows as desk
from bot.desk.routes import desk_endpoints
from bot.http.body import LARGEST_BODY
from bot.http.endpoint import Endpoint, describing
from bot.http.headers import add_security_headers
from bot.http.health import health_endpoints
from bot.http.pages import page_routes
from bot.http.problem import is_database_away, problem_middleware
from bot.http.services import SERVICES, Services
from bot.http.streams import OPEN_STREAMS, Streams
from bot.http.watch import watch_middleware
from bot.settings import Settings

if TYPE_CHECKING:
    # Importing these imports Rasa, which takes seconds: they are loaded in a thread once the server listens.
    from bot.brain.brain import Brain
    from bot.conversation.engine import Engine

logger = logging.getLogger(__name__)

_SHUTDOWN_SECONDS = 3.0
_TRY_DATABASE_AGAIN = 1.0
_THE_ONLY_ROW = 1

LoadBrain = Callable[[Settings], "Brain"]


def create_app(
    settings: Settings, *, clock: Clock | None = None, load_brain: LoadBrain | None = None
) -> web.Application:
    """The application. It can listen at once: the model is loaded meanwhile, and ``/readyz`` tells when.

    Args:
        load_brain: for processes that already hold a model.
    """
    install_keyring(Keyring.from_text(settings.data_key, settings.index_key))
    parts = Services(settings, Database(settings.database_url), clock or SystemClock())
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[watch_middleware, problem_middleware])
    app[SERVICES] = parts
    app[OPEN_STREAMS] = Streams()
    app.add_routes([endpoint.route() for endpoint in _endpoints(parts)])
    app.add_routes(page_routes(settings.root / "web" / "dist", settings.embed_origins))
    app.on_response_prepare.append(add_security_headers)
    app.on_shutdown.append(_close_streams)
    app.cleanup_ctx.append(_running(load_brain or load_current_brain))
    return app


def runner_for(app: web.Application) -> web.AppRunner:
    """The runner that serves ``app``: requests of clients that left are cancelled, and stopping is quick."""
    return web.AppRunner(
        app, handler_cancellation=True, shutdown_timeout=_SHUTDOWN_SECONDS, access_log=None
    )


def load_current_brain(settings: Settings) -> Brain:
    """The brain on the model of the sources as they are; blocks for seconds.

    Raises:
        ModelUnavailable: it has not been trained.
    """
    from bot.brain.brain import Brain
    from bot.brain.model import ModelUnavailable
    from bot.nlu.wants import find_wants
    from bot.training import current_model

    model = current_model(settings.root)
    if model is None:
        raise ModelUnavailable("no current model: run `python -m bot train`")
    brain = Brain(model, find_wants)
    # What the model holds lives as long as the process: frozen, collections no longer walk it (0.2 s each).
    gc.collect()
    gc.freeze()
    return brain


async def prepare_database(settings: Settings) -> None:
    """Create the tables of an empty database, and the row that counts the desk's events.

    Raises:
        OutdatedDatabase: another version made the tables; it says what to run.
    """
    await ensure_current(settings.database_url)
    database = Database(settings.database_url)
    try:
        async with database.session() as session:
            if await session.get(DeskCounter, _THE_ONLY_ROW) is None:
                session.add(DeskCounter(id=_THE_ONLY_ROW, next_seq=1))
                # Processes may start together: then another one has just added it.
                with suppress(IntegrityError):
                    await session.commit()
    finally:
        await database.close()


def _endpoints(parts: Services) -> list[Endpoint]:
    channel = WebChannel(VisitorTokens(parts.settings.secret_key), parts.settings.identity_secret)
    endpoints = [*customer_endpoints(channel), *desk_endpoints(), *health_endpoints()]
    described = describing(
        "/api/v1/openapi.json",
        endpoints,
        desk_schemas.SCHEMAS | customers.SCHEMAS,
        desk.SECURITY_SCHEMES | customers.SECURITY_SCHEMES,
        title="车小服",
        version="1",
    )
    return [*endpoints, described]


def _running(load_brain: LoadBrain) -> Callable[[web.Application], AsyncIterator[None]]:
    async def running(app: web.Application) -> AsyncIterator[None]:
        parts = app[SERVICES]
        parts.loading = asyncio.create_task(_bring_up(parts, load_brain), name="loading")
        yield
        parts.loading.cancel()
        await asyncio.gather(parts.loading, return_exceptions=True)
        if parts.loaded is not None:
            await parts.loaded.stop()
        await parts.database.close()

    return running


async def _bring_up(parts: Services, load_brain: LoadBrain) -> None:
    try:
        brain = await asyncio.to_thread(load_brain, parts.settings)
        parts.loaded = await _started(parts, brain)
    except Exception as error:
        logger.exception("the model cannot be used")
        parts.failure = str(error)
        return
    await _warm_up(parts)


async def _warm_up(parts: Services) -> None:
    """Index the articles, off the loop and after readiness; without it the first question does."""
    from actions.advice import warm_up

    try:
        async with parts.database.session() as session:
            await warm_up(session)
    except Exception:
        logger.warning("the articles could not be indexed ahead", exc_info=True)


async def _started(parts: Services, brain: Brain) -> Engine:
    from bot.conversation.engine import Engine
    from bot.conversation.outbox import Sender, SmsLog
    from bot.conversation.quotes import REMINDER, QuoteReminder
    from bot.conversation.sms import SmsGateway

    found = parts.settings
    sms: Sender = SmsLog(parts.database, shown=found.shows_messages)
    if found.sms_url:
        sms = SmsGateway(found.sms_url, found.sms_token, found.sms_template)
    senders: dict[str, Sender] = {"sms": sms, REMINDER: QuoteReminder(parts.database, brain.phrase)}
    while True:
        engine = Engine(parts.database, brain, parts.clock, senders)
        try:
            await engine.start()
            return engine
        except BaseException as error:
            await engine.stop()
            if not is_database_away(error):
                raise
            logger.warning("database away, trying again: %s", type(error).__name__)
        await asyncio.sleep(_TRY_DATABASE_AGAIN)


async def _close_streams(app: web.Application) -> None:
    await app[OPEN_STREAMS].close()
