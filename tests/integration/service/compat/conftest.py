"""What the tests of foreign wires share."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from moderation.foreign import ask, keep
from policy.wires import DEFAULT_WIRES, Wire
from store.comments import COMMENT_WITH_DECISION, StoredComment, as_stored
from store.tables import comments, metadata
from store.unit import Database
from tests.client import ApiClient
from tests.conftest import missing

Stored = Callable[[], list[StoredComment]]
CLIENTS = Path(__file__).parents[3] / "clients"


class Stuck:
    """A classifier that does not come back for a while."""

    def __init__(self, classifier: Any) -> None:
        self._classifier = classifier

    def __getattr__(self, name: str) -> Any:
        return getattr(self._classifier, name)

    def score(self, texts: Any) -> Any:
        time.sleep(2)
        return self._classifier.score(texts)


def rules(client: ApiClient, wires: Mapping[str, Mapping[str, Any]] | None = None, **stated: Any) -> None:
    """Set the site's rules. The wires have time enough, unless their settings say otherwise."""
    settings = {wire: {"milliseconds": 10_000, **(wires or {}).get(wire, {})} for wire in Wire}
    assert client.put("/v1/policy", {**stated, "wires": settings}).status_code == 200


@pytest.fixture(autouse=True)
def _records_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold every answer back until its record is there, however slow the machine: tests look at both.

    The site's rules are waited for as well: they may say that there is time.
    """
    monkeypatch.setattr(keep, "RECORD_MILLISECONDS", 10_000)
    patient = {wire: replace(settings, milliseconds=10_000) for wire, settings in DEFAULT_WIRES.items()}
    monkeypatch.setattr(ask, "DEFAULT_WIRES", patient)


@pytest.fixture
def stored(database: Database) -> Stored:
    """Give all stored comments with their decisions, in their order."""

    def read() -> list[StoredComment]:
        query = COMMENT_WITH_DECISION.order_by(comments.c.created_at, comments.c.id)
        return [as_stored(row) for row in database.read(lambda unit: unit.execute(query).all())]

    return read


@pytest.fixture
def everything(database: Database) -> Callable[[], str]:
    """Give all rows of all tables as text."""
    return lambda: repr(
        [database.read(lambda unit, t=t: unit.execute(select(t)).all()) for t in metadata.sorted_tables]
    )


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the clients from npm, installed by their locked versions and hashes."""
    if not shutil.which("npm"):
        missing("npm is not installed")
    folder = tmp_path_factory.mktemp("clients")
    for one in CLIENTS.iterdir():
        if one.is_file():
            shutil.copy(one, folder)
    options = ["--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(["npm", "ci", *options], cwd=folder, capture_output=True, text=True, timeout=110)
    if done.returncode:
        missing(f"npm could not install the clients: {done.stderr.strip()[:300]}")
    return folder
