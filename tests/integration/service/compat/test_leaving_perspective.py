"""Leaving Perspective: run beside it, compare, take its flag rate over, and do without it from the last day on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from moderation.foreign import leaving, signers
from moderation.wiring import Parts
from policy.wires import Wire
from runtime import metrics
from runtime.settings import Settings
from service.cli import main
from service.http.context import EXTENSION, open_web
from store.pairs import Pair
from store.sites import Site
from tests.client import ApiClient
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE, SECRET
from tests.integration.service.compat.conftest import Stored, rules
from tests.receiver import Received, Receiver, receiving

pytestmark = ON_ONE_DATABASE
Run = Callable[..., Result]


@pytest.fixture
def google() -> Iterator[Receiver]:
    """A server that answers as Google's: 0.7 for everything, in English."""

    def answer(request: Received, handler: BaseHTTPRequestHandler) -> None:
        wanted = request.json["requestedAttributes"]
        score = {"summaryScore": {"value": 0.7, "type": "PROBABILITY"}}
        body = {"attributeScores": dict.fromkeys(wanted, score), "languages": ["en"], "detectedLanguages": ["bn"]}
        data = json.dumps(body).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    with receiving() as started:
        started.answer = answer
        yield started


@pytest.fixture
def ask(client: ApiClient, app: Flask, parts: Parts, site: Site, google: Receiver) -> Callable[..., Any]:
    """Ask as a client of Perspective, of a site whose questions Google answers through us."""
    rules(client, {"perspective": {"proxy": True}})
    signers.add(parts.delivery, site.slug, Wire.PERSPECTIVE, "their-key")
    there = replace(parts, settings=replace(parts.settings, perspective_url=google.url))
    app.extensions[EXTENSION] = open_web(there)

    def call(text: str, **fields: Any) -> Any:
        body = {"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}, "INSULT": {}}, **fields}
        return client.post("/v1alpha1/comments:analyze", body, key="", query={"key": client.key})

    return call


def pairs_of(parts: Parts, site: Site, number: int) -> list[Pair]:
    for _ in range(200):
        found = leaving.kept_pairs(parts, site.slug)
        if len(found) >= number:
            return found
        time.sleep(0.02)
    raise AssertionError(f"only {len(found)} pairs")


def proxied(result: str) -> float:
    return float(metrics.PROXIED.labels(result)._value.get())


def test_google_answers_and_both_scores_are_kept(
    ask: Callable[..., Any], google: Receiver, parts: Parts, site: Site, stored: Stored
) -> None:
    answer = ask(INSULT, languages=["en"])
    assert answer.status_code == 200
    assert answer.headers["X-Prohori-Answered-By"] == "perspective"
    assert answer.json["attributeScores"]["INSULT"]["summaryScore"]["value"] == 0.7
    (sent,) = google.received
    assert (sent.path, sent.headers["x-goog-api-key"]) == ("/v1alpha1/comments:analyze", "their-key")
    assert sent.json["comment"]["text"] == INSULT
    kept = {one.attribute: one for one in pairs_of(parts, site, 2)}
    assert kept["INSULT"] == Pair("INSULT", "bn", 0.7, 0.99, INSULT)
    assert kept["TOXICITY"].ours == 0.01
    assert [one.status for one in stored()] == ["held"]


def test_what_must_not_be_stored_leaves_its_scores_alone(
    ask: Callable[..., Any], parts: Parts, site: Site, everything: Callable[[], str]
) -> None:
    ask(f"{INSULT} গোপন", doNotStore=True)
    assert {one.text for one in pairs_of(parts, site, 2)} == {None}
    assert "গোপন" not in everything()


def test_when_google_fails_we_answer_and_say_so(
    ask: Callable[..., Any], google: Receiver, parts: Parts, site: Site
) -> None:
    for failing in (lambda _request, _handler: 500, lambda _request, _handler: 403, lambda _request, _handler: 204):
        google.answer = failing
        before = proxied("failed")
        answer = ask(INSULT)
        assert answer.status_code == 200
        assert answer.headers["X-Prohori-Answered-By"] == "prohori"
        assert answer.json["attributeScores"]["INSULT"]["summaryScore"]["value"] == 0.99
        assert proxied("failed") == before + 1
    assert leaving.kept_pairs(parts, site.slug) == []


def test_when_google_is_slow_we_answer_in_time(ask: Callable[..., Any], google: Receiver, client: ApiClient) -> None:
    def slow(_request: Received, _handler: BaseHTTPRequestHandler) -> int:
        time.sleep(1.5)
        return 204

    google.answer = slow
    rules(client, {"perspective": {"proxy": True, "milliseconds": 300}})
    began = time.monotonic()
    answer = ask(INSULT)
    assert time.monotonic() - began < 1.2
    assert answer.headers["X-Prohori-Answered-By"] == "prohori"


def test_after_the_last_day_google_is_not_asked(ask: Callable[..., Any], google: Receiver, client: ApiClient) -> None:
    rules(client, {"perspective": {"proxy": True, "until": "2026-01-31"}})
    before = proxied("ended")
    answer = ask(INSULT)
    assert answer.headers["X-Prohori-Answered-By"] == "prohori"
    assert answer.json["attributeScores"]["INSULT"]["summaryScore"]["value"] == 0.99
    assert google.received == []
    assert proxied("ended") == before + 1


def test_without_a_key_of_google_we_answer(client: ApiClient, google: Receiver) -> None:
    rules(client, {"perspective": {"proxy": True}})
    body = {"comment": {"text": CLEAN}, "requestedAttributes": {"TOXICITY": {}}}
    answer = client.post("/v1alpha1/comments:analyze", body, key="", query={"key": client.key})
    assert answer.headers["X-Prohori-Answered-By"] == "prohori"


# The command


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Run:
    monkeypatch.setenv("PROHORI_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PROHORI_SECRET_KEY", SECRET)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words, **more: CliRunner().invoke(main, ["migrate-perspective", *words], **more)


RUDE = ("You are a stupid idiot number {}", "What a moron and a liar you are, {}", "তুই একটা কুত্তার বাচ্চা {}")
CALM = ("Thank you for report number {}", "The bridge opens on day {}", "নদীর পানি {} ফুট বেড়েছে")


def lines() -> bytes:
    """Return 300 lines as a site exports them; Perspective's scores order the texts, on a scale of its own."""
    made = []
    for number in range(150):
        for texts, score in ((RUDE, 0.81 + number / 1_000), (CALM, 0.05 + number / 300)):
            made.append({"text": texts[number % 3].format(number), "scores": {"TOXICITY": round(score, 3), "FOO": 0.5}})
    return "\n".join(map(json.dumps, made)).encode()


def test_a_file_of_pairs_gives_a_report_in_three_forms_and_its_thresholds_are_written_into_the_rules(
    run: Run, site: Site, client: ApiClient, tmp_path: Path
) -> None:
    file, page, report = tmp_path / "pairs.jsonl", tmp_path / "report.html", tmp_path / "report.json"
    file.write_bytes(lines())
    before = client.get("/v1/policy").json
    done = run("report", site.slug, "--pairs", str(file), "--json", str(report), "--page", str(page), "--apply")
    assert done.exit_code == 0, done.output
    assert "TOXICITY" in done.output
    whole = next(one for one in json.loads(report.read_bytes()) if one["language"] == "all")
    assert (whole["attribute"], whole["label"], whole["pairs"], whole["threshold"]) == (
        "TOXICITY",
        "toxicity",
        300,
        0.8,
    )
    assert whole["flag_rate"] == 0.5
    assert whole["keeps_the_rate"]
    assert abs(whole["flag_rate_ours"] - whole["flag_rate"]) <= 0.01
    assert whole["rank_correlation"] > 0.5
    assert whole["agreement"] > 0.8
    html = page.read_text("utf-8")
    assert "<svg" in html
    assert "http" not in html.replace("http://www.w3.org", "")  # it stands by itself
    after = client.get("/v1/policy").json
    assert after["version"] == before["version"] + 1
    assert after["thresholds"]["toxicity"]["hold"] == whole["proposed"]
    assert after["thresholds"]["spam"] == before["thresholds"]["spam"]
    assert after["languages"]["en"]["toxicity"]["hold"] != before["languages"]["en"]["toxicity"]["hold"]


def test_a_text_in_the_page_is_no_markup(run: Run, site: Site, tmp_path: Path) -> None:
    file, page = tmp_path / "pairs.jsonl", tmp_path / "report.html"
    file.write_text(json.dumps({"text": "<script>alert(1)</script> calm words", "scores": {"TOXICITY": 0.99}}))
    assert run("report", site.slug, "--pairs", str(file), "--page", str(page)).exit_code == 0
    assert "<script>" not in page.read_text("utf-8")


def test_wrong_lines_are_named_and_nothing_is_done(run: Run, site: Site, client: ApiClient) -> None:
    good, bad = b'{"text": "a", "scores": {"TOXICITY": 0.5}}', b'{"text": "b", "scores": {"TOXICITY": 7}}'
    wrong = b"\n".join([good, b'{"text": ""}', b"not json", bad, b"[1]"])
    done = run("report", site.slug, "--pairs", "-", "--apply", input=wrong)
    assert done.exit_code == 1
    for words in ("line 2: 'text'", "line 3: is not JSON", "line 4: 'scores/TOXICITY'", "line 5: must be an object"):
        assert words in done.output
    assert client.get("/v1/policy").json["version"] == 0


def test_what_google_answered_is_read_as_a_line_too(run: Run, site: Site) -> None:
    answered = {"attributeScores": {"TOXICITY": {"summaryScore": {"value": 0.9}}}}
    line = json.dumps({"text": "You are an idiot", **answered}).encode()
    done = run("report", site.slug, "--pairs", "-", "--threshold", "TOXICITY=0.85", input=line)
    assert done.exit_code == 0, done.output
    assert "0.85" in done.output
    assert "too few" in done.output


@pytest.mark.parametrize("threshold", ["2", "x", "FOO=0.5", "TOXICITY=", "TOXICITY=-1"])
def test_a_threshold_that_is_none_is_refused(run: Run, site: Site, threshold: str) -> None:
    assert run("report", site.slug, "--threshold", threshold).exit_code == 2


def test_the_proxy_is_switched_by_a_command_and_its_pairs_are_reported_and_forgotten(
    run: Run, ask: Callable[..., Any], client: ApiClient, parts: Parts, site: Site
) -> None:
    assert "Google answers until 2026-12-30" in run("proxy", site.slug, "--on", "--until", "2026-12-30").output
    assert client.get("/v1/policy").json["wires"]["perspective"]["until"] == "2026-12-30"
    ask(INSULT)
    pairs_of(parts, site, 2)
    assert "INSULT" in run("report", site.slug).output
    assert "2 pairs are forgotten" in run("forget", site.slug).output
    assert "no pairs yet" in run("report", site.slug).output
    assert "We answer from now on" in run("proxy", site.slug, "--off").output
    assert client.get("/v1/policy").json["wires"]["perspective"]["proxy"] is False
