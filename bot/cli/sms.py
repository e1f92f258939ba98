"""``python -m bot sms``: the text messages that were logged because no gateway is set."""

from __future__ import annotations

import argparse
import asyncio

from sqlalchemy import select

from bot import settings
from bot.cli.database import unit_of_work
from bot.conversation.models import SmsLogEntry
from bot.nlu.readers import mask_phone

_LATEST = 20


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(_arguments: argparse.Namespace) -> int:
    """Print the latest, the newest last."""
    lines = asyncio.run(_latest())
    print("\n".join(lines) if lines else "No text message was logged.")
    return 0


async def _latest() -> list[str]:
    async with unit_of_work(settings.load()) as session:
        newest = select(SmsLogEntry).order_by(SmsLogEntry.at.desc()).limit(_LATEST)
        rows = list(await session.scalars(newest))
    return [f"{row.at:%m-%d %H:%M:%S}  {mask_phone(row.phone)}  {row.text}" for row in reversed(rows)]
