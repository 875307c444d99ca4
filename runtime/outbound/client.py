"""The HTTP client for such calls: connected to the address that was checked, one deadline for all, no redirects."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpcore
from httpcore import SyncBackend

from runtime.outbound.addresses import Guard, OutboundRefused

ANSWER_BYTES = 64 * 1024
USER_AGENT = "Prohori/1 (+comment moderation)"
KEPT_CONNECTIONS = 64
KEPT_SECONDS = 15.0


class CallFailed(Exception):
    """A call that got no answer. The message is one word or two for logs: no address, no text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. body: its beginning, ANSWER_BYTES at the most. headers: names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text, for people."""
        return self.body.decode("utf-8", "replace")


_deadline: ContextVar[float] = ContextVar("deadline")


def _left(timeout: float | None) -> float:
    """Return the seconds that are left of the whole call, and of this step. Raises ConnectTimeout when none are."""
    left = _deadline.get() - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is over")
    return left if timeout is None else min(left, timeout)


class _Bounded(httpcore.NetworkStream):
    """A connection of which no step takes longer than the call may: a byte a second must not keep it open."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Bounded(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Guarded(httpcore.NetworkBackend):
    """Connects only to addresses that were checked. The name is resolved once: what was checked is what is called."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._backend = SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = self._guard.addresses_of(host, port)
        except OSError as error:
            raise httpcore.ConnectError("the name is not known") from error
        for last, address in enumerate(addresses, start=1 - len(addresses)):
            try:
                return _Bounded(self._backend.connect_tcp(address, port, _left(timeout), local_address, socket_options))
            except httpcore.ConnectError:
                if not last:
                    raise
        raise httpcore.ConnectError("no address")


@cache
def _authorities() -> ssl.SSLContext:
    """Return what believes the system's authorities. Reading them takes 60 ms, once for a process."""
    return ssl.create_default_context()


class Client:
    """Calls hosts that others named. Safe for threads; connections are kept for a while."""

    def __init__(self, guard: Guard, *, verify: ssl.SSLContext | None = None) -> None:
        self.guard = guard
        self._pool = httpcore.ConnectionPool(
            ssl_context=verify or _authorities(),
            max_connections=None,
            max_keepalive_connections=KEPT_CONNECTIONS,
            keepalive_expiry=KEPT_SECONDS,
            network_backend=_Guarded(guard),
        )

    def call(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"", seconds: float) -> Answer:
        """Send a request and return the answer, whatever its status; redirects are not followed.

        seconds: for all of it, from the name to the last byte that is read. Raises OutboundRefused, CallFailed.
        """
        self.guard.check_url(url)
        sent = {"User-Agent": USER_AGENT, "Accept": "application/json", **headers}
        token = _deadline.set(time.monotonic() + seconds)
        try:
            return self._call(method, url, [(name.encode(), value.encode()) for name, value in sent.items()], body)
        finally:
            _deadline.reset(token)

    def _call(self, method: str, url: str, headers: list[tuple[bytes, bytes]], body: bytes) -> Answer:
        content = body if body or method in ("POST", "PUT") else None
        try:
            with self._pool.stream(method, url, headers=headers, content=content) as response:
                read = bytearray()
                for chunk in response.iter_stream():
                    read += chunk
                    if len(read) >= ANSWER_BYTES:
                        break
                found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                return Answer(status=response.status, headers=found, body=bytes(read[:ANSWER_BYTES]))
        except httpcore.TimeoutException as error:
            raise CallFailed("no answer in time") from error
        except httpcore.ConnectError as error:
            raise CallFailed("cannot be reached") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise CallFailed("the connection broke") from error
        except (ssl.SSLError, OSError, ValueError) as error:
            raise CallFailed(type(error).__name__) from error

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


def retry_after(answer: Answer, *, now: float) -> int | None:
    """Return the seconds for which an answer asks to be left alone, None when it does not. now: seconds since 1970."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return int(value[:9])
    try:
        return max(0, int(parsedate_to_datetime(value).timestamp() - now))
    except ValueError:
        return None


__all__ = ["Answer", "CallFailed", "Client", "OutboundRefused", "retry_after"]
