"""What judging needs to know around comments, read in set-based statements; the same for web and workers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import orjson

from policy.actions import Action
from policy.judge import Draft, Site
from policy.rules.entries import Entry
from policy.rules.repeats import Printed
from policy.rules.wordlist import WordList
from policy.rules.writers import LATEST, Writer
from policy.ruleset import Mode, Ruleset
from policy.trust import Standing
from runtime.clock import SECOND
from store import authors, leases, lists, published, rulesets
from store.engine import Sql, sql
from store.lists import ListMemory
from store.rulesets import SiteRules
from store.unit import Unit

RECENT = 1_000  # comments of a site that a new one is compared with
MOST_POSTS = 100  # of a writer that are counted; no rule needs more
LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff"  # of a comment that is not stored: after all others of its moment


class Subject(NamedTuple):
    """A comment about to be judged. id: None for one that is not stored. created_at: microseconds."""

    id: str | None
    site_id: int
    revision: int
    author_id: str | None
    author_name: str | None
    author_url: str | None
    text: str
    language_hint: str | None
    created_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What was read. rules: of each site. lists: those remembered; entries: of the others, to be made ready.

    recent: of each site, newest first. writers: by the place of the subject. known: published comments of each
    (site, writer) where the mode asks. reopened: ids on which a person decided before an edit. standings: of the
    (site, writer) that have one.
    """

    rules: dict[int, SiteRules]
    lists: dict[int, WordList | None]
    entries: dict[int, list[Entry]]
    recent: dict[int, list[Printed]]
    writers: dict[int, Writer]
    known: dict[tuple[int, str], int]
    reopened: set[str]
    standings: dict[tuple[int, str], Standing]

    def drafts(self, memory: ListMemory, subjects: Sequence[Subject]) -> list[tuple[Site, Draft]]:
        """Return the subjects as the judge wants them, in their order; call it outside of any transaction."""
        sites = {one: self._site(memory, one, rules) for one, rules in self.rules.items()}
        return [(sites[one.site_id], self._draft(place, one)) for place, one in enumerate(subjects)]

    def _site(self, memory: ListMemory, site_id: int, rules: SiteRules) -> Site:
        made = self.lists[site_id]
        if made is None:
            made = memory.make(site_id, rules.lists_version, self.entries[site_id])
        return Site(rules.ruleset, made, self.recent.get(site_id, ()))

    def _draft(self, place: int, one: Subject) -> Draft:
        return Draft(
            text=one.text,
            language=one.language_hint,
            author_approved=None if one.author_id is None else self.known.get((one.site_id, one.author_id), 0),
            edited_after_decision=one.id in self.reopened,
            id=one.id,
            author=one.author_id,
            name=one.author_name,
            url=one.author_url,
            writer=self.writers.get(place),
            standing=self.standings.get((one.site_id, one.author_id)) if one.author_id is not None else None,
        )


def gather(unit: Unit, subjects: Sequence[Subject], memory: ListMemory, *, now: int) -> Surroundings:
    """Return what judging the subjects needs, asking only what the rules of their sites use. now: microseconds."""
    rules = rulesets.current_of(unit, {one.site_id for one in subjects})
    made = {site_id: memory.known(site_id, one.lists_version) for site_id, one in rules.items()}
    unread = [site_id for site_id, one in made.items() if one is None]
    new_writers = [
        (one.site_id, one.author_id)
        for one in subjects
        if one.author_id is not None and rules[one.site_id].ruleset.mode is Mode.NEW_AUTHORS
    ]
    edited = [one.id for one in subjects if one.revision > 1 and one.id is not None]
    # Most sites have no such writer, and then nothing more is asked.
    judged = [
        (one.site_id, one.author_id) for one in subjects if one.author_id is not None and rules[one.site_id].standings
    ]
    return Surroundings(
        rules=rules,
        lists=made,
        entries=lists.standing_of(unit, unread) if unread else {},
        recent=_recent(unit, rules, now),
        writers=_writers(unit, subjects, rules),
        known=published.count_by_author(unit, new_writers) if new_writers else {},
        reopened=leases.decided_by_people(unit, edited) if edited else set(),
        standings=authors.standings_of(unit, judged, now=now) if judged else {},
    )


