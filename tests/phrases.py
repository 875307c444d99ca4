"""The sentences that training adds to its rows, to see that none of them measures it as well."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

PHRASES = Path(__file__).parents[1] / "models" / "training" / "phrases.json"
_SLOT = re.compile(r"\{(\w+)\}")


def plain(text: str) -> str:
    """Words alone: case, punctuation and spacing do not make another sentence."""
    kept = (char if unicodedata.category(char)[0] in "LMN" else " " for char in unicodedata.normalize("NFC", text))
    return " ".join("".join(kept).casefold().split())


def learned_from(texts: Iterable[str], phrases: Path = PHRASES) -> list[str]:
    """Those of the texts that a training phrase contains, or that fill a phrase's slots with its words."""
    known = json.loads(phrases.read_text(encoding="utf-8"))
    templates = list(_strings({key: value for key, value in known.items() if key not in ("about", "fillers")}))
    whole = "\n".join(f" {plain(_SLOT.sub(' ', template))} " for template in templates)
    slotted = [
        ([plain(part) for part in _SLOT.split(template)[::2]], template) for template in templates if "{" in template
    ]
    pattern = cache(lambda template: re.compile(_pattern(template, known["fillers"])))

    def fills_one(text: str) -> bool:
        # Its words first: a pattern of so many fillers is slow to compile.
        return any(all(map(text.__contains__, parts)) and pattern(one).fullmatch(text) for parts, one in slotted)

    return [text for text in texts if f" {plain(text)} " in whole or fills_one(plain(text))]


def sharing_words(texts: Iterable[str], length: int = 4, phrases: Path = PHRASES) -> list[str]:
    """Those of the texts that have so many words in a row from a training phrase or a word list; slots break a row."""
    known = {
        run for phrase in _strings(json.loads(phrases.read_text(encoding="utf-8"))) for run in _runs(phrase, length)
    }
    return [text for text in texts if known & _runs(text, length)]


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    parts = [plain(part).split() for part in _SLOT.split(text)[::2]]
    return {tuple(words[start : start + length]) for words in parts for start in range(len(words) - length + 1)}


def _pattern(template: str, fillers: Mapping[str, Mapping[str, list[str]]]) -> str:
    parts = []
    for index, part in enumerate(_SLOT.split(template)):
        words = {plain(word) for by_slot in fillers.values() for word in by_slot.get(part, [])} if index % 2 else {part}
        parts.append("(?:" + "|".join(re.escape(plain(word)) for word in words) + ")" if words else ".+")
    return r"\s?".join(parts)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _strings(part)
