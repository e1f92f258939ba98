"""How often each feature occurs in each training sentence: counted once, weighed anew for every fold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Counted:
    """``counts`` has shape (sentences, features); ``names`` are its columns, sorted."""

    names: tuple[str, ...]
    counts: csr_matrix

    @classmethod
    def of(cls, sentences: Sequence[Iterable[str]]) -> Counted:
        """Count the features of sentences."""
        from scipy.sparse import csr_matrix

        listed = [Counter(sentence) for sentence in sentences]
        names = tuple(sorted({name for counts in listed for name in counts}))
        place = {name: column for column, name in enumerate(names)}
        columns = [place[name] for counts in listed for name in counts]
        values = [count for counts in listed for count in counts.values()]
        ends = np.cumsum([0, *(len(counts) for counts in listed)])
        shape = (len(listed), len(names))
        return cls(names, csr_matrix((np.array(values, dtype=np.float64), columns, ends), shape=shape))

    def weighing(self, rows: np.ndarray, min_count: int) -> tuple[np.ndarray, np.ndarray]:
        """The columns found in at least ``min_count`` of these sentences, and their inverse document frequency."""
        found = np.bincount(self.counts[rows].indices, minlength=len(self.names))
        kept = np.flatnonzero(found >= min_count)
        return kept, (np.log((1 + len(rows)) / (1 + found[kept])) + 1).astype(np.float32)

    def matrix(
        self, rows: np.ndarray, kept: np.ndarray, idf: np.ndarray, directions: np.ndarray | None = None
    ) -> csr_matrix:
        """These sentences by TF-IDF over the columns ``kept``, each of length 1, with ``directions`` beside it."""
        from scipy.sparse import csr_matrix, hstack
        from sklearn.preprocessing import normalize

        chosen = self.counts[rows][:, kept]
        chosen.data = (1.0 + np.log(chosen.data)) * idf[chosen.indices]
        features = normalize(chosen)
        return features if directions is None else hstack([features, csr_matrix(directions)]).tocsr()
