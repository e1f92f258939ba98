"""``python -m bot demo``: a shop to try things on."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import dataclass

from sqlalchemy import select

from bot import settings
from bot.cli import CommandError
from bot.cli.database import unit_of_work
from bot.clock import SystemClock
from bot.settings import Settings
from bot.shop import staff
from bot.shop.knowledge import load_articles
from bot.shop.models import Store
from bot.shop.staff import random_password
from bot.shop.world import load_file

MANAGER = "店长"
"""The demonstration's account with every right."""


@dataclass(frozen=True, slots=True)
class Login:
    """A staff login whose password is known only now."""

    name: str
    password: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Actions of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("load", help="load the demonstration shop into an empty database")


def run(_arguments: argparse.Namespace) -> int:
    """Load the demonstration and print the staff login."""
    login = asyncio.run(load_demo(settings.load()))
    if login is None:
        raise CommandError("The database holds a shop already; the demonstration is for an empty one.")
    print(f"演示门店已载入。员工登录：{login.name}，密码 {login.password}（只显示这一次）")
    return 0


async def load_demo(config: Settings) -> Login | None:
    """Load the demonstration shop, its articles and a manager's account; None if the database holds a shop already."""
    async with unit_of_work(config) as session:
        if await session.scalar(select(Store.id).limit(1)) is not None:
            return None
        now = SystemClock().now()
        await load_file(session, config.root / "data" / "shop" / "demo.yml", now=now)
        await load_articles(session, config.root / "data" / "knowledge", now=now)
        login = Login(MANAGER, random_password())
        await staff.create(session, login.name, login.password, now=now, role="admin")
        return login
