"""Whether each list of the moderators' queue is read from an index: a million comments stored, every tab and order."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import event, text

from bench.figures import Figure, over_rounds
from bench.house import POSTGRES, SQLITE, House, house
from runtime.clock import SECOND, system_clock
from store.reads import queue
from store.reads.queue import Filters, Order, Tab
from store.unit import Unit

ROWS = 1_000_000
ROUNDS = 5
LIMIT = 50
GOAL_MS = 100.0

# Of a thousand comments 20 are held, 60 rejected, 1 waits for the judge; the rest is approved, one in 500 reported.
_FILL = """
INSERT INTO comments (id, site_id, article_id, author_id, text, submitted_hash, status, version, revision, created_at,
  pending_since, lease_until, attempts, decided_at, harm, open_reports)
WITH RECURSIVE n(i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < :rows)
SELECT {id}, :site, 'article', 'author', 'text', 'hash',
  CASE WHEN i % 50 = 0 THEN 'held' WHEN i % 50 IN (1, 2, 3) THEN 'rejected' WHEN i % 1000 = 7 THEN 'pending'
  ELSE 'approved' END,
  1, 1, :first + i * :apart, :first + i * :apart, 0, 0, CASE WHEN i % 1000 = 7 THEN NULL ELSE :first + i * :apart END,
  CASE WHEN i % 50 = 0 THEN i * 7919 % 1000 END, CASE WHEN i % 500 = 9 THEN 1 ELSE 0 END
FROM n
"""
_ID = {
    SQLITE: "printf('%08x-0000-7000-8000-%012x', i, i)",
    POSTGRES: "(lpad(to_hex(i), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid",
}
_PARENTS = (
    "INSERT INTO articles (site_id, id, tags, open, created_at, updated_at)"
    " VALUES (:site, 'article', '[]', true, :first, :first)",
    "INSERT INTO authors (site_id, id, created_at) VALUES (:site, 'author', :first)",
)
# SQLite says SCAN of an index as well, where it reads one in its order.
_SCANS = {SQLITE: r"SCAN comments(?! USING)", POSTGRES: r"Seq Scan on comments"}


def run(database: str | None = None) -> list[Figure]:
    """Measure on both databases, or one, and return the figures."""
    return [figure for kind in ([database] if database else [SQLITE, POSTGRES]) for figure in _measured(kind)]


def _measured(kind: str) -> Iterator[Figure]:
    with house(kind) as home:
        home.database.write(partial(_fill, kind=kind, site=home.site_id))
        home.database.read(lambda unit: unit.execute(text("ANALYZE")))
        for tab in (Tab.HELD, Tab.REPORTED, Tab.APPROVED, Tab.REJECTED, Tab.PENDING, Tab.ALL):
            for order in ("priority", "oldest", "newest") if tab is Tab.HELD else ("oldest", "newest"):
                yield from _list(home, kind, tab, order)


def _list(home: House, kind: str, tab: Tab, order: Order) -> Iterator[Figure]:
    read = partial(
        queue.page,
        site_ids=[home.site_id],
        filters=Filters(tab=tab),
        order=order,
        limit=LIMIT,
        now=system_clock(),
        after=None,
    )
    name = f"{tab} by {order}, of a million"
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        home.database.read(read)
        taken.append((time.perf_counter() - began) * 1000)
    yield over_rounds(taken, bench=f"plans ({kind})", name=name, unit="ms", goal=GOAL_MS)
    scans = len(re.findall(_SCANS[kind], home.database.read(lambda unit: _plan(unit, kind, read))))
    yield Figure(bench=f"plans ({kind})", name=f"{name}: scans", value=scans, unit="", goal=1)


def _plan(unit: Unit, kind: str, read: Callable[[Unit], Any]) -> str:
    """Return the plans of the statements that the read runs."""
    ran: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        ran.append((statement, parameters))

    event.listen(unit.connection, "before_cursor_execute", note)
    read(unit)
    event.remove(unit.connection, "before_cursor_execute", note)
    how = "EXPLAIN QUERY PLAN " if kind == SQLITE else "EXPLAIN "
    rows = [row for words, values in ran for row in unit.connection.exec_driver_sql(how + words, values)]
    return "\n".join(str(row[-1]) for row in rows)


def _fill(unit: Unit, kind: str, site: int) -> None:
    if kind == POSTGRES:
        unit.execute(text("SET LOCAL statement_timeout = 0"))
    apart = 2 * SECOND
    values = {"site": site, "first": system_clock() - ROWS * apart, "apart": apart, "rows": ROWS}
    for statement in (*_PARENTS, _FILL.replace("{id}", _ID[kind])):
        unit.execute(text(statement), values)
