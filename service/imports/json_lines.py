"""Files with one JSON object a line, or an array written so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson

from service.imports.opened import LONGEST_LINE, Opened
from service.imports.row import FileUnfit, Left, Row

_AROUND = b"[], \t\r\n"


def objects(file: Opened) -> Iterator[tuple[int, dict[str, Any]] | Left]:
    """Yield each object with the number of its line, from 1; a line that holds none is told."""
    number = 0
    try:
        while line := file.lines().readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                yield Left(line=number, why="is longer than 4 MiB")
                while len(file.lines().readline(LONGEST_LINE)) == LONGEST_LINE:
                    pass
                continue
            content = line.strip(_AROUND)
            if content:
                yield _object(number, content)
    except (EOFError, OSError) as error:
        raise FileUnfit(f"cannot be read beyond line {number}: {error}") from error


def _object(number: int, content: bytes) -> tuple[int, dict[str, Any]] | Left:
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        return Left(line=number, why=f"is not JSON: {error.msg}")
    return (number, found) if isinstance(found, dict) else Left(line=number, why="is no JSON object")


def rows_of(file: Opened, row: Callable[[int, dict[str, Any]], Row | Left | None]) -> Iterator[Row | Left]:
    """Yield what `row` makes of each object and the number of its line; None for one that is no comment."""
    for one in objects(file):
        found = one if isinstance(one, Left) else row(*one)
        if found is not None:
            yield found


def text_of(value: Any) -> str:
    """Return a value as text: "" for none, a MongoDB {"$oid"} or {"$date"} by what is in it."""
    if isinstance(value, dict) and len(value) == 1:
        ((key, inner),) = value.items()
        return text_of(inner) if key.startswith("$") else ""
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value)


def part(value: dict[str, Any], *path: str) -> Any:
    """Return what stands at the path of names, None where there is nothing."""
    found: Any = value
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found
