"""Every word of the desk is there in Bengali, says the same in its places, and is compiled."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages import extract, mofile, pofile

from service import console

FOLDER = Path(console.__file__).parent
CATALOGUE = FOLDER / "locale" / "bn" / "LC_MESSAGES" / "messages.po"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {**extract.DEFAULT_KEYWORDS, "lazy_gettext": None}
PLACES = re.compile(r"%\(\w+\)s")


def _translations() -> dict[str | tuple[str, ...], str | tuple[str, ...]]:
    with CATALOGUE.open("rb") as file:
        return {_plain(one.id): _plain(one.string) for one in pofile.read_po(file) if one.id}


def _plain(words):
    return words if isinstance(words, str) else tuple(words)


def test_no_word_is_missing_and_none_is_left_over():
    found = extract.extract_from_dir(FOLDER, METHODS, keywords=KEYWORDS)
    used = {message for _, _, message, _, _ in found}
    assert used == set(_translations()), "run `make messages` and translate what is new"


def test_every_word_is_translated_with_the_same_places():
    for words, translated in _translations().items():
        ours, theirs = ((one,) if isinstance(one, str) else one for one in (words, translated))
        assert all(theirs), f"{words} is not translated"
        assert {place for one in theirs for place in PLACES.findall(one)} == set(PLACES.findall(ours[0])), words


def test_what_is_compiled_is_what_was_translated():
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = {_plain(one.id): _plain(one.string) for one in mofile.read_mo(file) if one.id}
    assert compiled == _translations(), "run `make messages`"
