"""What a moderator narrows the queue down to, as conditions in SQL: a tab, what an index answers, what is sifted."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Text,
    and_,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from policy.states import Status
from runtime.ids import is_id
from store.tables import articles, comments, decisions

# Of the tab's comments in its order, so many are looked through for one page or one number: what no index answers
# (words, section, language, reason) takes up to 20 microseconds a comment on PostgreSQL.
SIFTED = 5_000


class Tab(StrEnum):
    """Which comments a list shows; the values are public."""

    HELD = "held"
    REPORTED = "reported"  # not rejected or deleted, and readers said something that no person has answered
    APPEALED = "appealed"  # rejected, and its author appealed against that
    APPROVED = "approved"
    REJECTED = "rejected"
    PENDING = "pending"
    DELETED = "deleted"
    ALL = "all"  # all but the deleted ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list of comments is narrowed down to; None asks nothing.

    language: of the comment, as found or else as hinted. reason: code in the decision that stands. since, until:
    created_at in microseconds, until itself left out. search: part of the text, of the author's name or id, of the
    article's id, title or address, or a whole id of the comment, ours or the site's; the case of letters counts for
    nothing (on SQLite: of A to Z). A search that has the form of our ids looks for ids alone.
    """

    tab: Tab = Tab.HELD
    escalated: bool = False
    section: str | None = None
    language: str | None = None
    reason: str | None = None
    author_id: str | None = None
    article_id: str | None = None
    since: int | None = None
    until: int | None = None
    search: str | None = None

    @property
    def sifts(self) -> bool:
        """Return True when something is asked that no index answers."""
        words = self.words is not None and not is_id(self.words)
        return words or any(one is not None for one in (self.section, self.language, self.reason))

    @property
    def words(self) -> str | None:
        """Return what to search for, in the form that texts are stored in; None for nothing."""
        words = unicodedata.normalize("NFC", self.search).strip() if self.search else ""
        if not words:
            return None
        return words.lower() if is_id(words.lower()) else words


def moment_of(tab: Tab) -> ColumnElement[int]:
    """Return the column by which the tab is ordered in time."""
    if tab is Tab.PENDING:
        return comments.c.pending_since
    if tab is Tab.APPEALED:
        return comments.c.appealed_at
    return comments.c.created_at if tab in (Tab.REPORTED, Tab.ALL) else comments.c.decided_at


def within(filters: Filters, tab: Tab) -> list[ColumnElement[bool]]:
    """Return the conditions on the table of comments alone: those that its indexes answer."""
    found = [_in_tab(tab)]
    if filters.escalated:
        found.append(comments.c.escalated_at.is_not(None))
    if filters.author_id is not None:
        found.append(comments.c.author_id == filters.author_id)
    if filters.article_id is not None:
        found.append(comments.c.article_id == filters.article_id)
    if filters.since is not None:
        found.append(comments.c.created_at >= filters.since)
    if filters.until is not None:
        found.append(comments.c.created_at < filters.until)
    words = filters.words
    if words is not None and is_id(words):
        found.append(or_(comments.c.id == words, comments.c.external_id == words))
    return found


def of_sites(site_ids: Sequence[int], tab: Tab | None = None) -> ColumnElement[bool]:
    """Return the condition that a comment belongs to one of the sites."""
    # What waits for the judge stands in an index of all sites. As a sum the site's number leads to no other index:
    # SQLite would look through all comments of the site, of a million in 0.3 s.
    site_id = comments.c.site_id + literal(0, literal_execute=True) if tab is Tab.PENDING else comments.c.site_id
    return site_id == site_ids[0] if len(site_ids) == 1 else site_id.in_(site_ids)


def up_to(number: int) -> ColumnElement[int]:
    """Return a LIMIT that is written into the statement.

    PostgreSQL plans a bound one, after five times, for a tenth of all comments: a search then took ten times as long.
    """
    return literal_column(str(int(number)), Integer)


def sifted(filters: Filters, id_: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that the comment of that id meets what no index answers."""
    # A sub-query of one comment, not a join: SQLite would begin the join with all articles of a section.
    return exists(select(literal(1)).select_from(_sources(filters)).where(comments.c.id == id_, *_sift(filters)))


def _sift(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.section is not None:
        found.append(articles.c.section == filters.section)
    if filters.language is not None:
        found.append(func.coalesce(comments.c.language, comments.c.language_hint) == filters.language)
    if filters.reason is not None:
        found.append(_has_reason(filters.reason))
    words = filters.words
    if words is not None and not is_id(words):
        found.append(_says(words))
    return found


def _sources(filters: Filters) -> FromClause:
    found: FromClause = comments
    if filters.section is not None or filters.words is not None:
        found = found.join(
            articles, and_(articles.c.site_id == comments.c.site_id, articles.c.id == comments.c.article_id)
        )
    if filters.reason is not None:
        found = found.join(decisions, decisions.c.id == comments.c.decision_id)
    return found


def _in_tab(tab: Tab) -> ColumnElement[bool]:
    # Written into the statement, not bound: a partial index is used only for a constant.
    if tab is Tab.REPORTED:
        reported = comments.c.open_reports > literal(0, literal_execute=True)
        # Not "!= deleted": SQLite would then walk along the index of all comments, in search of the few reported.
        return and_(
            reported,
            comments.c.status.in_([one.value for one in Status if one not in (Status.REJECTED, Status.DELETED)]),
        )
    if tab is Tab.APPEALED:
        return comments.c.appealed_at.is_not(None)
    if tab is Tab.ALL:
        return comments.c.status != _constant(Status.DELETED)
    return comments.c.status == _constant(Status(tab.value))


def _constant(status: Status) -> ColumnElement[str]:
    return literal(status.value, literal_execute=True)


def _has_reason(code: str) -> ColumnElement[bool]:
    # Both databases alike: one writes JSON as text with a space after the colon, the other without. Inside of a string
    # the quotes would be escaped, so that no message can look like a code.
    written = cast(decisions.c.reasons, Text)
    return or_(*[written.contains(f'"code":{space}"{code}"', autoescape=True) for space in ("", " ")])


def _says(words: str) -> ColumnElement[bool]:
    inside = (
        comments.c.text,
        comments.c.author_name,
        comments.c.author_id,
        comments.c.article_id,
        articles.c.title,
        articles.c.url,
    )
    return or_(
        *[one.icontains(words, autoescape=True) for one in inside],
        comments.c.external_id == words,
    )
