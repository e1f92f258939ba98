"""``python -m bot retention``: delete what is too old now, as the server does once a day."""

from __future__ import annotations

import argparse
import asyncio

from bot import settings
from bot.cli.database import opened
from bot.clock import SystemClock
from bot.conversation import retention


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(_arguments: argparse.Namespace) -> int:
    """Run it and say what was deleted."""
    done = asyncio.run(_run())
    told = ", ".join(f"{count} {name}" for name, count in done.items() if count)
    print(f"Deleted what is too old: {told or 'nothing'}.")
    return 0


async def _run() -> dict[str, int]:
    async with opened(settings.load()) as database:
        return await retention.run(database, now=SystemClock().now())
