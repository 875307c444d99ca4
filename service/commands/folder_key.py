"""The instance's key where nobody has set one: a file of the data folder."""

from __future__ import annotations

import secrets
from pathlib import Path

from runtime.private_file import write_private

FILE = "secret.key"


def folder_key(folder: Path) -> str:
    """Return the key of this data folder, made at the first start. Only its owner can read the file."""
    path = folder / FILE
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        key = secrets.token_urlsafe(32)
        write_private(path, key + "\n")
        return key


def known_folder_key(folder: Path) -> str | None:
    """Return the key of this data folder, None where `prohori up` has made none."""
    try:
        return (folder / FILE).read_text(encoding="ascii").strip()
    except OSError:
        return None
