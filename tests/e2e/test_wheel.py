"""The built wheels: installed into an environment of its own, Prohori does in an empty folder what `make up` does."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from runtime.embedded import free_port
from tests.running import ROOT, Running

pytestmark = pytest.mark.timeout(180)
SITE = Path(sysconfig.get_paths()["purelib"])
OURS = ("prohori", "_prohori", "__editable__")  # of this project in the environment that runs the tests


def run(*command: str | Path, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    for project in (ROOT, ROOT / "clients" / "python"):
        run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=project)
    return folder


@pytest.fixture(scope="module")
def installed(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with both wheels and what they need: the packages are linked, for no index may be asked here."""
    folder = tmp_path_factory.mktemp("installed")
    needs = folder / "needs"
    needs.mkdir()
    for one in SITE.iterdir():
        if not one.name.startswith(OURS):
            (needs / one.name).symlink_to(one)
    venv.create(folder / "venv")
    python = folder / "venv" / "bin" / "python"
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    (site / "needs.pth").write_text(f"{needs}\n", encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    run(*pip, "install", "--no-deps", "--no-index", *wheels.glob("*.whl"), cwd=folder)
    run(*pip, "check", cwd=folder)
    return python


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


@pytest.fixture
def up(installed: Path, empty: Path) -> Iterator[Running]:
    running = Running([installed.with_name("prohori"), "up"], {"PROHORI_PORT": str(free_port())}, cwd=empty)
    yield running
    running.process.kill()
    running.end()


def test_up_in_an_empty_folder_serves_all_that_make_up_serves(up: Running, installed: Path, empty: Path) -> None:
    up.wait_ready()
    known = json.loads((empty / "var" / "credentials.json").read_text(encoding="utf-8"))
    pages = ("/demo", "/console/sign-in", "/docs/", "/problems/", "/reasons/", "/openapi.json", "/embed/prohori.js")
    for page in pages:
        assert httpx.get(f"{known['base_url']}{page}").status_code == 200, page
    program = (
        "import json, sys; from prohori_client import Prohori\n"
        "known = json.load(open('var/credentials.json'))\n"
        "with Prohori(known['base_url'], known['api_key']) as prohori:\n"
        "    comment = prohori.post('nodi-o-nagorik', text='চমৎকার লেখা', author={'id': 'r-1'}, wait=True)\n"
        "    assert comment['status'] == 'approved', comment\n"
        "    assert prohori.counts('nodi-o-nagorik') == {'nodi-o-nagorik': 1}\n"
        "import service; assert sys.prefix in service.__file__, service.__file__\n"
    )
    run(installed, "-c", program, cwd=empty)
    assert {one.name for one in empty.iterdir()} == {"var"}
    up.process.terminate()
    assert up.end() == 0, up.output()
