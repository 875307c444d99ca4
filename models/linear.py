"""The linear classifier: words and their n-grams weigh, the whole of a comment and its worst part add up.

Languages that have much to learn from have a table of weights of their own; the first table is for all others.
What the tables say is calibrated by language, and a label is scored only where people have labelled it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import fsum

import numpy as np
from numpy.typing import NDArray

from models.calibrate import Calibration, probability
from models.explain import Curve, Explained, explained
from models.features.fingerprint import fingerprints
from models.features.ngrams import words
from models.features.single import read_single
from models.lift import Lifts, combined
from models.protocol import Explanation, ModelCard, Scores
from models.table import Logits, Quantised, Table
from models.text.fold import fold_batch
from models.text.folding import Folding
from models.text.language import detect
from models.text.lines import to_score

DOUBTED = 0.5  # below it nobody asks what a comment is without its worst word: no machine should reject at less
_CHUNK_TEXTS = 512
_CHUNK_CHARACTERS = 40_000  # bounds the working memory, whatever the length of the comments

_Floats = NDArray[np.float64]


class LinearClassifier(Folding):
    """Scores with tables of weights that are only read, so processes and threads may share them."""

    def __init__(self, tables: Sequence[Quantised], calibration: Calibration, card: ModelCard) -> None:
        """tables: the one for all languages first, then one for each group of `card.groups`."""
        self.card = card
        self._tables = [Table(one) for one in tables]
        self._table_of = {language: place for place, group in enumerate(card.groups, 1) for language in group}
        self._lifts = [Lifts(card.labels, one) for one in card.lifts]
        self._calibration = calibration

    @property
    def labels(self) -> tuple[str, ...]:
        return self.card.labels

    @property
    def version(self) -> str:
        return self.card.version

    def labels_in(self, language: str) -> tuple[str, ...]:
        """The labels that are scored for a text in which this language was found."""
        return self.card.labels_in(language)

    def score(self, texts: Sequence[str]) -> Scores:
        """Calibrated probabilities and the language of each text; any string is accepted."""
        folded = fold_batch(texts)
        languages = tuple(map(_language, texts, folded))
        lines = [*map(to_score, texts, folded)]
        values, prints = np.zeros((len(texts), len(self.labels))), np.zeros(len(texts), np.int64)
        tables = np.array([self._table_of.get(language, 0) for language in languages], np.intp)
        for place, table in enumerate(self._tables):
            for chunk in _chunks(np.flatnonzero(tables == place).tolist(), lines):
                logits, prints[chunk] = _read(table, [lines[index] for index in chunk])
                values[chunk] = self._probabilities(place, logits, [languages[index] for index in chunk])
        rest = values.copy()
        for place, table in enumerate(self._tables):
            doubted = np.flatnonzero((tables == place) & (values >= DOUBTED).any(axis=1))
            for chunk in _chunks(doubted.tolist(), lines):
                logits = table.rest(words([lines[index] for index in chunk], table.bits), len(chunk))
                without = self._probabilities(place, logits, [languages[index] for index in chunk])
                rest[chunk] = np.minimum(values[chunk], without)
        unknown = self._unscored(languages)
        values[unknown], rest[unknown] = np.nan, np.nan
        return Scores(self.labels, values, rest, languages, tuple(folded), tuple(prints.tolist()))

    def _probabilities(self, place: int, logits: Logits, languages: Sequence[str]) -> _Floats:
        return probability(combined(logits, self._calibration, languages, self._lifts[place]))

    def _unscored(self, languages: Sequence[str]) -> NDArray[np.bool_]:
        """Which labels are not scored in which of the texts, (n_texts, n_labels)."""
        missing = {
            language: [label not in self.labels_in(language) for label in self.labels] for language in set(languages)
        }
        return np.array([missing[language] for language in languages], np.bool_).reshape(-1, len(self.labels))

    def explain(self, text: str, labels: Sequence[str]) -> tuple[Explanation, ...]:
        """Why `text` got its score for each of the labels; KeyError for one that is not scored in its language.

        The text is folded and hashed once, however many labels are asked for, and each of its worst parts once.
        """
        language = _language(text, *fold_batch([text]))
        for label in labels:
            if label not in self.labels_in(language):
                raise KeyError(label)
        columns = [self.labels.index(label) for label in labels]
        group = self._calibration.group(language)
        place = self._table_of.get(language, 0)
        slopes, offsets = self._calibration.slope[group, columns], self._calibration.offset[group, columns]
        curves = [*map(Curve, slopes.tolist(), offsets.tolist())]
        lifts = [self._lifts[place].of_labels[column] for column in columns]
        found = explained(text, self._tables[place], columns, curves, lifts)
        return tuple(
            Explanation(label, one.intercept, _sum(one), tuple(one.contributions), one.part)
            for label, one in zip(labels, found, strict=True)
        )


def _language(text: str, folded: str) -> str:
    """The language of a text; of its fold where it is Latin in look-alike letters of another script."""
    return detect(folded if folded.isascii() and not text.isascii() else text)


def _sum(one: Explained) -> float:
    return fsum([one.intercept, *(item.weight for item in one.contributions)])


def _read(table: Table, folded: Sequence[str]) -> tuple[Logits, list[int]]:
    """The logits and the fingerprints of folded texts."""
    if len(folded) == 1 and (single := read_single(folded[0], table.bits)) is not None:
        return table.single(single), [single.fingerprint]
    found = words(folded, table.bits)
    return table.logits(found, len(folded)), fingerprints(found, len(folded))


def _chunks(places: Sequence[int], folded: Sequence[str]) -> Iterator[list[int]]:
    """The places of folded texts, so many at a time that they may be read together."""
    chunk: list[int] = []
    size = 0
    for place in places:
        if chunk and (size + len(folded[place]) > _CHUNK_CHARACTERS or len(chunk) == _CHUNK_TEXTS):
            yield chunk
            chunk, size = [], 0
        chunk.append(place)
        size += len(folded[place])
    if chunk:
        yield chunk
