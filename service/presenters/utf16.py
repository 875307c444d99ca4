"""Offsets as the API gives them: in code points, and in UTF-16 code units, which JavaScript's strings count."""

from __future__ import annotations

from bisect import bisect_left


class Offsets:
    """Turns offsets in code points of one text into what the API shows."""

    def __init__(self, text: str) -> None:
        # A character beyond U+FFFF, as most emoji are, takes two units.
        self._wide = [] if text.isascii() else [place for place, char in enumerate(text) if char > "\uffff"]

    def span(self, start: int, end: int) -> dict[str, int]:
        """Return the half-open range in both ways of counting."""
        return {"start": start, "end": end, "start_utf16": self._utf16(start), "end_utf16": self._utf16(end)}

    def _utf16(self, place: int) -> int:
        return place + bisect_left(self._wide, place)
