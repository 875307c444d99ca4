"""A classifier that differs from the shipped one in a way that can be seen: every text is spam to it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from models.artifact import SHIPPED

CERTAIN = 40.0  # added to spam's logit


def write_suspicious(folder: Path, version: str = "suspicious-1", **changed: Any) -> Path:
    """Write the shipped classifier with another calibration of spam into the folder; changed: of its card."""
    shutil.copytree(SHIPPED, folder)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    spam = card["labels"].index("spam")
    for offsets in card["calibration"]["offset"]:
        offsets[spam] = CERTAIN
    (folder / "card.json").write_text(json.dumps({**card, "version": version, **changed}), encoding="utf-8")
    return folder
