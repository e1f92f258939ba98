"""Steps of the set-up: each says what it does and how long it took; what is missing is one clear sentence."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent


class SetupError(Exception):
    """The set-up cannot go on; the message says why and what to do, in one sentence."""


@contextmanager
def step(name: str) -> Iterator[None]:
    """Announce a step and, when it is done, its time."""
    say(f"→ {name} …")
    start = time.monotonic()
    yield
    say(f"✓ {name}: {time.monotonic() - start:.1f} s")


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)


def run(command: Sequence[str | Path], cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> None:
    """Run a command whose output the user sees.

    Raises:
        SetupError: it failed.
    """
    code = status(command, cwd, env)
    if code:
        shown = " ".join(os.path.relpath(part, ROOT) if os.path.isabs(part) else str(part) for part in command[:6])
        raise SetupError(f"`{shown}` failed with exit code {code}; its output is above.")


def status(command: Sequence[str | Path], cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> int:
    """Run a command whose output the user sees; its exit code."""
    sys.stdout.flush()
    return subprocess.run([str(part) for part in command], cwd=cwd, env={**os.environ, **(env or {})}).returncode


def output(command: Sequence[str | Path]) -> str | None:
    """What a command prints; None if it cannot be run or fails."""
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def content_hash(files: Iterable[Path], *more: str) -> str:
    """SHA-256 over names and contents of ``files`` and over ``more``."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file.relative_to(ROOT).as_posix()}\0".encode())
        digest.update(file.read_bytes())
        digest.update(b"\0")
    for text in more:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


class Stamp:
    """A file that remembers what something was built from."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> str:
        """What was written last; empty if nothing was."""
        try:
            return self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    def write(self, text: str) -> None:
        """Remember ``text``."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(text, encoding="utf-8")
