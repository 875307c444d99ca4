"""`prohori train` and `prohori evaluate` where the packages for training are not installed."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Importing a module that is None raises ModuleNotFoundError, as where it is not installed.
WITHOUT = "import sys; sys.modules.update(dict.fromkeys(('sklearn', 'scipy', 'matplotlib')))"


def prohori(*arguments: str, before: str = WITHOUT) -> subprocess.CompletedProcess[str]:
    program = f"{before}; from service.cli import main; main()"
    return subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True)


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_help_needs_no_package_and_a_run_names_the_one_that_is_missing(tmp_path, command) -> None:
    helped = prohori(command, "--help")
    assert helped.returncode == 0, helped.stderr
    assert "--data" in helped.stdout
    out = ("--out", str(tmp_path / "out")) if command == "train" else ()
    run = prohori(command, "--data", str(tmp_path), *out)
    assert run.returncode == 1
    assert run.stderr.startswith("Error: This needs the package ")
    assert "install prohori[train]" in run.stderr


def test_a_folder_without_rows_is_told_in_one_sentence(tmp_path) -> None:
    run = prohori("train", "--data", str(tmp_path), "--out", str(tmp_path / "out"), before="pass")
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert f"Error: no training rows with an admitted licence in {tmp_path}." in run.stderr
