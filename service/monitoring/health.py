"""What those ask who run the service: alive, ready, how much."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, request

from moderation.readiness import failing_parts
from policy.errors import Fault
from runtime.metrics import exposition
from service.http.auth import public
from service.http.context import parts
from service.http.json import json_response
from service.http.problems.problem import Refusal
from service.monitoring.gauges import LiveGauges
from service.security.credentials import bearer

blp = Blueprint("health", __name__)

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@blp.get("/healthz")
@public
def healthz() -> Response:
    """Answer 200 while the process lives."""
    return json_response({"status": "alive"})


@blp.get("/readyz")
@public
def readyz() -> Response:
    """Answer 200 when all parts work, else 503 naming each that does not."""
    failing = failing_parts(parts())
    if failing:
        faults = [Fault(f"/{part}", why) for part, why in failing.items()]
        raise Refusal("not-ready", f"Failing: {', '.join(failing)}.", faults)
    return json_response({"status": "ready"})


@blp.get("/metrics")
@public
def metrics() -> Response:
    """Return all metrics for Prometheus. Where a token is set it is asked for; refuses with 401."""
    token = parts().settings.metrics_token
    if token and not hmac.compare_digest((bearer(request) or "").encode(), token.encode()):
        raise Refusal("wrong-key", "Send the header 'Authorization: Bearer <token>' with PROHORI_METRICS_TOKEN.")
    return Response(exposition(LiveGauges(parts())), content_type=METRICS_TYPE)
