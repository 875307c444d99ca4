"""`prohori up` as an operator meets it: one command, one ready line, and nothing left behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from runtime.embedded import free_port
from tests.running import PROHORI, ROOT, WORKER, Running, all_gone, eventually

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def up(port: int, data_dir: Path) -> Iterator[Callable[..., Running]]:
    """Starts `prohori up`, by default on this test's port and folder; kills what a failed test leaves."""
    started: list[Running] = []

    def start(command: list[str | Path] | None = None, **settings: str) -> Running:
        defaults = {"PROHORI_PORT": str(port), "PROHORI_DATA_DIR": str(data_dir)}
        started.append(Running(command or [PROHORI, "up"], {**defaults, **settings}))
        return started[-1]

    yield start
    for running in started:
        running.process.kill()
        running.end()


def credentials(data_dir: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((data_dir / "credentials.json").read_text(encoding="utf-8"))
    return content


def client(data_dir: Path) -> httpx.Client:
    found = credentials(data_dir)
    bearer = {"Authorization": f"Bearer {found['api_key']}"}
    return httpx.Client(base_url=found["base_url"], headers=bearer, timeout=20)


def test_it_starts_serves_keeps_its_data_and_ends_without_a_trace(
    up: Callable[..., Running], port: int, data_dir: Path
) -> None:
    first = up()
    first.wait_ready()
    assert f"Prohori is ready: http://127.0.0.1:{port}" in first.lines
    assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    before = credentials(data_dir)
    assert before.keys() == {"base_url", "site", "api_key", "moderator", "console_url", "demo_url"}
    assert before["moderator"].keys() == {"email", "password"}
    assert before["base_url"] == f"http://127.0.0.1:{port}"
    for name in ("credentials.json", "secret.key"):
        assert stat.S_IMODE((data_dir / name).stat().st_mode) == 0o600
    with client(data_dir) as http:
        article = {"url": "https://example.test/keep", "title": "থাকবে", "language": "bn"}
        assert http.put("/v1/articles/keep", json=article).is_success
    _ask_over_foreign_wires(before)
    beside = up(PROHORI_PORT=str(free_port()))
    assert beside.end() == 1
    assert beside.lines == [
        f"Prohori cannot start: another Prohori runs on the data folder {data_dir}; stop it, or set PROHORI_DATA_DIR."
    ]
    family = first.family()
    first.process.terminate()
    assert first.end() == 0, first.output()
    assert all_gone(family)

    second = up()
    second.wait_ready()
    assert credentials(data_dir) == before
    with client(data_dir) as http:
        assert http.get("/v1/articles/keep").json()["title"] == "থাকবে"
    family = second.family()
    second.process.send_signal(signal.SIGINT)
    assert second.end() == 0, second.output()
    assert all_gone(family)
    for secret in (before["api_key"], before["moderator"]["password"], (data_dir / "secret.key").read_text().strip()):
        assert secret not in first.output() + second.output()
    assert "/v1alpha1/comments:analyze" in first.output()  # the requests whose keys stood in queries and host names
    assert "/1.1/comment-check" in first.output()


def _ask_over_foreign_wires(known: dict[str, Any]) -> None:
    """Ask with the key in the query, in the form and in the host name, well and badly."""
    base, key = known["base_url"], known["api_key"]
    body = {"comment": {"text": "চমৎকার প্রতিবেদন"}, "requestedAttributes": {"TOXICITY": {}}}
    for path in ("comments:analyze", "comments:nothing"):
        httpx.post(f"{base}/v1alpha1/{path}", params={"key": key}, json=body, timeout=20)
    httpx.get(f"{base}/1.2/usage-limit", params={"api_key": key}, timeout=20)
    form = {"blog": "https://khobor.example", "user_ip": "", "comment_content": "চমৎকার প্রতিবেদন"}
    answer = httpx.post(f"{base}/1.1/comment-check", data={"api_key": key, **form}, timeout=20)
    assert answer.text == "false"
    named = {"Host": f"{key}.akismet.khobor.example"}
    assert httpx.post(f"{base}/1.1/comment-check", data=form, headers=named, timeout=20).text == "false"


def test_killed_parts_are_started_again_and_a_killed_supervisor_leaves_nothing(
    up: Callable[..., Running], port: int
) -> None:
    running = up()
    running.wait_ready()
    for name, pattern in (("worker", WORKER), ("valkey", r"-server\b")):
        old = running.part(pattern)
        assert old is not None
        family = [old, *old.children(recursive=True)]
        old.kill()
        running.wait_for(rf"^{name} was ended by SIGKILL; starting it again in 0\.5 s$")
        assert all_gone(family)
        assert eventually(lambda pattern=pattern: running.part(pattern) is not None), running.output()
    assert eventually(lambda: httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200), running.output()
    family = running.family()
    running.process.kill()
    assert all_gone(family)


def test_a_busy_port_is_said_in_one_sentence(up: Callable[..., Running], port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        running = up()
        assert running.end() == 1
    assert running.lines == [
        f"Prohori cannot start: port {port} on 127.0.0.1 is in use; set PROHORI_PORT to a free one."
    ]


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(up: Callable[..., Running], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    running = up(PROHORI_DATA_DIR=str(tmp_path / "file" / "data"))
    assert running.end() == 1
    assert len(running.lines) == 1
    assert running.lines[0].startswith(f"Prohori cannot start: the data folder {tmp_path / 'file' / 'data'} cannot")


def test_a_file_of_the_data_folder_that_cannot_be_used_is_said_in_one_sentence(
    up: Callable[..., Running], data_dir: Path
) -> None:
    (data_dir / "secret.key").mkdir(parents=True)
    running = up()
    assert running.end() == 1
    assert running.lines == [f"Prohori cannot start: {data_dir / 'secret.key'}: Is a directory."]


def test_a_broken_migration_is_said_and_leaves_nothing(up: Callable[..., Running], data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "prohori.db").write_bytes(b"this is no database, whatever its name says" * 100)
    running = up()
    assert running.end() == 1
    assert running.lines[-1] == "Prohori cannot start: migrate ended with code 1."
    assert all_gone([process for process in psutil.process_iter() if str(data_dir) in _arguments(process)])


def test_a_stop_in_the_middle_of_starting_leaves_nothing(up: Callable[..., Running]) -> None:
    running = up()
    assert eventually(lambda: len(running.family()) >= 2)  # the guard and the first part
    family = running.family()
    running.process.terminate()
    family += [process for process in running.family() if process not in family]
    assert running.end() == 0, running.output()
    assert all_gone(family)
    assert not any(line.startswith("Prohori is ready") for line in running.lines)


@pytest.mark.parametrize("way", ["SIGTERM to make alone", "Ctrl-C in the terminal"])
def test_make_up_passes_the_stop_on(up: Callable[..., Running], tmp_path: Path, way: str) -> None:
    venv = tmp_path / "venv"  # an environment as deploy/environment.sh leaves it, without installing anew
    venv.mkdir()
    (venv / "bin").symlink_to(PROHORI.parent)
    (venv / "run.stamp").touch()
    running = up(["make", "up", f"VENV={venv}"])
    running.wait_ready()
    family = running.family()
    if way == "Ctrl-C in the terminal":
        os.killpg(running.process.pid, signal.SIGINT)  # the terminal signals the whole group
    else:
        running.process.terminate()
    running.end()
    assert all_gone(family)
    assert "Prohori has stopped." in running.lines


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What `make up` needs before there is an environment."""
    folder = tmp_path / "clone"
    (folder / "deploy").mkdir(parents=True)
    for name in ("Makefile", "requirements.lock", "pyproject.toml", "deploy/environment.sh"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def make_up(clone: Path, **variables: str) -> tuple[int, list[str]]:
    """The exit code of `make up` without any package but the standard library's, and what it said."""
    nothing = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1", "PIP_INDEX_URL": "http://127.0.0.1:9/"}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "MAKE"))}
    done = subprocess.run(
        ["make", "up"],
        cwd=clone,
        env={**inherited, "PYTHON": sys.executable, **nothing, **variables},
        capture_output=True,
        text=True,
    )
    return done.returncode, [line for line in done.stderr.splitlines() if not line.startswith("make")]


def test_a_package_index_out_of_reach_is_said_in_one_sentence_and_a_half_made_environment_is_replaced(
    clone: Path,
) -> None:
    half_made = clone / ".venv" / "lib" / "half-written-package"
    half_made.mkdir(parents=True)
    (clone / ".venv" / "unfinished").touch()
    code, said = make_up(clone)
    assert code != 0
    assert len(said) == 1
    assert said[0].startswith("The package index cannot be reached")
    assert "Details: .venv/install.log" in said[0]
    assert not half_made.exists()
    assert not (clone / ".venv" / "run.stamp").exists()


def test_a_python_that_is_too_old_is_said_in_one_sentence(clone: Path) -> None:
    code, said = make_up(clone, PYTHON="/bin/false")
    assert code != 0
    assert len(said) == 1
    assert said[0].startswith("Prohori needs Python 3.11 or newer, and /bin/false is none")
    assert not (clone / ".venv").exists()


def _arguments(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
