"""What judging is told around a comment: its author's record and pace, and the site's comments of late."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from models.text.fold import fold_batch
from moderation.caches import WordListCache
from policy.copies import Fingerprinted
from policy.judge import Background
from policy.rules.facts import LATEST, AuthorHistory
from policy.ruleset import parse
from policy.states import Actor, Status
from policy.subject import Subject
from runtime.clock import SECOND, system_clock
from store import accept, edits, judging_context, rulesets
from store.judging_context import RECENT
from store.moves import Move
from tests.factories import make_site
from tests.helpers import claim, move, record


def subject_of(new, **changed) -> Subject:
    values = {name: getattr(new, name, None) for name in Subject._fields}
    return Subject(**{**values, "revision": 1, **changed})


@dataclass
class Seen:
    """What the context says of one subject, and of its site."""

    background: Background
    recent: list[Fingerprinted]


@pytest.fixture
def look(database):
    """Return what is known around subjects."""

    def gather(*subjects: Subject) -> list[Seen]:
        at_hand = WordListCache(fold_batch).known
        found = database.read(lambda unit: judging_context.gather(unit, subjects, at_hand, now=system_clock()))
        return [Seen(found.background(n, one), found.recent.get(one.site_id, [])) for n, one in enumerate(subjects)]

    return gather


def decide(database, status: Status, fingerprint: int | None = None) -> None:
    record(database, *[replace(move(one, status), fingerprint=fingerprint) for one in claim(database)])


def test_the_record_counts_what_was_decided_before_and_nobody_elses(database, accepted, look):
    now = system_clock()
    for age, status in enumerate([Status.APPROVED, Status.REJECTED, Status.REJECTED, Status.HELD], start=1):
        accepted(created_at=now - age * 3600 * SECOND)
        decide(database, status)
    accepted(author_id="somebody")
    decide(database, Status.REJECTED)
    accepted(created_at=now + 3600 * SECOND)  # written later
    decide(database, Status.REJECTED)
    mine = accepted(created_at=now)
    (seen,) = look(subject_of(mine))
    assert seen.background.history == AuthorHistory(approved=1, rejected=2, posts=0)


def test_the_record_forgets_what_lies_far_back(database, accepted, look):
    now = system_clock()
    for age in range(30, 40):
        accepted(created_at=now - age * 86_400 * SECOND)
    decide(database, Status.REJECTED)
    for age in range(1, 11):
        accepted(created_at=now - age * 86_400 * SECOND)
    decide(database, Status.APPROVED)
    (seen,) = look(subject_of(accepted(created_at=now)))
    assert seen.background.history == AuthorHistory(approved=10)


def test_the_pace_counts_the_comments_of_the_last_minutes_pending_ones_too(accepted, look):
    now = system_clock()
    news = [accepted(created_at=now - age * 60 * SECOND) for age in (9, 6, 4, 2, 0)]
    assert [seen.background.history.posts for seen in look(*map(subject_of, news))] == [0, 1, 1, 2, 2]


def test_the_pace_of_an_author_in_a_hurry_is_counted_beyond_the_latest_ones(accepted, look):
    now = system_clock()
    news = [accepted(created_at=now - age * SECOND) for age in range(LATEST + 3)]
    posts = [seen.background.history.posts for seen in look(*map(subject_of, news))]
    assert posts == list(range(LATEST + 2, -1, -1))


def test_of_comments_of_one_moment_each_counts_those_with_a_smaller_id(accepted, look):
    now = system_clock()
    news = [accepted(created_at=now) for _ in range(4)]
    assert sorted(seen.background.history.posts for seen in look(*map(subject_of, news))) == [0, 1, 2, 3]


def test_a_text_that_is_only_checked_counts_all_that_is_stored(accepted, look, new_comment):
    now = system_clock()
    accepted(created_at=now)
    (seen,) = look(subject_of(new_comment(), id=None, created_at=now))
    assert seen.background.history == AuthorHistory(posts=1)
    (seen,) = look(subject_of(new_comment(), id=None, author_id=None))
    assert seen.background.history is None


def test_recent_comments_come_with_their_fingerprints_newest_first(database, accepted, look, site):
    now = system_clock()
    old = accepted(created_at=now - 25 * 3600 * SECOND, author_id="old")
    first, second = accepted(created_at=now - 20 * SECOND), accepted(created_at=now - 10 * SECOND, author_id="w2")
    decide(database, Status.HELD, fingerprint=-(2**63))
    pending = accepted()
    other = make_site(database)
    site_, elsewhere = look(subject_of(pending), subject_of(pending, site_id=other.id))
    assert [(one.id, one.author, one.fingerprint) for one in site_.recent] == [
        (second.id, "w2", -(2**63)),
        (first.id, "author-1", -(2**63)),
    ]
    assert elsewhere.recent == []
    assert old.id not in {one.id for one in site_.recent}


def test_no_more_than_the_newest_thousand_are_read(database, accepted, look, new_comment):
    now = system_clock()
    news = [new_comment(created_at=now - age * SECOND) for age in range(RECENT + 5)]
    database.write(lambda unit: accept.many(unit, news))
    record(database, *[replace(move(one), fingerprint=7) for one in claim(database, limit=2_000)])
    (site_,) = look(subject_of(new_comment()))
    assert [one.id for one in site_.recent] == [one.id for one in news[:RECENT]]


def test_an_edit_and_a_deletion_take_the_fingerprint_away(database, accepted, look, site):
    edited, deleted, decided = accepted(), accepted(), accepted()
    decide(database, Status.HELD, fingerprint=5)
    database.write(lambda unit: edits.reopen_for_edit(unit, site.id, edited.id, "নতুন", now=system_clock()))
    database.write(lambda unit: edits.delete(unit, site.id, deleted.id, now=system_clock()))
    person = Move(
        comment_id=decided.id,
        site_id=site.id,
        version=2,
        revision=1,
        old_status=Status.HELD,
        new_status=Status.APPROVED,
        actor=Actor.PERSON,
    )
    record(database, person)
    (site_,) = look(subject_of(edited))
    assert [one.id for one in site_.recent] == [decided.id]


def test_a_site_whose_rules_do_not_ask_is_told_nothing(database, accepted, look, site):
    accepted()
    decide(database, Status.REJECTED, fingerprint=5)
    off = {name: {"action": "off"} for name in ("links", "repeats", "rate", "record")}
    database.write(lambda unit: rulesets.put(unit, site.id, parse(off), author="t", now=system_clock()))
    (site_,) = look(subject_of(accepted()))
    assert (site_.recent, site_.background.history) == ([], None)
