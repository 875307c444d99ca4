"""`prohori doctor` on a running installation, and on parts that fail: each is named, and what helps."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from runtime.embedded import free_port
from tests.running import DELIVERER, PROHORI, WORKER, Running

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    return {"PROHORI_PORT": str(free_port()), "PROHORI_DATA_DIR": str(tmp_path / "data")}


@pytest.fixture
def running(settings: dict[str, str]) -> Iterator[Running]:
    started = Running([PROHORI, "up"], settings)
    started.wait_ready()
    yield started
    started.process.terminate()
    started.end()


@pytest.fixture
def environment(settings: dict[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PROHORI_")}
    return {**inherited, **settings}


@pytest.fixture
def doctor(environment: dict[str, str]) -> Callable[..., tuple[int, dict[str, dict[str, str]]]]:
    """Runs the doctor; gives its exit code and the findings by part."""

    def look(**changed: str) -> tuple[int, dict[str, dict[str, str]]]:
        done = subprocess.run(
            [PROHORI, "doctor", "--json"],
            env={**environment, **changed},
            capture_output=True,
            text=True,
            timeout=60,
        )
        found = [json.loads(line) for line in done.stdout.splitlines()]
        return done.returncode, {one["part"]: one for one in found}

    return look


def test_all_is_well_until_a_worker_and_a_deliverer_stop_answering(
    running: Running, doctor: Callable[..., tuple[int, dict[str, dict[str, str]]]], environment: dict[str, str]
) -> None:
    code, found = doctor()
    assert {one["state"] for part, one in found.items() if part != "disk"} == {"ok"}, found  # that is this machine's
    assert code == 0
    assert list(found) == [
        "settings", "disk", "database", "redis", "clock", "broker", "worker", "deliverer", "model",
    ]  # fmt: skip
    assert found["worker"]["said"].startswith("answered a wake-up in ")
    told = subprocess.run([PROHORI, "doctor"], env=environment, capture_output=True, text=True, check=True).stdout
    assert [line.split()[:2] for line in told.splitlines() if line.startswith("ok ") and " disk " not in line] == [
        ["ok", part] for part in found if part != "disk"
    ]
    stopped = [running.part(pattern) for pattern in (WORKER, DELIVERER)]
    family = [one for part in stopped if part is not None for one in (part, *part.children(recursive=True))]
    for one in family:
        one.suspend()
    try:
        code, found = doctor()
    finally:
        for one in family:
            one.resume()
    assert code == 1
    assert {part: one["state"] for part, one in found.items() if one["state"] != "ok" and part != "disk"} == {
        "worker": "failing",
        "deliverer": "failing",
    }
    assert "Start `prohori worker`" in found["worker"]["advice"]
    assert all(psutil.pid_exists(one.pid) for one in family)


def test_what_fails_is_named_with_what_helps(
    doctor: Callable[..., tuple[int, dict[str, dict[str, str]]]], tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    code, found = doctor(PROHORI_REDIS_URL=f"redis://127.0.0.1:{free_port()}/0", PROHORI_DATABSE_URL="x")
    assert code == 1
    assert {part: one["state"] for part, one in found.items() if part != "disk"} == {
        "settings": "failing",
        "database": "failing",
        "redis": "failing",
        "broker": "failing",
        "worker": "warning",
        "model": "ok",
    }
    assert "there is no SQLite file" in found["database"]["said"]
    assert "refused" in found["redis"]["said"]
    assert all(one["advice"] for one in found.values() if one["state"] == "failing")


def test_a_database_of_another_release_is_told(
    doctor: Callable[..., tuple[int, dict[str, dict[str, str]]]], tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "prohori.db").touch()
    _, found = doctor()
    assert found["database"]["state"] == "failing"
    assert found["database"]["advice"] == "Run `prohori migrate` with this release."
