"""The API over real connections, served by `prohori api` as in production: what no in-process client can show."""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from runtime.embedded import free_port
from runtime.process_group import stop_group
from store import migrations
from store.databases import open_database
from tests.factories import CLEAN, SECRET, comment_body, make_key, make_site

POST = "/v1/articles/a1/comments"
ORIGIN = "https://khobor.example"


@dataclass(frozen=True)
class Server:
    """A running API. key: one with every scope."""

    port: int
    key: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def authorization(self) -> str:
        return f"Authorization: Bearer {self.key}"

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {self.key}"}, timeout=10)


@pytest.fixture(scope="module")
def server(redis_server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("wire")
    url = f"sqlite:///{folder}/prohori.db"
    migrations.upgrade(url)
    database = open_database(url)
    key = make_key(database, make_site(database, origins=[ORIGIN]))
    database.close()
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PROHORI_")}
    process = subprocess.Popen(
        [Path(sys.executable).with_name("prohori"), "api"],
        env={
            **inherited,
            "PROHORI_DATA_DIR": str(folder),
            "PROHORI_PORT": str(port),
            "PROHORI_REDIS_URL": redis_server_url,
            "PROHORI_SECRET_KEY": SECRET,
            "PROHORI_LOG_LEVEL": "warning",
        },
        start_new_session=True,
    )
    try:
        _wait_until_alive(process, port)
        yield Server(port, key)
    finally:
        stop_group(process, seconds=15)


def _wait_until_alive(process: subprocess.Popen[bytes], port: int, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2).raise_for_status()
        except httpx.HTTPError:
            assert process.poll() is None, "the API ended by itself"
            assert time.monotonic() < deadline, "the API does not answer"
            time.sleep(0.1)
        else:
            return


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def problem(self) -> str:
        assert self.headers["content-type"] == "application/problem+json", self
        return str(json.loads(self.body)["type"]).removeprefix("/problems/")


def speak(connection: socket.socket, head: str, body: bytes = b"") -> Answer:
    """Send these very bytes and read one answer."""
    connection.sendall(head.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n" + body)
    return hear(connection, head.split(" ", 1)[0])


def hear(connection: socket.socket, method: str = "GET") -> Answer:
    received = b""
    while b"\r\n\r\n" not in received:
        part = connection.recv(65536)
        assert part, f"the connection ended after {received!r}"
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    status = int(first.split(" ")[1])
    if headers.get("transfer-encoding") == "chunked" and method != "HEAD":
        return Answer(status, headers, _of_chunks(connection, body))
    length = 0 if method == "HEAD" or status in (204, 304) else int(headers.get("content-length", "0"))
    while len(body) < length:
        part = connection.recv(65536)
        assert part, "the body ended early"
        body += part
    assert len(body) == length, f"more than the body came: {body[length:]!r}"
    return Answer(status, headers, body)


def _of_chunks(connection: socket.socket, received: bytes) -> bytes:
    """Read a body in chunks to its end, and nothing beyond it."""
    body = b""
    while True:
        while b"\r\n" not in received:
            received += connection.recv(65536)
        size, _, received = received.partition(b"\r\n")
        while len(received) < int(size, 16) + 2:
            received += connection.recv(65536)
        body, received = body + received[: int(size, 16)], received[int(size, 16) + 2 :]
        if int(size, 16) == 0:
            assert received == b"", f"more than the body came: {received!r}"
            return body


@pytest.fixture
def connection(server: Server) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as opened:
        yield opened


def body_of(**fields: Any) -> bytes:
    return json.dumps(comment_body(**fields)).encode()


def head_of(server: Server, *lines: str, method: str = "POST", path: str = POST) -> str:
    return "\n".join([f"{method} {path} HTTP/1.1", "Host: x", server.authorization, *lines])


def test_a_bengali_comment_goes_in_and_comes_out_over_the_wire(server: Server) -> None:
    with server.client() as client:
        posted = client.post(POST, json=comment_body(id="wire-1"), headers={"Prefer": "wait=5"})
        assert posted.status_code == 200
        assert client.get(posted.headers["Location"]).json()["text"] == CLEAN


def test_a_chunked_body_is_read_like_any_other(server: Server, connection: socket.socket) -> None:
    body = body_of(text="টুকরো টুকরো")
    chunks = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (body[:20], body[20:])) + b"0\r\n\r\n"
    head = head_of(server, "Content-Type: application/json", "Transfer-Encoding: chunked")
    answer = speak(connection, head, chunks)
    assert answer.status == 202, answer
    assert json.loads(answer.body)["text"] == "টুকরো টুকরো"


def test_a_chunked_body_without_end_is_cut_off_at_the_limit(server: Server, connection: socket.socket) -> None:
    connection.sendall(
        head_of(server, "Content-Type: application/json", "Transfer-Encoding: chunked").replace("\n", "\r\n").encode()
        + b"\r\n\r\n"
    )
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    try:
        for _ in range(64):  # four times the limit
            connection.sendall(chunk)
        connection.sendall(b"0\r\n\r\n")
        answer = hear(connection)
    except (BrokenPipeError, ConnectionResetError):
        return  # the server hung up: nothing was read on
    assert answer.status == 413, answer
    assert answer.problem() == "body-too-large"


def test_a_body_declared_too_large_is_refused(server: Server) -> None:
    with server.client() as client:
        for size in (1024 * 1024 + 1, 5 * 1024 * 1024):
            answer = client.post(POST, content=b" " * size, headers={"Content-Type": "application/json"})
            assert answer.status_code == 413
            assert answer.json()["type"] == "/problems/body-too-large"


def test_a_body_shorter_than_declared_stores_nothing(server: Server) -> None:
    body = body_of(id="short-1")
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        head = head_of(server, "Content-Type: application/json", f"Content-Length: {len(body) + 10}")
        connection.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)
        connection.shutdown(socket.SHUT_WR)
        said = connection.recv(65536)
        assert b" 202 " not in said.split(b"\r\n")[0]
    with server.client() as client:
        # Had it been stored, the same id with other content would be refused.
        assert client.post(POST, json=comment_body(id="short-1", text="অন্য কথা")).status_code == 202


