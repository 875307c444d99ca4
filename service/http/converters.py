"""Ids as parts of a path: those that a site chose, and numbers of ours."""

from __future__ import annotations

from marshmallow import ValidationError, fields
from werkzeug.exceptions import UnprocessableEntity
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from service.api.schemas.fields import ArticleId, SiteId

LARGEST = 2**53 - 1  # that JSON's readers all know


class SiteIdConverter(BaseConverter):
    """An id that the site chose, in a path: it may hold slashes, even two in a row."""

    regex = ".+"
    part_isolating = False
    field: fields.Field[str] = SiteId()
    named = "id"

    def to_python(self, value: str) -> str:
        """Return the id. Raises UnprocessableEntity that says why it cannot be one."""
        try:
            return str(self.field.deserialize(value))
        except ValidationError as error:
            # Werkzeug's own ValidationError would answer 405 where another rule has the same path.
            refused = UnprocessableEntity()
            refused.data = {"messages": {"path": {self.named: error.messages}}}  # type: ignore[attr-defined]
            raise refused from error


class ArticleConverter(SiteIdConverter):
    """An article's id in a path."""

    regex = "[^/]+"
    part_isolating = True
    field = ArticleId()
    named = "article"


class NumberConverter(IntegerConverter):
    """A number of ours in a path; one that no database counts to is not found."""

    def __init__(self, rules: Map) -> None:
        super().__init__(rules, max=LARGEST)
