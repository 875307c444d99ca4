"""Connections: health answers and comments are served whatever the API's threads wait for; a refusal ends none."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import time

import httpx
import pytest

from runtime.embedded import free_port
from tests.running import PROHORI, Running, eventually

WITHIN = 1.0


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("alive") / "data"


@pytest.fixture(scope="module")
def running(data_dir):
    """`prohori up` on SQLite, for all of this file."""
    started = Running([PROHORI, "up"], {"PROHORI_PORT": str(free_port()), "PROHORI_DATA_DIR": str(data_dir)})
    started.wait_ready()
    yield started
    started.process.terminate()
    started.end()


@pytest.fixture
def credentials(running, data_dir):
    return json.loads((data_dir / "credentials.json").read_text())


@pytest.fixture
def client(credentials):
    with httpx.Client(
        base_url=credentials["base_url"], headers={"Authorization": f"Bearer {credentials['api_key']}"}, timeout=20
    ) as opened:
        yield opened


def post(client):
    return client.post("/v1/articles/nodi-o-nagorik/comments", json={"text": "ভালো খবর", "author": {"id": "a"}})


def alive(client):
    began = time.monotonic()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})
    return time.monotonic() - began


def test_heads_and_bodies_that_never_arrive_keep_nobody_waiting(client, credentials):
    url = httpx.URL(credentials["base_url"])
    headless = socket.create_connection((url.host, url.port), timeout=15)
    headless.sendall(b"POST /v1/check HTTP/1.1\r\nHost: x\r\n")
    head = f"POST /v1/check HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {credentials['api_key']}\r\n"
    held = []
    for _ in range(100):
        one = socket.create_connection((url.host, url.port))
        one.sendall(head.encode() + b"Content-Type: application/json\r\nContent-Length: 90\r\n\r\n{")
        held.append(one)
    assert max(alive(client) for _ in range(5)) < WITHIN
    assert eventually(lambda: _answers(client), 60)
    for one in held:
        one.settimeout(30)
        assert b"HTTP/1.1 20" not in one.recv(1000)
        one.close()
    assert b"200" not in headless.recv(1000)
    headless.close()


def _answers(client):
    try:
        return post(client).status_code == 202
    except httpx.HTTPError:
        return False


def test_a_foreign_lock_on_sqlite_ends_in_503_within_seconds(client, data_dir):
    with sqlite3.connect(data_dir / "prohori.db") as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        refused = post(client)
        assert time.monotonic() - began < 10
        assert refused.status_code == 503
        assert refused.headers["Retry-After"]
        assert alive(client) < WITHIN
        foreign.rollback()
    assert post(client).status_code == 202


def test_a_stopped_reader_of_our_lines_costs_lines_only(client, running):
    os.kill(running.process.pid, signal.SIGSTOP)
    try:
        # More than a pipe takes, at some 180 bytes a line.
        for _ in range(2_500):
            client.get("/problems/not-found", headers={"X-Request-Id": "r" * 64})
        assert alive(client) < WITHIN
        assert post(client).status_code == 202
        assert b"prohori_log_lines_dropped_total 0.0" not in client.get("/metrics").content
    finally:
        os.kill(running.process.pid, signal.SIGCONT)
    assert eventually(lambda: post(client).status_code == 202, 10)


def test_a_refusal_before_the_body_is_read_keeps_the_connection(credentials):
    """httpx shows the local port of each answer's connection: all 500 must have come over one."""
    ports = set()
    with httpx.Client(base_url=credentials["base_url"], timeout=20) as stranger:
        for turn in range(500):
            path, status = (("/v1/check", 401), ("/v1/nothing-here", 404))[turn % 2]
            answer = stranger.post(path, content=b"x" * (turn * 2_500))
            assert answer.status_code == status
            ports.add(answer.extensions["network_stream"].get_extra_info("client_addr")[1])
    assert len(ports) == 1
