"""The components as config.yml names them: registering needs Rasa's recipe, and that brings TensorFlow.

Training imports this module; a trained model names the classes in their own modules, which are free of it.
"""

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from bot.nlu.components.intent import LinearIntentClassifier
from bot.nlu.components.lexicon_matcher import LexiconMatcher
from bot.nlu.components.readers import ExactReaders
from bot.nlu.components.tagger import SequenceTagger
from bot.nlu.components.tokenizer import LexiconTokenizer

_Type = DefaultV1Recipe.ComponentType

# The readers are a featurizer to Rasa: an extractor that learns nothing is left out of training, and classifier and
# tagger would then meet plates, phones and times for the first time in front of a customer.

for _component, _type, _trained in (
    (LexiconTokenizer, _Type.MESSAGE_TOKENIZER, False),
    (ExactReaders, _Type.MESSAGE_FEATURIZER, False),
    (LexiconMatcher, _Type.MESSAGE_FEATURIZER, False),
    (LinearIntentClassifier, _Type.INTENT_CLASSIFIER, True),
    (SequenceTagger, _Type.ENTITY_EXTRACTOR, True),
):
    DefaultV1Recipe.register([_type], is_trainable=_trained)(_component)

__all__ = ["ExactReaders", "LexiconMatcher", "LexiconTokenizer", "LinearIntentClassifier", "SequenceTagger"]
