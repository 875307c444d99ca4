"""An entry of a site's word list: what it may say, and how it is read. Operators' patterns run on RE2."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import re2

from policy.actions import Action
from policy.errors import EntryInvalid, Fault
from policy.hosts import is_host, plain_host
from policy.words import words

MAX_ENTRIES: Final = 5_000  # of a site
MAX_PATTERNS: Final = 100  # of these: each is tried on each comment
MAX_LENGTH: Final = 200
MAX_PATTERN: Final = 500
MAX_NOTE: Final = 500
SHORTEST_STEM: Final = 2
PATTERN_BYTES: Final = 1 << 20  # RE2's bound for one pattern; beyond it, it is refused or runs slower, never larger

Fold = Callable[[list[str]], list[str]]
ACTIONS: Final = (Action.HOLD, Action.REJECT)


class Kind(StrEnum):
    """How an entry is looked for; the values are public."""

    WORD = "word"  # a word or phrase, whole; a * at the end stands for any ending
    HOST = "host"  # links to a host, and to those under it
    PATTERN = "pattern"  # an RE2 pattern, anywhere in the text as typed


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. author: who added it; added_at: when (RFC 3339)."""

    id: str
    kind: Kind
    text: str
    action: Action
    author: str
    added_at: str
    note: str | None = None

    def to_mapping(self) -> dict[str, Any]:
        """Return the entry as a moderator reads it in a reason's detail."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "text": self.text,
            "action": self.action.value,
            "author": self.author,
            "added_at": self.added_at,
            "note": self.note,
        }


def read_entry(kind: Kind, text: str, fold: Fold) -> str:
    """Return the text of a new entry as it is kept: trimmed, a host in its plain form.

    fold: as the classifier folds texts. Raises EntryInvalid with every fault, at the pointer /text.
    """
    kept = text.strip()
    if kind is Kind.HOST:
        kept = plain_host(kept)
        faults = [] if is_host(kept) else ["must be a host such as spam.example, without address or path"]
    elif kind is Kind.PATTERN:
        faults = _pattern_faults(kept)
    else:
        faults = _word_faults(kept, fold)
    longest = MAX_PATTERN if kind is Kind.PATTERN else MAX_LENGTH
    if len(kept) > longest:
        faults = [f"is longer than {longest} characters"]
    if faults:
        raise EntryInvalid(tuple(Fault("/text", fault) for fault in faults))
    return kept


def needle_of(text: str, folded: str) -> str:
    """Return what to look for between the words of a folded and spaced text: " the words " or, before a *, " the stem".

    text: the entry's; folded: the same without its *, folded. Raises ValueError, saying why, when no word is left.
    """
    if any(unicodedata.category(char) == "Co" for char in folded):
        raise ValueError("holds a link, a mail address or a phone number: use the kind host or pattern")
    kept = " ".join(words(folded))
    if not kept:
        raise ValueError("holds no word")
    if not text.endswith("*"):
        return f" {kept} "
    if len(kept) < SHORTEST_STEM:
        raise ValueError(f"needs {SHORTEST_STEM} letters or more before the *")
    return f" {kept}"


def compile_pattern(text: str) -> Any:
    """Return the RE2 pattern over UTF-8 bytes; capitals and small letters are the same. Raises re2.error."""
    options = re2.Options()
    options.max_mem = PATTERN_BYTES
    options.case_sensitive = False
    options.log_errors = False
    return re2.compile(text.encode("utf-8", "replace"), options)


def _word_faults(text: str, fold: Fold) -> list[str]:
    stem = text.removesuffix("*")
    if "*" in stem:
        return ["may hold a * only at its end"]
    try:
        needle_of(text, fold([stem])[0])
    except ValueError as error:
        return [str(error)]
    return []


def _pattern_faults(text: str) -> list[str]:
    if not text:
        return ["must not be empty"]
    try:
        pattern = compile_pattern(text)
    except re2.error as error:
        return [f"is no pattern that RE2 reads: {_words_of(error)}"]
    return ["matches the empty text, and so every comment"] if pattern.search(b"") else []


def _words_of(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def stems(entries: Sequence[Entry]) -> list[str]:
    """Return the texts of word entries without their *, as they are to be folded."""
    return [entry.text.removesuffix("*") for entry in entries]
