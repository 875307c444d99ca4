"""Ids as parts of a path: those that a site chose, and numbers of ours."""

from __future__ import annotations

from marshmallow import ValidationError
from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from service.api.schemas.fields import ArticleId, site_id

LARGEST = 2**53 - 1  # that JSON's readers all know
_ARTICLE_ID = ArticleId()
_AUTHOR_ID = site_id()


class ArticleConverter(BaseConverter):
    """An article's id in a path."""

    def to_python(self, value: str) -> str:
        """Return the id; what cannot be an id is not found."""
        try:
            return str(_ARTICLE_ID.deserialize(value))
        except ValidationError as error:
            # Werkzeug's own ValidationError would answer 405 where another rule has the same path.
            raise NotFound from error


class AuthorConverter(BaseConverter):
    """An author's id in a path: the site's own, so it may hold slashes, even two in a row."""

    regex = ".+"
    part_isolating = False

    def to_python(self, value: str) -> str:
        """Return the id; what cannot be an id is not found."""
        try:
            return str(_AUTHOR_ID.deserialize(value))
        except ValidationError as error:
            raise NotFound from error


class NumberConverter(IntegerConverter):
    """A number of ours in a path; one that no database counts to is not found."""

    def __init__(self, rules: Map) -> None:
        super().__init__(rules, max=LARGEST)
