"""Train the model when its sources changed, and know which model belongs to the sources as they are.

A model is named after the content it was made from: ``models/<12 hex digits>.tar.gz``. The same content never trains
twice.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import logging
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from bot import logs
from bot.settings import ROOT

TRAINING_DATA = ("data/nlu", "data/rules", "data/stories")
CODE = ("data/lexicon", "bot/nlu")
"""What decides how the components learn, and Rasa does not look at."""
SOURCES = (*TRAINING_DATA, *CODE)
"""Directories whose files make the model, together with ``config.yml`` and ``domain.yml``."""

_KEPT = 3
_NAME = re.compile(r"[0-9a-f]{12}\.tar\.gz")
_SUFFIXES = {".yml", ".yaml", ".py"}


class TrainingFailed(Exception):
    """Rasa made no model; its own output says why."""


Trainer = Callable[[Path, Path], None]
"""Trains the project of a directory into an archive."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``python -m bot train``."""
    parser.add_argument("--force", action="store_true", help="train even if the current model fits its sources")


def run(arguments: argparse.Namespace) -> int:
    """``python -m bot train``."""
    start = time.monotonic()
    known = current_model(ROOT)
    if known is not None and not arguments.force:
        print(f"Model {known.name} is current: data, lexicon, config and components are unchanged.")
        return 0
    reason = "forced" if known else f"no model was made from the sources as they are now ({sources_hash(ROOT)})"
    print(f"Training: {reason}.", flush=True)
    try:
        model = ensure_model(ROOT, force=arguments.force)
    except TrainingFailed as error:
        print(f"Training failed: {error}", file=sys.stderr)
        return 1
    print(f"Model {model.name} ({model.stat().st_size / 1e6:.1f} MB) trained in {time.monotonic() - start:.1f} s.")
    return 0


def current_model(root: Path = ROOT) -> Path | None:
    """The model made from the sources of ``root`` as they are now, if there is one."""
    model = _model_path(root)
    return model if model.is_file() else None


def ensure_model(root: Path = ROOT, *, force: bool = False, train: Trainer | None = None) -> Path:
    """The current model, trained first if there is none. The three newest models are kept.

    Raises:
        TrainingFailed: Rasa made no model.
    """
    model = _model_path(root)
    if model.is_file() and not force:
        return model
    model.parent.mkdir(exist_ok=True)
    _forget_components(root, keep=None if force else _component_cache(root))
    with tempfile.TemporaryDirectory(dir=model.parent, prefix=".training-") as directory:
        fresh = Path(directory, model.name)
        (train or train_with_rasa)(root, fresh)
        os.replace(fresh, model)
    _prune(model)
    return model


def sources_hash(root: Path) -> str:
    """The first 12 hex digits of a SHA-256 over everything the model of ``root`` is made from."""
    return _hash(root, _source_files(root, ("config.yml", "domain.yml"), SOURCES))


def _hash(root: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    digest.update(_rasa_version(root).encode())
    return digest.hexdigest()[:12]


def train_with_rasa(root: Path, archive: Path) -> None:
    """Train the Rasa project of ``root`` into ``archive``; what it does and when goes to the standard error output.

    Rasa's own cache spares what did not change: after an edit of a response or a rule the classifier is not fitted
    again. Rasa does not notice a changed lexicon or component, so that the cache is one of their content.

    Raises:
        TrainingFailed: the training data is not valid.
    """
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["RASA_CACHE_DIRECTORY"] = str(_component_cache(root))
    os.environ["LOG_LEVEL"] = "WARNING"  # which also switches Rasa's progress bars off
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    logs.configure()
    start = time.monotonic()
    said = io.StringIO()
    with _working_directory(root), redirect_stdout(said):
        from rasa.model_training import train
        from rasa.shared.exceptions import RasaException

        with _progress(start):
            try:
                train(
                    domain=str(root / "domain.yml"),
                    config=str(root / "config.yml"),
                    training_files=[str(root / name) for name in TRAINING_DATA if (root / name).exists()],
                    output=str(archive.parent),
                    force_training=False,
                    fixed_model_name=archive.name,
                )
            except RasaException as error:
                raise TrainingFailed(str(error)) from error
            except SystemExit as error:
                raise TrainingFailed(said.getvalue().strip()) from error
    if not archive.is_file():
        raise TrainingFailed(said.getvalue().strip() or "Rasa made no model.")


def _model_path(root: Path) -> Path:
    return root / "models" / f"{sources_hash(root)}.tar.gz"


def _component_cache(root: Path) -> Path:
    return root / "models" / f".parts-{_hash(root, _source_files(root, (), CODE))}"


def _forget_components(root: Path, keep: Path | None) -> None:
    for cache in (root / "models").glob(".parts-*"):
        if cache != keep:
            shutil.rmtree(cache, ignore_errors=True)


def _source_files(root: Path, files: Iterable[str], directories: Iterable[str]) -> Iterator[Path]:
    for name in files:
        if (root / name).is_file():
            yield root / name
    for name in directories:
        yield from sorted(file for file in (root / name).rglob("*") if file.suffix in _SUFFIXES and file.is_file())


def _rasa_version(root: Path) -> str:
    lock = root / "requirements" / "base.lock"
    text = lock.read_text(encoding="utf-8") if lock.is_file() else ""
    found = re.search(r"^rasa==\S+", text, re.MULTILINE)
    return found.group() if found else ""


def _prune(newest: Path) -> None:
    models = [path for path in newest.parent.iterdir() if _NAME.fullmatch(path.name) and path != newest]
    models.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for old in models[_KEPT - 1 :]:
        old.unlink()


class _Progress(logging.Handler):
    """Prints Rasa's notes about components, with the time since the start of the training."""

    def __init__(self, start: float) -> None:
        super().__init__(logging.INFO)
        self._start = start

    def emit(self, record: logging.LogRecord) -> None:
        """Print one note."""
        line = f"  {time.monotonic() - self._start:5.1f} s  {record.getMessage()}"
        print(line, file=sys.stderr, flush=True)


@contextmanager
def _progress(start: float) -> Iterator[None]:
    hooks = logging.getLogger("rasa.engine.training.hooks")
    handler, level, propagate = _Progress(start), hooks.level, hooks.propagate
    hooks.setLevel(logging.INFO)
    hooks.propagate = False
    hooks.addHandler(handler)
    handler.handle(logging.makeLogRecord({"msg": "Rasa imported, reading the training data."}))
    try:
        yield
    finally:
        hooks.removeHandler(handler)
        hooks.setLevel(level)
        hooks.propagate = propagate


@contextmanager
def _working_directory(directory: Path) -> Iterator[None]:
    # Rasa resolves components and relative paths from the current directory.
    before = Path.cwd()
    os.chdir(directory)
    try:
        yield
    finally:
        os.chdir(before)
