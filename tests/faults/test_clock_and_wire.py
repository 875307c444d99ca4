"""The clock jumps by hours, and connections die without a word: in the midst of traffic, and nobody has to act."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from runtime.embedded import free_port
from store.databases import open_database
from store.unit import Database
from tests.conftest import missing
from tests.factories import make_key, make_site
from tests.faults.conftest import Website
from tests.faults.traffic import endure
from tests.proxy import Proxy, proxy
from tests.running import PROHORI, Running

pytestmark = pytest.mark.timeout(300)

SOURCE = Path(__file__).with_name("clock.c")
HOUR = 3600


class Clock:
    """The clock of an installation: the real one and so many seconds. Spans of time are measured truly."""

    def __init__(self, folder: Path) -> None:
        self._file, self._library = folder / "ahead", folder / "clock.so"
        self.ahead(0)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", self._library, SOURCE], check=True)

    def ahead(self, seconds: int) -> None:
        """Let it be so many seconds ahead."""
        self._file.write_text(str(seconds), encoding="ascii")

    @property
    def environment(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self._library), "CLOCK_FILE": str(self._file)}


@pytest.fixture(scope="module")
def wire(redis_server_url: str) -> Iterator[Proxy]:
    there = urlsplit(redis_server_url)
    with proxy(there.hostname or "", there.port or 6379) as made:
        yield made


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Clock:
    if not shutil.which("cc") or sys.platform != "linux":
        missing("a clock that jumps needs Linux and a C compiler")
    return Clock(tmp_path_factory.mktemp("clock"))


@pytest.fixture(scope="module")
def place(
    clock: Clock, wire: Proxy, redis_server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Running, Database, Path]]:
    """`prohori up` on SQLite with a clock of its own, whose Valkey is at the other end of a wire."""
    folder = tmp_path_factory.mktemp("apart") / "data"
    there = urlsplit(redis_server_url)
    through = there._replace(netloc=there.netloc.replace(f":{there.port}", f":{wire.port}")).geturl()
    started = Running(
        [PROHORI, "up"],
        {
            **clock.environment,
            "PROHORI_PORT": str(free_port()),
            "PROHORI_DATA_DIR": str(folder),
            "PROHORI_REDIS_URL": through,
            "PROHORI_WORKER_PROCESSES": "2",
            "PROHORI_CLAIM_BATCH": "32",
            "PROHORI_LEASE_SECONDS": "2",
            "PROHORI_SWEEP_SECONDS": "1",
        },
    )
    started.wait_ready()
    opened = open_database(f"sqlite:///{folder}/prohori.db", connections=1)
    yield started, opened, folder
    opened.close()
    started.process.terminate()
    started.end()


@pytest.fixture
def survives(place: tuple[Running, Database, Path], request: pytest.FixtureRequest) -> Iterator[Callable[..., None]]:
    running, database, folder = place
    report = request.config.getoption("--reliability")
    base = json.loads((folder / "credentials.json").read_text(encoding="utf-8"))["base_url"]
    site = make_site(database)
    headers = {"Authorization": f"Bearer {make_key(database, site)}"}
    with httpx.Client(base_url=base, headers=headers, timeout=60) as http:

        def check(name: str, fault: Callable[[], None]) -> None:
            said = {"name": f"{name} (sqlite)", "report": Path(report) if report else None}
            endure(running, database, Website(site.id, http), fault, **said)

        yield check


def test_a_connection_to_valkey_that_dies_without_a_word(survives, wire: Proxy) -> None:
    def fault() -> None:
        assert wire.cut() > 3

    survives("connections to Valkey dropped silently", fault)


@pytest.mark.parametrize("seconds", [HOUR, -HOUR])
def test_a_clock_that_jumps_and_jumps_back(survives, clock: Clock, seconds: int) -> None:
    def fault() -> None:
        clock.ahead(seconds)
        time.sleep(4)
        clock.ahead(0)

    survives(f"clock {seconds:+} s for 4 s, and back", fault)


@pytest.mark.soak
@pytest.mark.parametrize("seconds", [HOUR, -HOUR])
def test_a_clock_that_jumps_and_stays(survives, clock: Clock, seconds: int) -> None:
    survives(f"clock {seconds:+} s", lambda: clock.ahead(seconds))
    clock.ahead(0)
