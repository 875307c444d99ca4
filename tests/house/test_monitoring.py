"""Alert rules and dashboard ask for metrics that exist, and each alert has its line in the docs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import missing
from tests.house.test_docs import COUNTED, metrics_counted

ROOT = Path(__file__).resolve().parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((PROMETHEUS / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
DASHBOARD: dict[str, Any] = json.loads((ROOT / "deploy" / "grafana" / "prohori.json").read_text(encoding="utf-8"))
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def asked() -> Iterator[tuple[str, str]]:
    for rule in RULES:
        yield rule["alert"], rule["expr"]
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]


@pytest.mark.parametrize(("where", "expression"), list(asked()))
def test_it_asks_for_metrics_that_exist(where: str, expression: str) -> None:
    counted = metrics_counted()
    names = re.findall(r"\bprohori_\w+", expression)
    assert names or "up{" in expression, where
    for name in names:
        bare = [name.removesuffix(end) for end in COUNTED if name.endswith(end)]
        assert name in counted or counted & set(bare), f"{where}: {name}"


def test_every_metric_that_wakes_somebody_or_is_watched_stands_on_the_dashboard() -> None:
    shown = set(re.findall(r"\bprohori_\w+", " ".join(expression for _, expression in asked())))
    bare = {name.removesuffix("_bucket") for name in shown}
    left = metrics_counted() - bare - {"prohori_wire_not_kept_total", "prohori_perspective_proxied_total"}
    assert left == set()


def test_each_alert_says_what_it_means_and_what_to_do() -> None:
    for rule in RULES:
        assert rule["labels"]["severity"] in ("page", "ticket"), rule["alert"]
        assert rule["annotations"].keys() == {"summary", "description"}, rule["alert"]
    table = OPERATING.split("### Alerts\n")[1].split("\n#")[0]
    assert re.findall(r"^\| `(\w+)`", table, re.MULTILINE) == [rule["alert"] for rule in RULES]


def test_panels_lie_beside_each_other_and_say_what_to_watch() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + dx, place["y"] + dy) for dx in range(place["w"]) for dy in range(place["h"])}
        assert not taken & cells, panel["title"]
        taken |= cells
        assert panel["type"] == "row" or panel["description"], panel["title"]
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


def test_prometheus_reads_the_rules_and_they_fire_when_they_should() -> None:
    if not shutil.which("promtool"):
        missing("promtool is not installed")
    for words in (("check", "rules", "alerts.yml"), ("test", "rules", "alerts_test.yml")):
        done = subprocess.run(["promtool", *words], cwd=PROMETHEUS, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
