"""A page that read something a while ago and heard what happened since shows what a page shows that reads it now.

The stories are played at the real server; the pages' own code folds them, in ``web/tests/replay``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from bot.clock import ManualClock
from bot.conversation import gather
from bot.http.services import Services
from bot.settings import ROOT
from tests.channels.page import Visitor
from tests.desk.histories import Story
from tests.desk.people import Clerk, employ

WEB = ROOT / "web"
STORIES, STEPS, MOMENTS = 2, 70, 7


async def test_stale_state_and_the_events_since_are_the_fresh_state(
    client: TestClient,
    parts: Services,
    clock: ManualClock,
    zhou: Clerk,
    boss: Clerk,
    arrive: Callable[..., Awaitable[Visitor]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vitest = WEB / "node_modules" / ".bin" / "vitest"
    if shutil.which("node") is None or not vitest.exists():
        pytest.skip("the front end is not installed; `make test` does that")
    monkeypatch.setattr(gather, "QUIET", 0.01)
    meng = await employ(client, "孟婷", store_id="campus")
    stories = []
    for seed in range(STORIES):
        story = Story(parts, clock, [await arrive() for _ in range(3)], [zhou, meng, boss])
        stories.append(await story.play(seed, STEPS, MOMENTS))
    histories = tmp_path / "histories.json"
    histories.write_text(json.dumps(stories, ensure_ascii=False), encoding="utf-8")
    replayed = subprocess.run(
        [vitest, "run", "--config", "tests/replay/vitest.config.ts"],
        cwd=WEB,
        env={**os.environ, "HISTORIES": str(histories)},
        capture_output=True,
        text=True,
    )
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
