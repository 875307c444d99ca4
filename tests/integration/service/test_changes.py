"""Changes for sites that ask: all of them, in order, whatever commits late."""

from __future__ import annotations

import threading

from moderation import upkeep
from moderation.delivery.distribute import distribute
from runtime.clock import system_clock
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE, make_key, make_site


def all_changes(client, parts, after=None, limit=2):
    distribute(parts.delivery)
    found = []
    while True:
        query = {"limit": limit, **({} if after is None else {"after": after})}
        answer = client.get("/v1/changes", query=query)
        assert answer.status_code == 200, answer.text
        found += answer.json["changes"]
        after = answer.json["next"]
        if not answer.json["changes"]:
            return found, after


@ON_ONE_DATABASE
def test_every_change_is_there_once_in_order_with_the_comment_as_it_stood(client, parts):
    one = client.post_comment(text=INSULT, wait=True)
    two = client.post_comment(text=CLEAN, wait=True)
    client.patch(f"/v1/comments/{two['id']}", {"text": "নতুন কথা"})
    client.delete(f"/v1/comments/{one['id']}")
    found, after = all_changes(client, parts)
    assert [(one["type"], one["comment"]["id"], one["comment"]["version"], one["by"]) for one in found] == [
        ("comment.held", one["id"], 2, "machine"),
        ("comment.approved", two["id"], 2, "machine"),
        ("comment.changed", two["id"], 3, "author"),
        ("comment.deleted", one["id"], 3, "author"),
    ]
    assert [one["comment"]["text"] for one in found] == [None, CLEAN, "নতুন কথা", None]
    assert found[2]["comment"]["decided_at"] is None
    assert all_changes(client, parts, after) == ([], after)
    client.post_comment(text=CLEAN, wait=True)
    (new,), _ = all_changes(client, parts, after)
    assert new["type"] == "comment.approved"


@ON_ONE_DATABASE
def test_a_site_sees_its_own_alone_and_a_strange_cursor_is_refused(client, app, parts, database):
    client.post_comment(text=CLEAN, wait=True)
    other = type(client)(app, make_key(database, make_site(database), "read"))
    assert all_changes(other, parts)[0] == []
    assert client.get("/v1/changes", query={"after": "nonsense"}).status_code == 422
    weak = make_key(database, make_site(database), "submit")
    assert client.get("/v1/changes", key=weak).status_code == 403


@ON_ONE_DATABASE
def test_who_comes_back_too_late_is_told_so(client, parts):
    from dataclasses import replace

    client.post_comment(text=CLEAN, wait=True)
    found, _ = all_changes(client, parts)
    start = client.get("/v1/changes", query={"limit": 1}).json
    client.post_comment(text=CLEAN, wait=True)
    distribute(parts.delivery)
    later = replace(parts, clock=lambda: system_clock() + 40 * upkeep.DAY)
    assert upkeep.prune(later) >= 2
    gone = client.get("/v1/changes", query={"after": start["next"]})
    assert (gone.status_code, gone.json["type"]) == (410, "/problems/changes-forgotten")
    assert client.get("/v1/changes").json["changes"] == []
    assert len(found) == 1


def test_a_reader_beside_writers_that_commit_late_misses_nothing(client, parts, database):
    """Each writer holds its transaction open for a while after its events have their numbers."""
    import time

    from policy.states import Status
    from store import decisions
    from tests.helpers import claim, move

    for _ in range(40):
        client.post_comment(text=CLEAN)
    waiting = claim(database, limit=40)

    def write(some, pause):
        def work(unit):
            decisions.record(unit, [move(one, Status.APPROVED) for one in some], now=system_clock())
            time.sleep(pause)

        database.write(work)

    threads = [
        threading.Thread(target=write, args=(waiting[start::8], pause))
        for start, pause in enumerate((0.3, 0.0, 0.2, 0.01, 0.4, 0.0, 0.1, 0.05))
    ]
    for one in threads:
        one.start()
    seen, after = [], None
    deadline = time.monotonic() + 20
    while len(seen) < 40 and time.monotonic() < deadline:
        found, after = all_changes(client, parts, after, limit=100)
        seen += [one["comment"]["id"] for one in found]
    for one in threads:
        one.join()
    assert sorted(seen) == sorted(one.id for one in waiting)
