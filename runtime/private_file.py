"""Files that only their owner may read: written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write text in UTF-8 to a file of mode 0600, in place of what was there; a killed writer leaves the old one whole.

    Raises OSError.
    """
    partial = path.with_suffix(path.suffix + ".partial")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)  # also where an earlier writer left one behind
        file.write(text)
    partial.replace(path)
