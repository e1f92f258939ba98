"""The commands behind the Makefile. Needs nothing but a Python interpreter; makes the rest.

python3 scripts/make.py run|test|lint|train|lock|clean [options]
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from typing import Callable, Sequence

import environment
import frontend
from environment import PYTHON
from steps import ROOT, SetupError, run, say, status


def serve(options: Sequence[str]) -> int:
    """Set up what is missing and become the server."""
    start = time.monotonic()
    environment.ensure("base")
    if status([PYTHON, "-m", "bot", "serve", "--check", *options]):
        return 1
    frontend.build()
    run([PYTHON, "-m", "bot", "train"])
    say(f"✓ Set up in {time.monotonic() - start:.1f} s; starting …")
    os.chdir(ROOT)
    os.execv(str(PYTHON), [str(PYTHON), "-m", "bot", "serve", "--demo", *options])


def test(options: Sequence[str]) -> int:
    """Run the tests of both halves; say what was left out."""
    environment.ensure("dev")
    frontend.build()
    run([PYTHON, "-m", "bot", "train"])
    front_end = [
        ("npm test", lambda: frontend.script("test") or 0),
        ("npm run size", lambda: frontend.script("size") or 0),
    ]
    failed = _all([*([] if options else front_end), ("pytest", lambda: status([PYTHON, "-m", "pytest", *options]))])
    for variable, value, what in ON_REQUEST:
        if not os.environ.get(variable):
            say(f"- left out: {what}, because {variable} is not set; {variable}={value} adds them")
    return failed


ON_REQUEST = (
    ("BOT_TEST_POSTGRES", "postgresql+asyncpg://USER@HOST/DATABASE", "the tests on PostgreSQL"),
    ("BOT_TEST_BROWSER", "1", "the tests in Chromium"),
)


def lint(_options: Sequence[str]) -> int:
    """Style, types, training data and the direction of imports."""
    environment.ensure("dev")
    bin_directory = PYTHON.parent
    return _all(
        [
            ("ruff", lambda: status([bin_directory / "ruff", "check", "."])),
            ("mypy", lambda: status([PYTHON, "-m", "mypy"])),
            ("training data", lambda: status([PYTHON, "-m", "bot", "lint"])),
            ("import-linter", lambda: status([bin_directory / "lint-imports"])),
            ("front-end types", lambda: frontend.script("typecheck") or 0),
        ]
    )


def train(options: Sequence[str]) -> int:
    """Train the model if its sources changed."""
    environment.ensure("base")
    return status([PYTHON, "-m", "bot", "train", *options])


def lock(options: Sequence[str]) -> int:
    """Resolve the lock files again; ``--upgrade`` moves to newer versions."""
    environment.ensure("base")
    return status(["sh", ROOT / "scripts" / "lock.sh", *options], env=environment.package_index())


def clean(_options: Sequence[str]) -> int:
    """Remove what was built. The shop's data under ``var/`` stays."""
    built = [".venv", ".rasa", "web/node_modules", "web/dist", "results"]
    caches = [".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache"]
    models = [str(path.relative_to(ROOT)) for path in (ROOT / "models").glob("*.tar.gz")]
    for name in [*built, *caches, *models]:
        path = ROOT / name
        if path.exists():
            say(f"removing {name}")
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return 0


def _all(checks: Sequence[tuple[str, Callable[[], int]]]) -> int:
    """Run every check, also after one failed; the number of those that did."""
    failed = []
    for name, check in checks:
        say(f"→ {name} …")
        start = time.monotonic()
        if check():
            failed.append(name)
        mark = "✗" if name in failed else "✓"
        say(f"{mark} {name}: {time.monotonic() - start:.1f} s")
    if failed:
        say(f"✗ failed: {', '.join(failed)}")
    return len(failed)


COMMANDS = {"run": serve, "test": test, "lint": lint, "train": train, "lock": lock, "clean": clean}


def main(arguments: Sequence[str]) -> int:
    """Run one command; 1 with one sentence when the set-up cannot go on."""
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__)
        return 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except SetupError as error:
        say(f"✗ {error}")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
