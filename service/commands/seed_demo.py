"""The demonstration site of `make up`: a site, a key, an article and a moderator, made at the first start."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from policy.errors import SiteNotFound
from runtime.clock import system_clock
from runtime.settings import Settings
from service.security.keys import SCOPES, new_key
from service.security.passwords import hash_password
from store import articles, people, sites
from store.articles import ArticleText
from store.unit import Unit, open_database

SITE = "demo"
KEY_NAME = "demo"
MODERATOR = "rahima@prohori.example"
ARTICLE = "nodi-o-nagorik"
ARTICLE_TEXT = ArticleText(
    url=None,
    title="নদীর পাড়ে ভোরের পাঠশালা: এক শিক্ষকের দশ বছর",
    language="bn",
    section="দেশ",
    tags=("শিক্ষা", "নদী"),
    summary="জোয়ারের সময় মেপে ক্লাস বসে, বন্যায় নৌকাই হয় শ্রেণিকক্ষ। চরের এক পাঠশালার গল্প।",
    open=True,
)
CREDENTIALS_FILE = "credentials.json"
ALL_SCOPES = frozenset(SCOPES)


def seed(settings: Settings, base_url: str) -> None:
    """Make the demonstration site where it is missing, and write credentials.json (mode 0600).

    A second call keeps what is there; when credentials.json was lost, it holds a new key and a new password, and the
    old ones end. Raises DatabaseUnavailable, OSError.
    """
    path = settings.data_dir / CREDENTIALS_FILE
    known = _read(path)
    key, hash_ = new_key()
    password = secrets.token_urlsafe(12)
    database = open_database(settings.database_url, connections=1)
    try:
        fresh = database.write(lambda unit: _seed(unit, key_hash=hash_, password=password, keep=known is not None))
    finally:
        database.close()
    if known is None or fresh:
        known = {"api_key": key, "moderator": {"email": MODERATOR, "password": password}}
    _write(path, {**known, "base_url": base_url, "site": SITE, **_places(base_url)})


def _places(base_url: str) -> dict[str, str]:
    # Until the moderators' pages exist, their door is the browsable API.
    return {"console_url": f"{base_url}/docs/#/moderation", "demo_url": f"{base_url}/demo"}


def _seed(unit: Unit, *, key_hash: str, password: str, keep: bool) -> bool:
    """Make what is missing; return True when the key and the password given are the ones that hold."""
    now = system_clock()
    try:
        site = sites.by_slug(unit, SITE)
        if keep:
            return False
    except SiteNotFound:
        site = sites.add(unit, slug=SITE, name="প্রহরী ডেমো", origins=(), now=now)
        articles.put(unit, site.id, ARTICLE, ARTICLE_TEXT, now=now)
    for old in sites.keys_of(unit, site.id):
        if old.name == KEY_NAME and old.revoked_at is None:
            sites.end_key(unit, site.id, old.id, at=now, now=now)
    sites.add_key(
        unit, site.id, name=KEY_NAME, hash_=key_hash, scopes=ALL_SCOPES, per_minute=0, expires_at=None, now=now
    )
    people.put(unit, email=MODERATOR, name="রহিমা", password_hash=hash_password(password), role="admin", now=now)
    return True


def _read(path: Path) -> dict[str, Any] | None:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return value if isinstance(value, dict) and {"api_key", "moderator"} <= value.keys() else None


def _write(path: Path, value: dict[str, Any]) -> None:
    partial = path.with_suffix(".partial")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=2)
    partial.replace(path)
