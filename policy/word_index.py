"""A site's word list, made ready: which of its entries a text, a fold or a host meets, and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import re2

from policy.actions import Action
from policy.entries import Entry, Fold, Kind, compile_pattern, needle_of, stems
from policy.hosts import host_within
from policy.words import spaced

MOST_HITS: Final = 5  # told of one text; one would be enough to act


class OutOfTime(Exception):
    """Raised when the patterns of a site take longer on one text than it is allowed."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry met at [start, end) of the text it was looked for in."""

    entry: Entry
    start: int
    end: int


class WordIndex:
    """The entries of one site, indexed. skipped: ids of entries that cannot be read; they are as if not there."""

    def __init__(
        self, entries: Sequence[Entry], fold: Fold, too_dear: Callable[[str], bool] = lambda pattern: False
    ) -> None:
        """Raises nothing for the sake of an entry: a broken one is skipped. fold: as the classifier folds texts.

        too_dear: whether a pattern takes too long to be used.
        """
        skipped: list[str] = []
        self._hosts = {entry.text: entry for entry in _strictest_last(entries, Kind.HOST)}
        self._by_word: dict[str, list[tuple[str, Entry]]] = {}
        self._by_stem: dict[str, list[tuple[str, Entry]]] = {}
        written = _strictest_last(entries, Kind.WORD)
        for entry, folded in zip(written, fold(stems(written)), strict=True):
            try:
                needle = needle_of(entry.text, folded)
            except ValueError:
                skipped.append(entry.id)
                continue
            first, _, more = needle.strip().partition(" ")
            index = self._by_word if more or needle.endswith(" ") else self._by_stem
            index.setdefault(first, []).append((needle, entry))
        self._stem_lengths = sorted({len(stem) for stem in self._by_stem})
        self._patterns: list[tuple[Any, Entry]] = []
        for entry in _strictest_last(entries, Kind.PATTERN):
            try:
                compiled = compile_pattern(entry.text)
                if too_dear(entry.text):
                    skipped.append(entry.id)
                else:
                    self._patterns.append((compiled, entry))
            except re2.error:
                skipped.append(entry.id)
        self._any_pattern = _any_of([entry.text for _, entry in self._patterns], too_dear)
        self.skipped = tuple(skipped)

    def in_fold(self, folded: str) -> list[Hit]:
        """Return the words and phrases met in a folded text, the strictest first, MOST_HITS at most."""
        if not (self._by_word or self._by_stem):
            return []
        between = spaced(folded)
        present = set(between.split())
        candidates: list[tuple[str, Entry]] = []
        for word in present & self._by_word.keys():
            candidates += self._by_word[word]
        for length in self._stem_lengths:
            for stem in {word[:length] for word in present if len(word) >= length} & self._by_stem.keys():
                candidates += self._by_stem[stem]
        if not candidates:
            return []
        around = f" {between} "
        hits = []
        for needle, entry in candidates:
            start = around.find(needle)
            if start >= 0:
                hits.append(Hit(entry, start, start + len(needle.strip())))
        return _first(hits)

    @property
    def has_patterns(self) -> bool:
        """Return whether the text as typed is looked at, which may take long."""
        return bool(self._patterns)

    def in_text(self, text: str, time_left: Callable[[], bool] = lambda: True) -> list[Hit]:
        """Return the patterns met in a text as it was typed, the strictest first, MOST_HITS at most.

        time_left: asked before each pattern. Raises OutOfTime when there is none left.
        """
        if not self._patterns:
            return []
        data = text.encode("utf-8", "replace")
        if self._any_pattern is not None and self._any_pattern.search(data) is None:
            return []
        hits = []
        for pattern, entry in self._patterns:
            if not time_left():
                raise OutOfTime
            found = pattern.search(data)
            if found is not None:
                start, end = found.span()
                hits.append(Hit(entry, _characters(data, start), _characters(data, end)))
        return _first(hits)

    def host(self, host: str) -> Entry | None:
        """Return the entry for a host in its plain form, or for one above it."""
        found = host_within(host, self._hosts)
        return None if found is None else self._hosts[found]


def _strictest_last(entries: Sequence[Entry], kind: Kind) -> list[Entry]:
    """Return the entries of a kind; of two with one text the stricter comes later, and so wins."""
    return sorted((entry for entry in entries if entry.kind is kind), key=lambda entry: entry.action is Action.REJECT)


def _first(hits: list[Hit]) -> list[Hit]:
    hits.sort(key=lambda hit: (hit.entry.action is not Action.REJECT, hit.start, hit.entry.id))
    return hits[:MOST_HITS]


def _any_of(patterns: list[str], too_dear: Callable[[str], bool]) -> Any | None:
    """Return one pattern that matches where any of them does; None when they do not fit into one that is quick."""
    if len(patterns) < 2:
        return None
    together = "|".join(f"(?:{pattern})" for pattern in patterns)
    try:
        return None if too_dear(together) else compile_pattern(together)
    except re2.error:
        return None


def _characters(data: bytes, end: int) -> int:
    return len(data[:end].decode("utf-8", "ignore"))


def _unfolded(texts: list[str]) -> list[str]:
    return texts


EMPTY: Final = WordIndex((), _unfolded)
