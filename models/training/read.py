"""Training rows from DIR/*.jsonl.gz, filtered by licence."""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

UNLISTED = "unlisted"  # a source that sources.json does not name: the owner's own data

# What may go into a model that is passed on. Rows without a stated licence only where nothing better exists.
_SHIPPABLE = ("permissive", "share-alike", UNLISTED)
_FALLBACK = ("check", "none-stated")
_LICENSED_ALTERNATIVE = ("en", "de", "pt", "ko", "id", "ru", "ur-Latn")


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled comment; a label that `labels` does not name is unknown, not 0.

    made: no person wrote it as a comment; it is learned from, but says nothing about how often something occurs.
    """

    text: str
    lang: str
    source: str
    licence: str
    labels: Mapping[str, int]
    made: bool = False


def read(data: Path, split: str, licences: Sequence[str] | None = None, *, every: bool = False) -> Iterator[Row]:
    """The rows of `split` whose licence is admitted, in the order of the file names.

    `licences` names the classes to admit; None means those fit for an artefact that is passed on. `every` admits
    all of them, for measuring.
    """
    classes = _licence_classes(data)
    for path in sorted(data.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                raw = json.loads(line)
                licence = classes.get(raw["source"], UNLISTED)
                if raw["split"] == split and (every or _admitted(licence, raw["lang"], licences)):
                    yield Row(raw["text"], raw["lang"], raw["source"], licence, raw["labels"])


def _admitted(licence: str, lang: str, licences: Sequence[str] | None) -> bool:
    if licences is not None:
        return licence in licences
    return licence in _SHIPPABLE or (licence in _FALLBACK and lang not in _LICENSED_ALTERNATIVE)


def _licence_classes(data: Path) -> dict[str, str]:
    path = data / "sources.json"
    if not path.is_file():
        return {}
    return {name: about["licence_class"] for name, about in json.loads(path.read_text("utf-8")).items()}
