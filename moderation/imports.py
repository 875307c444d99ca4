"""Comments of an earlier system, taken over: stored as they were, judged in the background, decisions there kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from moderation.store_parts import StoreParts, open_store
from moderation.submit import Posted, prepare
from policy.errors import DomainError, ParentNotFound
from policy.hints import UNTOLD, WAS_APPROVED, WAS_REJECTED, joined
from policy.states import Status
from runtime.ids import first_id_at
from runtime.keyed_hash import Hasher
from runtime.settings import Settings
from store import accept, articles, comments, labels
from store.accept import NewComment
from store.reads.depth import imported_since, pending_up_to
from store.unit import Unit

AT_ONCE = 500
WAITING_AT_MOST = 20_000  # in the background: what is stored and not judged yet
WIRE = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportParts(StoreParts):
    """What an import works with."""

    hasher: Hasher


def open_import(settings: Settings) -> ImportParts:
    """Open what an import works with. Connections are made when they are first used."""
    opened = open_store(settings)
    hasher = Hasher(settings.secret_key, address_days=settings.address_hash_days)
    return ImportParts(database=opened.database, clock=opened.clock, hasher=hasher)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A comment with what the earlier system knew of it; posted.id is its id there, and names it.

    parent: that system's id of the comment replied to. url, title: of the article.
    decided: APPROVED, REJECTED, or None where nobody had decided. labels: label -> 0..1, what people there said.
    """

    posted: Posted
    parent: str | None = None
    url: str | None = None
    title: str | None = None
    decided: Status | None = None
    labels: Mapping[str, float]


class Outcome(StrEnum):
    """What became of one."""

    STORED = "stored"
    KNOWN = "known"  # the same was here before
    NO_PARENT = "without its parent"  # stored under the article: what it replies to is not here


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One import. source: names the system. keeps: its decisions stand. tells: the world outside hears of each."""

    site_id: int
    source: str
    keeps: bool = True
    tells: bool = False


def take(parts: ImportParts, about: Import, rows: Sequence[Imported]) -> list[Outcome | DomainError]:
    """Store the comments in one commit; return for each what became of it, in order. Ids are all different.

    Whoever is replied to comes first: among the rows, or stored before. Nobody is rung for: the sweep finds them.
    Raises DatabaseUnavailable.
    """

    def work(unit: Unit) -> list[Outcome | DomainError]:
        became: dict[str, Outcome | DomainError] = {}
        wanted = {one.parent for one in rows if one.parent is not None}
        ids = {key: one.id for key, one in comments.by_external_ids(unit, about.site_id, list(wanted)).items()}
        for level in _levels(rows):
            news = [_new(parts, about, one, ids) for one in level]
            refused = _accept(unit, news, became)
            for one, new in zip(level, news, strict=True):
                if new.id not in refused:
                    ids[_id(one)] = new.id
                    became[_id(one)] = Outcome.NO_PARENT if one.parent and new.parent_id is None else became[_id(one)]
            _label(unit, about, [(one, new) for one, new in zip(level, news, strict=True) if new.id not in refused])
        for article, url, title in {(one.posted.article, one.url, one.title) for one in rows if one.url or one.title}:
            articles.know(unit, about.site_id, article, url=url, title=title)
        return [became[_id(one)] for one in rows]

    return parts.database.write(work)


def are_here(parts: ImportParts, site_id: int, ids: Sequence[str]) -> set[str]:
    """Return which of the site's ids are of comments stored already."""
    return set(parts.database.read(lambda unit: comments.by_external_ids(unit, site_id, ids)))


def addresses(parts: ImportParts, site_id: int) -> dict[str, str]:
    """Return the ids of the site's articles by their addresses."""
    return parts.database.read(lambda unit: articles.by_address(unit, site_id))


def waiting(parts: ImportParts) -> int:
    """Return how many comments wait in the background, WAITING_AT_MOST and more as that."""
    return parts.database.read(lambda unit: pending_up_to(unit, WAITING_AT_MOST, background=True))


def judged_since(parts: ImportParts, site_id: int, began: int) -> dict[str, int]:
    """Return how many comments of the site were imported since that moment (microseconds), by status."""
    return parts.database.read(lambda unit: imported_since(unit, site_id, first_id_at(began)))


def _id(one: Imported) -> str:
    return one.posted.id or ""


def _levels(rows: Sequence[Imported]) -> Iterator[list[Imported]]:
    """Yield the rows in groups, each after the group that it replies to. A ring of replies is cut."""
    left = {_id(one): one for one in rows}
    while left:
        free = [one for one in left.values() if one.parent not in left or one.parent == _id(one)]
        level = free or [next(iter(left.values()))]
        yield level
        for one in level:
            del left[_id(one)]


def _new(parts: ImportParts, about: Import, one: Imported, ids: Mapping[str, str]) -> NewComment:
    hints = []
    if about.keeps and one.decided is not None:
        hints.append(WAS_APPROVED if one.decided is Status.APPROVED else WAS_REJECTED)
    if not about.tells:
        hints.append(UNTOLD)
    # The parent is no part of what tells the same comment from another: an earlier attempt may not have found it.
    new = prepare(parts, about.site_id, replace(one.posted, hints=joined(hints)))
    return replace(new, parent_id=ids.get(one.parent or ""), background=True)


def _accept(unit: Unit, news: list[NewComment], became: dict[str, Outcome | DomainError]) -> set[str]:
    """Store them; note what became of each, and return the ids of those that were not stored."""
    refused = accept.many(unit, news, closed_too=True)
    orphans = [place for place, new in enumerate(news) if isinstance(refused.get(new.id), ParentNotFound)]
    for place in orphans:
        del refused[news[place].id]
        news[place] = replace(news[place], parent_id=None)
    if orphans:
        refused |= accept.many(unit, [news[place] for place in orphans], closed_too=True)
    for new in news:
        became[new.external_id or ""] = Outcome.STORED if new.id not in refused else refused[new.id] or Outcome.KNOWN
    return set(refused)


def _label(unit: Unit, about: Import, stored: Sequence[tuple[Imported, NewComment]]) -> None:
    for one, new in stored:
        for label, value in one.labels.items():
            labels.give(
                unit,
                about.site_id,
                wire=WIRE,
                token=_id(one),
                label=label,
                value=value,
                comment_id=new.id,
                text=None,
                language=None,
                given_by=about.source,
                now=new.pending_since,
            )
