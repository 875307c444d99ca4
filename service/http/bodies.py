"""Bodies: one that does not arrive holds no thread for ever, and one that nobody wanted is read to its end.

The server reads a body inside the thread that serves the request, and cannot be told to give up. So a watcher looks
after the reads that take too long, and shuts the connections on which nothing has moved meanwhile: the read ends, the
thread is free. And it closes a connection whose body was left unread (by a 401, say), often after it has promised the
client to keep it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import structlog

OVERDUE_SECONDS: Final = 10.0
# A sender that is merely slow moves something in this time.
QUIET_SECONDS: Final = 5.0
LOOK_SECONDS: Final = 1.0
# So much of an unwanted body is read, that its sender hears our answer and can use the connection again.
UNWANTED_BYTES: Final = 8 * 1024 * 1024
PIECE_BYTES: Final = 64 * 1024
FOLDER: Final = "/proc/self/fd"  # elsewhere than on Linux a proxy before us must do it

# Within Linux's struct tcp_info: milliseconds since data was last sent, and last received.
_QUIET_FOR = struct.Struct("=8x 9I I I I")

log = structlog.get_logger()

Application = Callable[..., Any]


class BodyDeadline:
    """A WSGI application around another, whose bodies must arrive.

    overdue, quiet: seconds that a body may take, and that nothing must have moved for its connection to be shut.
    """

    def __init__(self, app: Application, *, overdue: float = OVERDUE_SECONDS, quiet: float = QUIET_SECONDS) -> None:
        self._app = app
        self._overdue, self._quiet = overdue, quiet
        self._reads: dict[int, tuple[float, int]] = {}
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Serve one request."""
        if "wsgi.input" in environ and environ.get("CONTENT_LENGTH") != "0":
            if self._thread is None:
                self._start()
            environ["wsgi.input"] = _Timed(environ, self._reads)
        return self._app(environ, start_response)

    def _start(self) -> None:
        """Start the watcher with the first body: after the server has forked."""
        with self._starting:
            if self._thread is None and os.path.isdir(FOLDER):
                self._thread = threading.Thread(target=self._watch, name="body-deadline", daemon=True)
                self._thread.start()

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            late = time.monotonic() - self._overdue
            ports = {port for since, port in list(self._reads.values()) if since < late}
            if ports:
                shut = sum(_shut(one) for one in _connections(ports) if _quiet_seconds(one) >= self._quiet)
                log.warning("bodies_overdue", connections_shut=shut)


def read_to_end(body: Any) -> bool:
    """Read what is left of a request's input; return whether its connection can be used again."""
    if not isinstance(body, _Timed) or not body.left:
        return True
    if body.left > UNWANTED_BYTES:
        return False
    with contextlib.suppress(OSError):  # its sender went away
        while body.left and body.read(min(PIECE_BYTES, body.left)):
            pass
    return not body.left


class _Timed:
    """A request's input that notes who reads it, and since when.

    left: bytes that were announced and not read yet.
    """

    def __init__(self, environ: dict[str, Any], reads: dict[int, tuple[float, int]]) -> None:
        self._body = environ["wsgi.input"]
        self._reads = reads
        self._began = (time.monotonic(), int(environ.get("SERVER_PORT") or 0))
        announced = environ.get("CONTENT_LENGTH") or ""
        self.left = int(announced) if announced.isdecimal() else 0

    def read(self, size: int = -1) -> bytes:
        return self._noted(self._body.read, size)

    def readline(self, size: int = -1) -> bytes:
        return self._noted(self._body.readline, size)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _noted(self, read: Callable[[int], bytes], size: int) -> bytes:
        mine = threading.get_ident()
        self._reads[mine] = self._began
        try:
            found = read(size)
        finally:
            del self._reads[mine]
        self.left = max(0, self.left - len(found))
        return found


def _connections(ports: set[int]) -> Iterator[socket.socket]:
    """Yield this process's connections to those ports of its own, each closed again after its turn."""
    for name in os.listdir(FOLDER):
        with contextlib.suppress(OSError):  # closed meanwhile, or no connection
            if not stat.S_ISSOCK(os.stat(int(name)).st_mode):
                continue
            with socket.socket(fileno=os.dup(int(name))) as one:
                if one.family in (socket.AF_INET, socket.AF_INET6) and one.getsockname()[1] in ports:
                    one.getpeername()
                    yield one


def _quiet_seconds(connection: socket.socket) -> float:
    told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _QUIET_FOR.size)
    *_, sent, _, received = _QUIET_FOR.unpack(told)
    return float(min(sent, received)) / 1000


def _shut(connection: socket.socket) -> bool:
    with contextlib.suppress(OSError):  # closed meanwhile: the watcher must outlive that
        connection.shutdown(socket.SHUT_RDWR)
        return True
    return False