_NEWEST = (
    "SELECT {columns} FROM comments c WHERE c.site_id = r.site_id AND c.fingerprint IS NOT NULL "
    "AND c.created_at >= r.since ORDER BY c.created_at DESC LIMIT :newest"
)
_SITES = {"site_id": "integer", "since": "bigint"}
# SQLite has no LATERAL, and PostgreSQL finds no good plan for the ids.
_RECENT = Sql(
    sqlite=sql(
        f"SELECT c.site_id, c.id, c.author_id, c.fingerprint FROM {{rows}} AS r "
        f"JOIN comments c ON c.id IN ({_NEWEST.format(columns='c.id')}) ORDER BY c.created_at DESC",
        rows=_SITES,
    ).sqlite,
    postgresql=sql(
        "SELECT r.site_id, n.id, n.author_id, n.fingerprint FROM {rows} AS r "
        f"CROSS JOIN LATERAL ({_NEWEST.format(columns='c.id, c.author_id, c.fingerprint')}) AS n",
        rows=_SITES,
    ).postgresql,
)


def _recent(unit: Unit, rules: dict[int, SiteRules], now: int) -> dict[int, list[Printed]]:
    """Return the newest comments of each site whose rules look for repeats, newest first."""
    asking = [
        {"site_id": site_id, "since": now - one.ruleset.repeats.hours * 3600 * SECOND}
        for site_id, one in rules.items()
        if one.ruleset.repeats.action is not Action.OFF
    ]
    found: dict[int, list[Printed]] = {}
    if asking:
        rows = unit.run(_RECENT, {"rows": _rows(asking), "newest": RECENT})
        for site_id, id_, author, fingerprint in rows:
            found.setdefault(site_id, []).append(Printed(id_, author, fingerprint))
    return found


_BEFORE = (
    "FROM comments c WHERE c.site_id = r.site_id AND c.author_id = r.author_id AND c.created_at <= r.at "
    "AND (c.created_at < r.at OR c.id < r.id)"
)
_ASKED = {
    "place": "integer",
    "site_id": "integer",
    "author_id": "text",
    "id": "uuid",
    "at": "bigint",
    "since": "bigint",
}
# Posts, rejected and approved in one number, so that the writer's latest comments are walked through once.
_POSTED, _REJECTED = 1_000_000, 1_000
_WRITERS = sql(
    f"SELECT r.place, (SELECT SUM(CASE l.status WHEN 'approved' THEN 1 WHEN 'rejected' THEN {_REJECTED} ELSE 0 END "
    f"+ CASE WHEN l.created_at > r.since THEN {_POSTED} ELSE 0 END) "
    f"FROM (SELECT c.status, c.created_at {_BEFORE} ORDER BY c.created_at DESC LIMIT :latest) AS l) "
    f"FROM {{rows}} AS r",
    rows=_ASKED,
)
_POSTS = sql(
    f"SELECT r.place, (SELECT COUNT(*) FROM (SELECT 1 {_BEFORE} AND c.created_at > r.since LIMIT :most) AS p) "
    f"FROM {{rows}} AS r",
    rows=_ASKED,
)


def _writers(unit: Unit, subjects: Sequence[Subject], rules: dict[int, SiteRules]) -> dict[int, Writer]:
    """Return the record and pace of each subject's writer, by the subject's place; none where no rule asks."""
    asking = {
        place: {
            "place": place,
            "site_id": one.site_id,
            "author_id": one.author_id,
            "id": one.id or LAST_ID,
            "at": one.created_at,
            "since": one.created_at - rules[one.site_id].ruleset.rate.minutes * 60 * SECOND,
        }
        for place, one in enumerate(subjects)
        if one.author_id is not None and _asks_for_writers(rules[one.site_id].ruleset)
    }
    if not asking:
        return {}
    found = {}
    hurried = []
    for place, packed in unit.run(_WRITERS, {"rows": _rows(asking.values()), "latest": LATEST}):
        posts, rest = divmod(int(packed or 0), _POSTED)
        rejected, approved = divmod(rest, _REJECTED)
        found[place] = Writer(approved, rejected, posts)
        if posts == LATEST:
            hurried.append(asking[place])  # there may be more of them
    if hurried:
        for place, posts in unit.run(_POSTS, {"rows": _rows(hurried), "most": MOST_POSTS}):
            found[place] = replace(found[place], posts=posts)
    return found


def _rows(asking: Iterable[dict[str, Any]]) -> str:
    return orjson.dumps(list(asking)).decode()


def _asks_for_writers(ruleset: Ruleset) -> bool:
    return any(one.action is not Action.OFF for one in (ruleset.links, ruleset.rate, ruleset.record))
