"""Redis over TLS, Redis behind Sentinels, RabbitMQ: each carries the wake-ups, and fails in the midst of traffic."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from runtime.embedded import free_port
from store.databases import open_database
from tests.brokers import Broker, BrokerNotFound, rabbitmq, redis_behind_sentinels, redis_over_tls
from tests.conftest import missing
from tests.factories import make_key, make_site
from tests.faults.conftest import Website
from tests.faults.traffic import endure
from tests.running import PROHORI, Running

pytestmark = [pytest.mark.timeout(300), pytest.mark.soak]  # their starts and failovers take two minutes

BROKERS = {
    "Redis over TLS killed": redis_over_tls,
    "the Redis that leads killed, behind Sentinels": redis_behind_sentinels,
    "RabbitMQ killed": rabbitmq,
}


@pytest.fixture(params=BROKERS)
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    more = [request.getfixturevalue("redis_url")] if BROKERS[request.param] is rabbitmq else []
    try:
        with BROKERS[request.param](tmp_path, *more) as started:
            yield started
    except BrokerNotFound as error:
        missing(str(error))


def test_nothing_is_lost_when_the_broker_fails(broker: Broker, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder = tmp_path / "data"
    settings = {
        **broker.settings,
        "PROHORI_PORT": str(free_port()),
        "PROHORI_DATA_DIR": str(folder),
        "PROHORI_CLAIM_BATCH": "32",
        "PROHORI_LEASE_SECONDS": "2",
        "PROHORI_SWEEP_SECONDS": "1",
    }
    running = Running([PROHORI, "up"], settings)
    try:
        running.wait_ready()
        database = open_database(f"sqlite:///{folder}/prohori.db", connections=1)
        site = make_site(database)
        headers = {"Authorization": f"Bearer {make_key(database, site)}"}
        base = json.loads((folder / "credentials.json").read_text(encoding="utf-8"))["base_url"]
        report = request.config.getoption("--reliability")
        with httpx.Client(base_url=base, headers=headers, timeout=60) as http:
            name = f"{request.node.callspec.params['broker']} (sqlite)"
            place = Website(site.id, http)
            endure(running, database, place, broker.fail, name=name, report=Path(report) if report else None)
        database.close()
    finally:
        running.process.terminate()
        running.end()
