"""What is shipped for Kubernetes and systemd is valid, and names only what exists in the code.

No cluster and no systemd run where the tests run, so Kubernetes' own schemas and systemd's own checker read the files.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click
import kubernetes_validate
import pytest
import yaml

from service.cli import main as prohori
from tests.conftest import missing
from tests.house.test_compose import known_settings
from tests.house.test_docs import metrics_counted

ROOT = Path(__file__).resolve().parents[2]
KUBERNETES = ROOT / "deploy" / "kubernetes"
SYSTEMD = ROOT / "deploy" / "systemd"
VERSION = "1.31"
NOT_OURS = {"kustomization.yaml", "keda.yaml"}  # of kinds that Kubernetes itself does not know


def documents(name: str) -> list[dict[str, Any]]:
    return [one for one in yaml.safe_load_all((KUBERNETES / name).read_text(encoding="utf-8")) if one]


FILES = sorted(path.name for path in KUBERNETES.glob("*.yaml"))
PODS = {
    one["metadata"]["name"]: one["spec"]["template"]["spec"]
    for name in FILES
    for one in documents(name)
    if one["kind"] == "Deployment"
}
UNITS = sorted(SYSTEMD.glob("*.service")) + sorted(SYSTEMD.glob("*.target"))


@pytest.mark.parametrize("name", sorted(set(FILES) - NOT_OURS))
def test_kubernetes_knows_every_field(name: str) -> None:
    for one in documents(name):
        kubernetes_validate.validate(one, VERSION, strict=True)


def test_a_field_that_is_none_would_be_found() -> None:
    (one, *_) = documents("beat.yaml")
    one["spec"]["replica"] = 2
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(one, VERSION, strict=True)


def test_kustomize_builds_all_of_it() -> None:
    if not shutil.which("kubectl"):
        missing("kubectl is not installed")
    built = subprocess.run(["kubectl", "kustomize", KUBERNETES], capture_output=True, text=True, check=True).stdout
    found = [one for one in yaml.safe_load_all(built) if one]
    assert {one["metadata"]["name"] for one in found if one["kind"] == "Deployment"} == set(PODS)
    assert all(one["metadata"].get("namespace") == "prohori" for one in found if one["kind"] != "Namespace")
    assert "image: prohori\n" not in built, "each image has the registry's name"


def test_every_file_is_built_but_examples_and_what_needs_more_than_kubernetes() -> None:
    (kustomization,) = documents("kustomization.yaml")
    assert {*kustomization["resources"], "kustomization.yaml", "keda.yaml", "secret.example.yaml"} == set(FILES)


@pytest.mark.parametrize("name", sorted(PODS))
def test_each_pod_runs_a_command_of_prohori_and_may_do_nothing_else(name: str) -> None:
    pod = PODS[name]
    assert pod["securityContext"]["runAsNonRoot"] is True
    for container in [*pod.get("initContainers", []), *pod["containers"]]:
        program, command = container["args"]
        assert program == "prohori"
        assert command in prohori.list_commands(click.Context(prohori))
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["capabilities"]["drop"] == ["ALL"]
        assert container["resources"]["limits"]["memory"]


def test_settings_and_secrets_are_known_settings() -> None:
    (settings,), (secret,) = documents("settings.yaml"), documents("secret.example.yaml")
    assert set(settings["data"]) | set(secret["stringData"]) <= known_settings()
    assert not secret["stringData"]["PROHORI_SECRET_KEY"], "an example is no secret"


def test_keda_scales_by_metrics_that_are_counted_and_a_deployment_that_is_there() -> None:
    (scaled,) = documents("keda.yaml")
    assert scaled["spec"]["scaleTargetRef"]["name"] in PODS
    for trigger in scaled["spec"]["triggers"]:
        assert set(re.findall(r"prohori_\w+", trigger["metadata"]["query"])) <= metrics_counted()
        assert float(trigger["metadata"]["threshold"]) > 0


def verified(folder: Path, *units: Path) -> subprocess.CompletedProcess[str]:
    """What systemd's own checker says; of our program and user, which are not on this machine, others stand in."""
    if not shutil.which("systemd-analyze"):
        missing("systemd-analyze is not installed")
    for unit in units:
        text = unit.read_text(encoding="utf-8").replace("/opt/prohori/bin/prohori", "/bin/true")
        text = re.sub(r"^(User|Group|EnvironmentFile)=.*\n", "", text, flags=re.MULTILINE)
        (folder / unit.name.replace("@.", "@1.")).write_text(text, encoding="utf-8")
        (folder / unit.name).write_text(text, encoding="utf-8")
    names = [str(path) for path in sorted(folder.iterdir())]
    return subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True, check=False
    )


def test_systemd_finds_nothing_to_say(tmp_path: Path) -> None:
    said = verified(tmp_path, *UNITS)
    assert (said.returncode, said.stderr) == (0, "")


def test_systemd_would_say_what_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "prohori-api.service"
    wrong.write_text(
        (SYSTEMD / "prohori-api.service").read_text(encoding="utf-8").replace("Restart=always", "Restart=ever")
    )
    folder = tmp_path / "units"
    folder.mkdir()
    assert "restart specifier" in verified(folder, wrong).stderr


@pytest.mark.parametrize("unit", [one for one in UNITS if one.suffix == ".service"], ids=lambda unit: unit.name)
def test_each_unit_runs_a_command_of_prohori(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    commands = re.findall(r"^ExecStart(?:Pre)?=/opt/prohori/bin/prohori (\w+)$", text, re.MULTILINE)
    assert commands
    assert set(commands) <= set(prohori.list_commands(click.Context(prohori)))
    assert set(re.findall(r"\b(PROHORI_\w+)=", text)) <= known_settings()


def test_the_environment_s_example_names_known_settings() -> None:
    text = (SYSTEMD / "prohori.env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^(PROHORI_\w+)=", text, re.MULTILINE)) <= known_settings()


def test_the_target_wants_units_that_are_there() -> None:
    text = (SYSTEMD / "prohori.target").read_text(encoding="utf-8")
    wanted = re.search(r"^Wants=(.+)$", text, re.MULTILINE)
    assert wanted is not None
    assert {one.replace("@1.", "@.") for one in wanted[1].split()} == {
        one.name for one in UNITS if one.suffix == ".service"
    }
