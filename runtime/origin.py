"""The request that something goes back to. Its id is carried through rows, logs and calls: one id leads all the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str | None] = ContextVar("origin", default=None)


def made(request_id: str, traceparent: str | None) -> str:
    """Return an origin as it is stored: the request's id and, where it is traced, a W3C traceparent behind a space."""
    return request_id if traceparent is None else f"{request_id} {traceparent}"


def request_id_of(origin: str | None) -> str | None:
    """Return the id of the request."""
    return None if origin is None else origin.partition(" ")[0]


def traceparent_of(origin: str | None) -> str | None:
    """Return where in a trace the request stands, None where it is not traced."""
    return None if origin is None else origin.partition(" ")[2] or None


def headers() -> dict[str, str]:
    """Return what a call to another service carries of the present origin; nothing where there is none."""
    origin = current()
    found = {"X-Request-Id": request_id_of(origin), "traceparent": traceparent_of(origin)}
    return {name: value for name, value in found.items() if value is not None}


def request_ids(origins: Iterable[str | None]) -> list[str]:
    """Return the ids of the requests, each once, for a log line about many comments."""
    return list(dict.fromkeys(request_id_of(one) or "" for one in origins if one is not None))


def current() -> str | None:
    """Return the origin of what is done here and now, None where no request asked for it."""
    return _current.get()


def begin(origin: str) -> None:
    """Have all that this thread does from now on go back to that request."""
    _current.set(origin)


@contextmanager
def under(origin: str | None) -> Iterator[None]:
    """Have what is done within go back to that request."""
    token = _current.set(origin)
    try:
        yield
    finally:
        _current.reset(token)
