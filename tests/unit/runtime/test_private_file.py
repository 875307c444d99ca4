"""A private file is its owner's alone, and there whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from runtime.private_file import write_private


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_may_read_it_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    before = os.umask(0)
    try:
        write_private(path, "গোপন\n")
    finally:
        os.umask(before)
    assert path.read_text(encoding="utf-8") == "গোপন\n"
    assert mode_of(path) == 0o600


def test_what_others_could_read_before_they_can_read_no_more(tmp_path: Path) -> None:
    path = tmp_path / "credentials.json"
    path.write_text("old")
    path.chmod(0o644)
    (tmp_path / "credentials.json.partial").write_text("left behind")
    (tmp_path / "credentials.json.partial").chmod(0o644)
    write_private(path, "new")
    assert (path.read_text(), mode_of(path)) == ("new", 0o600)
    assert [one.name for one in tmp_path.iterdir()] == ["credentials.json"]


def test_where_it_cannot_be_written_the_old_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    write_private(path, "old")
    (tmp_path / "secret.key.partial").mkdir()
    with pytest.raises(OSError, match="partial"):
        write_private(path, "new")
    assert path.read_text() == "old"
