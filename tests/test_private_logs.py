"""Whole conversations with known phones, plates, VINs and words: nothing of them in any log or figure."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from prometheus_client import generate_latest

from bot.brain.brain import Brain
from bot.converse.player import Player
from bot.converse.script import Conversation, read_script
from bot.converse.stage import Stage
from bot.logs import configure

FILES = ("privacy.yml", "identity.yml", "progress.yml", "danger_rescue.yml")
VIN = "LSVAM4187C2184847"


def scripts() -> list[Conversation]:
    dialogues = Path(__file__).parent / "dialogues"
    return [script for name in FILES for script in read_script(dialogues / name)[:4]]


def personal(script: Conversation) -> set[str]:
    """Phones, names, plates of the shop's customers, and every sentence that is typed."""
    given = script.given
    values = {str(c[key]) for c in given.get("customers") or () for key in ("phone", "name") if c.get(key)}
    values |= {str(v["plate"]) for kind in ("vehicles", "orders") for v in given.get(kind) or () if v.get("plate")}
    values |= {str(turn["user"]) for turn in script.turns if len(str(turn.get("user", ""))) >= 6}
    return values | {str(value) for value in given.get("secrets") or ()}


@pytest.fixture
def _as_served() -> Iterator[None]:
    """Logging as ``python -m bot`` sets it up."""
    before = structlog.get_config()
    levels = {name: logging.getLogger(name).level for name in ("bot", "rasa", "rasa_sdk", "sqlalchemy", "aiosqlite")}
    configure()
    yield
    structlog.configure(**before)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.usefixtures("_as_served")
async def test_no_conversation_leaves_a_trace_in_logs_or_figures(
    brain: Brain, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for noisy in ("aiosqlite", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    stage = Stage(brain)
    await stage.prepare()
    secrets = {VIN}
    try:
        for script in scripts():
            secrets |= personal(script)
            script.turns.append({"user": f"车架号{VIN}，帮我看看有没有召回"})
            async with stage.set(script) as play:
                await Player(script, play).run()
    finally:
        stage.close()
    assert len(secrets) >= 40
    shown = caplog.text + "".join(capfd.readouterr()) + generate_latest().decode()
    assert "chexiaofu_turns_total" in shown
    assert [secret for secret in secrets if stands_in(secret, shown)] == []


def stands_in(secret: str, shown: str) -> bool:
    """Whether ``shown`` holds the secret; digits only as a number of their own, for 000000 is in many a fraction."""
    if secret.isdigit():
        return re.search(rf"(?<![\d.]){secret}(?!\d)", shown) is not None
    return secret in shown
