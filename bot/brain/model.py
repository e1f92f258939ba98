"""Load a trained model into a processor that is driven turn by turn."""

from __future__ import annotations

import logging
import os
import tarfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.brain import lean

lean.prepare()

from rasa.core.lock_store import InMemoryLockStore  # noqa: E402
from rasa.core.nlg import NaturalLanguageGenerator  # noqa: E402
from rasa.core.processor import MessageProcessor  # noqa: E402
from rasa.engine.loader import load_predict_graph_runner  # noqa: E402
from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: E402
from rasa.engine.storage.storage import ModelMetadata  # noqa: E402
from rasa.model import get_latest_model  # noqa: E402
from rasa.shared.core.domain import Domain  # noqa: E402
from rasa.shared.core.trackers import DialogueStateTracker  # noqa: E402
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name  # noqa: E402
from rasa.utils.endpoints import EndpointConfig  # noqa: E402

from bot.brain import speed  # noqa: E402
from bot.brain.memory import TurnTrackerStore, current_memory  # noqa: E402
from bot.brain.runner import OrderedGraphRunner  # noqa: E402
from bot.clock import current_clock  # noqa: E402

logger = logging.getLogger(__name__)


class ModelUnavailable(Exception):
    """There is no trained model, or it cannot be read."""


class TurnProcessor(MessageProcessor):
    """Rasa's message processor on our graph runner, with sessions measured by the injected clock."""

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, OrderedGraphRunner]:
        """Unpack and load the model.

        Raises:
            ModelUnavailable: there is none, or it is damaged.
        """
        path = Path(model_path)
        archive = str(path) if path.is_file() else get_latest_model(path)
        if not archive:
            raise ModelUnavailable(f"no trained model in {path}: run `python -m bot train`")
        with TempDirectoryPath(get_temp_dir_name()) as directory:
            try:
                metadata, runner = load_predict_graph_runner(
                    Path(directory), Path(archive), _PredictionStorage, OrderedGraphRunner
                )
            except (tarfile.ReadError, EOFError) as error:
                raise ModelUnavailable(f"{archive} is damaged: train again") from error
        return os.path.basename(archive), metadata, runner

    def _has_session_expired(self, tracker: DialogueStateTracker) -> bool:
        saved_at = current_memory.get().saved_at
        config = self.domain.session_config
        if saved_at is None or not config.are_sessions_enabled():
            return False
        return current_clock.get().now() - saved_at > timedelta(minutes=config.session_expiration_time)


class _PredictionStorage(LocalModelStorage):
    """Reads a model without its training graph, whose validation would import every TensorFlow component."""

    @staticmethod
    def _load_metadata(directory: Path) -> ModelMetadata:
        import rasa.shared.utils.io
        from rasa.engine.storage.local_model_storage import MODEL_ARCHIVE_METADATA_FILE

        serialised: dict[str, Any] = rasa.shared.utils.io.read_json_file(directory / MODEL_ARCHIVE_METADATA_FILE)
        serialised["train_schema"] = {"nodes": {}}
        return ModelMetadata.from_dict(serialised)


def load_processor(model: Path, action_endpoint: EndpointConfig | None = None) -> TurnProcessor:
    """Load ``model`` (an archive, or a directory of which the newest is taken); about a second after the imports.

    Raises:
        ModelUnavailable: there is none, or it is damaged.
    """
    speed.install()
    processor = TurnProcessor(
        model_path=model,
        tracker_store=TurnTrackerStore(Domain.empty()),
        lock_store=InMemoryLockStore(),
        generator=None,
        action_endpoint=action_endpoint,
    )
    processor.tracker_store.domain = processor.domain
    processor.nlg = NaturalLanguageGenerator.create(None, processor.domain)
    logger.info("model %s loaded", processor.model_filename)
    return processor
