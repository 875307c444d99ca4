"""Units of work when the database goes away and comes back."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import text

from bench.servers import create_database, drop_database
from policy.errors import DatabaseUnavailable
from store import people
from store.databases import open_database


def test_after_the_connections_were_cut_only_one_unit_fails(postgres_server_url):
    url = create_database(postgres_server_url).replace("postgresql://", "postgresql+psycopg://", 1)
    database = open_database(url, connections=3)
    killer = open_database(url, connections=1)
    alive = text("SELECT 1")

    def answer(unit):
        return unit.execute(alive).scalar()

    def occupy(unit):
        return database.read(lambda second: (unit.execute(alive), second.execute(alive)))

    database.read(occupy)  # two connections are in the pool now
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    killer.read(lambda unit: unit.execute(cut).all())
    with pytest.raises(DatabaseUnavailable):
        database.read(answer)
    assert [database.read(occupy) is not None, database.read(answer), database.write(answer)] == [True, 1, 1]
    database.close()
    killer.close()
    drop_database(postgres_server_url, url.replace("+psycopg", ""))


def test_a_group_that_the_database_refuses_fails_at_once_and_is_not_tried_again(sqlite_copies):
    url, drop = sqlite_copies()
    database = open_database(url, connections=1)
    tries: list[int] = []

    def meets_a_refusal(unit):
        tries.append(1)
        unit.execute(text("SELECT * FROM no_such_table"))

    begun, together = threading.Event(), threading.Event()

    def holds_the_writer(unit):
        begun.set()
        together.wait(5)

    first = threading.Thread(target=database.write, args=(holds_the_writer,))
    first.start()
    assert begun.wait(5)
    errors: list[Exception] = []

    def run() -> None:
        try:
            database.write(meets_a_refusal)
        except DatabaseUnavailable as error:
            errors.append(error)

    waiting = [threading.Thread(target=run) for _ in range(6)]
    for thread in waiting:
        thread.start()
    time.sleep(0.3)  # the six stand in line behind the first and become one group
    together.set()
    for thread in [first, *waiting]:
        thread.join()
    assert len(errors) == 6
    assert len(tries) == 1
    database.close()
    drop()


def test_a_unit_that_fails_keeps_nothing(database):
    def fails(unit):
        people.add(unit, email="a@khobor.example", name="A", password_hash="h", role="admin", now=1)
        raise RuntimeError("later")

    with pytest.raises(RuntimeError):
        database.write(fails)
    assert database.read(people.everyone) == []


def test_a_job_that_fails_costs_its_neighbours_in_the_group_nothing(sqlite_copies):
    url, drop = sqlite_copies()
    database = open_database(url, connections=1)
    tries: list[int] = []
    begun, together = threading.Event(), threading.Event()

    def holds_the_group_up(unit):
        begun.set()
        together.wait(5)

    def add(number: int, *, fails: bool):
        def work(unit):
            tries.append(number)
            people.add(unit, email=f"a{number}@x.example", name="A", password_hash="h", role="admin", now=1)
            if fails:
                raise RuntimeError(str(number))

        return work

    first = threading.Thread(target=database.write, args=(holds_the_group_up,))
    first.start()
    assert begun.wait(5)
    errors: list[str] = []

    def run(number: int) -> None:
        try:
            database.write(add(number, fails=number % 3 == 0))
        except RuntimeError as error:
            errors.append(str(error))

    waiting = [threading.Thread(target=run, args=(number,)) for number in range(9)]
    for thread in waiting:
        thread.start()
    time.sleep(0.3)  # the nine stand in line behind the first and become one group
    together.set()
    for thread in [first, *waiting]:
        thread.join()
    assert sorted(errors) == ["0", "3", "6"]
    assert sorted(tries) == list(range(9))  # nobody was made to run again
    assert {one.email for one in database.read(people.everyone)} == {
        f"a{number}@x.example" for number in range(9) if number % 3
    }
    database.close()
    drop()
