"""Folding: one spelling for texts that mean the same, with a way back to the original letters.

A fold is a mapping of single characters followed by a short list of rewrites. Each rewrite replaces the
matches of a pattern; `fold` runs the same steps as `fold_text` and keeps, for every folded character, the
index of the original character it came from. New steps belong in `_REWRITES`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

# Single letters of the private use area stand for things whose wording does not matter.
LINK, MAIL, PHONE = "\ue000", "\ue001", "\ue002"
TOKENS = (LINK, MAIL, PHONE)

_LINE_BREAK = 10
_WORTH_COMPARING = 8  # texts; below, setting up the comparison costs more than it saves
_INDIC = range(0x0900, 0x0E00)
_COMBINING = "\u0300-\u036f"
# Variation selectors, and decorations that no script needs.
_NOT_SEEN = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_IS_COMBINING = re.compile(f"[{_COMBINING}]")


@dataclass(frozen=True)
class Folded:
    """Folded text; `text[i]` stands for original[offsets[i]:ends[i]]; both never decrease."""

    text: str
    offsets: tuple[int, ...]
    ends: tuple[int, ...]


def _fold_once(char: str) -> str:
    # Indic signs are taken apart so that the one-letter and two-letter spellings of য় or ো agree;
    # elsewhere composed letters stay whole, because Vietnamese or German letters are more than an accent.
    if ord(char) in _INDIC:
        folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKD", char).casefold())
    else:
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", char).casefold())
    return "".join(_fold_kept(part) for part in folded)


def _fold_kept(char: str) -> str:
    category = unicodedata.category(char)
    if char in TOKENS or category == "So":
        return f" {char} "
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category[0] == "Z" or char in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85":
        return " "
    if category in ("Cc", "Cf", "Cs", "Co") or _NOT_SEEN.match(char):
        return ""
    return char


class _CharMap(dict[int, str]):
    """Folded form of each character, worked out when first met."""

    def __missing__(self, code: int) -> str:
        folded = chr(code)
        for _ in range(4):  # "ϔ" and friends need a second round; four is more than any character needs
            again = "".join(_fold_once(char) for char in folded)
            if again.strip() == folded.strip():
                break
            folded = again
        self[code] = again
        return again


_CHARS = _CharMap()


def _compose(match: re.Match[str]) -> str:
    # Two marks are the most that a letter in use carries; the rest is decoration that hides the letter.
    composed = unicodedata.normalize("NFC", match[0][:3])
    return _IS_COMBINING.sub("", composed)


_Replace = Callable[[re.Match[str]], str]


@dataclass(frozen=True)
class _Rewrite:
    """A step: what to replace, by what, and byte strings of which one occurs (in UTF-8) where the step has work."""

    pattern: re.Pattern[str]
    replace: _Replace
    signs: tuple[bytes, ...] = ()


def _word(token: str) -> _Replace:
    return lambda match: f" {token} "


_DOMAIN_ENDS = (
    "com|net|org|info|biz|xyz|top|site|online|shop|store|club|live|app|me|ly|gl|gg|io|co|in|bd|ru|cc|tk|link"
    "|win|vip|pro"
)
_DIGITS = tuple(b"%d" % digit for digit in range(10))

# Order matters: links and addresses before their punctuation is set apart.
_REWRITES = (
    _Rewrite(re.compile(f".?[{_COMBINING}]+", re.S), _compose, (b"\xcc", b"\xcd")),
    _Rewrite(re.compile("[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?"), _compose, (b"\xe1\x84", b"\xe1\x85")),
    _Rewrite(re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}|\[email\]"), _word(MAIL), (b"@", b"[email]")),
    _Rewrite(re.compile(r"@\w{1,64}|\[ip\]"), lambda match: " ", (b"@", b"[ip]")),
    _Rewrite(
        re.compile(
            r"(?:https?://|www\.)[^\s<>\"']{1,2048}"
            rf"|(?<![\w.])(?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:{_DOMAIN_ENDS})(?![\w-])(?:/[^\s<>\"']{{0,2048}})?"
        ),
        _word(LINK),
        (b".", b"://"),
    ),
    _Rewrite(re.compile(r"(?<!\w)\+?[0-9](?:[ -]?[0-9x*]){8,14}(?!\w)"), _word(PHONE), _DIGITS),
)
_STRETCHED = _Rewrite(re.compile(r"([^0-9])\1{2,}", re.S), lambda match: match[1] * 2)
_SPACES = _Rewrite(re.compile(r" {2,}"), lambda match: " ")


def fold_text(text: str) -> str:
    """The folded text alone, faster than `fold` and always equal to `fold(text).text`."""
    return _closed(_STRETCHED.pattern.sub(_STRETCHED.replace, _opened(text)))


def fold_batch(texts: Sequence[str]) -> list[str]:
    """`fold_text` of each text; in large batches one comparison finds the few that have stretched letters."""
    if len(texts) < _WORTH_COMPARING:
        return [fold_text(text) for text in texts]
    opened = [_opened(text) for text in texts]
    codes = np.frombuffer("\n".join(opened).encode("utf-32-le"), "<u4")
    alike = codes[1:] == codes[:-1]
    stretched = set(np.searchsorted(np.flatnonzero(codes == _LINE_BREAK), np.flatnonzero(alike[1:] & alike[:-1])))
    for index in stretched:
        opened[index] = _STRETCHED.pattern.sub(_STRETCHED.replace, opened[index])
    return [_closed(text) for text in opened]


def _opened(text: str) -> str:
    folded = text.translate(_CHARS)
    data = folded.encode()
    for step in _REWRITES:
        for sign in step.signs:
            if sign in data:
                folded = step.pattern.sub(step.replace, folded)
                break
    return folded


def _closed(text: str) -> str:
    if "  " in text:
        text = _SPACES.pattern.sub(" ", text)
    return text.strip(" ")


def fold(text: str) -> Folded:
    """The folded text with the part of the original that each of its characters stands for.

    Composed and taken-apart letters, joiners, direction marks, digits of any script, capitals, stretched
    letters, links, addresses and phone numbers come out the same. Lone surrogates and control characters vanish.
    """
    folded = "".join(_CHARS[ord(char)] for char in text)
    starts = [index for index, char in enumerate(text) for _ in _CHARS[ord(char)]]
    ends = [start + 1 for start in starts]
    for step in (*_REWRITES, _STRETCHED, _SPACES):
        folded, starts, ends = _rewrite(folded, starts, ends, step.pattern.finditer(folded), step.replace)
    left = len(folded) - len(folded.lstrip(" "))
    folded = folded.strip(" ")
    right = left + len(folded)
    return Folded(folded, tuple(starts[left:right]), tuple(ends[left:right]))


def _rewrite(
    text: str, starts: list[int], ends: list[int], matches: Iterable[re.Match[str]], replace: _Replace
) -> tuple[str, list[int], list[int]]:
    parts: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    done = 0
    for match in matches:
        first, last = match.span()
        new = replace(match)
        parts += (text[done:first], new)
        new_starts += starts[done:first] + [starts[first]] * len(new)
        new_ends += ends[done:first] + [ends[last - 1]] * len(new)
        done = last
    parts.append(text[done:])
    return "".join(parts), new_starts + starts[done:], new_ends + ends[done:]