@pytest.mark.parametrize("length", ["-1", "ten", "1, 2", "99999999999999999999"])
def test_a_length_that_is_a_lie_is_refused_and_the_server_lives(
    server: Server, connection: socket.socket, length: str
) -> None:
    head = head_of(server, "Content-Type: application/json", f"Content-Length: {length}")
    connection.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + b"{}")
    connection.shutdown(socket.SHUT_WR)
    said = connection.recv(65536)
    assert not said or said.split(b" ")[1][:1] == b"4", said
    assert httpx.get(f"{server.url}/healthz").status_code == 200


def test_two_lengths_that_disagree_smuggle_nothing(server: Server, connection: socket.socket) -> None:
    body = body_of()
    head = head_of(
        server, "Content-Type: application/json", f"Content-Length: {len(body)}", "Transfer-Encoding: chunked"
    )
    connection.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)
    connection.shutdown(socket.SHUT_WR)
    said = connection.recv(65536)
    assert not said or said.split(b" ")[1][:1] == b"4", said


def test_a_gzip_bomb_is_refused_unread(server: Server) -> None:
    bomb = gzip.compress(b'{"text": "' + b"x" * 30_000_000 + b'"}')
    assert len(bomb) < 1024 * 1024
    with server.client() as client:
        began = time.monotonic()
        sent = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        answer = client.post(POST, content=bomb, headers=sent)
        assert answer.status_code == 415
        assert answer.json()["type"] == "/problems/unsupported-encoding"
        assert time.monotonic() - began < 2


def test_a_connection_is_kept_alive_also_after_a_refused_body(server: Server, connection: socket.socket) -> None:
    body = body_of()
    typed = ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    unauthorised = "\n".join([f"POST {POST} HTTP/1.1", "Host: x", *typed])
    assert speak(connection, unauthorised, body).problem() == "missing-key"
    wrong_type = head_of(server, "Content-Type: text/plain", f"Content-Length: {len(body)}")
    assert speak(connection, wrong_type, body).problem() == "unsupported-media-type"
    assert speak(connection, head_of(server, *typed), body).status == 202
    assert speak(connection, head_of(server, method="GET", path="/v1/counts?article=a1")).status == 200


def test_a_304_and_a_204_carry_no_body(server: Server, connection: socket.socket) -> None:
    first = speak(connection, head_of(server, method="GET", path="/v1/counts?article=a"))
    tag = f"If-None-Match: {first.headers['etag']}"
    fresh = speak(connection, head_of(server, tag, method="GET", path="/v1/counts?article=a"))
    assert (fresh.status, fresh.body) == (304, b"")
    body = body_of()
    posted = speak(connection, head_of(server, "Content-Type: application/json", f"Content-Length: {len(body)}"), body)
    gone = speak(connection, head_of(server, method="DELETE", path=f"/v1/comments/{json.loads(posted.body)['id']}"))
    assert (gone.status, gone.body) == (204, b"")
    assert speak(connection, head_of(server, method="GET", path="/healthz")).status == 200


@pytest.mark.parametrize("path", ["/healthz", "/openapi.json", "/v1/counts?article=a", "/problems/", "/docs/"])
def test_head_answers_as_get_without_the_body(server: Server, connection: socket.socket, path: str) -> None:
    got = speak(connection, head_of(server, method="GET", path=path))
    asked = speak(connection, head_of(server, method="HEAD", path=path))
    assert (asked.status, asked.body) == (got.status, b"") == (200, b"")
    assert asked.headers["content-type"] == got.headers["content-type"]
    length = got.headers.get("content-length")  # none where the body came in chunks
    assert asked.headers.get("content-length", length) == length


def test_a_preflight_over_the_wire_lets_the_page_ask(server: Server) -> None:
    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    answer = httpx.options(server.url + POST, headers=asked)
    assert answer.status_code in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/articles/%00",
        "/v1/articles/%FF%FE",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//evil.example/v1",
        "/v1//queue",
        "/" + "x" * 8000,
    ],
)
def test_a_weird_path_is_no_fault_of_ours(server: Server, connection: socket.socket, path: str) -> None:
    answer = speak(connection, head_of(server, method="GET", path=path))
    assert answer.status < 500, answer
    assert "evil.example" not in answer.headers.get("location", "").split("/")[2:3]


def test_what_is_no_http_is_refused_and_the_server_lives(server: Server) -> None:
    for sent in (b"\x16\x03\x01\x02\x00\x01\x00", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 100):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            said = connection.recv(65536)
            assert not said or said.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")), said
    assert httpx.get(f"{server.url}/healthz").status_code == 200


def test_slow_senders_without_a_key_do_not_stop_the_others(server: Server) -> None:
    slow = [socket.create_connection(("127.0.0.1", server.port), timeout=10) for _ in range(12)]
    try:
        for one in slow:  # more of them than threads, each in the middle of its body
            head = f"POST {POST} HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: 1000"
            one.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n{")
        time.sleep(0.3)
        began = time.monotonic()
        assert httpx.get(f"{server.url}/healthz", timeout=10).status_code == 200
        assert time.monotonic() - began < 3
    finally:
        for one in slow:
            one.close()
