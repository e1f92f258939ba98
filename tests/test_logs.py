"""Logs: what this process says about itself names nobody."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.db import Database
from bot.logs import MaskingFormatter, configure, masked


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = structlog.get_config()
    levels = {name: logging.getLogger(name).level for name in ("bot", "rasa", "rasa_sdk")}
    yield
    structlog.configure(**before)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("KeyError: '13812345678'", "KeyError: '138****5678'"),
        ("+86 138 1234 5678 来电", "138****5678 来电"),
        ("车牌沪A12345不在", "车牌沪A***45不在"),
        ("京AD12345", "京A***45"),
        ("沪a·12345", "沪A***45"),
        ("LSVAM4187C2184847", "***********184847"),
        ("order 20261123000112345678", "order 20261123000112345678"),
        ("POST /api/v1/messages 202 12 ms", "POST /api/v1/messages 202 12 ms"),
    ],
)
def test_phones_plates_and_vins_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_a_traceback_is_masked_too() -> None:
    try:
        raise KeyError("13812345678")
    except KeyError:
        record = logging.LogRecord("bot", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    text = MaskingFormatter().format(record)
    assert "KeyError: '138****5678'" in text
    assert "13812345678" not in text


def test_rasa_does_not_tell_what_people_say(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    log = structlog.get_logger("rasa.core.processor")
    log.debug("processor.slots.log", slot_values="booking_phone: secret")
    log.warning("message.parsing.failed", text="secret")
    log.error("nlu.failed", text="secret")
    shown = "".join(capsys.readouterr())
    assert "secret" not in shown
    assert "nlu.failed" in shown


async def test_an_error_of_the_database_does_not_tell_what_was_written(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'x.db'}")
    async with database.writer.connect() as connection:
        with pytest.raises(OperationalError) as raised:
            await connection.execute(text("INSERT INTO nowhere VALUES (:phone)"), {"phone": "13812345678"})
    await database.close()
    assert "13812345678" not in str(raised.value)


def test_requests_are_logged() -> None:
    configure()
    assert logging.getLogger("bot.access").isEnabledFor(logging.INFO)
    assert not logging.getLogger("rasa.core").isEnabledFor(logging.INFO)
