"""Rasa component: finds the names of the lexicon, as evidence for classifier and sequence model."""

from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.phrases import phrases
from bot.nlu.components.reading import add_matches, reading_of
from bot.nlu.lexicon import fingerprint


class LexiconMatcher(GraphComponent):
    """Puts the names of services, parts, symptoms, brands and models on the message."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """There is nothing to configure."""
        return {}

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """The lexicon is part of what this component is: a change trains again."""
        return fingerprint()

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LexiconMatcher":
        """Build the component (see the parent class)."""
        return cls()

    def __init__(self) -> None:
        """Load the lexicon."""
        self._phrases = phrases()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Find the names in every training sentence."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Find the names in every message."""
        for message in messages:
            add_matches(message, self._phrases.find(reading_of(message).text))
        return messages
