"""The Python environment: a plain ``.venv`` that holds exactly what a lock file names."""

from __future__ import annotations

import os
import shutil
import sys

from steps import ROOT, SetupError, Stamp, content_hash, output, run, say, step

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
SUPPORTED = ("3.11", "3.10")
_STAMP = Stamp(VENV / "chexiaofu-lock")
_REQUIREMENTS = ROOT / "requirements"
_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"


def ensure(lock: str) -> None:
    """Bring the environment to ``lock`` (``base`` or ``dev``); does nothing when it holds that already.

    ``dev`` contains ``base``: an environment made for the tests also serves.

    Raises:
        SetupError: no fitting Python, no ``venv`` module, or the installation failed.
    """
    installed, _, digest = _STAMP.read().partition(" ")
    if installed == "dev":
        lock = "dev"
    if PYTHON.exists() and installed == lock and digest == _digest(lock):
        say(f"✓ Python packages: up to date with requirements/{lock}.lock")
        return
    if output([PYTHON, "-c", _VERSION]) not in SUPPORTED:
        with step("Virtual environment .venv"):
            _create()
    if not UV.exists():
        with step("Installer uv"):
            run([PYTHON, "-m", "pip", "install", "--quiet", "-r", _REQUIREMENTS / "uv.lock"])
    with step(f"Python packages of requirements/{lock}.lock"):
        # Compiled once for good: where Python may write no byte code, every start would compile Rasa anew.
        sync = [UV, "pip", "sync", "--compile-bytecode", "--python", PYTHON, _REQUIREMENTS / f"{lock}.lock"]
        run(sync, env=package_index())
        _switch_telemetry_off()
    _STAMP.write(f"{lock} {_digest(lock)}")


def package_index() -> dict[str, str]:
    """The package index that pip is set up with, for uv, which does not read pip's configuration."""
    if any(name in os.environ for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL")):
        return {}
    index = os.environ.get("PIP_INDEX_URL") or output([PYTHON, "-m", "pip", "config", "get", "global.index-url"])
    return {"UV_DEFAULT_INDEX": index} if index else {}


def _digest(lock: str) -> str:
    return content_hash([_REQUIREMENTS / f"{lock}.lock"], output([PYTHON, "-c", _VERSION]) or "")


def _create() -> None:
    python = _find_python()
    if output([python, "-c", "import venv, ensurepip"]) is None:
        version = output([python, "-c", _VERSION])
        raise SetupError(
            f"{python} lacks the venv module; on Debian and Ubuntu `apt install python{version}-venv` brings it."
        )
    shutil.rmtree(VENV, ignore_errors=True)
    run([python, "-m", "venv", VENV])


def _find_python() -> str:
    for candidate in (sys.executable, *(f"python{version}" for version in SUPPORTED)):
        if output([candidate, "-c", _VERSION]) in SUPPORTED:
            return candidate
    here = "%d.%d" % sys.version_info[:2]
    raise SetupError(
        f"Rasa needs Python 3.11 or 3.10, and only {here} was found: install one of them, or name it with"
        " `make run PYTHON=/path/to/python3.11`."
    )


def _switch_telemetry_off() -> None:
    # Rasa reports usage unless told otherwise; a .pth file makes that hold for its own commands as well.
    for directory in VENV.glob("lib/python3.*/site-packages"):
        line = "import os; os.environ.setdefault('RASA_TELEMETRY_ENABLED', 'false')\n"
        (directory / "chexiaofu-no-telemetry.pth").write_text(line, encoding="utf-8")
