"""Which hosts and addresses may be called: none that only this machine or its network can reach."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

LONGEST_URL = 2_048
_FORBIDDEN_IN_URL = re.compile(r"[\x00-\x20\x7f\\]")
# Metadata services on addresses that look public: Azure's wire server.
_METADATA = frozenset({IPv4Address("168.63.129.16")})
# What the registries of IANA keep for special purposes and older versions of Python take for public.
_SPECIAL = tuple(
    map(
        ipaddress.ip_network,
        ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "2001::/23", "3fff::/20", "5f00::/16"),
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
_NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")  # RFC 8215
_V4_COMPATIBLE = ipaddress.ip_network("::/96")

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[str]]


class OutboundRefused(Exception):
    """A call that may not be made. The message says why, for whoever gave the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What may be called. allowed: hosts that may be anywhere, as "host" or "host:port". http: also without TLS.

    resolve: (host, port) -> addresses; raises OSError.
    """

    allowed: frozenset[str] = frozenset()
    http: bool = False
    resolve: Resolve | None = None

    def check_url(self, url: str) -> SplitResult:
        """Return the parts of an address that may be called. Raises OutboundRefused saying what is wrong."""
        parts = read_url(url)
        if parts.scheme == "http" and not self.http:
            raise OutboundRefused("must start with https://; plain http is off (PROHORI_OUTBOUND_HTTP)")
        if parts.scheme not in ("http", "https"):
            raise OutboundRefused("must start with https://")
        return parts

    def addresses_of(self, host: str, port: int) -> list[str]:
        """Return the addresses to connect to. All that the name leads to must be allowed, or the host itself is.

        Raises OutboundRefused, or OSError when the name leads nowhere.
        """
        found = (self.resolve or _resolve)(host, port)
        if not found:
            raise OSError("the name leads to no address")
        if not self._is_allowed(host, port):
            for one in found:
                if not is_public(one):
                    raise OutboundRefused(
                        "leads to an address of this machine or its network; an operator can allow the host "
                        "(PROHORI_OUTBOUND_ALLOWED_HOSTS)"
                    )
        return found

    def _is_allowed(self, host: str, port: int) -> bool:
        name = host.lower().rstrip(".")
        shown = f"[{name}]" if ":" in name else name
        return not self.allowed.isdisjoint({name, f"{shown}:{port}"})


def read_url(url: str) -> SplitResult:
    """Return the parts of a URL with a host, without user, password and fragment. Raises OutboundRefused."""
    if len(url) > LONGEST_URL:
        raise OutboundRefused(f"must have at most {LONGEST_URL} characters")
    if _FORBIDDEN_IN_URL.search(url) or not url.isascii():
        raise OutboundRefused("must be a plain address: ASCII, without spaces and backslashes")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise OutboundRefused("is not an address") from error
    if not parts.scheme or not host or "%" in host:
        raise OutboundRefused("must be a whole address such as https://news.example/hooks")
    if parts.username is not None or parts.password is not None:
        raise OutboundRefused("must not carry a user or password")
    if parts.fragment:
        raise OutboundRefused("must not have a part after '#'")
    if port == 0:
        raise OutboundRefused("has a port that cannot be called")
    return parts


def is_public(address: str) -> bool:
    """Return whether the whole Internet knows this address; those of machine and network, or of no use, it does not."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = list(_embedded(ip))
    return all(_is_global(one) for one in inner) if inner else _is_global(ip)


def _embedded(ip: Address) -> Iterable[Address]:
    """Yield the IPv4 addresses that an IPv6 address is another spelling of, or leads to."""
    if isinstance(ip, IPv4Address):
        return
    if ip.ipv4_mapped is not None:
        yield ip.ipv4_mapped
    elif ip.sixtofour is not None:
        yield ip.sixtofour
    elif ip.teredo is not None:
        yield from ip.teredo
    elif ip in _NAT64:
        yield IPv4Address(int(ip) & 0xFFFFFFFF)
    elif ip in _V4_COMPATIBLE or ip in _NAT64_LOCAL:
        yield IPv4Address("127.0.0.1")  # unspecified, loopback, long deprecated, or a network's own


def _is_global(ip: Address) -> bool:
    usual = ip.is_global and not ip.is_multicast and not ip.is_reserved
    return usual and ip not in _METADATA and not any(ip in network for network in _SPECIAL)


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
