"""Commands on the database: each says what it did, and does it once."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.__main__ import main
from bot.clock import SHANGHAI
from bot.db import Database
from bot.db.crypto import Keyring
from bot.desk.sessions import find_member, open_session
from bot.shop import staff
from bot.shop.models import Staff

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database of its own."""
    address = f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}"
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("BOT_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("BOT_IDENTITY_SECRET", "i" * 40)
    monkeypatch.setenv("BOT_DATA_KEY", Keyring.new_key_text())
    return address


def can_log_in(url: str, name: str, password: str) -> bool:
    async def verify() -> bool:
        database = Database(url)
        async with database.session() as session:
            found = await staff.verify(session, name, password, now=NOW)
        await database.close()
        return found is not None

    return asyncio.run(verify())


def session_of(url: str, name: str) -> str:
    async def open_one() -> str:
        database = Database(url)
        async with database.session() as session:
            person = (await session.scalars(select(Staff).where(Staff.name == name))).one()
            token = await open_session(session, person, now=NOW)
            await session.commit()
        await database.close()
        return token

    return asyncio.run(open_one())


def is_let_in(url: str, token: str) -> bool:
    async def find() -> bool:
        database = Database(url)
        async with database.session() as session:
            found = await find_member(session, token, now=NOW)
        await database.close()
        return found is not None

    return asyncio.run(find())


def printed_password(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.split("密码 ")[1].split("（")[0]


def test_staff_add_and_reset(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["staff", "add", "林晓", "--role", "supervisor"]) == 0
    first = printed_password(capsys)
    assert can_log_in(url, "林晓", first)
    token = session_of(url, "林晓")
    assert is_let_in(url, token)
    assert main(["staff", "add", "林晓"]) == 1
    assert "has an account already" in capsys.readouterr().err
    assert main(["staff", "reset", "林晓"]) == 0
    second = printed_password(capsys)
    assert can_log_in(url, "林晓", second)
    assert not can_log_in(url, "林晓", first)
    assert not is_let_in(url, token)
    assert main(["staff", "reset", "没有这个人"]) == 1
    assert "没有这个人" in capsys.readouterr().err


def test_demo_is_loaded_once_and_its_manager_can_log_in(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "load"]) == 0
    assert can_log_in(url, "店长", printed_password(capsys))
    assert main(["demo", "load"]) == 1
    assert "holds a shop already" in capsys.readouterr().err


def test_a_shop_is_loaded_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "shop.yml"
    file.write_text(
        "world:\n  default_store: one\n  stores:\n    - {id: one, name: 滨江店, vehicles: [car], hours: '08:30-18:00'}\n",
        encoding="utf-8",
    )
    assert main(["shop", "load", str(file)]) == 0
    assert "1 stores" in capsys.readouterr().out
    file.write_text("world: {stores: nothing}\n", encoding="utf-8")
    assert main(["shop", "load", str(file)]) == 1
    assert "stores" in capsys.readouterr().err
    assert main(["shop", "load", str(tmp_path / "missing.yml")]) == 1
    assert "missing.yml" in capsys.readouterr().err


def test_db_says_how_things_stand(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "status"]) == 1
    assert main(["db", "upgrade"]) == 0
    assert "The database is at revision 0" in capsys.readouterr().out
    assert main(["db", "status"]) == 0
