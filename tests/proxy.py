"""A wire between a client and a server that tests can cut without a word: nothing arrives any more, nobody is told."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Proxy:
    """Passes on what comes to its port. cut(): what is connected now stays open and hears nothing any more."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._others: dict[socket.socket, socket.socket] = {}
        self._silent: set[socket.socket] = set()
        self._closing = False
        self._cut = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def cut(self) -> int:
        """Silence every connection there is; return how many. New ones are passed on."""
        number = len(self._others) // 2
        self._cut.set()
        return number

    def close(self) -> None:
        self._closing = True
        self._thread.join(5)
        for one in (self._listener, *self._others, *self._silent):
            one.close()

    def _serve(self) -> None:
        while not self._closing:
            for key, _ in self._selector.select(0.1):
                if key.fileobj is self._listener:
                    self._accept()
                else:
                    self._pass_on(key.fileobj)  # type: ignore[arg-type]
            if self._cut.is_set():
                self._cut.clear()
                for one in list(self._others):
                    self._selector.unregister(one)
                self._silent |= set(self._others)
                self._others.clear()

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        try:
            server = socket.create_connection(self._target, timeout=5)
        except OSError:
            client.close()
            return
        server.settimeout(None)
        for one, other in ((client, server), (server, client)):
            self._others[one] = other
            self._selector.register(one, selectors.EVENT_READ)

    def _pass_on(self, one: socket.socket) -> None:
        other = self._others.get(one)
        if other is None:
            return
        data = b""
        with contextlib.suppress(OSError):
            data = one.recv(65_536)
        with contextlib.suppress(OSError):
            if data:
                other.sendall(data)
                return
        for each in (one, other):
            self._selector.unregister(each)
            self._others.pop(each, None)
            each.close()


@contextmanager
def proxy(host: str, port: int) -> Iterator[Proxy]:
    made = Proxy(host, port)
    try:
        yield made
    finally:
        made.close()
