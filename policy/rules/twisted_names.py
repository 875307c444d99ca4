"""Names of people in the article, twisted by a letter to make fun of them.

The names are those that the site lists, and the article's tags. A name with an ending, or spelled as it sounds, is not
twisted; a name that is twisted is no proof of malice, so this only ever holds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from policy.actions import Action
from policy.bounds import Choice, Texts
from policy.reason import Reason
from policy.rules.facts import Facts
from policy.rules.rule import Finding, Rule, RuleSettings
from policy.words import spaced, words

SHORTEST: Final = 4  # letters of a name that is looked for: of shorter ones too many words differ by one
MOST_WORDS: Final = 500  # of a text that are looked at

# Letters that sound alike, and that people exchange without meaning anything by it.
_ALIKE: Final = str.maketrans("ীূঈঊশষণযৎঙ", "িুইউসসনজতং", "ঁ়্")


@dataclass(frozen=True, slots=True)
class TwistedNameSettings(RuleSettings):
    """action: off or hold. names: of people often in the news, beside the tags of the article."""

    action: Annotated[Action, Choice(Action.OFF, Action.HOLD)] = Action.OFF
    names: Annotated[tuple[str, ...], Texts(200, 100)] = ()


def find(facts: Facts, settings: TwistedNameSettings) -> Iterator[Finding]:
    """Yield the first word that is a name but for one letter."""
    names = _sounds((*settings.names, *facts.people))
    if not names:
        return
    start = 0
    apart = spaced(facts.text)
    for word in apart.split()[:MOST_WORDS]:
        start = apart.index(word, start)
        end = start + len(word)
        twisted = _twisted(_sound(word), names)
        if twisted is not None:
            yield Finding("name-twisted", settings.action, {"name": twisted, "start": start, "end": end})
            return
        start = end


def _sounds(names: Iterable[str]) -> dict[str, str]:
    """Return each part of the names by how it sounds."""
    parts = {_sound(part): part for name in names for part in words(name)}
    return {sound: part for sound, part in parts.items() if len(sound) >= SHORTEST}


def _sound(word: str) -> str:
    return unicodedata.normalize("NFD", unicodedata.normalize("NFKC", word).casefold()).translate(_ALIKE)


def _twisted(word: str, names: dict[str, str]) -> str | None:
    if len(word) < SHORTEST or any(word.startswith(name) for name in names):
        return None
    return next((part for name, part in names.items() if _is_one_letter_off(word, name)), None)


def _is_one_letter_off(word: str, name: str) -> bool:
    """Return whether the word, or its beginning, is the name with one letter exchanged or put in.

    Not the last letter, which endings change; not one left out, which makes other words of names.
    """
    same = 0
    while same < min(len(word), len(name)) and word[same] == name[same]:
        same += 1
    rest = name[same + 1 :]
    if same < 1 or same >= len(name) - 1:
        return False
    exchanged = word[same + 1 :].startswith(rest) and len(word) > same
    put_in = word[same + 1 :].startswith(name[same:])
    return (exchanged and len(rest) >= 1) or put_in


TWISTED_NAMES: Final = Rule(
    "twisted_names",
    TwistedNameSettings,
    (
        Reason(
            "name-twisted",
            "signal",
            None,
            "This comment seems to twist the name of somebody whom the article is about.",
            "লেখায় যাঁর কথা আছে, মন্তব্যটিতে তাঁর নাম বিকৃত করা হয়েছে বলে মনে হচ্ছে।",
        ),
    ),
    find,
)
