"""Rows that the data sets lack: sentences of our own, and Bengali comments spelled in Latin letters.

Abuse sets teach that war, court and religion are abuse, because clean comments about them are missing. They
teach the same of groups that they name mostly in abuse, so {people}, {person} and {name} stand in calm and in hostile
sentences alike: only the hostile words tell. The sentences stand in `phrases.json`; slots such as {place} are filled
with words drawn by the seed, and every label of the result is known.
"""

import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from models.protocol import LABELS
from models.training.read import Row
from models.training.romanise import romanise

SOURCE = "prohori-templates"
FRAMES = "prohori-frames"  # hard cases of a kind each, of `frames/`
ROMANISED = "romanised:"  # before the name of the source that a row was spelled anew from
BORROWED = "borrowed:"  # before the name of the source of a row that another language learns from as well
SOURCES = (SOURCE, FRAMES)
_LENT = ("en-jigsaw-wiki", "en-surge-toxicity", FRAMES)
LICENCE = "permissive"  # written for this project

_PER_SLOTTED, _PER_PLAIN = 20, 4
_NESTED = 3  # fillers may hold slots, and their fillers too
_SLOT = re.compile(r"\{(\w+)\}")


def templates(seed: int) -> list[Row]:
    """Filled sentences as training rows, the same for the same seed."""
    phrases = json.loads((Path(__file__).parent / "phrases.json").read_text("utf-8"))
    groups = [{"labels": [], "sentences": phrases["talk"]}, {"labels": ["spam"], "sentences": phrases["adverts"]}]
    draw = random.Random(seed)  # noqa: S311 - a draw of words, not a secret
    rows: list[Row] = []
    for group in groups + phrases["abuse"]:
        labels = {label: int(label in group["labels"]) for label in LABELS}
        for lang, sentences in group["sentences"].items():
            texts = [text for sentence in sentences for text in _filled(sentence, phrases["fillers"][lang], draw)]
            rows += [Row(text, lang, SOURCE, LICENCE, labels, made=True) for text in texts]
    return rows


def frames(seed: int) -> list[Row]:
    """Filled sentences of the hard kinds as training rows, the same for the same seed.

    Each file of `frames/` holds what one kind is about: {"about", "fillers": {slot: [text, ...]}, "groups": [{"lang",
    "labels": of those that apply, "rows": how many are drawn, "sentences": [text with slots, ...]}, ...]}.
    """
    rows: list[Row] = []
    for path in sorted((Path(__file__).parent / "frames").glob("*.json")):
        kind = json.loads(path.read_text("utf-8"))
        for number, group in enumerate(kind["groups"]):
            draw = random.Random(f"{seed} {path.stem} {number}")  # noqa: S311 - as above
            labels = {label: int(label in group["labels"]) for label in LABELS}
            texts = _drawn(group["sentences"], kind["fillers"], group["rows"], draw)
            rows += [Row(text, group["lang"], FRAMES, LICENCE, labels, made=True) for text in texts]
    return rows


def _drawn(
    sentences: Sequence[str], fillers: Mapping[str, Sequence[str]], number: int, draw: random.Random
) -> list[str]:
    """So many sentences with their slots filled, fewer where there are not so many different ones."""
    texts: dict[str, None] = {}
    for _ in range(number * 3):
        if len(texts) == number:
            break
        text = draw.choice(sentences)
        for _ in range(_NESTED):
            text = _SLOT.sub(lambda slot: draw.choice(fillers[slot[1]]), text)
        texts[text] = None
    return list(texts)


def romanised(rows: Sequence[Row], seed: int) -> list[Row]:
    """The Bengali ones of the rows in Latin letters, with their labels, the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311 - as above
    return [
        replace(row, text=romanise(row.text, draw), lang="bn-Latn", source=ROMANISED + row.source, made=True)
        for row in rows
        if row.lang == "bn"
    ]


def borrowed(rows: Sequence[Row]) -> list[Row]:
    """English rows for those who write in two languages at once: what "asshole" is must be known in Bengali too."""
    return [
        replace(row, source=BORROWED + row.source, made=True)
        for row in rows
        if row.lang == "en" and row.source in _LENT
    ]


def _filled(sentence: str, fillers: Mapping[str, Sequence[str]], draw: random.Random) -> list[str]:
    if "{" not in sentence:
        return [sentence] * _PER_PLAIN
    copies = [_SLOT.sub(lambda slot: draw.choice(fillers[slot[1]]), sentence) for _ in range(_PER_SLOTTED)]
    return list(dict.fromkeys(copies))
