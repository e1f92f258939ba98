"""Training happens when the sources changed, and only then."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from bot.settings import ROOT
from bot.training import TrainingFailed, current_model, ensure_model, sources_hash

FILES = {
    "config.yml": "recipe: default.v1\n",
    "domain.yml": "version: '3.1'\n",
    "data/nlu/booking.yml": "nlu: []\n",
    "data/rules/booking.yml": "rules: []\n",
    "data/stories/booking.yml": "stories: []\n",
    "data/lexicon/parts.yml": "parts: {}\n",
    "bot/nlu/components/words.py": "WORDS = 1\n",
    "requirements/base.lock": "rasa==3.6.21 \\\n    --hash=sha256:00\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


class Trainer:
    """Counts trainings and makes an archive, as Rasa would."""

    def __init__(self) -> None:
        self.trained = 0

    def __call__(self, root: Path, archive: Path) -> None:
        self.trained += 1
        archive.write_bytes(b"model")


def test_the_same_sources_train_once(project: Path) -> None:
    train = Trainer()
    assert current_model(project) is None
    first = ensure_model(project, train=train)
    assert ensure_model(project, train=train) == first == current_model(project)
    assert train.trained == 1
    assert first.name == f"{sources_hash(project)}.tar.gz"
    ensure_model(project, force=True, train=train)
    assert train.trained == 2


@pytest.mark.parametrize("name", FILES)
def test_every_source_counts(project: Path, name: str) -> None:
    before = sources_hash(project)
    file = project / name
    file.write_text(file.read_text(encoding="utf-8").replace("3.6.21", "3.6.22") + "x: 1\n", encoding="utf-8")
    assert sources_hash(project) != before


def test_a_new_or_renamed_file_counts_and_others_do_not(project: Path) -> None:
    before = sources_hash(project)
    (project / "data/nlu/booking.yml.orig").write_text("x", encoding="utf-8")
    (project / "bot/nlu/__pycache__").mkdir()
    (project / "bot/nlu/__pycache__/words.cpython-311.pyc").write_bytes(b"x")
    (project / "data/knowledge").mkdir()
    (project / "data/knowledge/care.yml").write_text("[]", encoding="utf-8")
    assert sources_hash(project) == before
    (project / "data/nlu/booking.yml").rename(project / "data/nlu/bookings.yml")
    assert sources_hash(project) != before


def test_going_back_finds_the_old_model_again(project: Path) -> None:
    train = Trainer()
    first = ensure_model(project, train=train)
    lexicon = project / "data/lexicon/parts.yml"
    text = lexicon.read_text(encoding="utf-8")
    lexicon.write_text("parts: {pad: {names: [刹车片]}}\n", encoding="utf-8")
    assert ensure_model(project, train=train) != first
    lexicon.write_text(text, encoding="utf-8")
    assert ensure_model(project, train=train) == first
    assert train.trained == 2


def test_the_three_newest_models_are_kept_and_strangers_left_alone(project: Path) -> None:
    models = project / "models"
    models.mkdir()
    for age, name in enumerate(["a" * 12, "b" * 12, "c" * 12, "d" * 12], start=1):
        model = models / f"{name}.tar.gz"
        model.write_bytes(b"old")
        os.utime(model, (1_000_000 - age, 1_000_000 - age))
    (models / "20261121-101010-rasa-train.tar.gz").write_bytes(b"by hand")
    newest = ensure_model(project, train=Trainer())
    kept = {path.name for path in models.iterdir()}
    assert kept == {
        newest.name,
        "aaaaaaaaaaaa.tar.gz",
        "bbbbbbbbbbbb.tar.gz",
        "20261121-101010-rasa-train.tar.gz",
    }


def test_a_failed_training_leaves_nothing_behind(project: Path) -> None:
    def fail(root: Path, archive: Path) -> None:
        archive.write_bytes(b"half")
        raise TrainingFailed("no data")

    with pytest.raises(TrainingFailed):
        ensure_model(project, train=fail)
    assert current_model(project) is None
    assert not list((project / "models").iterdir())


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], subprocess.CompletedProcess[str]]:
    """Three small projects trained in one process of its own, which imports TensorFlow: one is sound, two are not."""
    parent = tmp_path_factory.mktemp("projects")
    ghost = "version: '3.1'\nstories: [{story: x, steps: [{intent: greet}, {slot_was_set: [{ghost: 1}]}]}]\n"
    different = {
        "sound": {},
        "component": {"config.yml": "recipe: default.v1\npipeline: [{name: Nobody}]\n"},
        "slot": {"data/stories/talk.yml": ghost},
    }
    for project, files in different.items():
        for name, text in {**RASA_PROJECT, **files}.items():
            file = parent / project / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    environ = {**os.environ, "RASA_TELEMETRY_ENABLED": "true"}
    command = [sys.executable, "-c", _TRAIN_ALL, str(parent)]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return parent, json.loads((parent / "results.json").read_text(encoding="utf-8")), done


_TRAIN_ALL = """
import json, os, pathlib, sys
from bot.training import TrainingFailed, ensure_model
parent = pathlib.Path(sys.argv[1])
results = {}
for root in parent.iterdir():
    try:
        results[root.name] = ensure_model(root).name
    except TrainingFailed as error:
        results[root.name] = str(error)
