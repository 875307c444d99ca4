"""Links in a text as it was typed: addresses, bare domains, and the hosts they lead to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from typing import Final

# Hosts that hide where a link leads.
SHORTENERS: Final = frozenset(
    (
        "adf.ly",
        "b.link",
        "bit.do",
        "bit.ly",
        "bitly.com",
        "buff.ly",
        "clck.ru",
        "cutt.ly",
        "da.gd",
        "dub.sh",
        "gg.gg",
        "goo.gl",
        "is.gd",
        "lnkd.in",
        "n9.cl",
        "ouo.io",
        "ow.ly",
        "qr.ae",
        "rb.gy",
        "rebrand.ly",
        "s.id",
        "shorte.st",
        "short.gy",
        "shorturl.at",
        "shrtco.de",
        "soo.gd",
        "surl.li",
        "t.co",
        "t.ly",
        "tiny.cc",
        "tinyurl.com",
        "tny.im",
        "u.to",
        "urlz.fr",
        "v.gd",
        "x.gd",
    )
)
LONGEST_HOST: Final = 253  # RFC 1035, section 2.3.4

# Endings that make a bare domain a link. A sentence without its space ("it was done.so we") ends in none of them.
_ENDINGS = (
    "com|net|org|info|biz|xyz|site|online|website|app|dev|io|co|bd|uk|pk|lk|np|au|ca|eu|de|fr|nl|jp|kr|cn|ru|ua|tr|ir|sa|ae|"
    "sg|hk|tv|cc|ws|ly|gl|gg|gd|gy|tk|ml|ga|cf|gq|edu|gov|mobi|asia|icu|buzz|cyou|sbs|click|casino|vip|loan|বাংলা|ভারত"
)
# Words and syllables as well: these need "www." before them or a path behind them.
_DOUBTFUL = (
    "me|my|in|it|is|so|to|at|no|be|us|am|as|by|do|id|re|st|sh|ai|live|life|today|news|blog|world|money|fun|win|bet|top|shop|"
    "store|club|space|host|press|tech|link|email|pro|one|work|zone"
)
_LABEL = r"[\w\u0900-\u0963\u0966-\u0dff-]{1,63}"  # with Indic signs, without the danda that ends a sentence
_DOT = r"(?:\.|\[\.\]|\(\.\)|\[dot\]|\(dot\))"
_DOTS = re.compile(_DOT, re.IGNORECASE)
_REST = r"[^\s<>\"'`]"
_LINK = re.compile(
    rf"(?:h(?:tt|xx)ps?|ftp)://(?P<address>{_REST}{{1,2048}})"
    rf"|(?P<www>www\d?\.{_LABEL}(?:{_DOT}{_LABEL}){{1,5}})(?:[/?#:]{_REST}{{0,2048}})?"
    rf"|(?<![\w.@/-])(?P<bare>(?:{_LABEL}{_DOT}){{1,5}}(?:(?:{_ENDINGS})(?![\w@-])|(?:{_DOUBTFUL})(?=/\w)))"
    rf"(?:[/?#:]{_REST}{{0,2048}})?",
    re.IGNORECASE,
)
_END_OF_HOST = re.compile(r"[/?#\\]")
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_CLOSING = ".,;:!?)]}'\"।"


@dataclass(frozen=True, slots=True)
class Link:
    """A link at text[start:end]. host: in lower case, without "www."; empty when none can be read."""

    host: str
    start: int
    end: int


def links_in(text: str) -> list[Link]:
    """Return the links of a text in their order. Mail addresses are none."""
    if "." not in text and "://" not in text and "[" not in text and "(" not in text:
        return []  # as most comments
    found = []
    for match in _LINK.finditer(text):
        written = match[0].rstrip(_CLOSING)
        host = match["www"] or match["bare"] or _host_part(match["address"])
        found.append(
            Link(plain_host(re.sub(_DOT, ".", host, flags=re.IGNORECASE)), match.start(), match.start() + len(written))
        )
    return found


def host_of(address: str) -> str:
    """Return the host of an http or https address, in the form of `plain_host`; empty when there is none."""
    return plain_host(_host_part(address.partition("://")[2]))


def _host_part(address: str) -> str:
    authority = _END_OF_HOST.split(address, maxsplit=1)[0]
    return re.sub(r":\d*$", "", authority.rpartition("@")[2])


def plain_host(host: str) -> str:
    """Return a host as hosts are compared: lower case, Unicode for punycode, without a leading "www."."""
    folded = unicodedata.normalize("NFKC", host[:LONGEST_HOST]).casefold().replace("\u3002", ".").strip(_CLOSING)
    labels = [_shown(label) for label in folded.split(".")]
    return ".".join(labels[1:] if len(labels) > 2 and re.fullmatch(r"www\d?", labels[0]) else labels)


def _shown(label: str) -> str:
    if label.startswith("xn--") and label.isascii():
        try:
            return label[4:].encode().decode("punycode")
        except UnicodeError:
            return label
    return label


def is_host(text: str) -> bool:
    """Return whether text, in the form of `plain_host`, may name a host: labels joined by dots, two at least."""
    return len(text) <= LONGEST_HOST and _HOST.fullmatch(text) is not None


def host_within(host: str, hosts: Container[str]) -> str | None:
    """Return the one of hosts that host is, or lies under; None when it is in none of them."""
    while host:
        if host in hosts:
            return host
        host = host.partition(".")[2]
    return None
