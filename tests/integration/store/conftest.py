"""What the store's tests build with: comments as they are accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from store import accept
from store.accept import NewComment
from store.sites import Site
from store.unit import Database
from tests import factories

NewComments = Callable[..., NewComment]


@pytest.fixture
def new_comment(site: Site) -> NewComments:
    """Make a comment that could be accepted; name what the test is about."""

    def make(**changed: Any) -> NewComment:
        return factories.new_comment(**{"site_id": site.id, **changed})

    return make


@pytest.fixture
def accepted(database: Database, new_comment: NewComments) -> Callable[..., NewComment]:
    """Store a comment and return it."""

    def make(**changed: Any) -> NewComment:
        new = new_comment(**changed)
        assert database.write(lambda unit: accept.one(unit, new))
        return new

    return make