for change in ("domain.yml", "data/lexicon/parts.yml"):
    file = parent / "sound" / change
    file.parent.mkdir(exist_ok=True)
    text = file.read_text().replace("你好", "您好") if file.is_file() else "parts: {}"
    file.write_text(text)
    print("changed", change, file=sys.stderr)
    results["sound"] = ensure_model(parent / "sound").name
results["telemetry"] = os.environ["RASA_TELEMETRY_ENABLED"]
(parent / "results.json").write_text(json.dumps(results))
"""

Trained = tuple[Path, dict[str, str], "subprocess.CompletedProcess[str]"]


def test_rasa_trains_a_project(trained: Trained) -> None:
    parent, results, done = trained
    model = current_model(parent / "sound")
    assert model is not None
    assert results["sound"] == model.name
    with tarfile.open(model) as archive:
        assert "metadata.json" in {Path(name).name for name in archive.getnames()}
    assert results["telemetry"] == "false"
    assert done.stdout == "", "standard output belongs to commands that print JSON"


def test_what_did_not_change_is_not_learnt_again_unless_the_lexicon_changed(trained: Trained) -> None:
    parent, _, done = trained
    fitted, restored = (f"{word} component 'LogisticRegressionClassifier'" for word in ("Finished training", "Restored"))
    first, response, lexicon = re.split("changed .*", done.stderr)
    assert (first.count(fitted), first.count(restored)) == (1, 0)
    assert (response.count(fitted), response.count(restored)) == (0, 1)
    assert (lexicon.count(fitted), lexicon.count(restored)) == (1, 0)
    assert len(list((parent / "sound/models").glob(".parts-*"))) == 1, "what the old lexicon taught is forgotten"


@pytest.mark.parametrize(("project", "word"), [("component", "Nobody"), ("slot", "ghost")])
def test_what_rasa_refuses_is_said(trained: Trained, project: str, word: str) -> None:
    parent, results, _ = trained
    assert word in results[project]
    assert current_model(parent / project) is None


RASA_PROJECT = {
    "config.yml": """
recipe: default.v1
language: en
assistant_id: probe
pipeline:
  - name: WhitespaceTokenizer
  - name: CountVectorsFeaturizer
  - name: LogisticRegressionClassifier
policies:
  - name: RulePolicy
""",
    "domain.yml": """
version: "3.1"
intents: [greet, goodbye]
responses:
  utter_greet: [{text: 你好}]
""",
    "data/nlu/talk.yml": """
version: "3.1"
nlu:
  - intent: greet
    examples: |
      - 你好
      - 早 上 好
  - intent: goodbye
    examples: |
      - 再见
      - 回 头 见
""",
    "data/rules/talk.yml": """
version: "3.1"
rules:
  - rule: greet
    steps: [{intent: greet}, {action: utter_greet}]
""",
}
