"""Two sites with forty comments of every kind."""

from __future__ import annotations

import random

import pytest

from store.articles import ArticleText
from store.articles import put as put_article
from tests.factories import make_site
from tests.integration.store.reads.forty import ARTICLES, store_one


@pytest.fixture
def sites(database):
    return [make_site(database), make_site(database)]


@pytest.fixture
def stored(database, sites, new_comment):
    """Store forty comments of every kind on two sites; return what is expected of each, as plain mappings."""
    chance = random.Random(4)
    for site in sites:
        for name, (title, url, section) in ARTICLES.items():
            said = ArticleText(title=title, url=url, language=None, section=section, tags=(), summary=None, open=True)
            database.write(lambda unit, site=site, name=name, said=said: put_article(unit, site.id, name, said, now=1))
    return [store_one(database, new_comment, sites[number % 2], number, chance) for number in range(40)]
