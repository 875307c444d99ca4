"""An import as the command runs it, and the judge behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from moderation.judging import judge_pending
from moderation.wiring import Parts
from service.cli import main
from store.sites import Site

EXPORTS = Path(__file__).parent / "exports"
Run = Callable[..., Result]


@pytest.fixture
def take(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str, site: Site, parts: Parts) -> Run:
    """Run `prohori import SITE FILE ...`, and judge what came; a file of exports/ by its name."""
    monkeypatch.setenv("PROHORI_DATABASE_URL", database_url)
    monkeypatch.setenv("PROHORI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PROHORI_SECRET_KEY", parts.settings.secret_key)

    def invoke(file: str | Path, *options: str) -> Result:
        path = EXPORTS / file
        result = CliRunner().invoke(
            main, ["import", site.slug, str(path), "--no-wait", *options], catch_exceptions=False
        )
        while judge_pending(parts):
            pass
        return result

    return invoke
