"""What tests build with: settings, sites, keys and bodies, each good as it stands, so that a test says only
what it is about."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from moderation.kept_models import load_kept
from moderation.model_in_use import ModelInUse
from policy.judge import Background, Case
from policy.judge import Site as SiteToJudge
from policy.subject import Subject, of_text
from runtime.clock import system_clock
from runtime.ids import new_id
from runtime.settings import Settings
from service.security.identity import SCOPES
from service.security.keys import new_key
from store import sites
from store.accept import NewComment
from store.sites import Site
from store.unit import Database
from tests.fake_classifier import FakeClassifier

CLEAN = "চমৎকার প্রতিবেদন, ধন্যবাদ।"
SPAM = "ক্যাসিনো খেলুন, ঘরে বসে আয় করুন"  # the fake is sure: rejected
INSULT = "তুই একটা গাধা"  # the fake is sure, but only a person rejects for an insult: held
MARKERS = {"spam": ["ক্যাসিনো", "casino"], "insult": ["গাধা", "gadha"]}
SECRET = "not-a-secret-of-anybody"

# For a test that is about HTTP alone: once, on SQLite, not on each database.
ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

_numbers = itertools.count(1)


def make_classifier() -> FakeClassifier:
    """Return the classifier that knows MARKERS and nothing else."""
    return FakeClassifier(MARKERS)


def judged_by(classifier: Any) -> ModelInUse:
    """Return what lets a process judge with this classifier, as long as no other is put in use."""
    return ModelInUse(classifier, Path("models"), load_kept, seconds=0)


def make_settings(folder: Path, *, database_url: str, redis_url: str, **changed: Any) -> Settings:
    """Return settings for one process with these servers; nothing is cached and no rate is limited."""
    values: dict[str, Any] = {
        "data_dir": folder,
        "database_url": database_url.replace("postgresql://", "postgresql+psycopg://", 1),
        "redis_url": redis_url,
        "redis_url_given": True,
        "broker_url": redis_url,
        "host": "127.0.0.1",
        "port": 8000,
        "secret_key": SECRET,
        "api_processes": 1,
        "api_threads": 8,
        "worker_processes": 1,
        "worker_metrics_port": 0,
        "model_dir": None,
        "live_port": 8001,
        "live_port_given": False,
        "live_url": "",
        "max_backlog": 200_000,
        "claim_batch": 256,
        "lease_seconds": 60,
        "sweep_seconds": 5,
        "undo_seconds": 10,
        "claim_seconds": 180,
        "rate_limit_per_minute": 0,
        "metrics_token": "",
        "proxies": 0,
        "encryption_keys": (),
        "outbound_allowed_hosts": frozenset({"127.0.0.1", "localhost"}),
        "outbound_http": True,
        "perspective_url": "https://perspective.invalid",
        "delivery_timeout_seconds": 2,
        "delivery_concurrency": 4,
        "changes_days": 30,
        "retention": (),
        "address_hash_days": 30,
        "oidc_issuer": "",
        "oidc_client_id": "",
        "oidc_client_secret": "",
        "oidc_name": "OpenID",
        "otlp_endpoint": "",
        "time_zone": "UTC",
        "cache_seconds": 0,
        "log_level": "warning",
        "log_format": "json",
    }
    return Settings(**{**values, **changed})


def make_site(database: Database, *, slug: str | None = None, origins: Iterable[str] = ()) -> Site:
    """Store and return a site; without a slug, one that no other test has."""
    name = slug or f"site-{next(_numbers)}"
    return database.write(
        lambda unit: sites.add(unit, slug=name, name=name, origins=tuple(origins), now=system_clock())
    )


def make_key(
    database: Database,
    site: Site,
    *scopes: str,
    name: str | None = None,
    per_minute: int | None = 0,
    expires_at: int | None = None,
    short: bool = False,
) -> str:
    """Store a key of the site and return it as a client sends it; without scopes it has them all."""
    key, hash_ = new_key(short=short)
    database.write(
        lambda unit: sites.add_key(
            unit,
            site.id,
            name=name or f"key-{next(_numbers)}",
            hash_=hash_,
            scopes=frozenset(scopes or SCOPES),
            per_minute=per_minute,
            expires_at=expires_at,
            now=system_clock(),
        )
    )
    return key


def author(**changed: Any) -> dict[str, Any]:
    """Return an author as a website sends it."""
    return {"id": "reader-7", "name": "রহিমা বেগম", **changed}


def comment_body(**changed: Any) -> dict[str, Any]:
    """Return a comment as a website posts it."""
    return {"text": CLEAN, "author": author(), **changed}


def new_comment(**changed: Any) -> NewComment:
    """Return a comment that could be accepted as pending; name its site_id, and what the test is about."""
    now = system_clock()
    values: dict[str, Any] = {
        "id": new_id(),
        "external_id": None,
        "article_id": "article-1",
        "author_id": "author-1",
        "author_name": "Anik",
        "author_url": None,
        "author_email_hash": None,
        "author_ip_hash": None,
        "parent_id": None,
        "text": "ভালো লাগল পড়ে",
        "language_hint": None,
        "submitted_hash": "same",
        "created_at": now,
        "pending_since": now,
    }
    return NewComment(**{**values, **changed})


def subject(text: str, **changed: Any) -> Subject:
    """Return a comment about to be judged; name what the test is about."""
    return of_text(text)._replace(**changed)


def case(site: SiteToJudge, text: str, background: Background | None = None, **changed: Any) -> Case:
    """Return a comment of a site to be judged; changed: fields of the subject."""
    return Case(site, subject(text, **changed), background or Background())
