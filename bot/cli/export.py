"""``python -m bot export``: a copy of everything that is held about a customer."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from bot import settings
from bot.cli import CommandError
from bot.cli.database import unit_of_work
from bot.clock import SystemClock
from bot.conversation.copies import copy_of
from bot.shop import customers
from bot.shop.errors import NotFound


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("customer", metavar="CUSTOMER", help="id or phone of the customer")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write there, readable for you alone")


def run(arguments: argparse.Namespace) -> int:
    """Print the copy as JSON, or write it to a file."""
    copied = asyncio.run(_copy(arguments.customer))
    text = json.dumps(copied, ensure_ascii=False, indent=2)
    if arguments.output is None:
        print(text)
        return 0
    try:
        arguments.output.touch(mode=0o600)
        arguments.output.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{arguments.output} cannot be written: {error.strerror}.") from error
    print(f"Wrote what is held about the customer to {arguments.output}.", file=sys.stderr)
    return 0


async def _copy(who: str) -> dict[str, Any]:
    async with unit_of_work(settings.load()) as session:
        found = await customers.find_by_phone(session, who)
        try:
            return await copy_of(session, found.id if found else who, actor="cli", now=SystemClock().now())
        except NotFound:
            raise CommandError(f"There is no customer with the id or phone {who}.") from None
