"""JSON is read strictly, and what is wrong with it is told."""

from __future__ import annotations

import pytest

from service.http.json import MalformedJson, json_response, read_json


def test_bengali_goes_in_and_out_unharmed():
    value = {"text": "প্রহরী", "n": [1, 2.5, None, True]}
    assert read_json(json_response(value).get_data()) == value


def test_a_lone_surrogate_is_read_so_that_its_field_can_be_named():
    assert read_json(b'{"text": "\\ud800"}') == {"text": "\ud800"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'a': 1}",
        b'{"a": NaN}',
        b'{"a": "\\u0041", "b": NaN}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'["\\u0041"' + b"[" * 90_000,
    ],
)
def test_what_is_not_json_is_malformed(body):
    with pytest.raises(MalformedJson):
        read_json(body)
