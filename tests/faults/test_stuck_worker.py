"""A worker that stands still ends itself while comments wait, so that whoever watches it starts another."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from runtime.process_group import kill_group
from store import accept, migrations
from store.databases import open_database
from tests.factories import SECRET, make_site, new_comment
from tests.running import ROOT, eventually

pytestmark = pytest.mark.timeout(150)


def test_a_worker_whose_consumer_stands_still_ends_itself(tmp_path: Path, redis_url: str) -> None:
    url = f"sqlite:///{tmp_path}/prohori.db"
    migrations.upgrade(url)
    database = open_database(url, connections=1)
    site = make_site(database)
    stuck = tmp_path / "stuck"
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "PROHORI_DATA_DIR": str(tmp_path),
        "PROHORI_DATABASE_URL": url,
        "PROHORI_REDIS_URL": redis_url,
        "PROHORI_SECRET_KEY": SECRET,
        "PROHORI_WORKER_PROCESSES": "1",
        "PROHORI_SWEEP_SECONDS": "1",
        "PROHORI_LOG_FORMAT": "json",
    }
    log = tmp_path / "log"
    with log.open("wb") as file:
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.stuck_worker", str(stuck)],
            cwd=ROOT,
            env=environment,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        time.sleep(4)
        assert worker.poll() is None, log.read_text()
        stuck.touch()
        time.sleep(2)
        database.write(lambda unit: accept.one(unit, new_comment(site_id=site.id)))
        assert eventually(lambda: worker.poll() is not None, 90), log.read_text()
        assert "worker_stuck" in log.read_text()
    finally:
        kill_group(worker)
        database.close()
