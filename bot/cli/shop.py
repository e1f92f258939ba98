"""``python -m bot shop``: the description of the shop."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot import settings
from bot.cli import CommandError
from bot.cli.database import unit_of_work
from bot.clock import SystemClock
from bot.shop.world import WorldError, load_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Actions of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    load = actions.add_parser(
        "load", help="load or update stores, hours, calendar, desk, prices and policy from a file"
    )
    load.add_argument("file", type=Path, metavar="FILE", help="a `world` block, as in conversation files")


def run(arguments: argparse.Namespace) -> int:
    """Load the file and say what it described."""
    counts = asyncio.run(_load(arguments.file))
    loaded = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    print(f"Loaded {arguments.file}: {loaded or 'nothing'}.")
    return 0


async def _load(file: Path) -> dict[str, int]:
    async with unit_of_work(settings.load()) as session:
        try:
            return await load_file(session, file, now=SystemClock().now())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except WorldError as error:
            raise CommandError(f"{file} was not loaded; {error}") from error
