"""Brokers other than the embedded Valkey, as tests start them: Redis over TLS, Redis behind Sentinels, RabbitMQ."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from runtime.embedded import free_port
from runtime.process_group import kill_group
from tests.running import eventually

RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
STARTS_WITHIN = 60.0


class BrokerNotFound(Exception):
    """A program is not installed."""


@dataclass
class Broker:
    """A running broker. settings: what Prohori is told of it. fail: what goes wrong with it, and is over afterwards."""

    settings: dict[str, str]
    fail: Callable[[], None]
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)


def _start(
    argv: list[str | Path], folder: Path, port: int, env: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    log = (folder / f"{port}.log").open("ab")
    with log:
        process = subprocess.Popen(
            argv, stdout=log, stderr=log, cwd=folder, env={**os.environ, **(env or {})}, start_new_session=True
        )
    assert eventually(lambda: _listens(port), STARTS_WITHIN), (folder / f"{port}.log").read_text()
    return process


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    kill_group(process)
    process.wait(20)


def _program(*names: str) -> str:
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        raise BrokerNotFound(f"{names[0]} is not installed")
    return found


@contextmanager
def redis_over_tls(folder: Path) -> Iterator[Broker]:
    """Redis that speaks TLS alone, with a certificate of its own that clients are told to trust."""
    server, port = _program("redis-server"), free_port()
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    request += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(request, check=True, capture_output=True)
    argv = [server, "--port", "0", "--tls-port", str(port), "--tls-cert-file", certificate, "--tls-key-file", key]
    argv += ["--tls-ca-cert-file", certificate, "--tls-auth-clients", "no", "--save", "", "--bind", "127.0.0.1"]
    url = f"rediss://localhost:{port}/0?ssl_ca_certs={certificate}&ssl_cert_reqs=required"
    broker = Broker({"PROHORI_REDIS_URL": url}, lambda: None, [_start(argv, folder, port)])

    def fail() -> None:
        _end(broker.started[0])
        time.sleep(2)
        broker.started[0] = _start(argv, folder, port)

    broker.fail = fail
    try:
        yield broker
    finally:
        _end(broker.started[0])


@contextmanager
def redis_behind_sentinels(folder: Path) -> Iterator[Broker]:
    """A Redis with a replica, and three Sentinels that agree within a second or two which of them leads."""
    server, sentinel = _program("redis-server"), _program("redis-sentinel")
    first, second = free_port(), free_port()
    plain = ["--save", "", "--bind", "127.0.0.1"]
    started = [_start([server, "--port", str(first), *plain], folder, first)]
    replica = [server, "--port", str(second), *plain, "--replicaof", "127.0.0.1", str(first)]
    started.append(_start(replica, folder, second))
    watchers = [free_port() for _ in range(3)]
    for port in watchers:
        rules = folder / f"sentinel-{port}.conf"
        rules.write_text(
            f"port {port}\nbind 127.0.0.1\nsentinel monitor prohori 127.0.0.1 {first} 2\n"
            "sentinel down-after-milliseconds prohori 1000\nsentinel failover-timeout prohori 5000\n"
        )
        started.append(_start([sentinel, rules], folder, port))
    time.sleep(3)  # they find each other
    url = f"sentinel://{','.join(f'127.0.0.1:{port}' for port in watchers)}/prohori/0"
    try:
        yield Broker({"PROHORI_REDIS_URL": url}, lambda: _end(started[0]), started)
    finally:
        for one in started:
            if one.poll() is None:
                _end(one)


@contextmanager
def rabbitmq(folder: Path, redis_url: str) -> Iterator[Broker]:
    """RabbitMQ for the messages, beside a Redis for doorbells and limits."""
    if not RABBITMQ.exists():
        raise BrokerNotFound("rabbitmq-server is not installed")
    port, apart = free_port(), free_port()
    environment = {
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"prohori{port}@localhost",
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "logs"),
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(apart),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
    }
    started = [_start([RABBITMQ], folder, port, environment)]

    def fail() -> None:
        _end(started[0])
        time.sleep(1)
        started[0] = _start([RABBITMQ], folder, port, environment)

    settings = {"PROHORI_BROKER_URL": f"amqp://guest:guest@127.0.0.1:{port}//", "PROHORI_REDIS_URL": redis_url}
    try:
        yield Broker(settings, fail, started)
    finally:
        os.killpg(started[0].pid, signal.SIGTERM)
        started[0].wait(30)
