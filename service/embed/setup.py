"""What the application needs for readers' pages: each module registers its views when it is imported."""

from __future__ import annotations

from typing import Final

from service.embed import demo, own, page, page_own, posting, script, speaking, thread
from service.embed.blueprint import blp, pages

VIEWS: Final = (demo, own, page, page_own, posting, script, speaking, thread)

__all__ = ["VIEWS", "blp", "pages"]
