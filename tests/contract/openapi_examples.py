"""The examples of the OpenAPI document: `python -m tests.contract.openapi_examples` records them from a running day.

Each call is made for real, against the shipped classifier and a database of its own. Only what needs a receiver that
fails for days (dead letters, a delivery's log) is written by hand.
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask

from moderation import bulk
from moderation.wiring import Parts, open_parts
from service.app import create_app
from service.http.openapi import EXAMPLES
from store import migrations
from store.engine import SQLITE
from tests.client import ApiClient
from tests.factories import make_key, make_settings, make_site

ARTICLE = {
    "url": "https://khobor.example/nodi",
    "title": "নদী কেন শুকিয়ে যাচ্ছে",
    "language": "bn",
    "section": "environment",
    "tags": ["নদী", "পানি"],
    "comments": "open",
}
GOOD = "নদী নিয়ে এমন লেখা আরও চাই, ধন্যবাদ।"
INSULT = "তোমার মতো নির্বোধ লেখক আর একটাও দেখিনি, চুপ করে থাকো গাধা কোথাকার"
AUTHOR = {"id": "reader-7", "name": "রহিমা বেগম"}
PERSON = "mina@khobor.example"
HERE = "http://127.0.0.1"  # whose name is known without asking the network
DELIVERY = {
    "id": 12,
    "message_id": "msg_019f3b1c5a2e7c3d8f10a1b2c3d4e5f6_2",
    "type": "comment.approved",
    "comment": "019f3b1c-5a2e-7c3d-8f10-a1b2c3d4e5f6",
    "version": 2,
    "state": "dead",
    "created_at": "2026-11-23T16:23:32.451950Z",
    "next_try_at": None,
    "attempts": 1,
    "first_tried_at": "2026-11-23T16:23:33.000000Z",
    "last_tried_at": "2026-11-23T16:23:33.000000Z",
    "reason": "answered 410",
    "tries": [
        {"at": "2026-11-23T16:23:33.000000Z", "milliseconds": 41, "status": 410, "error": None, "answer": "Gone"}
    ],
    "request": {
        "method": "POST",
        "url": "https://khobor.example/hooks/comments",
        "headers": {"webhook-id": "msg_019f3b1c5a2e7c3d8f10a1b2c3d4e5f6_2", "content-type": "application/json"},
        "body": '{"type":"comment.approved","timestamp":"2026-11-23T16:23:32.451950Z","data":{}}',
    },
}
DEAD = {
    **{name: value for name, value in DELIVERY.items() if name != "request"},
    "destination": {"id": 3, "kind": "webhook", "url": "https://khobor.example/hooks/comments"},
}
BY_HAND: dict[str, dict[str, Any]] = {
    "get_deliveries": {"response": {"deliveries": [DELIVERY], "next": None}},
    "get_dead": {"response": {"dead": [DEAD], "next": None}},
    "get_dead_letter": {"response": DEAD},
    "post_replay_all": {"response": {"number": 3}},
    "post_replay_dead": {"response": {"number": 1}},
    "delete_dead": {},
}


class Recorder:
    """Makes calls and keeps what was sent and answered, by the name of the view."""

    def __init__(self, client: ApiClient) -> None:
        self._client = client
        self.kept: dict[str, dict[str, Any]] = dict(BY_HAND)

    def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Make a call that must succeed; return its answer."""
        answer = self._client.call(method, path, json=body, **options)
        assert answer.status_code < 300, (method, path, answer.text)
        found = {} if body is None else {"request": body}
        if answer.data and answer.json is not None:
            found["response"] = answer.json
        self.kept.setdefault(_view(self._client.app, method, path), found)
        return found.get("response")


def _view(app: Flask, method: str, path: str) -> str:
    endpoint, _ = app.url_map.bind("localhost").match(path.partition("?")[0], method=method)
    return str(endpoint).rpartition(".")[2]


