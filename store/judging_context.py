"""What judging needs to know around comments, read in set-based statements; the same for web and workers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from policy.copies import Fingerprinted
from policy.entries import Entry
from policy.judge import Background
from policy.rules import RATE, REPEATS, TWISTED_NAMES
from policy.rules.facts import LATEST, AuthorHistory
from policy.ruleset import Ruleset
from policy.subject import Subject
from policy.trust import Standing
from policy.word_index import WordIndex
from runtime.clock import SECOND
from store import article_facts, authors, published, rulesets, wordlist
from store.article_facts import NOTHING, ArticleFacts
from store.engine import Sql, sql
from store.reads import history
from store.rulesets import SiteRules
from store.unit import Unit

AtHand = Callable[[int, int], WordIndex | None]
# site id -> what is remembered of its recent comments, newest first, and since when to read on; None: read all anew
Recall = Callable[[int], tuple[int, list[Fingerprinted]] | None]

RECENT = 1_000  # comments of a site that a new one is compared with
MOST_POSTS = 100  # of an author that are counted; no rule needs more
LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff"  # of a comment that is not stored: after all others of its moment


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgingContext:
    """What was read. rules: of each site. word_indexes: those at hand, None for a site whose entries were read.

    recent: of each site, newest first. histories: by the place of the subject. approved: published comments of each
    (site, author) where the mode asks. reopened: ids on which a person decided before an edit. standings: of the
    (site, author) that have one. articles: of the (site, article) where the rules ask.
    """

    rules: dict[int, SiteRules]
    word_indexes: dict[int, WordIndex | None]
    entries: dict[int, list[Entry]]
    recent: dict[int, list[Fingerprinted]]
    histories: dict[int, AuthorHistory]
    approved: dict[tuple[int, str], int]
    reopened: set[str]
    standings: dict[tuple[int, str], Standing]
    articles: dict[tuple[int, str], ArticleFacts]

    def background(self, place: int, subject: Subject) -> Background:
        """Return what is known of the subject at that place of those that were asked for."""
        article = self.articles.get((subject.site_id, subject.article_id or ""), NOTHING)
        if subject.author_id is None:
            return Background(
                edited_after_decision=subject.id in self.reopened, section=article.section, people=article.people
            )
        author = (subject.site_id, subject.author_id)
        return Background(
            author_approved=self.approved.get(author, 0),
            edited_after_decision=subject.id in self.reopened,
            history=self.histories.get(place),
            standing=self.standings.get(author),
            section=article.section,
            people=article.people,
        )


def gather(
    unit: Unit, subjects: Sequence[Subject], at_hand: AtHand, *, now: int, recall: Recall = lambda _: None
) -> JudgingContext:
    """Return what judging the subjects needs, asking only what the rules of their sites use.

    at_hand: site id, version of its list -> the index if it was made already, else None. now: microseconds.
    recall: what the process remembers of recent comments: reading a thousand takes longer than judging one.
    """
    rules = rulesets.current_of(unit, {one.site_id for one in subjects})
    made = {site_id: at_hand(site_id, one.lists_version) for site_id, one in rules.items()}
    unread = [site_id for site_id, one in made.items() if one is None]
    new_authors = [
        (one.site_id, one.author_id)
        for one in subjects
        if one.author_id is not None and rules[one.site_id].ruleset.asks_who_is_new
    ]
    edited = [one.id for one in subjects if one.revision > 1 and one.id is not None]
    # Most sites have no such author, and then nothing more is asked.
    judged = [
        (one.site_id, one.author_id) for one in subjects if one.author_id is not None and rules[one.site_id].standings
    ]
    asking = [
        (one.site_id, one.article_id)
        for one in subjects
        if one.article_id is not None and _asks_of_articles(rules[one.site_id].ruleset)
    ]
    return JudgingContext(
        rules=rules,
        word_indexes=made,
        entries=wordlist.active_of(unit, unread) if unread else {},
        recent=_recent(unit, rules, now, recall),
        histories=_histories(unit, subjects, rules),
        approved=published.count_by_author(unit, new_authors) if new_authors else {},
        reopened=history.decided_by_people(unit, edited) if edited else set(),
        standings=authors.standings_of(unit, judged, now=now) if judged else {},
        articles=article_facts.facts_of(unit, asking) if asking else {},
    )


_NEWEST = (
    "SELECT {columns} FROM comments c WHERE c.site_id = r.site_id AND c.fingerprint IS NOT NULL "
    "AND c.created_at >= r.since ORDER BY c.created_at DESC LIMIT :newest"
)
_SITES = {"site_id": "integer", "since": "bigint"}
# SQLite has no LATERAL, and PostgreSQL finds no good plan for the ids.
_RECENT = Sql(
    sqlite=sql(
        f"SELECT c.site_id, c.id, c.author_id, c.fingerprint, c.wire FROM {{rows}} AS r "
        f"JOIN comments c ON c.id IN ({_NEWEST.format(columns='c.id')}) ORDER BY c.created_at DESC",
        rows=_SITES,
    ).sqlite,
    postgresql=sql(
        "SELECT r.site_id, n.id, n.author_id, n.fingerprint, n.wire FROM {rows} AS r "
        f"CROSS JOIN LATERAL ({_NEWEST.format(columns='c.id, c.author_id, c.fingerprint, c.wire')}) AS n",
        rows=_SITES,
    ).postgresql,
)


def _recent(unit: Unit, rules: dict[int, SiteRules], now: int, recall: Recall) -> dict[int, list[Fingerprinted]]:
    """Return the newest comments of each site whose rules look for repeats, newest first."""
    asking = []
    known: dict[int, list[Fingerprinted]] = {}
    for site_id, one in rules.items():
        if one.ruleset.settings(REPEATS).is_on:
            since = now - one.ruleset.settings(REPEATS).hours * 3600 * SECOND
            remembered = recall(site_id)
            if remembered is not None:
                since, known[site_id] = max(since, remembered[0]), remembered[1]
            asking.append({"site_id": site_id, "since": since})
    found: dict[int, list[Fingerprinted]] = {}
    if asking:
        rows = unit.run(_RECENT, {"rows": _rows(asking), "newest": RECENT})
        for site_id, *one in rows:
            found.setdefault(site_id, []).append(Fingerprinted(*one))
    for site_id, before in known.items():
        anew = found.get(site_id, [])
        ids = {one.id for one in anew}
        found[site_id] = [*anew, *(one for one in before if one.id not in ids)][:RECENT]
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
# Posts, rejected and approved in one number, so that the author's latest comments are walked through once.
_POSTED, _REJECTED = 1_000_000, 1_000
_HISTORIES = sql(
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


def _histories(unit: Unit, subjects: Sequence[Subject], rules: dict[int, SiteRules]) -> dict[int, AuthorHistory]:
    """Return the record and pace of each subject's author, by the subject's place; none where no rule asks."""
    asking = {
        place: {
            "place": place,
            "site_id": one.site_id,
            "author_id": one.author_id,
            "id": one.id or LAST_ID,
            "at": one.created_at,
            "since": one.created_at - rules[one.site_id].ruleset.settings(RATE).minutes * 60 * SECOND,
        }
        for place, one in enumerate(subjects)
        if one.author_id is not None and _needs_history(rules[one.site_id].ruleset)
    }
    if not asking:
        return {}
    found = {}
    hurried = []
    for place, packed in unit.run(_HISTORIES, {"rows": _rows(asking.values()), "latest": LATEST}):
        posts, rest = divmod(int(packed or 0), _POSTED)
        rejected, approved = divmod(rest, _REJECTED)
        found[place] = AuthorHistory(approved, rejected, posts)
        if posts == LATEST:
            hurried.append(asking[place])  # there may be more of them
    if hurried:
        for place, posts in unit.run(_POSTS, {"rows": _rows(hurried), "most": MOST_POSTS}):
            found[place] = replace(found[place], posts=posts)
    return found


def _rows(asking: Iterable[dict[str, Any]]) -> str:
    return orjson.dumps(list(asking)).decode()


def _asks_of_articles(ruleset: Ruleset) -> bool:
    return bool(ruleset.sections) or ruleset.settings(TWISTED_NAMES).is_on


def _needs_history(ruleset: Ruleset) -> bool:
    return ruleset.asks_who_is_new or any(settings.needs_history for settings in ruleset.rules.values())
