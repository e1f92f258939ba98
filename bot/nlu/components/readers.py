"""Rasa component: plates, phones, times, amounts … by the exact readers, never by learning."""

from contextvars import ContextVar
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.clock import current_clock
from bot.nlu.components.reading import Span, add_found, reading_of
from bot.nlu.readers import read_all
from bot.nlu.time.context import DAILY_0830_1800, OpenHours, ReadingContext

reading_hours: ContextVar[OpenHours] = ContextVar("reading_hours", default=DAILY_0830_1800)
"""Opening hours of the store that is spoken to: a bare 三点 is the next one in them."""


class ExactReaders(GraphComponent):
    """Entities that code reads: each with its norm, and a note where it is doubtful."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """There is nothing to configure."""
        return {}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ExactReaders":
        """Build the component (see the parent class)."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Let the classifier and the sequence model see what is read; the annotations stay the gold."""
        for message in training_data.training_examples:
            _read(message)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Add an entity for everything that is read."""
        for message in messages:
            entities = [*message.get(ENTITIES, []), *_read(message)]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages


def _read(message: Message) -> List[Dict[Text, Any]]:
    reading = reading_of(message)
    context = ReadingContext(now=current_clock.get().now(), hours=reading_hours.get())
    entities, spans = [], []
    for found in read_all(reading.given, context):
        spans.append(Span(found.type, *reading.inner(found.start, found.end), found.norm, note=found.note))
        entity = {
            "entity": found.type,
            "value": found.value,
            "start": found.start,
            "end": found.end,
            "norm": found.norm,
            "confidence_entity": 1.0,
            "extractor": ExactReaders.__name__,
        }
        entities.append({**entity, "note": found.note} if found.note else entity)
    add_found(message, spans)
    return entities
