"""What is declared is wired: routes have a rule, queues a worker, tasks a name."""

from __future__ import annotations

import pytest
from flask import Flask

from moderation.wiring import open_parts
from runtime import queues
from runtime.settings import read_settings
from service.app import create_app
from workers.app import make_worker
from workers.beat import make_beat
from workers.deliver import make_deliverer

# Served by libraries: the API's description, Swagger UI and static files. None shows anything of a site.
LIBRARY_ENDPOINTS = {"api-docs.openapi_json", "swagger_ui.show", "static", "console.static", "embed_pages.static"}
PUBLIC = {
    "/healthz",
    "/readyz",
    "/metrics",
    "/problems/",
    "/problems/<name>",
    "/reasons/",
    "/reasons/<code>",
    "/demo",
    "/demo/<article:article>",
    "/embed/prohori.js",
    "/$discovery/rest",
    "/1.1/test",
    "/console/sign-in",
    "/console/sign-in/code",
    "/console/sign-in/single",
    "/console/sign-in/single/back",
    "/console/language",
    "/console/fonts/hind-siliguri-<weight>.ttf",
}
SCOPES = {"submit", "read", "moderate", "admin", "person", "signature", "reader"}


@pytest.fixture
def app(tmp_path, monkeypatch) -> Flask:
    monkeypatch.setenv("PROHORI_DATA_DIR", str(tmp_path))
    parts = open_parts(read_settings())
    yield create_app(parts)
    parts.close()


def test_every_route_says_who_may_call_it(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint in LIBRARY_ENDPOINTS:
            continue
        auth_rule = getattr(app.view_functions[rule.endpoint], "auth_rule", None)
        assert auth_rule is not None, f"{rule.rule} has no authentication rule"
        assert auth_rule in SCOPES or rule.rule in PUBLIC, f"{rule.rule} is open to everybody"


def test_every_library_endpoint_named_here_exists(app: Flask) -> None:
    assert set(app.view_functions) >= LIBRARY_ENDPOINTS


def test_every_queue_has_a_worker() -> None:
    assert {*queues.QUEUES_OF_WORKER, *queues.QUEUES_OF_DELIVERER} == set(queues.QUEUES)


def test_every_task_name_is_a_task_and_goes_to_a_queue_that_exists(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PROHORI_DATA_DIR", str(tmp_path))
    app = make_worker(read_settings())
    wanted = {value for key, value in vars(queues).items() if key.startswith("TASK_")}
    deliverer = make_deliverer(read_settings())
    assert wanted == {name for name in {*app.tasks, *deliverer.tasks} if name.startswith("prohori.")}
    for entry in make_beat(read_settings()).conf.beat_schedule.values():
        assert entry["task"] in wanted
        assert entry["options"]["queue"] in queues.QUEUES


def test_messages_are_json_and_late_acknowledged(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PROHORI_DATA_DIR", str(tmp_path))
    conf = make_worker(read_settings()).conf
    assert conf.accept_content == ["json"]
    assert conf.task_serializer == "json"
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_ignore_result
    assert conf.broker_transport_options["visibility_timeout"] > conf.task_time_limit
