"""What is lacking around a part is told in one sentence: which setting, which place, which cause."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from runtime.embedded import free_port
from tests.running import PROHORI, Running, eventually

pytestmark = pytest.mark.timeout(120)
SECRET = "sixteen-characters-or-more"


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Runs `prohori COMMAND` on a folder of this test; kills what a failed test leaves."""
    started: list[Running] = []

    def start(*command: str, **settings: str) -> Running:
        defaults = {"PROHORI_DATA_DIR": str(tmp_path / "data"), "PROHORI_SECRET_KEY": SECRET}
        started.append(Running([PROHORI, *command], {**defaults, **settings}))
        return started[-1]

    yield start
    for running in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.process.pid, signal.SIGKILL)  # a web server's processes outlive its first
        running.end()


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.parametrize(("part", "setting"), [("api", "PROHORI_PORT"), ("live", "PROHORI_LIVE_PORT")])
def test_a_second_server_on_a_port_is_refused_while_the_first_goes_on(run, tmp_path, part: str, setting: str) -> None:
    port = free_port()
    first = run(part, **{setting: str(port)})
    assert eventually(lambda: first.process.poll() is not None or _listens(port))
    second = run(part, **{setting: str(port), "PROHORI_DATA_DIR": str(tmp_path / "other")})
    assert second.end() == 1
    assert second.lines == [f"Prohori cannot start: port {port} on 127.0.0.1 is in use; set {setting} to a free one."]
    assert first.process.poll() is None


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_two_servers_started_at_the_same_moment_do_not_share_a_port(run, tmp_path: Path) -> None:
    port = free_port()
    both = [run("api", PROHORI_PORT=str(port), PROHORI_DATA_DIR=str(tmp_path / name)) for name in ("a", "b")]
    assert eventually(lambda: any(one.process.poll() is not None for one in both))
    loser, winner = sorted(both, key=lambda one: one.process.poll() is None)
    assert loser.end() == 1
    assert loser.lines == [f"Prohori cannot start: port {port} on 127.0.0.1 is in use; set PROHORI_PORT to a free one."]
    assert eventually(lambda: answers(port)), winner.output()
    assert winner.process.poll() is None


def test_of_two_ups_at_the_same_moment_one_starts(run, tmp_path: Path) -> None:
    port = free_port()
    both = [run("up", PROHORI_PORT=str(port), PROHORI_DATA_DIR=str(tmp_path / name)) for name in ("a", "b")]
    assert eventually(lambda: any(one.process.poll() is not None for one in both))
    loser, winner = sorted(both, key=lambda one: one.process.poll() is None)
    assert loser.end() == 1
    assert loser.lines == [f"Prohori cannot start: port {port} on 127.0.0.1 is in use; set PROHORI_PORT to a free one."]
    winner.process.terminate()
    assert winner.end() == 0, winner.output()


