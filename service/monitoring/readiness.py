"""Ready means: the database has our schema, Redis answers, the classifier is loaded."""

from __future__ import annotations

from moderation.services import Services
from store.reads.schema import revision
from store.unit import DatabaseUnavailable


def failing_parts(services: Services) -> dict[str, str]:
    """Return each part that does not work with one sentence why; empty when all do."""
    failing = {}
    try:
        have = services.database.read(revision)
        if have != services.schema:
            failing["migrations"] = (
                f"the database is at revision {have or 'none'}, this release needs {services.schema}"
            )
    except DatabaseUnavailable:
        failing["database"] = "cannot be reached"
    if not services.doorbell.works():
        failing["redis"] = "cannot be reached"
    return failing
