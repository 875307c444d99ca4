"""Calls to hosts that others name: connected to what was checked, within their time, reading no more than they may."""

from __future__ import annotations

import time

import pytest

from runtime.outbound.addresses import Guard, OutboundRefused
from runtime.outbound.client import ANSWER_BYTES, Answer, CallFailed, Client, retry_after
from tests.receiver import receiving


@pytest.fixture
def receiver():
    with receiving() as started:
        yield started


def client_for(*allowed: str, resolve=None) -> Client:
    return Client(Guard(allowed=frozenset(allowed or {"127.0.0.1"}), http=True, resolve=resolve))


def test_it_calls_and_keeps_the_connection(receiver):
    client = client_for()
    for number in range(3):
        answer = client.call("POST", f"{receiver.url}/x", headers={"A": str(number)}, body=b"{}", seconds=2)
        assert (answer.status, answer.body) == (204, b"")
    assert [(one.path, one.headers["a"], one.body) for one in receiver.received] == [
        ("/x", str(number), b"{}") for number in range(3)
    ]
    client.close()


def test_a_name_that_changes_is_asked_once_and_what_was_checked_is_called(receiver):
    port = int(receiver.url.rpartition(":")[2])
    asked = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    client = client_for(f"khobor.example:{port}", resolve=resolve)
    answer = client.call("GET", f"http://khobor.example:{port}/", headers={}, seconds=2)
    assert answer.status == 204
    assert asked == ["khobor.example"]
    assert receiver.received[0].headers["host"] == f"khobor.example:{port}"
    client.close()


def test_what_leads_inside_is_never_connected_to(receiver):
    port = int(receiver.url.rpartition(":")[2])
    client = Client(Guard(http=True, resolve=lambda *_: ["127.0.0.1"]))
    with pytest.raises(OutboundRefused):
        client.call("GET", f"http://khobor.example:{port}/", headers={}, seconds=2)
    assert receiver.received == []
    client.close()


def test_it_reads_so_much_and_no_more(receiver):
    def large(_request, handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(10_000_000))
        handler.end_headers()
        handler.wfile.write(b"x" * 10_000_000)

    receiver.answer = large
    client = client_for()
    begun = time.monotonic()
    answer = client.call("GET", receiver.url, headers={}, seconds=5)
    assert len(answer.body) == ANSWER_BYTES
    assert time.monotonic() - begun < 2
    client.close()


def test_one_deadline_holds_for_all_of_it(receiver):
    def drip(_request, handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
        for _ in range(30):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)

    receiver.answer = drip
    client = client_for()
    begun = time.monotonic()
    with pytest.raises(CallFailed, match="no answer in time"):
        client.call("GET", receiver.url, headers={}, seconds=0.5)
    assert 0.4 < time.monotonic() - begun < 1.5
    client.close()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Sun, 06 Nov 1994 08:50:37 GMT", 60),
        ("Sun, 06 Nov 1994 08:49:00 GMT", 0),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("১২০", None),
        ("9" * 400, 999_999_999),
    ],
)
def test_how_long_it_asks_to_be_left_alone(value, seconds):
    answer = Answer(status=429, headers={"retry-after": value}, body=b"")
    assert retry_after(answer, now=784_111_777) == seconds