def record(client: ApiClient, parts: Parts) -> dict[str, dict[str, Any]]:
    """Return what each call of the API is sent and answers, by the name of its view."""
    do = Recorder(client)
    now = {"Prefer": "wait=5"}
    do("PUT", "/v1/articles/nodi", ARTICLE)
    first = do("POST", "/v1/articles/nodi/comments", {"id": "c-1", "text": GOOD, "author": AUTHOR}, headers=now)
    do("GET", "/v1/articles/nodi")
    do("GET", "/v1/articles/nodi/comments")
    do("GET", "/v1/counts?article=nodi&article=bazar")
    do("GET", f"/v1/comments/{first['id']}")
    do("GET", "/v1/comments/by-external-id/c-1")
    do("POST", "/v1/check", {"text": INSULT, "author": {"id": "reader-8"}})
    batch = [{"article": "nodi", "id": f"b-{number}", "text": GOOD, "author": AUTHOR} for number in range(2)]
    do("POST", "/v1/comments/batch", {"comments": batch})
    do("PATCH", f"/v1/comments/{first['id']}", {"text": f"{GOOD} ছবিগুলোও ভালো।", "version": first["version"]})
    do("PATCH", "/v1/comments/by-external-id/b-0", {"text": f"{GOOD} ছবিগুলোও ভালো।"})
    do("DELETE", "/v1/comments/by-external-id/b-0")

    said = {"text": INSULT, "author": {"id": "reader-8", "name": "করিম"}}
    held = do("POST", "/v1/articles/nodi/comments", {**said, "id": "c-2"}, headers=now)
    place = f"/v1/comments/{held['id']}"
    do("GET", "/v1/queue?limit=1")
    do("GET", "/v1/queue/counts")
    do("POST", "/v1/queue/claims", {"limit": 1, "person": PERSON})
    do("POST", f"{place}/claim", {"person": PERSON})
    do("POST", f"{place}/escalations", {"note": "এটা কি শুধু রাগ, নাকি অপমান?", "person": PERSON})
    do("POST", f"{place}/notes", {"text": "আগেও এমন লিখেছেন।", "person": PERSON})
    do("GET", f"{place}/notes")
    do("DELETE", f"{place}/claim?person={PERSON}")
    refusal = {"action": "reject", "reason": "person-abuse", "version": held["version"], "person": PERSON}
    refused = do("POST", f"{place}/decisions", refusal)
    do("GET", f"{place}/statement?lang=en")
    do("POST", f"{place}/appeals", {"author": "reader-8", "text": "আমি রাগ করে লিখেছি, কাউকে অপমান করতে নয়।"})
    do("POST", f"{place}/undo", {"version": refused["version"], "person": PERSON})
    do("GET", f"{place}/history")
    do("POST", f"/v1/comments/{first['id']}/reports", {"reader": "reader-9", "reason": "off-topic"})

    other = do("POST", "/v1/articles/nodi/comments", {**said, "id": "c-3"}, headers=now)
    many = {
        "action": "reject",
        "reason": "person-abuse",
        "comments": [{"id": other["id"], "version": other["version"]}],
    }
    begun = do("POST", "/v1/bulk", {**many, "person": PERSON})
    bulk.work(parts)
    do("GET", f"/v1/bulk/{begun['id']}")
    do("POST", f"/v1/bulk/{begun['id']}/undo", {"person": PERSON})
    do("GET", "/v1/authors/reader-7")
    do("PUT", "/v1/authors/reader-7/standing", {"standing": "trusted", "note": "লেখেন ভেবেচিন্তে", "person": PERSON})
    do("GET", "/v1/authors/reader-7/data")
    do("DELETE", "/v1/authors/reader-7/data")

    do("GET", "/v1/policy")
    do("PUT", "/v1/policy", {"links": {"most": 3}, "reports": {"hold_at": 3}})
    entry = do("POST", "/v1/lists", {"kind": "host", "text": "cheap-pills.example", "action": "hold", "note": "বিজ্ঞাপন"})
    do("GET", "/v1/lists")
    do("DELETE", f"/v1/lists/{entry['id']}")
    hook = do("POST", "/v1/endpoints", {"url": f"{HERE}/hooks/comments", "events": ["comment.approved"]})
    where = f"/v1/endpoints/{hook['id']}"
    do("GET", "/v1/endpoints")
    do("GET", where)
    do("PATCH", where, {"description": "আর্টিকেল পাতা"})
    do("POST", f"{where}/rotate")
    do("POST", f"{where}/test")
    do("POST", f"{where}/replay", {"since": "2026-11-01T00:00:00Z"})
    do("DELETE", where)
    do("PUT", "/v1/store", {"kind": "builtin"})
    do("GET", "/v1/store")
    do("GET", "/v1/changes?limit=1")
    do("DELETE", place)
    return do.kept


def main() -> None:
    """Record the examples into the file that the document takes them from."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"{SQLITE}:///{folder}/examples.db"
        migrations.upgrade(url)
        settings = make_settings(Path(folder), database_url=url, redis_url="redis://127.0.0.1:1")
        parts = open_parts(replace(settings, outbound_allowed_hosts=frozenset({"127.0.0.1"}), outbound_http=True))
        try:
            key = make_key(parts.database, make_site(parts.database), "submit", "read", "moderate", "admin")
            kept = record(ApiClient(create_app(parts), key), parts)
        finally:
            parts.close()
    words = json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True).replace(HERE, "https://khobor.example")
    words = re.sub(r"whsec_[\w+/=]+", "whsec_c2hvd24gb25jZSwga2VlcCBpdCB3aGVyZSB5b3UgY2Fu", words)  # nobody's
    EXAMPLES.write_text(words + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
