"""One keep-alive connection that asks one thing at a time and reads the whole answer."""

from __future__ import annotations

import http.client
from typing import Any, Self

import orjson

from bench.house import HOST, BenchFailed, House

ANSWER_SECONDS = 20.0


class Client:
    """Calls the API of a house with its key, or another site's."""

    def __init__(self, home: House, key: str | None = None) -> None:
        self._connection = http.client.HTTPConnection(HOST, home.port, timeout=ANSWER_SECONDS)
        self._headers = {"Authorization": f"Bearer {key or home.key}", "Content-Type": "application/json"}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def call(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """Return the value of the answer's JSON. Raises BenchFailed for a status of 400 and above."""
        content = None if body is None else orjson.dumps(body)
        self._connection.request(method, path, content, {**self._headers, **headers})
        answer = self._connection.getresponse()
        read = answer.read()
        if answer.status >= 400:
            raise BenchFailed(f"{method} {path}: {answer.status} {read[:300].decode(errors='replace')}")
        return orjson.loads(read) if read else None
