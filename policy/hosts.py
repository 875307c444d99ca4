"""Links as the rules see them: the hosts they lead to, and which hosts lie within which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

_INVISIBLE = re.compile("[\u00ad\u034f\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff]")
LONGEST_HOST: Final = 253  # RFC 1035, section 2.3.4

_LABEL = r"[\w\u0900-\u0963\u0966-\u0dff-]{1,63}"  # with Indic signs, without the danda that ends a sentence
_END_OF_HOST = re.compile(r"[/?#\\,;!|<>(){}\]]|(?<=.)\[")
_INDIC = "\u0900-\u0963\u0966-\u0dff"
# A Bengali word that was written on to a Latin host, before or behind: no registry has such names.
_WRITTEN_ON = re.compile(
    rf"^[{_INDIC}\u200c\u200d]+-?(?=[a-z0-9][a-z0-9-]*\.)|(?<=\.[a-z])([a-z]{{1,62}})-?[{_INDIC}\u200c\u200d]+$"
)
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
    folded = _WRITTEN_ON.sub(r"\1", _INVISIBLE.sub("", unquote(folded)))
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
