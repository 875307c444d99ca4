"""One judge and one record: the same text gets the same scores and the same decision, whichever wire brings it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from moderation.foreign import signers
from moderation.wiring import Parts
from policy.labels import LABELS
from policy.perspective import LABEL_OF
from policy.wires import Wire
from store.sites import Site
from tests.client import ApiClient
from tests.factories import CLEAN, INSULT, SPAM
from tests.integration.service.compat.conftest import Stored, rules

LONG = "আজকের প্রতিবেদনে নদীর পানি ও কৃষকের দুর্দশার কথা এত সুন্দর করে তুলে ধরার জন্য সবাইকে অনেক অনেক ধন্যবাদ জানাই ভাই"
Ask = Callable[[str], TestResponse]


@pytest.fixture
def wires(client: ApiClient, parts: Parts, site: Site) -> dict[str, Ask]:
    """Ask by each wire, as its clients do."""
    rules(client)
    signers.add(parts.delivery, site.slug, Wire.CORAL, "secret")

    def perspective(text: str) -> TestResponse:
        body = {"comment": {"text": text}, "requestedAttributes": {name: {} for name in LABEL_OF}}
        return client.post("/v1alpha1/comments:analyze", body, key="", query={"key": client.key})

    def coral(text: str) -> TestResponse:
        said = {"comment": {"body": text}, "author": {"id": "a"}, "story": {"id": "s"}}
        body = json.dumps(said, indent=2, ensure_ascii=False).encode()
        signature = "sha256=" + hmac.new(b"secret", body, hashlib.sha256).hexdigest()
        return client.post(f"/coral/{site.slug}", data=body, key="", headers={"X-Coral-Signature": signature})

    def openai(text: str) -> TestResponse:
        return client.post("/v1/moderations", {"input": text, "model": "prohori"})

    def akismet(text: str) -> TestResponse:
        said = {"api_key": client.key, "blog": "https://khobor.example", "user_ip": "", "comment_content": text}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return client.post("/1.1/comment-check", data=urlencode(said).encode(), key="", headers=headers)

    return {"perspective": perspective, "coral": coral, "openai": openai, "akismet": akismet}


@pytest.mark.parametrize("text", [CLEAN, INSULT, SPAM, LONG])
def test_all_wires_and_a_check_agree(wires: dict[str, Ask], client: ApiClient, stored: Stored, text: str) -> None:
    checked = client.post("/v1/check", {"text": text}).json
    answers: dict[str, Any] = {name: ask(text) for name, ask in wires.items()}
    for answer in answers.values():
        assert answer.headers["X-Prohori-Model"] == checked["model"]
        assert answer.headers["X-Prohori-Policy"] == str(checked["policy"])
        assert answer.headers["X-Prohori-Status"] == checked["status"]
    assert {one.wire: one.status for one in stored()} == dict.fromkeys(wires, checked["status"])
    assert all(one.scores == checked["scores"] for one in stored())
    assert all(one.published_at is None for one in stored())
    shown = answers["perspective"].json["attributeScores"]
    assert {label: shown[name]["summaryScore"]["value"] for name, label in LABEL_OF.items()} == checked["scores"]
    (result,) = answers["openai"].json["results"]
    assert {label: result["category_scores"][f"prohori/{label}"] for label in LABELS} == checked["scores"]
    assert client.thread("s")["count"] == 0


def test_what_comes_by_a_wire_is_never_published_by_us_even_when_a_moderator_approves_it(
    wires: dict[str, Ask], client: ApiClient
) -> None:
    wires["coral"](INSULT)
    (waiting,) = client.get("/v1/queue").json["comments"]
    decision = {"action": "approve", "reason": "person-approved", "version": waiting["version"]}
    assert client.post(f"/v1/comments/{waiting['id']}/decisions", decision).status_code == 201
    assert client.thread("s") == {"count": 0, "comments": [], "next": None}
    assert client.get(f"/v1/comments/{waiting['id']}").json["published_at"] is None


def test_a_comment_that_is_deleted_is_forgotten_with_its_checks_and_labels(
    wires: dict[str, Ask], client: ApiClient, everything: Callable[[], str]
) -> None:
    text = f"{INSULT} বিস্মরণীয়"
    answer = wires["akismet"](text)
    said = {"api_key": client.key, "user_ip": "", "guid": answer.headers["X-akismet-guid"], "comment_content": text}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    client.post("/1.1/submit-spam", data=urlencode(said).encode(), key="", headers=headers)
    assert "বিস্মরণীয়" in everything()
    assert client.delete(f"/v1/comments/{answer.headers['X-Prohori-Comment']}").status_code == 204
    left = everything()
    assert "বিস্মরণীয়" not in left
    assert answer.headers["X-akismet-guid"] not in left.replace("-", "")