@pytest.mark.parametrize("part", ["api", "live"])
def test_a_port_of_another_program_and_a_host_of_another_machine_are_told(run, part: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        taken = run(part, PROHORI_PORT=str(port), PROHORI_LIVE_PORT=str(port))
        assert taken.end() == 1
    assert len(taken.lines) == 1
    assert taken.lines[0].startswith(f"Prohori cannot start: port {port} on 127.0.0.1 is in use; set PROHORI_")
    elsewhere = run(part, PROHORI_HOST="192.0.2.7")
    assert elsewhere.end() == 1
    assert len(elsewhere.lines) == 1
    assert elsewhere.lines[0].startswith("Prohori cannot start: 192.0.2.7 is no address of this machine (")


def test_a_worker_whose_metrics_port_is_taken_says_so(run) -> None:
    with socket.create_server(("0.0.0.0", 0)) as other:
        port = other.getsockname()[1]
        worker = run("worker", PROHORI_WORKER_METRICS_PORT=str(port))
        assert worker.end() == 1
    assert worker.lines == [
        f"Prohori cannot start: port {port} on 0.0.0.0 is in use; set PROHORI_WORKER_METRICS_PORT to a free one."
    ]


@pytest.mark.parametrize(
    ("setting", "url", "said"),
    [
        ("PROHORI_REDIS_URL", "redis://:hush@127.0.0.1:{}/0", "Redis at 127.0.0.1:{} cannot be used ("),
        ("PROHORI_BROKER_URL", "amqp://user:hush@127.0.0.1:{}//", "the broker at 127.0.0.1:{} cannot be used ("),
    ],
)
def test_redis_or_a_broker_that_does_not_answer_is_named(run, redis_url, setting: str, url: str, said: str) -> None:
    port = free_port()
    given = {"PROHORI_REDIS_URL": redis_url, "PROHORI_PORT": str(free_port()), setting: url.format(port)}
    running = run("up", **given)
    assert running.end(30) == 1
    assert len(running.lines) == 1
    assert running.lines[0].startswith(f"Prohori cannot start: {said.format(port)}")
    assert running.lines[0].endswith(f"; see {setting}.")
    assert "hush" not in running.output()


@pytest.mark.parametrize("command", ["up", "api", "worker"])
def test_a_model_that_cannot_be_used_ends_with_code_2(run, tmp_path: Path, command: str) -> None:
    nowhere = run(command, PROHORI_MODEL_DIR=str(tmp_path / "nowhere"))
    assert nowhere.end() == 2
    assert nowhere.lines == [
        f"PROHORI_MODEL_DIR: there is no model in {tmp_path / 'nowhere'}: it has no file card.json"
    ]
    (tmp_path / "card.json").write_text("{}")
    broken = run(command, PROHORI_MODEL_DIR=str(tmp_path))
    assert broken.end() == 2
    assert len(broken.lines) == 1
    assert broken.lines[0].startswith(f"PROHORI_MODEL_DIR: The card {tmp_path / 'card.json'} has an unknown format")


@pytest.mark.parametrize("part", ["api", "worker", "deliverer", "beat", "live"])
def test_a_folder_that_cannot_be_written_is_told(run, tmp_path: Path, part: str) -> None:
    (tmp_path / "file").touch()
    running = run(part, PROHORI_DATA_DIR=str(tmp_path / "file" / "data"))
    assert running.end() == 1
    assert len(running.lines) == 1
    assert running.lines[0].startswith(f"Prohori cannot start: the data folder {tmp_path / 'file' / 'data'} cannot")


def test_a_refused_postgresql_is_named_without_its_password(run) -> None:
    port = free_port()
    running = run("sites", "list", PROHORI_DATABASE_URL=f"postgresql://someone:hush@127.0.0.1:{port}/comments")
    assert running.end() == 1
    assert running.lines[0].startswith(
        f"Error: The database cannot be used: PostgreSQL at 127.0.0.1:{port}, database comments: connection "
    )
    assert "refused" in running.output()
    assert "hush" not in running.output()


def test_a_folder_named_by_mistake_makes_no_second_database(run, tmp_path: Path) -> None:
    running = run("keys", "list", "demo", PROHORI_DATA_DIR=str(tmp_path))
    assert running.end() == 1
    file = tmp_path / "prohori.db"
    assert running.lines == [
        f"Error: The database cannot be used: there is no SQLite file {file}; is PROHORI_DATA_DIR right?"
        " `prohori migrate` makes a new one."
    ]
    assert not file.exists()


def test_a_file_that_cannot_be_opened_is_told(run, tmp_path: Path) -> None:
    file = tmp_path / "data" / "prohori.db"
    file.mkdir(parents=True)
    running = run("sites", "list")
    assert running.end() == 1
    assert running.lines == [
        f"Error: The database cannot be used: the SQLite file {file}: unable to open database file."
    ]


def test_a_database_without_our_tables_is_told(run, tmp_path: Path) -> None:
    file = tmp_path / "data" / "prohori.db"
    file.parent.mkdir()
    file.touch()
    running = run("sites", "list")
    assert running.end() == 1
    assert running.lines == [
        f"Error: The database cannot be used: the SQLite file {file} is not prepared (no such table: sites);"
        " `prohori migrate` makes its tables."
    ]


def test_a_mistyped_setting_is_told_with_the_nearest_name(run) -> None:
    running = run("migrate", PROHORI_DATABSE_URL="sqlite:///elsewhere.db")
    assert running.end() == 0
    assert running.lines[0] == "PROHORI_DATABSE_URL is no setting and is ignored; is PROHORI_DATABASE_URL meant?"
