"""Another model judges in a running installation, and the one before again, by a command each."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Stack
from tests.other_model import write_suspicious
from tests.running import eventually

pytestmark = pytest.mark.timeout(120)


def judged(stack: Stack) -> dict[str, Any]:
    """A comment just sent, once a worker has decided on it."""
    body = {"text": f"ভালো খবর, ধন্যবাদ {os.urandom(3).hex()}", "author": {"id": os.urandom(4).hex()}}
    sent = stack.api("POST", "/v1/articles/chaler-dam/comments", json=body).json()
    assert eventually(lambda: stack.status_of(sent["id"]) != "pending")
    found: dict[str, Any] = stack.api("GET", f"/v1/comments/{sent['id']}").json()
    return found


def test_workers_and_the_api_change_the_model_without_a_restart(stack: Stack, tmp_path: Path) -> None:
    before = judged(stack)["model"]
    try:
        said = stack.command("models", "use", str(write_suspicious(tmp_path / "model")), "--note", "October")
        assert said.startswith("suspicious-1 judges from now on")
        assert eventually(lambda: judged(stack)["model"] == "suspicious-1", seconds=30)
        assert judged(stack)["status"] == "rejected"
        metrics = lambda: stack.api("GET", "/metrics").text  # noqa: E731
        assert eventually(lambda: 'prohori_model_info{version="suspicious-1"} 1.0' in metrics(), seconds=30)
    finally:
        assert "judges from now on" in stack.command("models", "back")
    assert eventually(lambda: judged(stack)["model"] == before, seconds=30)
    listed = stack.command("models", "list")
    assert "in use\town" in listed
    assert "change\tsuspicious-1\tby " in listed
    assert "\tOctober" in listed
