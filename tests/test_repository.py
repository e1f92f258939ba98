"""What must hold of the repository as a whole."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.__main__ import COMMANDS
from bot.settings import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


def pins(lock: Path) -> set[str]:
    """Every ``name==version`` of a lock file."""
    return set(re.findall(r"^[\w.-]+==[^\s;]+", lock.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_files_hold_names_versions_and_hashes_only(lock: Path) -> None:
    blocks = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
    entry = re.compile(r"[a-z0-9.-]+==[^\s;/]+( ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+")
    assert [block for block in blocks if not entry.fullmatch(block)] == []


def test_every_input_has_its_lock_file() -> None:
    assert {path.stem for path in LOCKS} == {path.stem for path in (ROOT / "requirements").glob("*.in")}


def test_the_environment_of_the_tests_contains_that_of_the_server() -> None:
    directory = ROOT / "requirements"
    assert pins(directory / "base.lock") - pins(directory / "dev.lock") == set()


def test_overrides_and_excludes_took_effect() -> None:
    locked = {pin.split("==")[0] for pin in pins(ROOT / "requirements" / "dev.lock")}
    left_out = (ROOT / "requirements" / "excludes.txt").read_text(encoding="utf-8").split("\n")
    assert locked & {name for name in left_out if name and not name.startswith("#")} == set()
    assert {"tensorflow-cpu", "greenlet", "uvloop"} <= locked


def test_npm_lock_file_holds_no_addresses() -> None:
    text = (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in text


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_module(name: str) -> None:
    module, purpose = COMMANDS[name]
    assert importlib.util.find_spec(module) is not None
    assert purpose


def test_help_imports_neither_rasa_nor_the_database() -> None:
    code = (
        "import sys, runpy; sys.argv = ['bot', '--help']\n"
        "try: runpy.run_module('bot', run_name='__main__')\n"
        "except SystemExit: print(sorted(m for m in ('rasa', 'tensorflow', 'sqlalchemy') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert all(name in done.stdout for name in COMMANDS)


def test_make_targets_are_documented() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split()) - {"help"}  # type: ignore[index]
    documented = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert {target for target in targets if f"| `make {target}` |" not in documented} == set()
    assert targets == set(re.findall(r"make (\w+)  ", makefile))


def test_config_has_no_key_that_its_component_ignores() -> None:
    """Rasa takes a misspelt option without a word and uses the default."""
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    items = [*config["pipeline"], *config["policies"]]
    done = subprocess.run(
        [sys.executable, "-c", _KNOWN_KEYS, *(item["name"] for item in items)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    known = json.loads(done.stdout.splitlines()[-1])
    unknown = {item["name"]: set(item) - {"name"} - set(known[item["name"]]) for item in items}
    assert {name: keys for name, keys in unknown.items() if keys} == {}


# In a process of its own: the registry imports TensorFlow, which must not slow down the tests of the lean start.
_KNOWN_KEYS = """
import json, sys
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
classes = {name: DefaultV1Recipe._from_registry(name).clazz for name in sys.argv[1:]}
print(json.dumps({name: sorted(clazz.get_default_config()) for name, clazz in classes.items()}))
"""


def test_the_tests_that_the_table_of_the_desk_names_exist() -> None:
    text = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")
    missing, file = [], ""
    for path, name in re.findall(r"`(tests/[\w/]+\.py)?(?:::(\w+))?`", text):
        file = path or file
        if file and f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8") and name:
            missing.append(f"{file}::{name}")
    assert missing == []
    assert all((ROOT / path).exists() for path in re.findall(r"`((?:tests|benchmarks)/[\w/.]+)[:`]", text))
