"""Links in a text, as typed or folded: addresses and bare domains, also those written to slip through."""

from __future__ import annotations

import re
from typing import Final

# Endings that make a bare domain a link. A sentence without its space ("it was done.so we") ends in none of them.
_ENDINGS = (
    "com|net|org|info|biz|xyz|site|online|website|app|dev|io|co|bd|uk|pk|lk|np|au|ca|eu|de|fr|nl|jp|kr|cn|ru|ua|tr|ir|sa|ae|"
    "sg|hk|tv|cc|ws|ly|gl|gg|gd|gy|tk|ml|ga|cf|gq|edu|gov|mobi|asia|icu|buzz|cyou|sbs|click|casino|vip|loan"
)
_BENGALI_ENDINGS = "বাংলা|ভারত"
# Words and syllables as well: these need "www." before them or a path behind them.
_DOUBTFUL = (
    "me|my|in|it|is|so|to|at|no|be|us|am|as|by|do|id|re|st|sh|ai|live|life|today|news|blog|world|money|fun|win|bet|top|shop|"
    "store|club|space|host|press|tech|link|email|pro|one|work|zone"
)
_INDIC = "\u0900-\u0963\u0966-\u0dff"  # signs as well, without the danda that ends a sentence
_LABEL = rf"[\w{_INDIC}-]{{1,63}}"
# Written so that nobody follows it by mistake: hxxp://, bit[.]ly, bit(dot)ly.
_DOT = r"(?:\.| ?[\[({](?:\.|dot)[\])}] ?)"
_SCHEME = r"(?:h(?:tt+|xx+)p+s*|ftp)(?:\[:\]|:)//"


def _form(rest: str, ended: str) -> re.Pattern[str]:
    """Return the form of a link. rest: one character of what may follow. ended: further ways for a host to end."""
    tail = rf"(?:[/?#:]{rest}{{0,2048}})?"
    return re.compile(
        rf"{_SCHEME}(?P<address>(?:\[[0-9a-f:.]{{2,45}}\])?{rest}{{1,2048}})"
        rf"|(?P<www>www\d?{_DOT}{_LABEL}(?:{_DOT}{_LABEL}){{1,5}}){tail}"
        rf"|(?<![\w.@/-])(?P<bare>(?:{_LABEL}{_DOT}){{1,5}}"
        rf"(?:(?:{_ENDINGS}|{_BENGALI_ENDINGS})(?:(?![\w@-])|(?={_SCHEME}|www\d?{_DOT}))"
        rf"|(?:{_DOUBTFUL})(?=/\w){ended})){tail}",
        re.IGNORECASE,
    )


# Folding and the language go by this one. What it finds weighs in each classifier that was trained with it.
PATTERN: Final = _form(r"[^\s<>\"'`]", "")
# Rules see more: a host that a Bengali ending follows, and where a link of BBCode ends.
_WIDER: Final = _form(r"(?:[^\s<>\"'`\[\]]|\[(?:\.|dot|:)\])", rf"|(?:{_ENDINGS})(?=-?[{_INDIC}])")
_DOTS = re.compile(_DOT, re.IGNORECASE)
_CLOSING = ".,;:!?)]}'\"।"
# What browsers read otherwise than it looks: nothing at all, letters as %62, wide letters and dots.
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufeff\uff01-\uff5e\u3002\uff61]|%[2-7][0-9a-f]", re.IGNORECASE
)
_MARKS = (".", "//", "[", "(", "{", "%2", "\uff0e", "\u3002", "\uff61")  # no link is without one
_IN_HOSTS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")


def find_links(text: str) -> list[tuple[int, int, str]]:
    """Return start, end and the address or host as written of each link, in their order. Mail addresses are none.

    As browsers read it: invisible letters are left out, %62 is b.
    """
    if not any(mark in text for mark in _MARKS):
        return []  # as most comments
    plain, places = (text, None) if text.isascii() and "%" not in text else _as_read(text)
    found = []
    for match in _WIDER.finditer(plain):
        written = match["www"] or match["bare"] or match["address"]
        start, end = match.start(), match.start() + len(match[0].rstrip(_CLOSING))
        if places is not None:
            start, end = places[start], places[end - 1] + 1
        found.append((start, end, _DOTS.sub(".", written)))
    return found


def _as_read(text: str) -> tuple[str, list[int] | None]:
    """Return the text as browsers read its links, and the place of each of its characters; None where none moved."""
    hidden = [(one.start(), one.end(), _shown(one[0])) for one in _HIDDEN.finditer(text)]
    hidden = [one for one in hidden if one[2] != text[one[0] : one[1]]]
    if not hidden:
        return text, None
    parts, places, at = [], [], 0
    for start, end, shown in hidden:
        parts += [text[at:start], shown]
        places += [*range(at, start), *([start] if shown else [])]
        at = end
    return "".join([*parts, text[at:]]), [*places, *range(at, len(text))]


def _shown(hidden: str) -> str:
    if hidden[0] == "%":
        letter = chr(int(hidden[1:], 16))
        return letter if letter.lower() in _IN_HOSTS else hidden
    if hidden in "\u3002\uff61":
        return "."
    return chr(ord(hidden) - 0xFEE0) if "\uff01" <= hidden <= "\uff5e" else ""
