"""docker-compose.yml, Dockerfile and deploy/env.example name only what exists in the code.

No container engine runs where the tests run, so what they would find out by starting is checked by reading.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import pytest
import yaml

from moderation.wiring import open_parts
from runtime.settings import read_settings
from service.app import create_app
from service.cli import main as prohori

ROOT = Path(__file__).resolve().parents[2]
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ["migrate", "api", "live", "worker", "deliverer", "beat"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
ENV_EXAMPLE = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8")
INTERPOLATED = re.compile(r"\$\{(\w+)(:?[-?])?")


def known_settings() -> set[str]:
    """The variables that runtime/settings.py reads, by its source: it is their only reader."""
    source = (ROOT / "runtime" / "settings.py").read_text(encoding="utf-8")
    return {f"PROHORI_{name}" for name in re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source)}


def health_url() -> str:
    found = re.search(r"urlopen\('([^']+)'", SERVICES["api"]["healthcheck"]["test"][-1])
    assert found is not None
    return found[1]


def test_the_services_are_those_of_the_design() -> None:
    assert SERVICES.keys() == {"postgres", "valkey", *OURS}


@pytest.mark.parametrize("name", OURS)
def test_every_command_is_one_of_prohori(name: str) -> None:
    program, command, *rest = SERVICES[name]["command"]
    assert (program, rest) == ("prohori", [])
    assert command in prohori.list_commands(click.Context(prohori))
    assert command == name


def test_the_image_s_own_command_is_one_of_prohori() -> None:
    found = re.search(r'^CMD \["prohori", "(\w+)"\]$', DOCKERFILE, re.MULTILINE)
    assert found is not None
    assert found[1] in prohori.list_commands(click.Context(prohori))


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_a_service_is_a_setting(name: str) -> None:
    assert SERVICES[name]["environment"].keys() <= known_settings()


def test_every_variable_of_the_image_is_a_setting() -> None:
    names = set(re.findall(r"\b(PROHORI_\w+)=", DOCKERFILE))
    assert names
    assert names <= known_settings()


def test_the_example_names_exactly_the_variables_that_compose_asks_for() -> None:
    asked = {name for name, _ in INTERPOLATED.findall(COMPOSE_TEXT)}
    assert set(re.findall(r"^(\w+)=", ENV_EXAMPLE, re.MULTILINE)) == asked
    assert {name for name in asked if name.startswith("PROHORI_")} <= known_settings()


@pytest.mark.parametrize("secret", ["POSTGRES_PASSWORD", "VALKEY_PASSWORD", "PROHORI_SECRET_KEY"])
def test_a_secret_has_no_default_and_compose_refuses_to_start_without_it(secret: str) -> None:
    uses = [operator for name, operator in INTERPOLATED.findall(COMPOSE_TEXT) if name == secret]
    assert uses
    assert set(uses) == {":?"}
    assert re.search(rf"^{secret}=$", ENV_EXAMPLE, re.MULTILINE)
    assert secret not in DOCKERFILE


def test_the_api_listens_publishes_and_is_asked_on_the_same_port() -> None:
    api = SERVICES["api"]
    listens = api["environment"]["PROHORI_PORT"]
    assert api["environment"]["PROHORI_HOST"] == "0.0.0.0"
    assert api["ports"] == ["${PUBLISH_ADDRESS:-127.0.0.1}:${PROHORI_PORT:-8000}:" + listens]
    assert str(urlsplit(health_url()).port) == listens
    assert f"EXPOSE {listens}" in DOCKERFILE


def test_the_api_has_the_path_that_its_health_check_asks_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROHORI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PROHORI_SECRET_KEY", "only for this test, never for use")
    parts = open_parts(read_settings())  # opens no connection before the first request
    try:
        routes = create_app(parts).url_map.bind("localhost")
        assert routes.test(urlsplit(health_url()).path, method="GET")
        assert not routes.test("/no-such-path", method="GET")
    finally:
        parts.close()


@pytest.mark.parametrize("name", OURS)
def test_the_stores_are_reached_under_their_services_names(name: str) -> None:
    environment = SERVICES[name]["environment"]
    assert urlsplit(environment["PROHORI_DATABASE_URL"]).scheme == "postgresql"
    assert environment["PROHORI_DATABASE_URL"].endswith("@postgres:5432/prohori")
    assert environment["PROHORI_REDIS_URL"].startswith("redis://:${VALKEY_PASSWORD:?")
    assert environment["PROHORI_REDIS_URL"].endswith("@valkey:6379/0")


def test_the_worker_can_be_scaled() -> None:
    assert not SERVICES["worker"].keys() & {"container_name", "ports", "hostname"}


@pytest.mark.parametrize("name", ["api", "worker", "deliverer", "beat"])
def test_everything_waits_for_the_migrations(name: str) -> None:
    needs = SERVICES[name]["depends_on"]
    assert needs["migrate"]["condition"] == "service_completed_successfully"
    assert {needs["postgres"]["condition"], needs["valkey"]["condition"]} == {"service_healthy"}


def test_migrations_run_once_and_the_rest_is_started_again() -> None:
    assert SERVICES["migrate"]["restart"] == "no"
    assert {service["restart"] for name, service in SERVICES.items() if name != "migrate"} == {"unless-stopped"}


@pytest.mark.parametrize("name", OURS)
def test_our_containers_have_no_rights_to_spare(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    user = re.search(r"^USER (\d+):(\d+)$", DOCKERFILE, re.MULTILINE)
    data = re.search(r"PROHORI_DATA_DIR=(\S+)", DOCKERFILE)
    assert user is not None
    assert data is not None
    assert int(user[1]) > 0
    assert f"{data[1]}:uid={user[1]},gid={user[2]},mode=0700" in service["tmpfs"]


def test_only_the_api_and_live_updates_are_reachable_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["api", "live"]


def test_every_image_names_a_version() -> None:
    images = [service["image"] for service in SERVICES.values()] + re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    for image in images:
        assert re.search(r":(local|\d[\w.-]*)$", image), image


def test_the_image_holds_every_package_and_the_build_sees_them() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    admitted = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    for name in " ".join(copied).split():
        assert (ROOT / name).exists()
        assert f"!{name}" in admitted
    assert set(packages) <= set(" ".join(copied).split())


def test_packages_are_installed_with_their_hashes_only() -> None:
    installs = re.findall(r"pip install (.+)$", DOCKERFILE, re.MULTILINE)
    assert installs == ["--require-hashes -r requirements.lock", "--no-deps --no-build-isolation ."]


def test_valkey_asks_for_a_password_and_takes_no_more_than_it_may() -> None:
    command = SERVICES["valkey"]["command"]
    asked = command[command.index("--requirepass") + 1]
    assert asked.startswith("${VALKEY_PASSWORD:?")
    assert SERVICES["valkey"]["environment"]["REDISCLI_AUTH"] == asked
    assert command[command.index("--maxmemory") + 1] == "256mb"


def test_postgresql_takes_more_connections_than_our_processes_open() -> None:
    limit = int(re.search(r"max_connections=\$\{\w+:-(\d+)\}", " ".join(SERVICES["postgres"]["command"]))[1])
    processes = int(re.search(r":-(\d+)", SERVICES["api"]["environment"]["PROHORI_API_PROCESSES"])[1])
    children = int(re.search(r":-(\d+)", SERVICES["worker"]["environment"]["PROHORI_WORKER_PROCESSES"])[1])
    threads_and_one, of_a_child, watchdog, workers = 5, 2, 1, 16
    assert processes * threads_and_one + workers * (children * of_a_child + watchdog) < limit


def test_every_docker_command_of_the_docs_names_services_that_are_there() -> None:
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    found = re.findall(r"^docker compose (stop|exec|run|up|build)((?: -\S+| [a-z]+(?:=\d+)?)*)", page, re.MULTILINE)
    assert len(found) > 8
    for verb, words in found:
        names = [one.partition("=")[0] for one in words.split() if not one.startswith("-")]
        services = names if verb == "stop" else names[:1]
        assert set(services) <= set(SERVICES), (verb, words)
    stopped = {frozenset(words.split()) for verb, words in found if verb == "stop"}
    assert stopped == {frozenset(OURS) - {"migrate"}}
