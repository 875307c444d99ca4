"""The disk is full: posts are refused until there is room, and no process dies of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from runtime.embedded import free_port
from tests.conftest import missing
from tests.running import PROHORI, Running, eventually

pytestmark = pytest.mark.timeout(150)

SIZE = 12 * 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        missing("a small file system needs root on Linux")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        missing(f"a small file system cannot be mounted: {mounted.stderr.decode()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def running(small_disk: Path) -> Iterator[Running]:
    started = Running([PROHORI, "up"], {"PROHORI_PORT": str(free_port()), "PROHORI_DATA_DIR": str(small_disk / "data")})
    started.wait_ready()
    yield started
    started.process.terminate()
    started.end()


def fill(folder: Path) -> Path:
    """Leave no room in the folder's file system; return the file that takes it."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file:
        size = 1 << 20
        while size:
            try:
                file.write(b"\0" * size)
            except OSError:
                size //= 2
    return path


def test_a_full_disk_is_answered_with_503_and_what_follows_is_stored_again(running: Running, small_disk: Path) -> None:
    found = json.loads((small_disk / "data" / "credentials.json").read_text(encoding="utf-8"))
    headers = {"Authorization": f"Bearer {found['api_key']}"}
    family = {process.pid for process in running.family()}
    with httpx.Client(base_url=found["base_url"], headers=headers, timeout=30) as http:

        def post(number: int) -> int:
            body = {"id": f"c{number}", "text": f"প্রতিবেদনটি ভালো লাগল {number} " * 40, "author": {"id": "reader"}}
            return http.post("/v1/articles/a/comments", json=body).status_code

        assert post(0) == 202
        filler = fill(small_disk)
        # The log of SQLite has some room of its own at first.
        answers = [post(number) for number in range(1, 400)]
        assert set(answers) <= {202, 503}
        assert answers[-100:] == [503] * 100
        # Each call with each answer is a counter of its own, so the counters need more room.
        paths = http.get("/openapi.json").json()["paths"]
        for path, calls in paths.items():
            for method in {"get", "put", "post", "patch", "delete"} & calls.keys():
                url = path.replace("{", "").replace("}", "")
                http.request(method, url)
                assert http.request(method, url, headers={"Authorization": "Bearer wrong"}).status_code in (401, 404)
                assert http.request(method, url, headers={"Authorization": ""}).status_code in (401, 404)
        assert http.get("/healthz").status_code == http.get("/metrics").status_code == 200
        filler.unlink()
        assert eventually(lambda: post(1_000) == 202, 30), running.output()[-3_000:]
        accepted = 2 + answers.count(202)

        def shown() -> int:
            return int(http.get("/v1/counts", params={"article": "a"}).json()["counts"]["a"])

        waiting = "prohori_pending 0.0"
        assert eventually(lambda: waiting in http.get("/metrics").text, 40), running.output()[-3_000:]
        assert 0 < shown() <= accepted
    assert {process.pid for process in running.family()} >= family - {0}, running.output()[-3_000:]
