"""A tiny set of labelled comments, written for these tests."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

BITS = 14

_KIND = ["খুব সুন্দর লেখা", "ধন্যবাদ ভাই", "খবরটা ভালো লাগল", "lekha ta valo laglo", "what a lovely day", "আজ বৃষ্টি হবে"]
_RUDE = ["তুই একটা গাধা", "চুপ কর বেয়াদব", "তোর মতো বলদ দেখি নাই", "tui ekta gadha", "you are a fool", "মূর্খ কোথাকার"]
_ENDS = ["", " আজ", " সত্যি", " ঢাকা থেকে", " বললাম", " আবার", " কাল", " today", " vai", " তো"]


def rows(split: str = "train", source: str = "made-up") -> list[dict[str, object]]:
    """60 kind and 60 rude comments; `sexual` is stated by none."""
    return [
        {"text": text + end, "lang": "bn", "source": source, "split": split, "labels": {"toxicity": rude, "spam": 0}}
        for rude, texts in ((0, _KIND), (1, _RUDE))
        for text in texts
        for end in _ENDS
    ]


def write(path: Path, lines: list[dict[str, object]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
