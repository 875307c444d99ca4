"""docs/tutorial.md is followed to the letter: each command runs as shown, and prints what is printed there."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from runtime.embedded import free_port
from tests.running import PROHORI, ROOT, Running

pytestmark = pytest.mark.timeout(240)

TUTORIAL = ROOT / "docs" / "tutorial.md"
NOT_HERE = ("make up", ". .venv/bin/activate")  # the first terminal, and what this process has done already
BETWEEN = "@@@ next block"
# What the page says differs from machine to machine.
VARIES = [
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"), "ID"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"), "MOMENT"),
    (re.compile(r"(?<=: )[01]\.\d+\b"), "SCORE"),
    (re.compile(r'"next": "[\w+/=-]+"'), '"next": "CURSOR"'),
    (re.compile(r'W/"t\d+"'), "TAG"),
]


class Block(NamedTuple):
    """Commands of the page, and what it says that they print; None where it does not say."""

    commands: str
    prints: str | None


def blocks() -> list[Block]:
    page = TUTORIAL.read_text(encoding="utf-8")
    found = re.findall(r"```sh\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", page, re.DOTALL)
    return [Block(commands, prints or None) for commands, prints in found if commands.strip() not in NOT_HERE]


def same(printed: str) -> list[str]:
    for varies, name in VARIES:
        printed = varies.sub(name, printed)
    return printed.strip().splitlines()


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """What the second terminal has, while `prohori up` runs in the first."""
    settings = {"PROHORI_PORT": str(free_port()), "PROHORI_DATA_DIR": str(tmp_path / "var")}
    running = Running([PROHORI, "up"], settings)
    try:
        running.wait_ready()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PROHORI_")}
        yield {**inherited, **settings, "PATH": f"{PROHORI.parent}:{os.environ['PATH']}", "NO_COLOR": "1"}
    finally:
        running.process.terminate()
        running.end()


def test_every_command_prints_what_the_page_says(environment: dict[str, str], tmp_path: Path) -> None:
    told = blocks()
    assert sum(one.prints is not None for one in told) == TUTORIAL.read_text(encoding="utf-8").count("```text\n")
    script = f'\necho "{BETWEEN}"\n'.join(one.commands for one in told)
    script = script.replace("127.0.0.1:8000", f"127.0.0.1:{environment['PROHORI_PORT']}").replace(
        "sleep 1\n", "sleep 4\n"
    )
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=180,
    )
    printed = done.stdout.split(f"{BETWEEN}\n")
    assert len(printed) == len(told), done.stdout
    other = [
        f"{one.commands}\nprinted:\n{output}"
        for one, output in zip(told, printed, strict=True)
        if (same(output) != same(one.prints) if one.prints is not None else "rror" in output)
    ]
    assert not other, "\n".join(other)
