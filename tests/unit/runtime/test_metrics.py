"""The port on which a worker of its own answers scrapes."""

from __future__ import annotations

import socket

import structlog

from runtime import metrics


def test_a_port_that_is_taken_is_told_and_ends_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    with socket.create_server(("0.0.0.0", 0)) as other, structlog.testing.capture_logs() as logged:
        port = other.getsockname()[1]
        metrics.serve(port)
    assert [(line["event"], line["port"], line["log_level"]) for line in logged] == [
        ("metrics_port_taken", port, "warning")
    ]
