"""An export taken over, row by row: checked, in batches, a reply after what it replies to, nothing lost silently."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import IO, TypeVar

import orjson

from moderation import imports
from moderation.imports import AT_ONCE, WAITING_AT_MOST, Import, Imported, ImportParts, Outcome
from policy.errors import DomainError
from service.imports.checked import Checker
from service.imports.row import Export, Left, Row

IN_MEMORY = 8 * 1024 * 1024
LISTED = 10_000  # bad rows that are kept for the report; all are counted, and told as they come
PAUSE_SECONDS = 0.2

T = TypeVar("T")


@dataclass(slots=True)
class Tally:
    """How many rows became what. bad: the first of the rows that cannot be taken."""

    read: int = 0
    stored: int = 0
    known: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    without_parent: int = 0
    bad: list[Left] = field(default_factory=list)


class Taking:
    """One run over an export. on_row is told each step with the bytes read so far; on_bad each row that is refused."""

    def __init__(
        self,
        parts: ImportParts,
        about: Import,
        checker: Checker,
        *,
        on_row: Callable[[int], None],
        on_bad: Callable[[Left], None],
        dry: bool = False,
    ) -> None:
        self.tally = Tally()
        self._parts = parts
        self._about = about
        self._checker = checker
        self._on_row = on_row
        self._on_bad = on_bad
        self._dry = dry

    def run(self, export: Export) -> Tally:
        """Take all rows over; run again, it takes what is missing. Raises FileUnfit, DatabaseUnavailable."""
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as later:
            for rows in _batches(self._rows(export)):
                self._batch(rows, later)
                self._on_row(export.done)
            self._late(later)
        return self.tally

    def _rows(self, export: Export) -> Iterator[Row]:
        for row in export.rows():
            self.tally.read += 1
            if isinstance(row, Row):
                yield row
            elif row.wanted:
                self.tally.left_out[row.why] = self.tally.left_out.get(row.why, 0) + 1
            else:
                self._refuse(row)

    def _refuse(self, row: Left) -> None:
        self.tally.refused += 1
        if len(self.tally.bad) < LISTED:
            self.tally.bad.append(row)
        self._on_bad(row)

    def _batch(self, rows: Iterable[Row], later: IO[bytes] | None) -> int:
        """Take the rows over whose parents are here or among them; write the others to `later`; return how many went.

        Without `later` nothing is put off: what is not found by then is not there.
        """
        checked: dict[str, tuple[Row, Imported]] = {}
        for row in rows:
            found = self._checker.check(row)
            if isinstance(found, Left):
                self._refuse(found)
            elif (found.posted.id or "") in checked:
                self._refuse(Left(line=row.line, why=f"id: '{row.id}' stands in the file before"))
            else:
                checked[found.posted.id or ""] = (row, found)
        if self._dry:
            here = imports.are_here(self._parts, self._about.site_id, list(checked))
            self.tally.known += len(here)
            self.tally.stored += len(checked) - len(here)
            return len(checked)
        if later is not None:
            self._put_off(checked, later)
        if not checked:
            return 0
        self._give_way()
        pairs = list(checked.values())
        for (row, _), outcome in zip(
            pairs, imports.take(self._parts, self._about, [one for _, one in pairs]), strict=True
        ):
            self._count(row, outcome)
        return len(pairs)

    def _put_off(self, checked: dict[str, tuple[Row, Imported]], later: IO[bytes]) -> None:
        wanted = {one.parent for _, one in checked.values() if one.parent is not None} - checked.keys()
        missing = wanted - imports.are_here(self._parts, self._about.site_id, list(wanted)) if wanted else set()
        while missing:
            waiting = [key for key, (_, one) in checked.items() if one.parent in missing]
            for key in waiting:
                later.write(orjson.dumps(asdict(checked.pop(key)[0])) + b"\n")
            missing = set(waiting)  # what replies to these waits as well

    def _late(self, later: IO[bytes]) -> None:
        """Take over what was put off, again and again as long as that brings parents; at last without them."""
        while later.tell():
            later.seek(0)
            rows = (Row(**orjson.loads(line)) for line in later)
            with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as still:
                went = sum(self._batch(some, still) for some in _batches(rows))
                left = still.tell()
                if left and not went:
                    still.seek(0)
                    rows = (Row(**orjson.loads(line)) for line in still)
                    for some in _batches(rows):
                        self._batch(some, None)
                    return
                later.seek(0)
                later.truncate()
                still.seek(0)
                for line in still:
                    later.write(line)

    def _give_way(self) -> None:
        """Wait while very many stand behind the live comments already: figures and alarms stay readable."""
        while imports.waiting(self._parts) >= WAITING_AT_MOST:
            time.sleep(PAUSE_SECONDS)

    def _count(self, row: Row, outcome: Outcome | DomainError) -> None:
        if outcome is Outcome.KNOWN:
            self.tally.known += 1
        elif isinstance(outcome, Outcome):
            self.tally.stored += 1
            self.tally.without_parent += outcome is Outcome.NO_PARENT
        else:
            self._refuse(Left(line=row.line, why=f"id: '{row.id}' is that of another comment here"))


def _batches(rows: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch
