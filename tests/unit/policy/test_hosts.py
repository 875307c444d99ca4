"""Links are found in the text as typed, whatever their form; sentences, names and mail addresses are none."""

import time
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.text.links import find_links
from policy.hosts import host_of, host_within, is_host, links_in, plain_host
from policy.shorteners import SHORTENERS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("দেখুন https://www.Khobor.example/a?b=1। চমৎকার", [("khobor.example", "https://www.Khobor.example/a?b=1")]),
        ("আসুন www.taka-aay.com, এখনই", [("taka-aay.com", "www.taka-aay.com")]),
        ("ভালো।www.abc.com", [("abc.com", "www.abc.com")]),
        ("join t.me/taka now", [("t.me", "t.me/taka")]),
        ("abc.com.bd আর bit.ly/xyz", [("abc.com.bd", "abc.com.bd"), ("bit.ly", "bit.ly/xyz")]),
        ("(abc.net)", [("abc.net", "abc.net")]),
        (
            "hxxp://evil[.]example/x spam(dot)com",
            [("evil.example", "hxxp://evil[.]example/x"), ("spam.com", "spam(dot)com")],
        ),
        (
            "http://bank.example@evil.example:8080/login",
            [("evil.example", "http://bank.example@evil.example:8080/login")],
        ),
        ("খবর.বাংলা/আজ", [("খবর.বাংলা", "খবর.বাংলা/আজ")]),
        ("HTTPS://XN--45BE.COM/", [(plain_host("xn--45be.com"), "HTTPS://XN--45BE.COM/")]),
        ("https:///", [("", "https:///")]),
    ],
)
def test_a_link_is_found_with_its_host_and_place(text: str, found: list[tuple[str, str]]) -> None:
    assert [(link.host, text[link.start : link.end]) for link in links_in(text, find_links)] == found


@pytest.mark.parametrize(
    "text",
    [
        "দেখুন badsite.comএ",
        "badsite.com-এ আসুন",
        "badsite.comতে",
        "www.badsite.comতে",
        "https://badsite.comএ যান",
        "https://badsite.com-এ যান",
        "দেখুনbadsite.com",
        "[url=http://badsite.com]কম দাম[/url]",
        "[url=badsite.com]কম দাম[/url]",
        "[url]http://badsite.com[/url]",
        "bad\u00adsite.com",
        "http://bad\u200bsite.com/x",
        "http://%62adsite.com",
        "http://badsite%2ecom/",
        "%62adsite.com",
        "ｂａｄｓｉｔｅ．ｃｏｍ",
        "badsite。com",
        "http://badsite.com, আর কিছু নয়",
    ],
)
def test_a_host_is_the_same_however_it_is_dressed_up(text: str) -> None:
    (link,) = links_in(text, find_links)
    assert link.host == "badsite.com"
    assert {"b", "s"} & set(unquote(text[link.start : link.end])) or "ｂ" in text[link.start : link.end]


def test_each_link_of_bbcode_counts() -> None:
    text = "[url=http://a.com]http://b.com[/url] [url]c.com[/url]"
    assert [one.host for one in links_in(text, find_links)] == ["a.com", "b.com", "c.com"]


@pytest.mark.parametrize("text", ["শেষ খবর.বাংলাদেশ জিতেছে", "১০০% খাঁটি।কম দাম", "দাম ৫০%62 টাকা", "ok.toআমি যাই"])
def test_bengali_behind_a_dot_makes_no_link(text: str) -> None:
    assert links_in(text, find_links) == []


@given(st.text(alphabet=st.sampled_from("abকখ.%62\u200b\u00ad/:[]হ ．")))
def test_a_link_stands_where_it_is_said_to(text: str) -> None:
    for link in links_in(text, find_links):
        assert 0 <= link.start < link.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ভালো লাগল। ধন্যবাদ।",
        "it was done.so we went home.it is late.me too",
        "write to rahim.uddin@khobor.example or a.b@gmail.com",
        "Md.Rahim, A.K.M. Fazlul, e.g. and i.e. and 12.50 tk v2.0.1",
        "ঢাকা...চট্টগ্রাম",
        "see main.py and notes.txt",
    ],
)
def test_what_only_has_dots_is_no_link(text: str) -> None:
    assert links_in(text, find_links) == []


@pytest.mark.parametrize("part", ["a.", "a", "www.", "http://", "a-", ".com", "[dot]", "a.b", "com.", "xn--", "ক."])
def test_twenty_thousand_letters_are_read_in_bounded_time(part: str) -> None:
    text = (part * 20_000)[:20_480]
    began = time.process_time()
    links_in(text, find_links)
    assert time.process_time() - began < 1


@given(st.text())
def test_any_text_is_read_and_every_link_lies_within_it(text: str) -> None:
    for link in links_in(text, find_links):
        assert 0 <= link.start < link.end <= len(text)


def test_a_host_belongs_to_what_lies_above_it_and_to_nothing_that_merely_ends_alike() -> None:
    assert host_within("a.b.spam.example", {"spam.example"}) == "spam.example"
    assert host_within("notspam.example", {"spam.example"}) is None
    assert host_within("", {"spam.example"}) is None


@pytest.mark.parametrize(
    ("written", "plain"),
    [("WWW.Spam.Example.", "spam.example"), ("ｓｐａｍ．example", "spam.example"), ("www.com", "www.com")],
)
def test_hosts_are_compared_in_one_form(written: str, plain: str) -> None:
    assert plain_host(written) == plain


def test_the_host_of_an_address_is_that_of_its_link() -> None:
    assert host_of("https://user@WWW.Spam.Example:443/x") == "spam.example"
    assert host_of("not an address") == ""


@pytest.mark.parametrize("text", ["spam", "", "a..b", "https://a.b", "a.b/c", "a b.c", "." * 300])
def test_what_is_no_host_is_told_apart(text: str) -> None:
    assert not is_host(text)


def test_every_shortener_stands_in_its_plain_form() -> None:
    assert all(is_host(host) and plain_host(host) == host for host in SHORTENERS)
