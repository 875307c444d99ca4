"""kill -9 in the middle of work on many comments: the next worker goes on where it stopped, and nothing moves twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from bench.servers import create_database, drop_database
from runtime.broker import make_celery, sender
from runtime.clock import system_clock
from runtime.doorbell import Doorbell
from runtime.ids import new_id
from runtime.queues import DOORBELL_BULK, TASK_BULK
from runtime.redis_client import connect
from store import accept, bulk, bulk_work, migrations
from store.accept import NewComment
from store.bulk import BulkAction, BulkState, Order
from store.databases import open_database
from store.tables import decisions
from tests.factories import make_settings, make_site
from tests.running import PROHORI, Running, all_gone, eventually

pytestmark = pytest.mark.timeout(240)

COMMENTS = 6_000


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path: Path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/prohori.db"
        return
    server = request.getfixturevalue("postgres_server_url")
    url = create_database(server)
    yield url.replace("postgresql://", "postgresql+psycopg://", 1)
    drop_database(server, url)


def fill(database, site_id: int) -> list[str]:
    now = system_clock()
    far = now + 110_000_000  # in somebody's hands, so that no judge takes them; an hour would be no lease
    empty = dict.fromkeys(NewComment.__slots__)
    news = [
        NewComment(
            **{
                **empty,
                "id": new_id(),
                "site_id": site_id,
                "article_id": "a",
                "author_id": f"w{number % 50}",
                "text": f"মন্তব্য {number}",
                "submitted_hash": "h",
                "created_at": now,
                "pending_since": now,
                "lease_until": far,
                "background": False,
            }
        )
        for number in range(COMMENTS)
    ]
    assert database.write(lambda unit: accept.many(unit, news)) == {}
    return [one.id for one in news]


@pytest.mark.parametrize("database_url", [pytest.param("sqlite", marks=pytest.mark.soak), "postgresql"], indirect=True)
def test_a_killed_worker_loses_nothing_and_repeats_nothing(database_url: str, redis_url: str, tmp_path: Path) -> None:
    migrations.upgrade(database_url)
    database = open_database(database_url, connections=1)
    site = make_site(database)
    ids = fill(database, site.id)
    settings = {
        "PROHORI_DATA_DIR": str(tmp_path),
        "PROHORI_DATABASE_URL": database_url.replace("+psycopg", ""),
        "PROHORI_REDIS_URL": redis_url,
        "PROHORI_SWEEP_SECONDS": "1",
    }
    celery = make_celery(make_settings(tmp_path, database_url=database_url, redis_url=redis_url))
    bell = Doorbell(connect(redis_url), lambda: sender(celery)(TASK_BULK), key=DOORBELL_BULK)
    order = Order(action=BulkAction.REJECT, reason="person-spam", person="rahima")
    asked = database.write(
        lambda unit: bulk.create(unit, site.id, order, [(one, 1) for one in ids], now=system_clock())
    )

    def stand() -> bulk.Bulk:
        return database.read(lambda unit: bulk.by_id(unit, site.id, asked.id))

    def moved() -> int:
        return stand().counts["moved"]

    first = Running([PROHORI, "worker"], settings)
    assert bell.ring()
    assert eventually(lambda: moved() > 0, 60), first.output()
    family = first.family()
    first.process.kill()
    for one in family:
        one.kill()
    first.end()
    assert all_gone(family)
    assert 0 < moved() < COMMENTS
    assert moved() % bulk_work.CHUNK == 0

    # The message died with its worker: beat's sweep rings anew.
    rest = [Running([PROHORI, part], settings) for part in ("worker", "beat")]
    try:
        # That nothing is left is written by the unit after the last move: wait for it before ending the worker.
        assert eventually(lambda: stand().state is BulkState.DONE, 90), rest[0].output()
    finally:
        for one in rest:
            one.process.terminate()
        for one in rest:
            one.end()
    assert moved() == COMMENTS
    entries = database.read(
        lambda unit: unit.execute(select(func.count(), func.count(decisions.c.comment_id.distinct()))).one()
    )
    assert tuple(entries) == (COMMENTS, COMMENTS)
    database.close()
