"""Rasa component: free entities (symptom, part, service, place, person …) by a sequence model over characters."""

from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.counted import Counted
from bot.nlu.components.features import sentence_features
from bot.nlu.components.linear import train as train_separator
from bot.nlu.components.reading import Reading, Span, reading_of
from bot.nlu.components.sequence import SequenceModel, Settings, merged, train
from bot.nlu.components.tokenizer import LexiconTokenizer
from bot.nlu.lexicon import KINDS, load_lexicon

_FILE = "sequence.crfsuite"


class SequenceTagger(GraphComponent):
    """Adds the entities no exact reader reads; canonical ids of the lexicon become their norm."""

    @classmethod
    def required_components(cls) -> List[Any]:
        """It needs the words, which the tokenizer puts on the reading."""
        return [LexiconTokenizer]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Settings.

        ``free``: entity types that are learnt; all others are left to the exact readers. ``trusted``: types of which a
        name of the lexicon is an entity even where the model sees none. ``l1``, ``l2``, ``iterations``,
        ``bare``, ``neighbours``: see ``Settings``.
        """
        return {
            "free": ["person", "store", "location", "service_item", "part", "symptom", "brand", "model"],
            "trusted": ["brand"],
            "l1": 0.05,
            "l2": 0.01,
            "iterations": 60,
            "bare": 3000,
            "neighbours": False,
        }

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SequenceTagger":
        """Build an untrained component (see the parent class)."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "SequenceTagger":
        """Read a trained component from the model."""
        with model_storage.read_from(resource) as directory:
            model = SequenceModel(directory / _FILE, bool(config["neighbours"]))
        return cls(config, model_storage, resource, model)

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: Optional[SequenceModel] = None,
    ) -> None:
        """Keep the settings and, once trained, the model."""
        self._config = config
        self._free = frozenset(config["free"])
        self._trusted = frozenset(config["trusted"])
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._lexicon = load_lexicon()

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the sequence model on the annotations and write it to the model."""
        examples = [message for message in training_data.nlu_examples if message.get(TEXT)]
        readings = [reading_of(message) for message in examples]
        gold = [self._gold(message) for message in examples]
        settings = Settings(
            float(self._config["l1"]),
            float(self._config["l2"]),
            int(self._config["iterations"]),
            int(self._config["bare"]),
            bool(self._config["neighbours"]),
        )
        with self._model_storage.write_to(self._resource) as directory:
            train(readings, gold, directory / _FILE, _taken_for(examples), settings)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the free entities; none overlaps another, exact readings win."""
        for message in messages:
            if self._model is None or not message.get(TEXT):
                continue
            reading = reading_of(message)
            known = [span for span in reading.matches if span.kind in self._trusted]
            exact = list(reading.found)
            ranking = message.get("intent_ranking") or [{"name": ""}]
            spans = merged(exact, self._model.spans(reading, ranking[0]["name"]), known)
            entities = [self._entity(reading, span) for span in spans if span not in exact]
            entities = sorted([*message.get(ENTITIES, []), *entities], key=lambda entity: entity["start"])
            message.set(ENTITIES, entities, add_to_output=True)
        return messages

    def _gold(self, message: Message) -> List[Span]:
        reading = reading_of(message)
        return [
            Span(entity["entity"], *reading.inner(entity["start"], entity["end"]))
            for entity in message.get(ENTITIES, [])
            if entity["entity"] in self._free
        ]

    def _entity(self, reading: Reading, span: Span) -> Dict[Text, Any]:
        start, end = reading.outer(span.start, span.end)
        value = reading.given[start:end]
        entity = {
            "entity": span.kind,
            "value": value,
            "start": start,
            "end": end,
            "extractor": SequenceTagger.__name__,
        }
        entry = self._lexicon.resolve(span.kind, value) if span.kind in KINDS else None
        return {**entity, "norm": entry.id} if entry else entity


def _taken_for(examples: List[Message]) -> List[str]:
    # The classifier leaves it on the readings; where it did not learn in this run, a quick separator stands in.
    readings = [reading_of(message) for message in examples]
    if all(reading.taken_for for reading in readings):
        return [reading.taken_for[0] for reading in readings]
    features = [list(sentence_features(reading)) for reading in readings]
    return train_separator(Counted.of(features), [str(message.get(INTENT)) for message in examples])[1].best()
