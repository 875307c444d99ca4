"""What a process remembers between comments: word lists made ready, and display names judged before."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Final

import structlog
from cachetools import LRUCache

from moderation.pattern_cost import is_too_dear
from policy.copies import Fingerprinted
from policy.entries import Entry, Fold
from policy.rules.facts import Name
from policy.word_index import EMPTY, WordIndex
from runtime.clock import SECOND

SITES_REMEMBERED: Final = 200
MOST_NAMES: Final = 10_000  # about 400 bytes each

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


class NameCache:
    """The display names met last, each for one version of the classifier. Threads may share it.

    Few people write most comments, so a name is scored the first time only.
    """

    def __init__(self, most: int = MOST_NAMES) -> None:
        self._kept: LRUCache[str, tuple[str, Name]] = LRUCache(most)
        self._lock = threading.Lock()

    def known(self, version: str, texts: Iterable[str]) -> dict[str, Name]:
        """Return those of the names that were judged by this version of the classifier."""
        with self._lock:
            kept = [(text, self._kept.get(text)) for text in texts]
        return {text: found[1] for text, found in kept if found is not None and found[0] == version}

    def keep(self, version: str, names: Iterable[Name]) -> None:
        """Remember what this version of the classifier said, and forget the names met longest ago."""
        with self._lock:
            for name in names:
                self._kept[name.text] = (version, name)


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
