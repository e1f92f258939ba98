"""``python -m bot keys``: a new data key, and everything written anew with it."""

from __future__ import annotations

import argparse
import asyncio
import secrets

from bot import settings
from bot.cli import CommandError
from bot.cli.database import opened
from bot.db.crypto import DecryptionError, Keyring, keyring
from bot.db.rotation import rotate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Actions of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("new", help="print BOT_DATA_KEY with a fresh key in front, and BOT_INDEX_KEY as it is")
    actions.add_parser("rotate", help="encrypt everything with the first key; can be stopped and run again")


def run(arguments: argparse.Namespace) -> int:
    """Print the keys, or rotate."""
    found = settings.load()
    if arguments.action == "new":
        fresh = Keyring.new_key_text(f"k{secrets.token_hex(3)}")
        print(f"BOT_DATA_KEY={fresh},{found.data_key}")
        print(f"BOT_INDEX_KEY={found.index_key}")
        return 0
    try:
        changed = asyncio.run(_rotate(found))
    except DecryptionError as error:
        raise CommandError(f"{error}: put the key it was written with into BOT_DATA_KEY and run this again.") from error
    told = ", ".join(f"{count} {name}" for name, count in changed.items())
    print(f"Written anew: {told or 'nothing'}. Everything is encrypted with {keyring().current}; others can go.")
    return 0


async def _rotate(found: settings.Settings) -> dict[str, int]:
    async with opened(found) as database:
        return await rotate(database)
