"""Why a reader may report a comment. Public: append only."""

from typing import Final

REPORT_REASONS: Final = ("abuse", "threat", "hate", "spam", "off-topic", "private-data", "other")
