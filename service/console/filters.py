"""Which list of comments a page of the desk is about; all of it stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import request
from marshmallow import ValidationError

from moderation.desk import Filters, Order, Place
from service.api.schemas.pages import QueueQuery
from service.console.session import desk
from service.http.cursors import read_cursor, read_standing, write_cursor, write_standing
from service.http.problems.problem import Refusal, faults_of, one_sentence
from store.reads.priority import PriorityPlace

NAMES: Final = (
    "status",
    "order",
    "site",
    "search",
    "section",
    "language",
    "reason",
    "author",
    "article",
    "since",
    "until",
    "escalated",
)
SHOWN: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list: its sites, filters and order, where it goes on from, and the parameters that name it in an address."""

    site_ids: list[int]
    filters: Filters
    order: Order
    after: Place | None
    parameters: dict[str, Any]

    @property
    def asks_more(self) -> bool:
        """Return whether it is narrowed by what stands under "more"."""
        return not self.parameters.keys().isdisjoint(("section", "author", "article", "since", "until"))

    @property
    def is_narrowed(self) -> bool:
        """Return whether the list is narrowed by more than its tab and order."""
        return not self.parameters.keys() <= {"status", "order"}


def listing() -> Listing:
    """Return the list that the request is about. Refuses with 422 what names none."""
    fields = {name: "list_reason" if name == "reason" and request.method == "POST" else name for name in NAMES}
    given = {name: value for name, field in fields.items() if (value := request.values.get(field, "").strip())}
    site = given.get("site")
    known = {slug: id_ for id_, slug in desk().sites.items()}
    if site is not None and site not in known:
        raise Refusal("invalid-input", "site: there is no such site.")
    asked = {name: value for name, value in given.items() if name != "site"}
    if "cursor" in request.args:
        asked["cursor"] = request.args["cursor"]
    try:
        query: dict[str, Any] = QueueQuery().load(asked)
    except ValidationError as error:
        raise Refusal("invalid-input", one_sentence([*faults_of(error.messages)])) from error
    cursor = query.get("cursor")
    return Listing(
        site_ids=[*known.values()] if site is None else [known[site]],
        filters=query["filters"],
        order=query["order"],
        after=read_standing(cursor) if query["order"] == "priority" else read_cursor(cursor),
        parameters=given,
    )


def cursor_of(place: Place | None) -> str | None:
    """Return how a place is written in an address."""
    return write_standing(place) if isinstance(place, PriorityPlace) else write_cursor(place)
