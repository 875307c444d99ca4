"""The pages of docs/migrating: every command and program on them runs, against the application behind a port."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask

from moderation.foreign import ask
from moderation.wiring import Parts, load_classifier
from runtime.settings import Settings
from service.http.context import EXTENSION, open_web
from tests.factories import ON_ONE_DATABASE, SECRET, judged_by
from tests.integration.service.compat.live import served

pytestmark = ON_ONE_DATABASE
PAGES = Path(__file__).parents[4] / "docs" / "migrating"
ADDRESS = "https://moderation.example"
_BLOCK = re.compile(r"^( *)```(sh|python|js)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Ran:
    """What a page's commands printed."""

    out: str


@pytest.fixture
def port(app: Flask, parts: Parts, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The application with the shipped classifier, and with time enough on a slow machine."""
    timely = ask.settings_of
    monkeypatch.setattr(ask, "settings_of", lambda *asked: replace(timely(*asked), milliseconds=10_000))
    app.extensions[EXTENSION] = open_web(replace(parts, model=judged_by(load_classifier(settings))))
    with served(app) as opened:
        yield opened


@pytest.fixture
def run(port: int, settings: Settings, tmp_path: Path) -> Callable[..., Ran]:
    """Run all blocks of a page in one shell, its programs in the folder given."""

    def work(page: str, folder: Path = tmp_path, **environment: str) -> Ran:
        blocks = _BLOCK.findall((PAGES / page).read_text("utf-8"))
        assert blocks, page
        script = ["set -e -o pipefail"]
        for number, (_, kind, code) in enumerate(blocks):
            code = textwrap.dedent(code).replace(ADDRESS, f"http://127.0.0.1:{port}")
            if kind == "sh":
                script.append(code)
            else:
                (folder / f"block{number}.{kind}").write_text(code, encoding="utf-8")
                script.append(f"{sys.executable if kind == 'python' else 'node'} block{number}.{kind}")
        here = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PROHORI_")},
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PROHORI_DATABASE_URL": settings.database_url,
            "PROHORI_SECRET_KEY": SECRET,
            "PROHORI_DATA_DIR": str(tmp_path),
            **environment,
        }
        done = subprocess.run(
            ["bash", "-c", "\n".join(script)], cwd=folder, env=here, capture_output=True, text=True, timeout=100
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return Ran(done.stdout)

    return work


def test_curl(run: Callable[..., Ran]) -> None:
    out = run("curl.md").out
    assert '"TOXICITY"' in out
    assert '"flagged":true' in out
    assert "validtrue" in out
    assert '"status":"SYSTEM_WITHHELD"' in out or '"status":"REJECTED"' in out


def test_coral(run: Callable[..., Ran]) -> None:
    out = run("coral.md").out
    assert '"summaryScore"' in out
    assert "for coral: it is used from now on" in out


def test_discourse(run: Callable[..., Ran]) -> None:
    assert run("discourse.md").out.endswith("\ntrue")


def test_python(run: Callable[..., Ran]) -> None:
    score, flagged, verdict = run("python.md").out.strip().splitlines()[-3:]
    assert float(score) > 0.5
    assert flagged.startswith("True ")
    assert verdict == "0"  # CheckResponse.HAM


def test_javascript(run: Callable[..., Ran], installed: Path, port: int) -> None:
    options = f"--require {installed / 'names.js'}"
    out = run("javascript.md", installed, NODE_OPTIONS=options, TEST_PORT=str(port)).out.strip().splitlines()
    assert float(out[1]) > 0.5
    assert out[2].startswith("{ TOXICITY: ")
    assert out[3:] == ["true", "true"]


def test_leaving_perspective(run: Callable[..., Ran], tmp_path: Path) -> None:
    out = run("perspective.md").out
    assert "Google answers until 2026-12-31" in out
    assert "0 pairs are forgotten" in out
    assert (tmp_path / "report.html").exists()
