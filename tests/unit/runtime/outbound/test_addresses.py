"""Which addresses may be called: whatever the spelling, none of this machine or its network."""

from __future__ import annotations

import pytest

from runtime.outbound.addresses import Guard, OutboundRefused, is_public, read_url

PRIVATE = [
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001:db8::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
]
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"]

# Spellings of 127.0.0.1 that the system's resolver understands.
ODD = ["http://127.1", "http://2130706433", "http://0x7f000001", "http://0177.0.0.1", "http://0x7f.1", "http://0"]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_machine_or_network_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is(address):
    assert is_public(address)


@pytest.mark.parametrize("url", ODD)
def test_an_odd_spelling_leads_where_it_leads(url):
    guard = Guard(http=True)
    parts = guard.check_url(url)
    with pytest.raises(OutboundRefused):
        guard.addresses_of(parts.hostname, 80)


def test_one_private_address_among_public_ones_is_enough():
    guard = Guard(resolve=lambda *_: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(OutboundRefused, match="PROHORI_OUTBOUND_ALLOWED_HOSTS"):
        guard.addresses_of("khobor.example", 443)


@pytest.mark.parametrize(
    ("allowed", "host", "port", "passes"),
    [
        ("blog.lan", "blog.lan", 443, True),
        ("blog.lan", "BLOG.lan.", 443, True),
        ("blog.lan:8443", "blog.lan", 8443, True),
        ("blog.lan:8443", "blog.lan", 443, False),
        ("blog.lan", "evil-blog.lan", 443, False),
        ("::1", "::1", 443, True),
        ("[::1]:9000", "::1", 9000, True),
    ],
)
def test_an_operator_can_allow_a_host_and_no_other(allowed, host, port, passes):
    guard = Guard(allowed=frozenset({allowed}), resolve=lambda *_: ["10.0.0.1"])
    if passes:
        assert guard.addresses_of(host, port) == ["10.0.0.1"]
    else:
        with pytest.raises(OutboundRefused):
            guard.addresses_of(host, port)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "khobor.example",
        "//khobor.example/x",
        "ftp://khobor.example",
        "file:///etc/passwd",
        "gopher://khobor.example",
        "javascript:alert(1)",
        "https://",
        "https:///x",
        "https://user@khobor.example",
        "https://user:word@khobor.example",
        "https://khobor.example/#part",
        "https://khobor.example:0/",
        "https://khobor.example:99999/",
        "https://khobor.example/a b",
        "https://khobor.example\\@evil.example/",
        "https://khobor.example/\r\nHost: evil.example",
        "https://খবর.example/",
        "https://[::1%25lo]/",
        "https://[::1/",
        "https://khobor.example/" + "x" * 2048,
    ],
)
def test_what_is_no_plain_address_is_refused_in_words(url):
    with pytest.raises(OutboundRefused, match=r"^\w"):
        Guard(http=True).check_url(url)


def test_plain_http_is_off_until_an_operator_says_so():
    with pytest.raises(OutboundRefused, match="PROHORI_OUTBOUND_HTTP"):
        Guard().check_url("http://khobor.example/")
    assert Guard(http=True).check_url("HTTP://khobor.example:8080/a?b=c").port == 8080
    assert read_url("https://xn--y5bi5c.example/x").hostname == "xn--y5bi5c.example"
