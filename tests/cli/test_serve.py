"""Starting a server: what is refused, and what is said."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli import CommandError
from bot.cli.serve import bind
from bot.settings import ROOT


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that someone listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("BOT_IDENTITY_SECRET", "i" * 40)
    monkeypatch.setenv("BOT_DATA_KEY", "k1:" + "A" * 43 + "=")


def test_a_taken_port_is_one_sentence(taken: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--check", "--port", str(taken)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"Port {taken} is taken: stop what uses it, or choose another with --port."
    ]


def test_check_says_nothing_when_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert main(["serve", "--check", "--port", str(port)]) == 0
    assert capsys.readouterr() == ("", "")


def test_an_address_of_another_machine_is_named() -> None:
    with pytest.raises(CommandError, match=r"192\.0\.2\.1"):
        bind("192.0.2.1", 8000)


def test_several_workers_need_postgresql(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}"
    try:
        assert main(["serve", "--check", "--workers", "2"]) == 1
    finally:
        del os.environ["DATABASE_URL"]
    assert "PostgreSQL" in capsys.readouterr().err


def test_weak_secrets_stay_on_this_machine(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("BOT_SECRET_KEY", "change-me")
    assert main(["serve", "--check", "--host", "0.0.0.0"]) == 1
    assert "BOT_SECRET_KEY" in capsys.readouterr().err


def test_workers_are_replaced_when_they_die_and_stopped_together(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, signal, sys\n"
        "from bot.cli.workers import supervise\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "def work(number):\n"
        "    (folder / f'{number}-{os.getpid()}').touch()\n"
        "    signal.sigwait([signal.SIGTERM])\n"
        "    return 0\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, []); sys.exit(supervise(2, work))\n"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT)

    def started(count: int) -> list[str]:
        deadline = time.monotonic() + 20
        while len(found := sorted(path.name for path in tmp_path.iterdir())) < count:
            assert time.monotonic() < deadline, found
            time.sleep(0.05)
        return found

    try:
        first = started(2)[0]
        os.kill(int(first.split("-")[1]), signal.SIGKILL)
        names = started(3)
        assert [name.split("-")[0] for name in names].count(first.split("-")[0]) == 2
    finally:
        supervisor.terminate()
    assert supervisor.wait(timeout=20) == 0
    for name in names:
        with pytest.raises(ProcessLookupError):
            os.kill(int(name.split("-")[1]), 0)
