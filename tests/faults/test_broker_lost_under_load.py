"""Valkey dies or pauses while a worker drains: the worker goes on by itself, and nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import psutil
import pytest
from sqlalchemy import func, select

from store.tables import comments, decisions
from store.unit import Database
from tests.faults.conftest import Website
from tests.running import WORKER, Running, eventually

pytestmark = pytest.mark.timeout(240)

BATCHES, IN_A_BATCH = 4, 1_000
PAUSED_SECONDS = 11.0  # longer than a worker waits for an answer


def pause(valkey: psutil.Process) -> None:
    valkey.suspend()
    time.sleep(PAUSED_SECONDS)
    valkey.resume()


def count(database: Database, table, *conditions) -> int:
    return database.read(
        lambda unit: unit.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()
    )


def post_batches(http: httpx.Client) -> Iterator[int]:
    """Post the batches; yield the number of each once it is stored."""
    for batch in range(BATCHES):
        bodies = [
            {"article": "a", "text": f"প্রতিবেদনটি ভালো লাগল {batch} {number}", "author": {"id": f"author-{number}"}}
            for number in range(IN_A_BATCH)
        ]
        assert http.post("/v1/comments/batch", json={"comments": bodies}).status_code == 200
        yield batch


def test_a_worker_that_drains_goes_on_whenever_valkey_is_back(
    running: Running, database: Database, site: Website, database_url: str
) -> None:
    """Killed, ended, paused, one after the other, on one installation; the worker's side of it knows no database."""
    worker = running.part(WORKER)
    ends = [psutil.Process.kill, psutil.Process.terminate, pause] if "sqlite" in database_url else [psutil.Process.kill]
    for times, end in enumerate(ends, start=1):
        for batch in post_batches(site.http):
            if batch == 2:
                valkey = running.part(r"-server\b")
                assert valkey is not None
                assert count(database, comments, comments.c.status == "pending") > 0  # it does drain
                end(valkey)
        assert eventually(lambda: count(database, comments, comments.c.status == "pending") == 0, 60), running.output()[
            -5_000:
        ]
        decided = count(database, decisions, decisions.c.site_id == site.id)
        assert decided == count(database, comments, comments.c.site_id == site.id) == times * BATCHES * IN_A_BATCH
        assert eventually(lambda: running.part(r"-server\b") is not None)
        assert running.part(WORKER) == worker  # it was not ended and started again
