"""For whom stored things are shown: what they may know, and in which language they are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from policy.reasons import reason

LANGUAGES: Final = ("en", "bn")  # the first where nobody asks


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads an answer. detailed: may know what fired a reason, and where. language: one of LANGUAGES."""

    detailed: bool
    language: str = LANGUAGES[0]

    def reasons(self, reasons: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return stored reasons as this audience reads them."""
        return [
            {
                **one,
                "message": reason(one["code"]).sentence(self.language),
                "detail": one.get("detail") if self.detailed else None,
            }
            for one in reasons
        ]
