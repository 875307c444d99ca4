"""A tiny set of labelled comments, written for these tests, and the classifier trained on it."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from models.artifact import load
from models.linear import LinearClassifier
from models.training.train import train

BITS = 14

_KIND = ["খুব সুন্দর লেখা", "ধন্যবাদ ভাই", "খবরটা ভালো লাগল", "lekha ta valo laglo", "what a lovely day", "আজ বৃষ্টি হবে"]
_RUDE = ["তুই একটা গাধা", "চুপ কর বেয়াদব", "তোর মতো বলদ দেখি নাই", "tui ekta gadha", "you are a fool", "মূর্খ কোথাকার"]
_ENDS = ["", " আজ", " সত্যি", " ঢাকা থেকে", " বললাম", " আবার", " কাল", " today", " vai", " তো"]


def rows(split: str = "train", source: str = "made-up") -> list[dict[str, object]]:
    """60 kind and 60 rude comments; `sexual` is stated by none."""
    return [
        {"text": text + end, "lang": "bn", "source": source, "split": split, "labels": {"toxicity": rude, "spam": 0}}
        for rude, texts in ((0, _KIND), (1, _RUDE))
        for text in texts
        for end in _ENDS
    ]


def write(path: Path, lines: list[dict[str, object]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("data")
    write(directory / "made-up.jsonl.gz", [*rows("train"), *rows("dev")[::5]])
    write(directory / "noncommercial.jsonl.gz", rows("train", "noncommercial"))
    (directory / "sources.json").write_text(json.dumps({"noncommercial": {"licence_class": "NC"}}), "utf-8")
    return directory


@pytest.fixture(scope="session")
def train_tiny(data: Path) -> Callable[[Path, int], None]:
    def run(out: Path, seed: int) -> None:
        train(data, out, licences=None, seed=seed, progress=lambda line: None, bits=BITS)

    return run


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory, train_tiny: Callable[[Path, int], None]) -> Path:
    out = tmp_path_factory.mktemp("model") / "tiny"
    train_tiny(out, 7)
    return out


@pytest.fixture(scope="session")
def classifier(tiny: Path) -> LinearClassifier:
    return load(tiny)
