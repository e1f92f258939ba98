"""``python -m bot staff``: accounts of the staff desk."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import settings
from bot.cli import CommandError
from bot.cli.database import unit_of_work
from bot.clock import SystemClock
from bot.desk.sessions import end_sessions
from bot.shop import audit, staff
from bot.shop.errors import InvalidValue, NotAllowed
from bot.shop.models import Staff

ACTOR = "cli"
"""Who acts, in the audit trail: whoever has a shell on the server."""
ROLE_TEXT = {"advisor": "服务顾问", "supervisor": "店长", "admin": "管理员"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Actions of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="add an account; prints a random password unless one is given")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", choices=staff.ROLES, default="advisor")
    add.add_argument("--store", metavar="ID", help="the store this person works for")
    change = actions.add_parser("change", help="give an account another role or store")
    change.add_argument("name", metavar="NAME")
    change.add_argument("--role", choices=staff.ROLES)
    change.add_argument("--store", metavar="ID", help="the store this person works for; all: every store")
    reset = actions.add_parser("reset", help="give an account a new password")
    reset.add_argument("name", metavar="NAME")
    for action in (add, reset):
        action.add_argument("--ask", action="store_true", help="ask for the password instead of making one up")


def run(arguments: argparse.Namespace) -> int:
    """Add or reset the account and print its password, unless it was typed in."""
    if arguments.action == "change":
        return _change(arguments)
    password = _asked() if arguments.ask else staff.random_password()
    try:
        asyncio.run(_save(arguments, password))
    except NotAllowed as error:
        raise CommandError(
            f"{arguments.name} has an account already; `staff reset` gives it a new password."
        ) from error
    except InvalidValue as error:
        raise CommandError(
            f"There is no store {arguments.store}."
            if error.field == "store"
            else f"The {error.field} is not allowed; a password has at least {staff.MIN_PASSWORD} characters."
        ) from error
    print(f"员工 {arguments.name}" + ("" if arguments.ask else f"，密码 {password}（只显示这一次）"))
    return 0


async def _save(arguments: argparse.Namespace, password: str) -> None:
    async with unit_of_work(settings.load()) as session:
        now = SystemClock().now()
        if arguments.action == "add":
            account = await staff.create(
                session, arguments.name, password, now=now, role=arguments.role, store_id=arguments.store
            )
            await session.flush()
            rights = {"role": account.role, "store": account.store_id}
            audit.record(session, ACTOR, "staff_added", f"staff:{account.id}", now=now, detail=rights)
            return
        account = await _account(session, arguments.name)
        audit.record(session, ACTOR, "password_reset", f"staff:{account.id}", now=now)
        await staff.set_password(account, password)
        await end_sessions(session, account.id)


def _change(arguments: argparse.Namespace) -> int:
    try:
        role, store = asyncio.run(_appoint(arguments))
    except InvalidValue as error:
        raise CommandError(f"There is no store {arguments.store}.") from error
    print(f"员工 {arguments.name}：{ROLE_TEXT[role]}，{store or '所有门店'}")
    return 0


async def _appoint(arguments: argparse.Namespace) -> tuple[str, str | None]:
    async with unit_of_work(settings.load()) as session:
        account = await _account(session, arguments.name)
        store = {None: account.store_id, "all": None}.get(arguments.store, arguments.store)
        role = arguments.role or account.role
        await staff.appoint(session, account, role=role, store_id=store, actor=ACTOR, now=SystemClock().now())
        return role, store


async def _account(session: AsyncSession, name: str) -> Staff:
    account = await session.scalar(select(Staff).where(Staff.name == name))
    if account is None:
        raise CommandError(f"There is no account {name}.")
    return account


def _asked() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise CommandError("The two passwords differ.")
    return password
