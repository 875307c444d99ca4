"""CSV and JSON Lines of any system: which column holds what is said by the caller, or by the names themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from service.imports.json_lines import part, rows_of, text_of
from service.imports.opened import Opened
from service.imports.row import APPROVED, REJECTED, SPAM, FileUnfit, Left, Options, Row, author_of

FIELDS = (
    *("id", "text", "article", "url", "title", "parent", "created_at", "language", "status"),
    *("author.id", "author.name", "author.email", "author.url", "author.ip"),
)
_DECIDED = {
    **dict.fromkeys(("approved", "approve", "published", "accepted", "1", "true"), APPROVED),
    **dict.fromkeys(("rejected", "reject", "removed", "trash", "deleted", "false", "0"), REJECTED),
    "spam": SPAM,
}
_UNDECIDED = ("", "pending", "held", "hold", "unapproved", "none", "null")
_DELIMITERS = ",;\t|"


class Jsonl(Opened):
    """See Export. A column may be a path, such as user.name."""

    def __init__(self, path: Path, options: Options) -> None:
        super().__init__(path)
        self._columns = options.columns

    def rows(self) -> Iterator[Row | Left]:
        """Yield the rows."""
        yield from rows_of(self, lambda line, said: _row(line, partial(self._value, said)))

    def _value(self, said: dict[str, Any], name: str) -> str:
        column = self._columns.get(name, name)
        return text_of(said[column] if column in said else part(said, *column.split(".")))


class Csv(Opened):
    """See Export. The first line names the columns; commas, semicolons, tabs and bars separate."""

    def __init__(self, path: Path, options: Options) -> None:
        super().__init__(path)
        self._columns = options.columns

    def rows(self) -> Iterator[Row | Left]:
        """Yield the rows; a value may have several lines. Raises FileUnfit where a named column is missing."""
        # Bytes that are no UTF-8 become half surrogates, which the check of each row names.
        text = io.TextIOWrapper(self.stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        try:
            yield from self._rows(text)
        finally:
            text.detach()  # it would close the file

    def _rows(self, text: io.TextIOWrapper) -> Iterator[Row | Left]:
        first = text.readline()
        delimiter = max(_DELIMITERS, key=first.count)
        names = next(csv.reader([first], delimiter=delimiter), [])
        missing = sorted({*self._columns.values()} - {*names})
        if missing:
            raise FileUnfit(f"has no column {', '.join(missing)}; it has {', '.join(names) or 'none'}")
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        while True:
            line = reader.line_num + 2
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Left(line=line, why=f"is not CSV: {error}")
                continue
            if len(values) not in (0, len(names)):
                yield Left(line=line, why=f"has {len(values)} values for {len(names)} columns")
            elif values:
                yield _row(line, partial(self._value, dict(zip(names, values, strict=True))))

    def _value(self, said: dict[str, str], name: str) -> str:
        return said.get(self._columns.get(name, name), "")


def _row(line: int, value: Callable[[str], str]) -> Row | Left:
    status = value("status").strip().lower()
    if status not in _DECIDED and status not in _UNDECIDED:
        return Left(line=line, why=f"has a status that is not known here: {status[:40]}")
    return Row(
        line=line,
        id=value("id"),
        text=value("text"),
        author=author_of(
            id_=value("author.id"),
            name=value("author.name"),
            email=value("author.email"),
            url=value("author.url"),
            ip=value("author.ip"),
        ),
        article=value("article"),
        url=value("url"),
        title=value("title"),
        parent=value("parent"),
        created_at=value("created_at"),
        language=value("language"),
        decided=_DECIDED.get(status),
    )
