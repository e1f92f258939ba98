"""Rasa component: the intent of a sentence, with calibrated confidence, rejection and "did you mean"."""

import json
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components.calm import is_calm
from bot.nlu.components.cascade import Cascade, train
from bot.nlu.components.danger import SIGN_OF_FAILURE
from bot.nlu.components.features import GROUPS, sentence_features
from bot.nlu.components.foreign import is_foreign
from bot.nlu.components.meaning import wording
from bot.nlu.components.reading import reading_of
from bot.nlu.components.rejection import Shares, Thresholds, calibrate, decide

CANDIDATES = "candidates"
"""Key of the message data that names the intents nearly as likely as the best one."""


class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Linear separators over characters, cues, signs of danger and meaning; refuses what it does not know."""

    @classmethod
    def required_components(cls) -> List[Any]:
        """It needs the tokens' reading, which the tokenizer starts."""
        from bot.nlu.components.tokenizer import LexiconTokenizer

        return [LexiconTokenizer]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Settings; every share is measured on sentences left out of training.

        ``groups``: groups of features; ``strength``: C of the SVM; ``balance``: how far rare intents are raised;
        ``settled``: probability from which meaning need not be asked; ``refused``, ``unsure``, ``false_alarms``: what
        the thresholds may cost (see ``Shares``); ``margin``: nearness for "did you mean"; ``ranking``: how many
        intents the ranking holds.
        """
        return {
            "groups": list(GROUPS),
            "strength": 1.0,
            "balance": 0.3,
            "settled": 0.9,
            "refused": 0.02,
            "unsure": 0.01,
            "false_alarms": 0.02,
            "margin": 0.15,
            "ranking": 10,
        }

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LinearIntentClassifier":
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
    ) -> "LinearIntentClassifier":
        """Read a trained component from the model."""
        with model_storage.read_from(resource) as directory:
            model = Cascade.load(directory)
            thresholds = Thresholds(**json.loads((directory / "thresholds.json").read_text(encoding="utf-8")))
        return cls(config, model_storage, resource, model, thresholds)

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: Optional[Cascade] = None,
        thresholds: Optional[Thresholds] = None,
    ) -> None:
        """Keep the settings and, once trained, the model."""
        self._config = config
        self._groups = tuple(config["groups"])
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._thresholds = thresholds or Thresholds()

    def train(self, training_data: TrainingData) -> Resource:
        """Fit separator and thresholds and write them to the model."""
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        readings = [reading_of(message) for message in examples]
        features = [list(sentence_features(reading, self._groups)) for reading in readings]
        labels = [str(message.get(INTENT)) for message in examples]
        settings = {name: float(self._config[name]) for name in ("strength", "balance", "settled")}
        self._model, held_out = train([wording(reading) for reading in readings], features, labels, **settings)
        for reading, label in zip(readings, held_out.best(), strict=True):
            reading.taken_for[:] = [label]
        shares = Shares(*(float(self._config[name]) for name in ("refused", "unsure", "false_alarms")))
        self._thresholds = calibrate(held_out, shares, float(self._config["margin"]))
        with self._model_storage.write_to(self._resource) as directory:
            self._model.save(directory)
            content = json.dumps(self._thresholds.as_dict())
            (directory / "thresholds.json").write_text(content, encoding="utf-8")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent, raw ranking and candidates."""
        for message in messages:
            if self._model is None or not message.get(TEXT):
                continue
            reading = reading_of(message)
            features = list(sentence_features(reading, self._groups))
            probabilities = self._model.probabilities(wording(reading), features)
            decision = decide(
                self._model.labels,
                probabilities,
                self._thresholds,
                foreign=is_foreign(reading),
                calm=is_calm(reading),
                signed=any(feature.startswith(SIGN_OF_FAILURE) for feature in features),
            )
            order = probabilities.argsort()[::-1][: int(self._config["ranking"])]
            ranking = [{"name": self._model.labels[i], "confidence": float(probabilities[i])} for i in order]
            intent = {"name": decision.intent, "confidence": decision.confidence}
            message.set(INTENT, intent, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set(CANDIDATES, list(decision.candidates), add_to_output=True)
        return messages
