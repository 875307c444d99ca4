"""docs/clients.md: the same five calls in four languages, each program run, all print the same."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from moderation.wiring import Parts, load_classifier
from runtime.settings import Settings
from service.http.context import EXTENSION, open_web
from tests.client import ApiClient
from tests.conftest import missing
from tests.factories import ON_ONE_DATABASE, judged_by
from tests.integration.service.compat.live import served
from tests.running import ROOT

pytestmark = ON_ONE_DATABASE
PAGE = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
PRINTED = PAGE.split("```text\n")[1].split("```")[0]
RUN_BY = {"sh": ["bash", "-e", "-o", "pipefail"], "python": [sys.executable], "php": ["php"], "js": ["node"]}


@pytest.fixture
def port(app: Flask, parts: Parts, settings: Settings) -> Iterator[int]:
    """The application with the shipped classifier behind a port."""
    app.extensions[EXTENSION] = open_web(replace(parts, model=judged_by(load_classifier(settings))))
    with served(app) as opened:
        yield opened


@pytest.mark.parametrize("language", list(RUN_BY))
def test_the_program_prints_what_the_page_says(port: int, client: ApiClient, tmp_path: Path, language: str) -> None:
    if not shutil.which(RUN_BY[language][0]):
        missing(f"{RUN_BY[language][0]} is not installed")
    (program,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / f"program.{language}").write_text(program, encoding="utf-8")
    done = subprocess.run(
        [*RUN_BY[language], f"program.{language}"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT / "clients" / "python"),
            "PROHORI_URL": f"http://127.0.0.1:{port}",
            "PROHORI_API_KEY": client.key,
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == PRINTED
