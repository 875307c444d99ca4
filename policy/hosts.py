"""Links as the rules see them: the hosts they lead to, and which hosts lie within which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Sequence
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

_LABEL = r"[\w\u0900-\u0963\u0966-\u0dff-]{1,63}"  # with Indic signs, without the danda that ends a sentence
_END_OF_HOST = re.compile(r"[/?#\\]")
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_CLOSING = ".,;:!?)]}'\"।"


@dataclass(frozen=True, slots=True)
class Link:
    """A link at text[start:end]. host: in the form of `plain_host`; empty when none can be read."""

    host: str
    start: int
    end: int


# text -> (start, end, address or host as written) of each of its links
FindLinks = Callable[[str], Sequence[tuple[int, int, str]]]


def links_in(text: str, find: FindLinks) -> list[Link]:
    """Return the links of a text in their order. find: as the classifier finds them."""
    return [Link(plain_host(_host_part(written)), start, end) for start, end, written in find(text)]


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
