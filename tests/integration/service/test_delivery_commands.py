"""Endpoints, article stores, dead letters and keys by the `prohori` command."""

from __future__ import annotations

import json
from contextlib import closing

import pytest
from click.testing import CliRunner, Result

from moderation.delivery.deliver import deliver
from moderation.delivery.distribute import distribute, pull
from moderation.delivery_parts import open_delivery
from runtime.secret_box import new_key
from service.cli import main
from store import destinations
from store.tables import deliveries
from tests.factories import CLEAN, ON_ONE_DATABASE, SECRET
from tests.receiver import receiving
from tests.shops import http_shop

pytestmark = ON_ONE_DATABASE


@pytest.fixture
def run(monkeypatch, database_url, tmp_path):
    for name, value in {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": SECRET,
        "OUTBOUND_HTTP": "1",
        "OUTBOUND_ALLOWED_HOSTS": "127.0.0.1",
    }.items():
        monkeypatch.setenv(f"PROHORI_{name}", value)

    def invoke(*arguments: str, text: str | None = None, code: int = 0) -> Result:
        result = CliRunner().invoke(main, arguments, input=text, catch_exceptions=False)
        assert result.exit_code == code, result.output
        return result

    return invoke


def deliver_to(parts, number, settings=None):
    distribute(parts.delivery)
    if settings is None:
        return deliver(parts.delivery, number)
    with closing(open_delivery(settings, rings=False)) as others:
        return deliver(others, number)


def test_an_endpoint_from_its_making_to_its_end(run, site, client, parts):
    with receiving() as receiver:
        made = run("endpoints", "add", site.slug, receiver.url, "--event", "comment.approved")
        secret = made.stdout.strip()
        assert secret.startswith("whsec_")
        listed = run("endpoints", "list", site.slug).stdout
        assert receiver.url in listed
        assert "\ton\t0\tcomment.approved" in listed
        assert secret not in listed
        number = listed.split("\t")[0]
        run("endpoints", "test", site.slug, number)
        client.post_comment(text=CLEAN, wait=True)
        assert deliver_to(parts, int(number)) == 2
        assert sorted(receiver.types()) == ["comment.approved", "endpoint.test"]
        log = run("endpoints", "log", site.slug, number).stdout.splitlines()
        assert sorted(line.split("\t")[1:4] for line in log) == [
            ["comment.approved", "done", "1"],
            ["endpoint.test", "done", "1"],
        ]
        full = run("endpoints", "log", site.slug, number, "--full", "--limit", "1").stdout
        assert json.loads(full)["tries"][0]["status"] == 204
        assert run("endpoints", "replay", site.slug, number, "--hours", "1").stdout.startswith("1 events")
        assert run("endpoints", "rotate", site.slug, number).stdout.strip() != secret
        run("endpoints", "disable", site.slug, number)
        assert "\tpaused\t" in run("endpoints", "list", site.slug).stdout
        assert "switched off" in run("endpoints", "test", site.slug, number, code=1).stderr
        run("endpoints", "enable", site.slug, number)
        run("endpoints", "remove", site.slug, number)
        assert run("endpoints", "list", site.slug).stdout == ""
    assert "no endpoint number 9" in run("endpoints", "test", site.slug, "9", code=1).stderr
    assert "PROHORI_OUTBOUND_ALLOWED_HOSTS" in run("endpoints", "add", site.slug, "https://10.0.0.1/", code=1).stderr


def test_a_store_is_chosen_shown_and_reconciled(run, site, client, parts, tmp_path):
    with http_shop(tmp_path) as shop:
        chosen = run("store", "set", site.slug, "http", "--url", shop.chosen["url"], code=1)
        assert "answered 401" in chosen.stderr  # the receiver has another secret
        client.put("/v1/store", shop.chosen)
        shown = json.loads(run("store", "show", site.slug).stdout)
        assert (shown["kind"], shown["url"]) == ("http", shop.chosen["url"])
        one = client.post_comment(text=CLEAN, wait=True)
        number = parts.database.read(lambda unit: unit.execute(deliveries.select()).first())
        assert number is None
        deliver_to(parts, 1)
        assert run("articles", "reconcile", site.slug).stdout == (
            "1 articles, 1 comments right, 0 on their way to be repaired, 0 articles not compared\n"
        )
        shop.lose(one["id"])
        dry = run("articles", "reconcile", site.slug, "--dry-run", code=1).stdout
        assert dry.splitlines()[0] == "a1\t1 missing\t0 stale\t0 extra"
        assert "1 on their way" in run("articles", "reconcile", site.slug, "--article", "a1").stdout
        deliver_to(parts, 1)
        assert len(shop.shown("a1")) == 1
        run("store", "set", site.slug, "builtin")
    assert "no article store of its own" in run("articles", "reconcile", site.slug, code=1).stderr
    missing = run("store", "set", site.slug, "table", "--url", "mysql://u@127.0.0.1/d", text="pw\n", code=2)
    assert "columns: Missing data for required field." in missing.stderr


def test_dead_letters_are_listed_shown_sent_again_and_dropped(run, site, client, parts, database):
    with receiving() as receiver:
        run("endpoints", "add", site.slug, receiver.url)
        for _ in range(3):
            client.post_comment(text=CLEAN, wait=True)
        distribute(parts.delivery)
        dead = deliveries.update().values(state="dead", closed_at=1, last_error="answered 500")
        (endpoint,) = database.read(destinations.everyone)
        database.write(lambda unit: (pull(unit, endpoint, limit=9, now=1), unit.execute(dead)))
        lines = run("dead", "list").stdout.splitlines()
        assert len(lines) == 3
        assert lines[0].endswith("answered 500")
        first, second = lines[0].split("\t")[0], lines[1].split("\t")[0]
        assert json.loads(run("dead", "show", first).stdout)["destination"]["url"] == receiver.url
        assert run("dead", "replay", first).stdout == "1 on their way.\n"
        assert run("dead", "drop", second).stdout == "1 dropped.\n"
        assert run("dead", "replay", "--all", "--site", site.slug).stdout == "1 on their way.\n"
        assert run("dead", "list").stdout == ""
        assert deliver_to(parts, 1) == 2
    assert "no dead letter number 7" in run("dead", "show", "7", code=1).stderr
    run("dead", "drop", code=2)


def test_the_key_of_secrets_is_changed_by_a_command(run, site, client, parts, monkeypatch, settings):
    from dataclasses import replace

    with receiving() as receiver:
        run("endpoints", "add", site.slug, receiver.url)
        assert run("secrets", "key").stdout.strip() != run("secrets", "key").stdout.strip()
        key = new_key()
        monkeypatch.setenv("PROHORI_ENCRYPTION_KEYS", key)
        assert run("secrets", "rotate").stdout == "1 encrypted with the newest key.\n"
        client.post_comment(text=CLEAN, wait=True)
        assert deliver_to(parts, 1) == 0  # it has the old key alone: nothing is sent, and nothing lost
        later = replace(settings, encryption_keys=(key,))
        client.patch("/v1/endpoints/1", {"enabled": True})
        assert deliver_to(parts, 1, later) == 1
    monkeypatch.setenv("PROHORI_ENCRYPTION_KEYS", "short")
    assert "PROHORI_ENCRYPTION_KEYS: must be keys" in run("secrets", "rotate", code=2).stderr
    monkeypatch.setenv("PROHORI_ENCRYPTION_KEYS", "")
    assert "cannot be read" in run("endpoints", "rotate", site.slug, "1", code=1).stderr
