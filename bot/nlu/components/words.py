"""Chinese words: a jieba instance of our own that knows the lexicon and shares nothing with the process."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

import jieba

from bot.nlu.lexicon import DEFAULT_DIRECTORY, load_lexicon
from bot.nlu.normalise import normalise

_LONGEST = 5  # a longer name is a phrase, and one token of its own would hide its words from the features
_FREQUENCY = 20_000  # above most common words, so that 机油灯 is not cut into 机 and 油灯


class Words:
    """Cuts a normalised text into words."""

    def __init__(self, names: list[str], hmm: bool = True) -> None:
        self._hmm = hmm
        self._jieba = jieba.Tokenizer()
        # jieba's own start reads and writes a marshal file in the shared temporary directory, which any local user
        # can plant; building the table in memory takes half a second.
        self._jieba.FREQ, self._jieba.total = self._jieba.gen_pfdict(self._jieba.get_dict_file())
        self._jieba.initialized = True
        for name in names:
            self._jieba.add_word(name, _FREQUENCY)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The words of ``text`` as half-open spans; blanks are no words."""
        cut = self._jieba.tokenize(text, HMM=self._hmm)
        return [(start, end) for word, start, end in cut if not word.isspace()]

    def knows(self, word: str) -> bool:
        """Whether ``word`` stands in the dictionary, or in the lexicon."""
        return bool(self._jieba.FREQ.get(word))


@lru_cache(maxsize=2)
def words(directory: Path = DEFAULT_DIRECTORY, hmm: bool = True) -> Words:
    """The tokeniser over the lexicon of ``directory``, built once."""
    logging.getLogger("jieba").setLevel(logging.WARNING)
    names = {normalise(name).text for _, name in load_lexicon(directory).names()}
    return Words(sorted(name for name in names if 2 <= len(name) <= _LONGEST and not name.isdigit()), hmm)
