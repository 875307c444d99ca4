"""What docs/operating.md says about backing up and restoring under Compose: its commands run on a real PostgreSQL."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from sqlalchemy import func, select

from bench.servers import find_postgres
from store import accept, migrations
from store.databases import open_database
from store.tables import comments
from tests.factories import make_site, new_comment
from tests.running import ROOT

PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
IN_THE_CONTAINER = re.compile(r"^docker compose exec -T postgres (.+)$", re.MULTILINE)
DATABASE = "prohori"  # as in docker-compose.yml


def commands(of: str) -> list[str]:
    """The commands inside the container of the paragraph that begins so, in their order."""
    paragraph = PAGE.split(f"**{of}**")[1].split("```")[1]
    return IN_THE_CONTAINER.findall(paragraph)


@pytest.fixture
def run(postgres_server_url: str, tmp_path: Path) -> Callable[[str], None]:
    """Runs one command as it would run beside the server."""
    where = urlsplit(postgres_server_url)
    programs = find_postgres()
    if not (programs / "pg_restore").exists():
        programs = Path(shutil.which("pg_restore") or pytest.fail("no pg_restore")).parent
    environment = {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PGHOST": str(where.hostname),
        "PGPORT": str(where.port),
        "PGPASSWORD": str(where.password),
    }

    def command(words: str) -> None:
        done = subprocess.run(["bash", "-c", words], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, (words, done.stderr)

    return command


def test_what_was_backed_up_is_there_again_after_a_restore(
    run: Callable[[str], None], postgres_server_url: str
) -> None:
    with psycopg.connect(postgres_server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")
    url = f"{postgres_server_url.rpartition('/')[0]}/{DATABASE}".replace("postgresql:", "postgresql+psycopg:")
    migrations.upgrade(url)
    database = open_database(url, connections=1)
    site = make_site(database)
    database.write(lambda unit: accept.one(unit, new_comment(site_id=site.id)))
    database.close()
    for words in (*commands("Back up"), *commands("Restore")):
        run(words)
    migrations.upgrade(url)
    database = open_database(url, connections=1)
    assert database.read(lambda unit: unit.execute(select(func.count()).select_from(comments)).scalar_one()) == 1
    database.close()


def test_an_upgrade_backs_up_before_it_migrates() -> None:
    steps = PAGE.split("**Upgrade.**")[1].split("```")[1].splitlines()
    (backup,) = [place for place, words in enumerate(steps) if "pg_dump" in words]
    assert backup < steps.index("docker compose run --rm migrate")
    assert commands("Upgrade.") == commands("Back up")
