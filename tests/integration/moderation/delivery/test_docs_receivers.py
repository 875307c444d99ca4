"""The receivers of docs/delivery.md in Python, PHP and JavaScript, as they stand there: they hear, none is fooled."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from moderation import endpoints, replays
from runtime.embedded import free_port
from runtime.outbound import signing
from tests.conftest import missing
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE

PAGE = Path(__file__).resolve().parents[4] / "docs" / "delivery.md"
pytestmark = ON_ONE_DATABASE


def node() -> str:
    """A Node.js: the system's, or the one that Playwright brings."""
    from playwright._impl._driver import compute_driver_executable

    found = shutil.which("node") or compute_driver_executable()[0]
    if not Path(found).exists():
        missing("Node.js not found")
    return found


def php() -> str:
    found = shutil.which("php")
    if found is None:
        missing("php-cli is not installed")
    return found


def command(language: str, port: int) -> tuple[str, list[str], str]:
    """The file's name, the command that serves it, and the path at which it hears."""
    if language == "python":
        return "receive.py", [sys.executable, "-m", "flask", "--app", "receive", "run", "-p", str(port)], "/prohori"
    if language == "php":
        return "receive.php", [php(), "-S", f"127.0.0.1:{port}", "receive.php"], "/"
    return "receive.mjs", [node(), "receive.mjs", str(port)], "/"


@pytest.fixture(params=["python", "php", "javascript"])
def served(request, tmp_path):
    """A receiver that runs: its address, its secret, and what it has heard."""
    (code,) = re.findall(rf"^```{request.param}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len([line for line in code.splitlines() if line.strip()]) <= 26
    port, secret = free_port(), signing.new_secret()
    name, words, path = command(request.param, port)
    (tmp_path / name).write_text(code, encoding="utf-8")
    process = subprocess.Popen(
        words,
        cwd=tmp_path,
        env={**os.environ, "WEBHOOK_SECRET": secret},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}{path}"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            httpx.post(url, timeout=5)
            break
        except httpx.TransportError:
            time.sleep(0.05)
    yield url, secret, tmp_path / "heard.txt"
    process.kill()
    process.wait()


def test_it_hears_each_event_once_and_nobody_else(served, client, parts, site, deliver_all):
    url, secret, heard = served
    endpoint = endpoints.create(parts.delivery, site.id, {"url": url, "secret": secret}).endpoint
    one = client.post_comment(text=CLEAN, wait=True)
    two = client.post_comment(text=INSULT, wait=True)
    assert deliver_all() == 2
    replays.replay(parts.delivery, site.id, endpoint.id, since=0)
    assert deliver_all() == 2
    wanted = [f"comment.approved {one['id']}", f"comment.held {two['id']}"]
    assert sorted(heard.read_text().splitlines()) == sorted(wanted)
    log = client.get(f"/v1/endpoints/{endpoint.id}/deliveries").json["deliveries"]
    assert {each["status"] for one in log for each in one["tries"]} == {204}

    body = b'{"type": "comment.approved", "data": {"id": "forged"}}'
    now = parts.clock()
    good = signing.headers("msg_forged_1", body, [secret], now=now)
    for headers, sent in [
        ({}, body),
        (signing.headers("msg_forged_1", body, [signing.new_secret()], now=now), body),
        (good, body.replace(b"forged", b"FORGED")),
        ({**good, "webhook-id": "msg_forged_2"}, body),
        (signing.headers("msg_forged_1", body, [secret], now=now - 3_600_000_000), body),
    ]:
        assert httpx.post(url, content=sent, headers=headers, timeout=10).status_code == 401
    assert len(heard.read_text().splitlines()) == 2
    two_secrets = signing.headers("msg_forged_1", body, [signing.new_secret(), secret], now=now)
    assert httpx.post(url, content=body, headers=two_secrets, timeout=10).status_code == 204
