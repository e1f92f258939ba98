"""Start Rasa without TensorFlow.

Serving needs neither TensorFlow nor Rasa's twenty channel connectors, yet importing ``rasa.core.processor`` loads both
(13 s on two cores). :func:`prepare` puts thin modules in their place before Rasa is imported. A model that does contain
a TensorFlow component still works: the real module is loaded when one of its names is first asked for.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import os
import sys
import warnings
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

_WHEN_USED = ("rasa.utils.train_utils", "rasa.core.test")
"""The only road to TensorFlow, and the evaluation of stories with its plots, which policies import for training."""
_CHANNELS = "rasa.core.channels"
_NOISY = r"(rasa|rasa_sdk|apscheduler|pkg_resources|jieba|packaging|matplotlib|skops|spacy)(\.|$)"
"""Libraries of Rasa's age, whose deprecation warnings would bury our own messages."""


def prepare() -> None:
    """Make the following ``import rasa…`` lean. Does nothing if Rasa's heavy modules are loaded already."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    import skops.io  # noqa: F401  (it probes every loaded module, and so must come before the lazy ones)

    warnings.filterwarnings("ignore", module=_NOISY)
    for name in _WHEN_USED:
        if name not in sys.modules:
            _install_lazily(name)
    if _CHANNELS not in sys.modules:
        _install_lean_channels()


def _install_lazily(name: str) -> None:
    spec = importlib.util.find_spec(name)
    assert spec is not None and spec.origin is not None
    proxy = _LazyModule(name, spec)
    sys.modules[name] = proxy
    parent, _, attribute = name.rpartition(".")
    setattr(importlib.import_module(parent), attribute, proxy)


class _LazyModule(ModuleType):
    """Stands for a module until one of the names that its source defines is asked for."""

    def __init__(self, name: str, spec: ModuleSpec) -> None:
        super().__init__(name)
        self.__spec__ = spec
        self.__file__ = spec.origin
        self._names = _defined_names(Path(spec.origin or ""))
        self._real: ModuleType | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in self.__dict__.get("_names", ()):
            raise AttributeError(name)
        if self._real is None:
            spec = self.__spec__
            assert spec is not None and spec.loader is not None
            real = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(real)
            self._real = real
        return getattr(self._real, name)


def _defined_names(source: Path) -> frozenset[str]:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
    )


def _install_lean_channels() -> None:
    """A ``rasa.core.channels`` package that offers the base classes only; its submodules stay importable."""
    spec = importlib.util.find_spec(_CHANNELS)
    assert spec is not None and spec.submodule_search_locations is not None
    package = ModuleType(_CHANNELS)
    package.__spec__ = spec
    package.__file__ = spec.origin
    package.__path__ = list(spec.submodule_search_locations)
    package.__package__ = _CHANNELS
    sys.modules[_CHANNELS] = package
    from rasa.core.channels import channel

    for name in ("CollectingOutputChannel", "InputChannel", "OutputChannel", "UserMessage"):
        setattr(package, name, getattr(channel, name))
    package.BUILTIN_INPUT_CHANNELS = {}  # type: ignore[attr-defined]
