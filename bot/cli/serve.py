"""``python -m bot serve``: everything on one address."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import errno
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from bot import settings as configuration
from bot.cli import CommandError
from bot.settings import ROOT, Settings
from bot.training import current_model

if TYPE_CHECKING:
    from bot.cli.demo import Login


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--host", help="address to listen on (default: BOT_HOST, 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default: BOT_PORT, 8000)")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes; above 1 needs PostgreSQL")
    parser.add_argument("--demo", action="store_true", help="load the demonstration shop if the database is empty")
    parser.add_argument("--check", action="store_true", help="check settings and port, and stop")


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop.

    Raises:
        CommandError, SettingsError: something is wrong that is better said than tried.
    """
    start = time.monotonic()
    settings = configuration.load()
    host, port = arguments.host or settings.host, arguments.port or settings.port
    settings.check_exposure(host)
    settings = dataclasses.replace(settings, host=host)
    if arguments.workers > 1 and settings.is_sqlite:
        raise CommandError("--workers above 1 needs PostgreSQL (DATABASE_URL): SQLite serves one process.")
    listening = bind(host, port)
    if arguments.check:
        return 0
    _train_if_needed()
    login = asyncio.run(_prepare(settings, demo=arguments.demo))

    from bot.cli.process import Announcement, serve

    announcement = Announcement(host, port, start, login, _messages(settings))
    if arguments.workers == 1:
        return asyncio.run(serve(settings, listening, announcement))
    from bot.app import load_current_brain
    from bot.cli.workers import supervise

    brain = load_current_brain(settings)  # once, before the processes part: they share its memory

    def work(number: int) -> int:
        return asyncio.run(serve(settings, listening, announcement if number == 0 else None, lambda _: brain))

    return supervise(arguments.workers, work)


def _messages(settings: Settings) -> str:
    if settings.sms_url:
        return "通过 BOT_SMS_URL 发送"
    shown = "，并显示在顾客页面上" if settings.shows_messages else "，顾客收不到验证码：请设置 BOT_SMS_URL"
    return f"未设置 BOT_SMS_URL，只记录（python -m bot sms 查看）{shown}"


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to ``host`` and ``port``, not listening yet.

    Raises:
        CommandError: the port is taken, or the address is not this machine's.
    """
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise CommandError(f"Port {port} is taken: stop what uses it, or choose another with --port.") from error
        raise CommandError(f"Cannot listen on {host}, port {port}: {error}.") from error
    return listening


def _train_if_needed() -> None:
    # In a process of its own: training imports TensorFlow, whose memory serving would keep.
    if current_model() is None and subprocess.run([sys.executable, "-m", "bot", "train"], cwd=ROOT).returncode:
        raise CommandError("The model could not be trained; the reason is above.")


async def _prepare(settings: Settings, *, demo: bool) -> Login | None:
    from bot.app import prepare_database
    from bot.cli.demo import load_demo
    from bot.db.migrate import OutdatedDatabase

    try:
        await prepare_database(settings)
    except OutdatedDatabase as error:
        raise CommandError(str(error)) from error
    return await load_demo(settings) if demo else None
