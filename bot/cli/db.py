"""``python -m bot db``: the tables of the database."""

from __future__ import annotations

import argparse
import asyncio

from bot import settings
from bot.db import migrate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Actions of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("upgrade", help="create or migrate the tables; make a backup first")
    actions.add_parser("status", help="say whether the tables fit this version; exit code 1 if not")


def run(arguments: argparse.Namespace) -> int:
    """Upgrade, or say how things stand."""
    url = settings.load().database_url
    if arguments.action == "upgrade":
        print(f"The database is at revision {asyncio.run(migrate.upgrade(url))}.")
        return 0
    current = asyncio.run(migrate.is_current(url))
    print(
        "The tables fit this version."
        if current
        else "The tables do not fit this version: run `python -m bot db upgrade`."
    )
    return 0 if current else 1
