"""What pairs of Perspective's scores and ours say: as JSON, and as a page with plots that stands by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from jinja2 import Environment, PackageLoader, select_autoescape

from moderation.foreign.leaving import ALL, Comparison, Crossing

SIDE: Final = 260  # of a plot, in its own units
_PAGES: Final = Environment(loader=PackageLoader("service", "templates"), autoescape=select_autoescape())


def to_mapping(one: Comparison) -> dict[str, Any]:
    """Return one comparison in its JSON shape."""
    found = one.found
    return {
        "attribute": one.attribute,
        "label": one.label,
        "language": one.language,
        "pairs": found.pairs,
        "threshold": found.theirs,
        "proposed": found.ours if one.proposed else None,
        "flag_rate": round(found.rate, 4),
        "flag_rate_ours": round(found.our_rate, 4),
        "keeps_the_rate": found.keeps_the_rate,
        "agreement": round(found.agreement, 4),
        "rank_correlation": None if found.rank is None else round(found.rank, 4),
        "no_longer_flagged": one.no_longer,
        "newly_flagged": one.newly,
        "clearest": {
            "no_longer_flagged": [_crossing(each) for each in one.crossings[0]],
            "newly_flagged": [_crossing(each) for each in one.crossings[1]],
        },
    }


def page(compared: Sequence[Comparison], *, site: str, day: str) -> str:
    """Return the report as HTML: tables, a plot for each attribute, and the texts that would change sides."""
    return _PAGES.get_template("leaving.html").render(
        compared=compared,
        whole=[one for one in compared if one.language == ALL],
        site=site,
        day=day,
        side=SIDE,
        ALL=ALL,
    )


def _crossing(one: Crossing) -> dict[str, Any]:
    return {"language": one.language, "theirs": one.theirs, "ours": one.ours, "text": one.text}
