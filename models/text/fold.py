"""Folding: one spelling for texts that mean the same, with a way back to the original letters.

A fold is a mapping of single characters (`models/text/characters.py`), then steps that each replace the matches of a
pattern. Plain steps come first; then disguises are undone (`indic.py`, `lookalikes.py`, `disguise.py`) and the
plain steps run again, until nothing changes. `fold` runs the same steps as `fold_text` and keeps, for every folded
character, the place of the original it stands for. A new step belongs in `_PLAIN` or `_DISGUISES`; `signs.py` must
see its signs.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.text import indic
from models.text.characters import CHARS, LINK, MAIL, PHONE, TOKENS, fold_lines
from models.text.disguise import PULLED_APART, TOKEN, is_disguised, joined, plain_word
from models.text.links import PATTERN
from models.text.lookalikes import OTHER_LETTER, WORD, one_script
from models.text.prefilter import PHONE_DIGITS, has_signs, has_work, is_mixed, is_spaced, lines_with_work
from models.text.vocabulary import BENGALI_LETTERS

__all__ = ["LINK", "MAIL", "PHONE", "TOKENS", "Folded", "fold", "fold_batch", "fold_text"]

_LINE_BREAK = 10
_WORTH_JOINING = 8  # texts; below, setting up the arrays costs more than it saves
_CHARACTERS = 200_000  # looked at together, to bound the memory
_ROUNDS = 4  # one undoes what people write; the rest is for disguises inside disguises
_COMBINING = "\u0300-\u036f"
_IS_COMBINING = re.compile(f"[{_COMBINING}]")


@dataclass(frozen=True)
class Folded:
    """Folded text; `text[i]` stands for original[offsets[i]:ends[i]]; both never decrease."""

    text: str
    offsets: tuple[int, ...]
    ends: tuple[int, ...]


_Replace = Callable[[re.Match[str]], str]


def _always(text: str) -> object:
    return True


@dataclass(frozen=True)
class _Step:
    """What to replace and by what; `worth` may spare a text the pattern if it is quick and finds too much at most."""

    pattern: re.Pattern[str]
    replace: _Replace
    worth: Callable[[str], object] = _always


def _compose(match: re.Match[str]) -> str:
    # Two marks are the most that a letter in use carries; the rest is decoration that hides the letter.
    composed = unicodedata.normalize("NFC", match[0][:3])
    return _IS_COMBINING.sub("", composed)


def _has_runs(text: str) -> bool:
    codes = np.frombuffer(text.encode("utf-32-le"), "<u4")
    return b"\1\1" in (codes[1:] == codes[:-1]).tobytes()


def _word(token: str) -> _Replace:
    return lambda match: f" {token} "


def _no_name(match: re.Match[str]) -> str:
    return match[0] if is_disguised(match[0]) else " "


_SPACES = _Step(re.compile(r" {2,}"), lambda match: " ", lambda text: "  " in text)

# Order matters: links and addresses before their punctuation is set apart.
_PLAIN = (
    _Step(re.compile(f".?[{_COMBINING}]+", re.S), _compose, _IS_COMBINING.search),
    _Step(re.compile("[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?"), _compose),
    _Step(
        re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}|\[email\]"), _word(MAIL), re.compile(r"@|\[email").search
    ),
    _Step(PATTERN, _word(LINK), re.compile(rf"\.[a-z{BENGALI_LETTERS}]|www|//|[\[({{][.d:]").search),
    # Not where what is left would become a link that it was not: @name-bit[.]ly.
    _Step(
        re.compile(r"(?<!\w)(?:@\w{1,64}+)++(?!-[\w-]*\.\w|(?:-[\w-]*)? ?[\[({](?:\.|dot)[\])}])|\[ip\]"),
        _no_name,
        re.compile(r"@|\[ip").search,
    ),
    _SPACES,
    _Step(
        re.compile(
            r"(?<![\w.@-])(?!(?:the|a|an|of|this|that|old|big|my|or|and|dot) )[a-z0-9-]{2,63}"
            r"(?: +(?:dot|ডট) +(?:com|net|org|info|xyz|ly|bd|কম|নেট)(?![\w@-])){1,3}"
        ),
        _word(LINK),
        re.compile("dot|ডট").search,
    ),
    _Step(
        re.compile(
            r"(?<!\w)(?:(?:\+?88)?01[3-9](?:[ .-]*[0-9]|[x*]){8}"
            r"|(?!(?:19|20)[0-9]{2}-[01]?[0-9]-[0-3]?[0-9](?![0-9-]))\+?[0-9](?:[ -]?[0-9]|[x*]){8,14})(?![\w@])"
        ),
        _word(PHONE),
        re.compile(rf"[0-9](?:[x*]|(?:[^0-9]*[0-9]){{{PHONE_DIGITS - 1}}})").search,
    ),
    _Step(re.compile(r"([^0-9])\1{2,}", re.S), lambda match: match[1] * 2, _has_runs),
    _SPACES,
)
_AFTER_SIGNS = _PLAIN[-2:]  # the steps that texts without any sign need as well
_DISGUISES = (
    _Step(indic.WORD, indic.one_script, is_mixed),
    _Step(WORD, one_script, OTHER_LETTER.search),
    _Step(TOKEN, plain_word, has_signs),
    _Step(PULLED_APART, joined, is_spaced),
)


def fold_text(text: str) -> str:
    """The folded text alone, faster than `fold` and always equal to `fold(text).text`."""
    folded = text.translate(CHARS)
    if has_work(folded):
        return _worked(folded)
    return _run(_AFTER_SIGNS, folded).strip(" ")


def fold_batch(texts: Sequence[str]) -> list[str]:
    """`fold_text` of each text; in large batches one look at all of them finds the few that need more than a table."""
    if len(texts) < _WORTH_JOINING:
        return [fold_text(text) for text in texts]
    return [folded for part in _parts(texts) for folded in _fold_part(part)]


def _parts(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    start = size = 0
    for index, text in enumerate(texts):
        size += len(text)
        if size > _CHARACTERS and index > start:
            yield texts[start:index]
            start, size = index, len(text)
    yield texts[start:]


def _fold_part(texts: Sequence[str]) -> list[str]:
    codes = fold_lines("\n".join(["", *(text.replace("\n", " ") for text in texts), ""]))
    joined_lines = codes.tobytes().decode("utf-32-le")[1:-1]
    lines = joined_lines.split("\n")
    same = codes[1:] == codes[:-1]
    runs = np.flatnonzero(same[1:] & same[:-1])
    with_runs = np.searchsorted(np.flatnonzero(codes == _LINE_BREAK), runs) - 1
    working = lines_with_work(joined_lines, codes)
    for index in working:
        lines[index] = _worked(lines[index])
    for index in set(with_runs.tolist()).difference(working.tolist(), (-1, len(lines))):  # breaks make runs as well
        lines[index] = _run(_AFTER_SIGNS, lines[index])
    return [(_run([_SPACES], line) if "  " in line else line).strip(" ") for line in lines]


def _worked(text: str) -> str:
    text = first = _run(_PLAIN, text)
    for _ in range(_ROUNDS):
        plain = _run(_DISGUISES, text)
        if plain == text:
            return text.strip(" ")
        text = _run(_PLAIN, plain)
    return first.strip(" ")


def _run(steps: Sequence[_Step], text: str) -> str:
    for step in steps:
        if step.worth(text):
            text = step.pattern.sub(step.replace, text)
    return text


def fold(text: str) -> Folded:
    """The folded text with the part of the original that each of its characters stands for.

    Composed and taken-apart letters, joiners, direction marks, digits of any script, capitals, stretched letters,
    links, addresses and phone numbers come out the same; so do the words of `disguised_words.txt` whichever way
    they are disguised, and words of mixed look-alike scripts. Lone surrogates and control characters vanish.
    """
    forms = [CHARS[ord(char)] for char in text]
    starts = [index for index, form in enumerate(forms) for _ in form]
    first = folded = _traced(_PLAIN, Folded("".join(forms), tuple(starts), tuple(start + 1 for start in starts)))
    for _ in range(_ROUNDS):
        plain = _traced(_DISGUISES, folded)
        if plain.text == folded.text:
            break
        folded = _traced(_PLAIN, plain)
    else:
        folded = first
    left = len(folded.text) - len(folded.text.lstrip(" "))
    right = left + len(folded.text.strip(" "))
    return Folded(folded.text[left:right], folded.offsets[left:right], folded.ends[left:right])


def _traced(steps: Sequence[_Step], folded: Folded) -> Folded:
    for step in steps:
        folded = _traced_step(step, folded)
    return folded


def _traced_step(step: _Step, folded: Folded) -> Folded:
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in step.pattern.finditer(folded.text):
        first, last = match.span()
        new = step.replace(match)
        if new == match[0]:
            continue
        parts += (folded.text[done:first], new)
        starts += (*folded.offsets[done:first], *[folded.offsets[first]] * len(new))
        ends += (*folded.ends[done:first], *[folded.ends[last - 1]] * len(new))
        done = last
    if not done:
        return folded
    parts.append(folded.text[done:])
    return Folded("".join(parts), (*starts, *folded.offsets[done:]), (*ends, *folded.ends[done:]))
