"""Display names that were judged before: few people write most comments, and a name is scored the first time only."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Final, NamedTuple

MOST_NAMES: Final = 10_000  # about 400 bytes each


class Name(NamedTuple):
    """A display name as the classifier saw it: its fold, and the label it fits most with that label's probability.

    label: None when the classifier scored none.
    """

    text: str
    folded: str
    label: str | None
    score: float


class NameMemory:
    """The names met last, MOST_NAMES at most, each for one version of the classifier. Threads may share it."""

    def __init__(self, most: int = MOST_NAMES) -> None:
        self._most = most
        self._kept: dict[str, tuple[str, Name]] = {}  # the one met longest ago comes first
        self._lock = threading.Lock()

    def known(self, version: str, texts: Iterable[str]) -> dict[str, Name]:
        """Return those of the names that were judged by this version of the classifier."""
        found = {}
        with self._lock:
            for text in texts:
                kept = self._kept.get(text)
                if kept is not None and kept[0] == version:
                    self._kept[text] = self._kept.pop(text)
                    found[text] = kept[1]
        return found

    def keep(self, version: str, names: Iterable[Name]) -> None:
        """Remember what this version of the classifier said, and forget the names met longest ago."""
        with self._lock:
            for name in names:
                self._kept.pop(name.text, None)
                self._kept[name.text] = (version, name)
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
