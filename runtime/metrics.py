"""Every metric, by the names of docs/operating.md. No label ever carries an id or a text."""

from __future__ import annotations

from collections import Counter as TallyOf
from collections.abc import Iterable

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from runtime.settings import shared_metrics_dir

log = structlog.get_logger()

shared_metrics_dir()  # there before the first counter

ACCEPTED = Counter("prohori_comments_accepted_total", "Comments stored and answered 202 or 200")
DECISIONS = Counter("prohori_decisions_total", "Decisions recorded", ["outcome", "by"])
RING_FAILURES = Counter("prohori_doorbell_failures_total", "Wake-ups that could not be sent; the sweep repeats them")
LIMITER_FAILURES = Counter("prohori_limiter_failures_total", "Requests let through because the limiter was away")
LOG_LINES_DROPPED = Counter("prohori_log_lines_dropped_total", "Log lines lost because nobody read them")
REQUESTS = Counter("prohori_http_requests_total", "HTTP answers", ["method", "route", "status"])
WEBHOOK_ATTEMPTS = Counter("prohori_webhook_attempts_total", "Attempts to deliver an event to an endpoint", ["result"])
PUBLISH_ATTEMPTS = Counter("prohori_publish_attempts_total", "Attempts to deliver to an article store", ["result"])
WIRE_ANSWERS = Counter("prohori_wire_answers_total", "Answers over foreign wires", ["wire", "outcome"])
PROXIED = Counter("prohori_perspective_proxied_total", "Requests that Google's Perspective was to answer", ["result"])
WIRE_NOT_KEPT = Counter("prohori_wire_not_kept_total", "Foreign answers whose record failed", ["wire"])
LIVE_PAGES = Gauge("prohori_live_pages", "Pages that hear of changes live", multiprocess_mode="livesum")
SCORE_SECONDS = Histogram(
    "prohori_score_seconds",
    "Judging one batch of comments",
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
)
DECISION_LATENCY = Histogram(
    "prohori_decision_latency_seconds",
    "From waiting to decided by the machine",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800),
)


def count_decisions(outcomes: Iterable[str], *, by: str) -> None:
    """Count recorded decisions; call it after the commit. outcomes: new statuses; by: machine, person, author."""
    for outcome, number in TallyOf(outcomes).items():
        DECISIONS.labels(outcome, by).inc(number)


def exposition(*live: Collector) -> bytes:
    """Return all metrics in Prometheus' text format: the counters of all processes of this machine, and live ones."""
    registry = CollectorRegistry()
    if shared_metrics_dir() is None:
        for collector in (
            ACCEPTED,
            DECISIONS,
            RING_FAILURES,
            LIMITER_FAILURES,
            LOG_LINES_DROPPED,
            REQUESTS,
            WEBHOOK_ATTEMPTS,
            PUBLISH_ATTEMPTS,
            WIRE_ANSWERS,
            WIRE_NOT_KEPT,
            PROXIED,
            LIVE_PAGES,
            SCORE_SECONDS,
        ):
            registry.register(collector)
        registry.register(DECISION_LATENCY)
    else:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    for one in live:
        registry.register(one)
    return generate_latest(registry)


def serve(port: int) -> None:
    """Answer scrapes on that port from a thread: for a worker on a machine of its own. A port that is taken is told."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    try:
        start_http_server(port, registry=registry)
    except OSError as error:  # of another worker of this machine, say: no reason to judge nothing
        log.warning("metrics_port_taken", port=port, why=error.strerror)
