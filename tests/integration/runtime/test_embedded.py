"""The embedded Valkey: found where it should be, private, forgetful, and gone with its parent."""

from __future__ import annotations

import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import redis
from kombu import Connection

from runtime import embedded
from runtime.embedded import ServerNotFound, ServerNotStarted, find_server_binary, prepare_redis, running_redis

pytestmark = pytest.mark.timeout(60)


def with_only(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Leave one program of this name on the PATH and nothing else."""
    program = folder / name
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return program


@pytest.mark.parametrize("name", ["valkey-server", "redis-server"])
def test_a_server_on_the_path_is_preferred(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = with_only(tmp_path, name, monkeypatch)
    assert find_server_binary() == program


def test_without_one_on_the_path_the_package_s_binary_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = subprocess.run([find_server_binary(), "--version"], capture_output=True, text=True, check=True)
    assert answer.stdout.startswith("Valkey server")


def test_where_there_is_none_at_all_both_ways_out_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(embedded, "BINARY_PACKAGE", "a-package-that-nobody-has")
    with pytest.raises(ServerNotFound, match="on the PATH, and the package"):
        find_server_binary()


def test_one_url_serves_redis_py_and_celery_s_transport(tmp_path: Path) -> None:
    with running_redis(tmp_path) as url, redis.Redis.from_url(url) as client:
        assert client.set("শালিক", "ok")
        with Connection(url) as connection, connection.SimpleQueue("birds") as queue:
            queue.put({"name": "দোয়েল"})
            message = queue.get(timeout=5)
            message.ack()
            assert message.payload == {"name": "দোয়েল"}


def test_nobody_without_the_password_gets_in(tmp_path: Path) -> None:
    with running_redis(tmp_path) as url:
        port = int(url.rsplit(":", 1)[1].split("/")[0])
        with redis.Redis(port=port) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()


def test_the_password_is_neither_in_the_arguments_nor_in_a_readable_file(tmp_path: Path) -> None:
    server = prepare_redis(tmp_path)
    password = server.url.split(":")[2].split("@")[0]
    assert len(password) >= 24
    assert not any(password in argument for argument in server.argv)
    config = tmp_path / "valkey.conf"
    assert password in config.read_text()
    assert stat.S_IMODE(config.stat().st_mode) == 0o600


def test_it_listens_on_loopback_only_refuses_to_evict_and_keeps_nothing(tmp_path: Path) -> None:
    with running_redis(tmp_path) as url, redis.Redis.from_url(url, decode_responses=True) as client:
        client.set("key", "value")
        config = client.config_get("*")
        assert (config["bind"], config["maxmemory-policy"]) == ("127.0.0.1", "noeviction")
        assert (config["save"], config["appendonly"]) == ("", "no")
    assert {path.name for path in tmp_path.iterdir()} <= {"valkey.conf", "valkey.log"}


def test_a_folder_with_a_space_in_its_name_is_no_obstacle(tmp_path: Path) -> None:
    with running_redis(tmp_path / "my data") as url, redis.Redis.from_url(url) as client:
        assert client.ping()


def test_two_servers_do_not_disturb_each_other(tmp_path: Path) -> None:
    with running_redis(tmp_path / "a") as first, running_redis(tmp_path / "b") as second:
        with redis.Redis.from_url(first) as client:
            client.set("only", "here")
        with redis.Redis.from_url(second) as client:
            assert client.dbsize() == 0


def test_a_server_that_ends_at_once_is_reported_with_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    falsehood = shutil.which("false")
    assert falsehood is not None
    (tmp_path / "valkey-server").symlink_to(falsehood)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServerNotStarted, match=r"code 1; see .*valkey\.log"), running_redis(tmp_path):
        pass


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from runtime.embedded import running_redis\n"
        "with running_redis(Path(sys.argv[1])) as url: print(url, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    url = parent.stdout.readline().strip()
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    with redis.Redis.from_url(url) as client:
        assert _goes_away(client)


def test_it_ends_with_its_block_even_when_the_block_fails(tmp_path: Path) -> None:
    before = _children()
    with pytest.raises(ZeroDivisionError):
        _fail_while_it_runs(tmp_path)
    assert _children() == before


def _fail_while_it_runs(folder: Path) -> None:
    before = _children()
    with running_redis(folder):
        assert _children() != before
        raise ZeroDivisionError


def _children() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


def _goes_away(client: redis.Redis, seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            client.ping()
        except redis.ConnectionError:
            return True
        time.sleep(0.02)
    return False
