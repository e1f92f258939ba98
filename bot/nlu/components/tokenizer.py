"""Rasa tokenizer over our own jieba instance; its tokens lie in the text as the customer typed it."""

from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.reading import Reading, add_words, reading_of
from bot.nlu.components.words import words
from bot.nlu.lexicon import fingerprint
from bot.nlu.normalise import normalise


class LexiconTokenizer(Tokenizer):
    """Cuts the normalised text with jieba and the lexicon."""

    @staticmethod
    def supported_languages() -> List[Text]:
        """Chinese only."""
        return ["zh"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """``hmm``: whether jieba may guess words that no dictionary holds."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
            "hmm": True,
        }

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
    ) -> "LexiconTokenizer":
        """Build the component (see the parent class)."""
        return cls(config)

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Load jieba and the lexicon."""
        super().__init__(config)
        self._words = words(hmm=bool(config["hmm"]))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Put the words on the readings; tokens, which nothing here learns from, cost Rasa's cache ten seconds."""
        for message in training_data.training_examples:
            if message.get(TEXT):
                add_words(message, self._words.spans(reading_of(message).text))
        return training_data

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        """The words of ``attribute`` as tokens; those of the text are put on the reading as well."""
        if attribute == TEXT:
            reading = reading_of(message)
            spans = self._words.spans(reading.text)
            add_words(message, spans)
        else:
            given = str(message.get(attribute))
            reading = Reading(given, normalise(given))
            spans = self._words.spans(reading.text)
        places = (reading.outer(start, end) for start, end in spans)
        return [Token(reading.given[start:end], start, end) for start, end in places]
