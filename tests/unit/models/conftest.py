"""A tiny set of labelled comments on disk, and the classifier trained on it."""

import fcntl
import json
import os
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

from models.artifact import load
from models.linear import LinearClassifier
from models.training import train as training
from models.training.augment import frames, templates
from tests.unit.models.tiny import BITS, rows, write

FEW = 120  # of so many sentences one is taken


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("data")
    write(directory / "made-up.jsonl.gz", [*rows("train"), *rows("dev")[::5]])
    write(directory / "noncommercial.jsonl.gz", rows("train", "noncommercial"))
    (directory / "sources.json").write_text(json.dumps({"noncommercial": {"licence_class": "NC"}}), "utf-8")
    return directory


@pytest.fixture(scope="session")
def train_tiny(data: Path) -> Callable[[Path, int], None]:
    # Of our own sentences a few: fitting spends half a minute on them, and quality is not asked here.
    few = mock.patch.multiple(
        training, templates=lambda seed: templates(seed)[::FEW], frames=lambda seed: frames(seed)[::FEW]
    )

    def run(out: Path, seed: int) -> None:
        with few:
            training.train(data, out, licences=None, seed=seed, progress=lambda line: None, bits=BITS)

    return run


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory, train_tiny: Callable[[Path, int], None]) -> Path:
    """The artefact of one training: made once for all workers of pytest-xdist."""
    base = tmp_path_factory.getbasetemp()
    out = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "tiny"
    with open(out.with_suffix(".lock"), "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (out / "card.json").exists():
            train_tiny(out, 7)
    return out


@pytest.fixture(scope="session")
def classifier(tiny: Path) -> LinearClassifier:
    return load(tiny)
