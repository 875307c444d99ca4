"""Text out of a comment's HTML: as its readers see it, plain text as it is, and nothing that takes long."""

from __future__ import annotations

import time

import pytest

from service.compat.html import plain


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("এক < দুই <3", "এক < দুই <3"),
        ("a & b", "a & b"),
        ("<div>এক<br>দুই</div><p>তিন &amp; চার</p>", "এক\nদুই\nতিন & চার"),
        ("<b>গা</b>ধা", "গাধা"),
        ("<a href='https://spam.example/x'>here</a>", "https://spam.example/x here"),
        ("<a href='javascript:alert(1)'>here</a>", "here"),
        ("<b>x</b><!-- hidden -->", "x<!-- hidden -->"),
        ("<b>unclosed", "unclosed"),
    ],
)
def test_a_body_is_read_as_its_readers_see_it(body: str, text: str) -> None:
    assert plain(body) == text


@pytest.mark.parametrize("piece", ["<!--", "<!", "<![", "<a ", "&", "</", "<?", "<a href='", "<br>"])
def test_no_body_takes_long(piece: str) -> None:
    began = time.process_time()
    plain("<b>x</b>" + piece * (300_000 // len(piece)))
    assert time.process_time() - began < 2
