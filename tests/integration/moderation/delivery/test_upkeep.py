"""What ops see of deliveries, and how long they are kept."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select
from structlog.testing import capture_logs

from moderation import upkeep
from moderation.delivery.standing import standing_by_queue
from store.tables import deliveries, delivery_attempts
from tests.factories import CLEAN

DAY = 24 * 3600


def rows(database, table):
    return database.read(lambda unit: unit.execute(select(func.count()).select_from(table)).scalar_one())


def test_what_is_closed_is_forgotten_in_its_time_with_its_attempts(
    client, parts, database, endpoint, receiver, deliver_all
):
    good, bad = (client.post_comment(text=CLEAN, wait=True) for _ in range(2))
    receiver.answer = lambda request, _: 500 if request.json["data"]["id"] == bad["id"] else 204
    deliver_all()
    deliver_all(ahead=4 * DAY)
    assert [one["comment"] for one in client.get("/v1/dead").json["dead"]] == [bad["id"]]

    def prune(days):
        upkeep.prune(replace(parts, clock=lambda: parts.clock() + days * upkeep.DAY))
        return rows(database, deliveries), rows(database, delivery_attempts)

    assert prune(6) == (2, 3)
    assert prune(8) == (1, 2)  # the dead letter
    assert prune(93) == (1, 2)
    assert prune(95) == (0, 0)
    assert good["id"] != bad["id"]


def test_waiting_oldest_and_dead_are_counted_by_queue(client, parts, endpoint, receiver, deliver_all):
    receiver.answer = lambda *_: 500
    client.post_comment(text=CLEAN, wait=True)
    deliver_all()
    client.post_comment(text=CLEAN, wait=True)
    client.post_comment(text=CLEAN, wait=True)
    deliver_all()
    now = standing_by_queue(parts)
    assert (now["webhooks"].waiting, now["webhooks"].dead, now["publish"].waiting) == (3, 0, 0)
    assert 0 <= parts.clock() - now["webhooks"].oldest < 60_000_000
    deliver_all(ahead=4 * DAY)
    assert standing_by_queue(parts)["webhooks"].dead >= 1
    scraped = client.get("/metrics").text
    assert 'prohori_dead_letters{queue="webhooks"}' in scraped
    assert 'prohori_delivery_oldest_seconds{queue="publish"} 0.0' in scraped
    assert "prohori_webhook_attempts_total" in scraped


def test_no_secret_no_address_and_no_text_is_in_a_log_line(client, parts, receiver, deliver_all, caplog):
    url = f"{receiver.url}/path-of-the-site?token=marker-token"
    secret = "whsec_bWFya2VyLW1hcmtlci1tYXJrZXItbWFya2Vy"  # "marker-marker-marker-marker"
    made = client.post("/v1/endpoints", {"url": url, "secret": secret})
    assert made.status_code == 201, made.text
    receiver.answer = lambda *_: 410
    client.post_comment(text="চিহ্নিত কথা", wait=True)
    with capture_logs() as captured, caplog.at_level("DEBUG"):
        deliver_all()
    lines = f"{captured} {caplog.text}"
    assert "endpoint_switched_off" in lines
    for marker in (secret, "marker-token", "path-of-the-site", "চিহ্নিত"):
        assert marker not in lines
