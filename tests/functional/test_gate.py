"""The gate as a release runs it: the shipped classifier keeps every committed limit."""

from __future__ import annotations

from click.testing import CliRunner

from models.artifact import load
from models.training.gate import main


def test_the_shipped_classifier_passes_the_gate() -> None:
    result = CliRunner().invoke(main, [])
    assert (result.output, result.exit_code) == (f"{load().version} passes the gate\n", 0)
