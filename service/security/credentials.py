"""Where a request carries its key: our own wire in the header, foreign wires where theirs have it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Request

# Returns the key that a request carries; None where there is none, empty where there is something that is no key.
ReadKey = Callable[[Request], str | None]

SCHEME = "bearer"  # in any case: RFC 9110, section 11.1


def bearer(request: Request) -> str | None:
    """Return the key of `Authorization: Bearer <key>`."""
    header = request.headers.get("Authorization", "")
    if not header:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == SCHEME else ""


def query(name: str) -> ReadKey:
    """Return a reader of the key in a parameter of the query."""
    return lambda request: request.args.get(name)


def header(name: str) -> ReadKey:
    """Return a reader of the key in a header of its own."""
    return lambda request: request.headers.get(name)


def host_label(request: Request) -> str | None:
    """Return the key that is the first label of the host name, as in `<key>.rest.example`; None where there is one."""
    host = request.host.partition(":")[0]
    label, dot, _ = host.partition(".")
    return label if dot else None


def first_of(*readers: ReadKey) -> ReadKey:
    """Return a reader that takes the key from the first place that has one."""

    def read(request: Request) -> str | None:
        return next((key for key in (one(request) for one in readers) if key is not None), None)

    return read
