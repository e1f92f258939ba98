"""``python -m bot audit``: whether anybody changed or removed what the audit trail says."""

from __future__ import annotations

import argparse
import asyncio

from bot import settings
from bot.cli.database import unit_of_work
from bot.shop import audit
from bot.shop.audit import Verified


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Actions of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("verify", help="walk the chain of entries; exit code 1 if it is broken")


def run(_arguments: argparse.Namespace) -> int:
    """Walk it and say what was found."""
    found = asyncio.run(_verify())
    older = f", {found.unsealed} older ones are not sealed" if found.unsealed else ""
    print(f"{found.entries} entries are as they were written{older}.")
    if found.broken is not None:
        print(f"The chain is broken: {found.broken}.")
    return 1 if found.broken is not None else 0


async def _verify() -> Verified:
    async with unit_of_work(settings.load()) as session:
        return await audit.verify(session)
