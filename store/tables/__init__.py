"""Every table, as SQLAlchemy Core sees it. The migrations build them; a test proves both agree."""

from store.tables.akismet import akismet_checks, akismet_usage
from store.tables.appeals import appeals
from store.tables.articles import articles
from store.tables.authors import author_standings, authors
from store.tables.base import metadata
from store.tables.comments import comment_revisions, comments
from store.tables.decisions import decisions, sealed_decisions
from store.tables.deliveries import deliveries, delivery_attempts, destinations, outside_comments
from store.tables.idempotency import idempotency
from store.tables.labels import labels
from store.tables.lists import list_entries
from store.tables.models import model_changes, models
from store.tables.moderators import bulk_items, bulks, claims, notes
from store.tables.outbox import feeds, outbox
from store.tables.pairs import perspective_pairs
from store.tables.people import people, person_sites, sessions
from store.tables.published import article_threads, published
from store.tables.reports import reports
from store.tables.retention import retention
from store.tables.rulesets import rulesets
from store.tables.sites import api_keys, sites
from store.tables.wire_secrets import wire_secrets

__all__ = [
    "akismet_checks",
    "akismet_usage",
    "api_keys",
    "appeals",
    "article_threads",
    "articles",
    "author_standings",
    "authors",
    "bulk_items",
    "bulks",
    "claims",
    "comment_revisions",
    "comments",
    "decisions",
    "deliveries",
    "delivery_attempts",
    "destinations",
    "feeds",
    "idempotency",
    "labels",
    "list_entries",
    "metadata",
    "model_changes",
    "models",
    "notes",
    "outbox",
    "outside_comments",
    "people",
    "person_sites",
    "perspective_pairs",
    "published",
    "reports",
    "retention",
    "rulesets",
    "sealed_decisions",
    "sessions",
    "sites",
    "wire_secrets",
]
