"""Names of the lexicon found in a text by spaCy's phrase matcher over single characters."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from bot.nlu.components.reading import Span, without_overlaps
from bot.nlu.lexicon import DEFAULT_DIRECTORY, Lexicon, load_lexicon
from bot.nlu.normalise import normalise

_MIN_NAME = 2  # 汉, 秦, 元 are models, but in running text rarely mean one


@contextmanager
def _without_tensorflow() -> Iterator[None]:
    # thinc imports TensorFlow when it finds it: seven seconds and 300 MB for a matcher that needs none of it.
    hidden = [name for name in ("tensorflow", "torch") if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


with _without_tensorflow():
    import spacy
    from spacy.matcher import PhraseMatcher


class Phrases:
    """A phrase matcher over every name of a lexicon; blanks inside a name are ignored."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._nlp = spacy.blank("zh")
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="ORTH")
        self._entries = {}
        for entry in lexicon.by_id.values():
            names = [name for name in (normalise(n).text for n in entry.names) if _tells_enough(name)]
            if names:
                label = f"{entry.kind}|{entry.id}"
                self._entries[self._nlp.vocab.strings.add(label)] = entry
                self._matcher.add(label, [self._nlp.make_doc(name) for name in names])

    def find(self, text: str) -> tuple[Span, ...]:
        """The names in a normalised ``text``: the longest of each kind, no two of one kind (or cue) overlapping."""
        doc = self._nlp.make_doc(text)
        by_kind: dict[str, list[Span]] = {}
        for label, first, last in self._matcher(doc):
            entry = self._entries[label]
            start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
            if not _cuts_latin(text, start, end):
                span = Span(entry.kind, start, end, entry.id, entry.danger)
                group = entry.id if entry.kind == "cue" else entry.kind
                by_kind.setdefault(group, []).append(span)
        return tuple(span for spans in by_kind.values() for span in without_overlaps(spans))


@lru_cache(maxsize=2)
def phrases(directory: Path = DEFAULT_DIRECTORY) -> Phrases:
    """The phrase matcher over the lexicon of ``directory``, built once."""
    return Phrases(load_lexicon(directory))


def _tells_enough(name: str) -> bool:
    return len(name) >= _MIN_NAME and not name.isdigit()


def _cuts_latin(text: str, start: int, end: int) -> bool:
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    return _is_latin(before + text[start], 2) or _is_latin(text[end - 1] + after, 2)


def _is_latin(pair: str, length: int) -> bool:
    return len(pair) == length and pair.isascii() and pair.isalnum()
