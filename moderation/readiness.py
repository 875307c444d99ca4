"""Ready means: the database has our schema, Redis answers, the classifier is loaded, and workers judge what waits."""

from __future__ import annotations

from moderation.queue import is_judging_stalled
from moderation.wiring import Parts
from policy.errors import DatabaseUnavailable
from runtime.redis_client import answers
from store.reads.revision import revision


def failing_parts(parts: Parts) -> dict[str, str]:
    """Return each part that does not work with one sentence why; empty when all do."""
    failing = {}
    try:
        have = parts.database.read(revision)
        # A later revision is that of a release beside ours: migrations only add what an earlier one can do without.
        if have is None or have < parts.schema:
            failing["migrations"] = f"the database is at revision {have or 'none'}, this release needs {parts.schema}"
        elif is_judging_stalled(parts):
            failing["workers"] = "comments have waited for a minute, and nothing was judged"
    except DatabaseUnavailable:
        failing["database"] = "cannot be reached"
    if not answers(parts.redis):
        failing["redis"] = "cannot be reached"
    return failing
