"""Every conversation of tests/dialogues, through the real model, actions, engine and a fresh database."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.brain.brain import Brain
from bot.converse.command import play
from bot.converse.script import Conversation, read_script
from bot.converse.stage import Stage

FILES = sorted((Path(__file__).parent / "dialogues").glob("*.yml"))
SCRIPTS = [script for path in FILES for script in read_script(path)]


@pytest.fixture(scope="module")
def stage(brain: Brain) -> Iterator[Stage]:
    stage = Stage(brain)
    yield stage
    stage.close()


def test_there_are_enough_conversations() -> None:
    assert len(SCRIPTS) >= 30
    assert len({script.id for script in SCRIPTS}) == len(SCRIPTS)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.id)
def test_conversation(script: Conversation, stage: Stage) -> None:
    async def played() -> list[str]:
        await stage.prepare()
        result = await play(stage, script)
        return [f"after {check['after']}: {check['why']}" for check in result["checks"] if not check["ok"]]

    assert asyncio.run(played()) == []
