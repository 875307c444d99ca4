"""A classifier whose answers can be worked out in the head, for tests of everything around it."""

from collections.abc import Mapping, Sequence

import numpy as np

from models.features.fingerprint import fingerprints
from models.features.ngrams import words
from models.protocol import LABELS, Contribution, Explanation, Part, Scores
from models.text.folding import Folding
from models.text.graphemes import Clusters
from models.text.language import detect

_BITS = 8  # of the buckets, which nobody looks into
_SURE, _UNLIKELY = 0.99, 0.01


class FakeClassifier(Folding):
    """0.99 for a label when one of its marker words occurs in the text, else 0.01.

    >>> FakeClassifier({"spam": ["casino"]}).score(["a casino"]).by_comment()[0]["spam"]
    0.99
    """

    labels: tuple[str, ...] = LABELS

    def __init__(self, markers: Mapping[str, Sequence[str]], version: str = "fake-1") -> None:
        unknown = set(markers) - set(LABELS)
        if unknown:
            raise KeyError(f"no such labels: {sorted(unknown)}")
        self.version = version
        self._markers = {label: tuple(markers.get(label, ())) for label in LABELS}

    def score(self, texts: Sequence[str]) -> Scores:
        """One row of 0.99 and 0.01 per text."""
        rows = [[_SURE if self._first(text, label) else _UNLIKELY for label in LABELS] for text in texts]
        values = np.array(rows, np.float64).reshape(len(texts), len(LABELS))
        folded = self.fold(texts)
        prints = fingerprints(words(folded, _BITS), len(texts))
        languages = tuple(detect(text) for text in texts)
        return Scores(LABELS, values, values, languages, tuple(folded), tuple(prints))

    def labels_in(self, language: str) -> tuple[str, ...]:
        """All labels, in every language."""
        return self.labels

    def explain(self, text: str, labels: Sequence[str]) -> tuple[Explanation, ...]:
        """For each label the marker found, if any, as the only contribution."""
        return tuple(self._explained(text, label) for label in labels)

    def _explained(self, text: str, label: str) -> Explanation:
        intercept = float(np.log(_UNLIKELY / (1 - _UNLIKELY)))
        word = self._first(text, label)
        if word is None:
            return Explanation(label, intercept, intercept, ())
        clusters, found = Clusters(text), text.index(word)
        start = int(clusters.begins(np.intp(found)))
        end = int(clusters.ends(np.intp(found + len(word))))
        weight = -2 * intercept
        part = Part(start, end, weight)
        return Explanation(
            label, intercept, -intercept, (Contribution(text[start:end], start, end, weight, "word", (part,)),)
        )

    def _first(self, text: str, label: str) -> str | None:
        return next((word for word in self._markers[label] if word in text), None)
