"""What moderators elsewhere decided, sent back to us: labels, each once, the latest word counts, none final."""

from __future__ import annotations

from collections.abc import Mapping

from moderation.store_parts import StoreParts
from policy.wires import Wire
from store import labels, sites
from store.labels import Label
from store.unit import Unit


def take(
    parts: StoreParts,
    site_id: int,
    *,
    wire: Wire,
    token: str,
    values: Mapping[str, float],
    given_by: str,
    text: str | None,
    language: str | None,
    comment_id: str | None = None,
) -> int:
    """Write labels down and return how many were new or changed. values: label -> 0 (no) to 1 (yes).

    token: what the caller names the comment by; the same again changes nothing. text: where no comment of ours has it.
    given_by: the name of the key. Raises DatabaseUnavailable.
    """
    now = parts.clock()

    def work(unit: Unit) -> int:
        return sum(
            labels.give(
                unit,
                site_id,
                wire=wire,
                token=token[:500],
                label=label,
                value=value,
                comment_id=comment_id,
                text=text,
                language=language,
                given_by=given_by,
                now=now,
            )
            for label, value in values.items()
        )

    return parts.database.write(work)


def of_site(parts: StoreParts, slug: str, *, limit: int, wire: str | None = None) -> list[Label]:
    """Return the latest labels of the site so named, newest first. Raises SiteNotFound."""
    return parts.database.read(lambda unit: labels.of_site(unit, sites.by_slug(unit, slug).id, limit=limit, wire=wire))


def withdraw(parts: StoreParts, slug: str, label_id: int, *, by: str) -> Label:
    """Take a label back. Raises SiteNotFound, LabelNotFound."""
    now = parts.clock()
    return parts.database.write(
        lambda unit: labels.withdraw(unit, sites.by_slug(unit, slug).id, label_id, by=by, now=now)
    )
