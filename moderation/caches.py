"""What a process remembers between comments: word lists made ready, and display names judged before."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Final, Generic, TypeVar

import structlog
from cachetools import LRUCache

from moderation.pattern_cost import is_too_dear
from policy.copies import Fingerprinted
from policy.entries import Entry, Fold
from policy.judge import Reading
from policy.rules.facts import Name
from policy.word_index import EMPTY, WordIndex
from runtime.clock import SECOND

SITES_REMEMBERED: Final = 200
MOST_NAMES: Final = 10_000  # about 400 bytes each
MOST_TEXTS: Final = 2_000  # about 2 KB each
LONGEST_TEXT: Final = 1_000  # characters

Said = TypeVar("Said")

log = structlog.get_logger()


class WordListCache:
    """Word lists made ready, one for each site, made anew only when a list has changed. Threads may share it."""

    def __init__(self, fold: Fold) -> None:
        """fold: as the classifier folds texts."""
        self._fold = fold
        self._kept: LRUCache[int, tuple[int, WordIndex]] = LRUCache(SITES_REMEMBERED)
        self._lock = threading.Lock()

    def known(self, site_id: int, version: int) -> WordIndex | None:
        """Return the site's list of that version, None when it must be read and made; version 0 is the empty one."""
        if version == 0:
            return EMPTY
        with self._lock:
            kept = self._kept.get(site_id)
        return kept[1] if kept is not None and kept[0] == version else None

    def make(self, site_id: int, version: int, entries: Sequence[Entry]) -> WordIndex:
        """Return the site's list of that version, made of these entries, and remember it.

        Entries that cannot be used are skipped, and logged by their ids.
        """
        made = WordIndex(entries, self._fold, is_too_dear)
        if made.skipped:
            log.warning("list_entry_skipped", entries=list(made.skipped))
        with self._lock:
            self._kept[site_id] = (version, made)
        return made


class _SaidOf(Generic[Said]):
    """What the classifier said of the texts met last, each for one version of it. Threads may share it."""

    def __init__(self, most: int) -> None:
        self._kept: LRUCache[str, tuple[str, Said]] = LRUCache(most)
        self._lock = threading.Lock()

    def known(self, version: str, texts: Iterable[str]) -> dict[str, Said]:
        """Return what this version of the classifier said of those of the texts that it has read."""
        with self._lock:
            kept = [(text, self._kept.get(text)) for text in texts]
        return {text: found[1] for text, found in kept if found is not None and found[0] == version}

    def _keep(self, version: str, said: Iterable[tuple[str, Said]]) -> None:
        with self._lock:
            for text, one in said:
                self._kept[text] = (version, one)


class NameCache(_SaidOf[Name]):
    """The display names met last. Few people write most comments, so a name is scored the first time only."""

    def __init__(self, most: int = MOST_NAMES) -> None:
        super().__init__(most)

    def keep(self, version: str, names: Iterable[Name]) -> None:
        """Remember what this version of the classifier said, and forget the names met longest ago."""
        self._keep(version, ((name.text, name) for name in names))


class TextCache(_SaidOf[Reading]):
    """The comments met last. What is sent again and again, an advert say, is scored the first time only."""

    def __init__(self, most: int = MOST_TEXTS) -> None:
        super().__init__(most)

    def keep(self, version: str, readings: Iterable[tuple[str, Reading]]) -> None:
        """Remember what this version of the classifier read, but of long texts, and forget those met longest ago."""
        self._keep(version, (one for one in readings if len(one[0]) <= LONGEST_TEXT))


class RecentCache:
    """The sites' recent comments by their fingerprints, as last read. Threads may share it.

    seconds: after which they are read anew; in between only what was written since is read, and OVERLAP_SECONDS more.
    What a worker decided meanwhile of comments older than that is seen up to so many seconds late. 0: never remember.
    """

    OVERLAP_SECONDS: Final = 2

    def __init__(self, seconds: int) -> None:
        self._span = seconds * SECOND
        self._kept: LRUCache[int, tuple[int, int, list[Fingerprinted]]] = LRUCache(SITES_REMEMBERED)
        self._lock = threading.Lock()

    def recall(self, site_id: int, *, now: int) -> tuple[int, list[Fingerprinted]] | None:
        """Return what is known, and since when to read on (microseconds); None where all is to be read."""
        with self._lock:
            kept = self._kept.get(site_id)
        if kept is None or now - kept[0] >= self._span:
            return None
        return kept[1] - self.OVERLAP_SECONDS * SECOND, kept[2]

    def keep(self, site_id: int, found: list[Fingerprinted], *, now: int) -> None:
        """Remember what was read, or read on, at that moment."""
        with self._lock:
            kept = self._kept.get(site_id)
            fresh = kept is None or now - kept[0] >= self._span
            self._kept[site_id] = (now if fresh or kept is None else kept[0], now, found)
