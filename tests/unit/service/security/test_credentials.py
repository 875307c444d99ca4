"""Keys are read from where each wire carries them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, request

from service.security.credentials import ReadKey, bearer, first_of, header, host_label, query

APP = Flask(__name__)


def read(reader: ReadKey, **sent: Any) -> str | None:
    with APP.test_request_context(**sent):
        return reader(request)


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Bearer abc", "abc"),
        ("bearer  abc ", "abc"),
        ("Basic abc", ""),
        ("abc", ""),
        ("Bearer ", ""),
        (None, None),
    ],
)
def test_a_bearer_key(header: str | None, key: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    assert read(bearer, headers=headers) == key


def test_a_key_in_the_query() -> None:
    assert read(query("key"), query_string={"key": "abc"}) == "abc"
    assert read(query("key"), query_string={"other": "abc"}) is None


def test_a_key_in_a_header_of_its_own() -> None:
    assert read(header("X-Goog-Api-Key"), headers={"X-Goog-Api-Key": "abc"}) == "abc"
    assert read(header("X-Goog-Api-Key")) is None


@pytest.mark.parametrize(
    ("host", "key"), [("abc.rest.example:8000", "abc"), ("localhost", None), ("localhost:8000", None)]
)
def test_a_key_as_the_first_label_of_the_host(host: str, key: str | None) -> None:
    assert read(host_label, headers={"Host": host}) == key


def test_the_first_place_that_has_one_counts() -> None:
    reader = first_of(bearer, query("key"))
    assert read(reader, query_string={"key": "b"}, headers={"Authorization": "Bearer a"}) == "a"
    assert read(reader, query_string={"key": "b"}) == "b"
    assert read(reader) is None
