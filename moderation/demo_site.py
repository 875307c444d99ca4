"""The demonstration site: a site, a key, an article and a moderator, made where they are missing."""

from __future__ import annotations

from moderation.store_parts import StoreParts
from policy.errors import SiteNotFound
from store import articles, people, sites
from store.articles import ArticleText
from store.unit import Unit

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


def seed(parts: StoreParts, *, key_hash: str, scopes: frozenset[str], password_hash: str, keep: bool) -> bool:
    """Make what is missing; return True when the key and the password given are the ones that hold.

    keep: leave a site that is there as it is; else its key and its moderator's password are replaced.
    """
    now = parts.clock()

    def work(unit: Unit) -> bool:
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
            unit, site.id, name=KEY_NAME, hash_=key_hash, scopes=scopes, per_minute=0, expires_at=None, now=now
        )
        people.put(unit, email=MODERATOR, name="রহিমা", password_hash=password_hash, role="admin", now=now)
        return True

    return parts.database.write(work)
