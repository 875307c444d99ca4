"""In which language a reader is spoken to, and in which words."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from flask import request

from policy.reasons import reason
from service.http.language import best_language

FOLDER: Final = Path(__file__).with_name("widget")
# The widget's own words: the page for browsers without scripts says the same.
WORDS: Final[dict[str, dict[str, Any]]] = json.loads((FOLDER / "words.json").read_text(encoding="utf-8"))
LANGUAGES: Final = tuple(WORDS)

_BENGALI_DIGITS: Final = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")
_MONTHS_BN: Final = "জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর".split()  # noqa: SIM905


def language() -> str:
    """Return the language that the page names, or the browser asks for: bn or en."""
    named = (request.args.get("lang") or request.form.get("lang") or "").partition("-")[0].lower()
    return named if named in LANGUAGES else best_language(LANGUAGES)


def sentence(code: str, language: str) -> str:
    """Return what a reason tells its author."""
    return reason(code).sentence(language)


class Words:
    """The widget's words in one language, for pages made here."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words = WORDS[language]

    def __call__(self, name: str, **values: Any) -> str:
        """Return what is said under that name. n: a number."""
        said = str(self._words[name])
        for key, value in values.items():
            said = said.replace(f"{{{key}}}", self.digits(value) if key == "n" else str(value))
        return said

    @property
    def reasons(self) -> dict[str, str]:
        """What a comment may be reported for, by its code."""
        return dict(self._words["reasons"])

    def digits(self, value: object) -> str:
        """Return a number or a date in the digits of the language."""
        return str(value).translate(_BENGALI_DIGITS) if self.language == "bn" else str(value)

    def day(self, iso: str) -> str:
        """Return the day of a moment (ISO 8601) in words."""
        at = datetime.fromisoformat(iso)
        if self.language == "bn":
            return self.digits(f"{at.day} {_MONTHS_BN[at.month - 1]} {at.year}, {at:%H:%M}")
        return f"{at.day} {at:%B %Y, %H:%M}"
