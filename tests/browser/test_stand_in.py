"""What the pages do when the line or the server fails, against a stand-in that fails when told to: ``npm run browser``."""

from __future__ import annotations

import subprocess

import pytest

from bot.settings import ROOT

_LONGEST = 600


@pytest.mark.timeout(_LONGEST + 60)
@pytest.mark.usefixtures("_pages")
@pytest.mark.parametrize("script", ["browser", "browser:desk"])
def test_the_pages_with_a_failing_server(script: str) -> None:
    command = ["npm", "run", "--silent", script]
    ran = subprocess.run(command, cwd=ROOT / "web", capture_output=True, text=True, timeout=_LONGEST, check=False)
    passed = [line for line in ran.stdout.splitlines() if line.startswith("ok")]
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"
    assert len(passed) >= 20
