"""A real Prometheus scrapes a running installation: the dashboard has answers to show, its alert rules are sound."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from runtime.embedded import free_port
from tests.conftest import missing
from tests.e2e.conftest import Stack
from tests.house.test_monitoring import DASHBOARD, PROMETHEUS, RULES
from tests.running import eventually

pytestmark = pytest.mark.timeout(120)

# By label, from the first such event on; the others are there from the start.
AFTER_THE_FIRST = {"Over foreign wires", "Attempts to deliver"}


@pytest.fixture(scope="module")
def prometheus(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Prometheus' own API, once it has scraped."""
    program = shutil.which("prometheus") or missing("prometheus is not installed")
    folder: Path = tmp_path_factory.mktemp("prometheus")
    target = stack.url.removeprefix("http://")
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(PROMETHEUS / "alerts.yml")],
        "scrape_configs": [{"job_name": "prohori", "static_configs": [{"targets": [target]}]}],
    }
    (folder / "prometheus.yml").write_text(json.dumps(config), encoding="utf-8")  # JSON is YAML
    address = f"127.0.0.1:{free_port()}"
    command = [program, f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data"]
    process = subprocess.Popen([*command, f"--web.listen-address={address}"], stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://{address}/api/v1", timeout=10) as client:
            assert eventually(lambda: _scraped(client))
            yield client
    finally:
        process.terminate()
        process.wait(20)


def _scraped(client: httpx.Client) -> bool:
    """Whether there are scrapes enough for a rate."""
    try:
        return any(float(one["value"][1]) >= 3 for one in result(client, "count_over_time(up[1m])"))
    except httpx.TransportError:
        return False


def result(client: httpx.Client, expression: str) -> list[dict[str, Any]]:
    answer = client.get("/query", params={"query": expression})
    if answer.status_code == 503:  # it is starting
        return []
    assert answer.json()["status"] == "success", answer.text
    found: list[dict[str, Any]] = answer.json()["data"]["result"]
    return found


def test_every_panel_of_the_dashboard_has_an_answer(prometheus: httpx.Client) -> None:
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", []):
            found = result(prometheus, target["expr"].replace("$__rate_interval", "10s"))
            assert found or panel["title"] in AFTER_THE_FIRST, f"{panel['title']}: {target['expr']}"


def test_prometheus_evaluates_every_rule_and_wakes_nobody(prometheus: httpx.Client) -> None:
    def rules() -> list[dict[str, Any]]:
        groups = prometheus.get("/rules").json()["data"]["groups"]
        return [rule for group in groups for rule in group["rules"]]

    assert eventually(lambda: all(rule["health"] == "ok" for rule in rules()))
    assert [rule["name"] for rule in rules()] == [rule["alert"] for rule in RULES]
    assert [rule["name"] for rule in rules() if rule["state"] == "firing"] == []
