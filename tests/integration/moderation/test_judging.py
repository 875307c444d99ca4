"""Judging what waits: claimed, judged outside any transaction, recorded if nothing moved meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from moderation import upkeep
from moderation.caches import RecentCache
from moderation.judging import check, judge_pending
from policy.actions import Action
from policy.entries import Kind
from policy.errors import DatabaseUnavailable
from policy.ruleset import parse
from policy.states import Status
from runtime.clock import SECOND, system_clock
from runtime.queues import DOORBELL_MODERATE
from runtime.redis_client import connect
from store import comments, decisions, edits, rulesets, wordlist
from tests.factories import CLEAN, INSULT, SPAM, make_classifier
from tests.helpers import assert_counts_equal_a_recount, statuses

POISON = "বিষ"


class BreakingClassifier:
    """Breaks on one text, as a bug in a tokeniser would; judges all others."""

    def __init__(self) -> None:
        self._inner = make_classifier()
        self.labels = self._inner.labels
        self.version = self._inner.version
        self.fold, self.place = self._inner.fold, self._inner.place
        self.near, self.links = self._inner.near, self._inner.links
        self.labels_in = self._inner.labels_in
        self.calls = 0

    def score(self, texts):
        self.calls += 1
        if any(POISON in text for text in texts):
            raise ValueError(f"cannot read {texts}")
        return self._inner.score(texts)


def test_each_comment_gets_its_own_verdict(database, waiting, make_parts):
    ids = waiting(CLEAN, SPAM, INSULT)
    assert judge_pending(make_parts()) == 3
    assert statuses(database, ids) == ["approved", "rejected", "held"]
    assert_counts_equal_a_recount(database)


def test_nothing_waiting_is_nothing_done(make_parts):
    assert judge_pending(make_parts()) == 0


def test_a_full_batch_rings_for_the_next(waiting, make_parts, doorbell):
    waiting(*[CLEAN] * 10)
    parts = make_parts(claim_batch=8)
    assert judge_pending(parts) == 8
    assert doorbell.published == 1
    assert judge_pending(parts) == 2
    assert doorbell.published == 1


def test_the_doorbell_is_answered_before_claiming(make_parts, doorbell, redis_url):
    assert doorbell.ring()
    assert not doorbell.ring()
    judge_pending(make_parts())
    assert connect(redis_url).get(DOORBELL_MODERATE) is None
    assert doorbell.ring()


def test_a_poison_comment_is_held_and_its_neighbours_pass(database, waiting, make_parts, site):
    ids = waiting(CLEAN, SPAM, POISON, CLEAN, INSULT)
    assert judge_pending(make_parts(classifier=BreakingClassifier())) == 5
    assert statuses(database, ids) == ["approved", "rejected", "held", "approved", "held"]
    poisoned = database.read(lambda unit: comments.by_id(unit, site.id, ids[2]))
    assert [reason["code"] for reason in poisoned.reasons] == ["judge-failed"]


class KilledHere(BaseException):
    """What kill -9 looks like from inside: nothing after it runs."""


class DeadlyClassifier(BreakingClassifier):
    """Takes its process with it when it meets one text."""

    def score(self, texts):
        if any(POISON in text for text in texts):
            raise KilledHere
        return super().score(texts)


def test_a_comment_that_kills_its_judges_ends_alone_and_is_held(database, waiting, make_parts):
    # The last by another author: a fourth time the same words by the same one would be held as a repeat.
    ids = [*waiting(CLEAN, SPAM, INSULT, CLEAN, POISON, CLEAN, SPAM), *waiting(CLEAN, author_id="another")]
    parts = make_parts(claim_batch=8, lease_seconds=0, classifier=DeadlyClassifier())
    deaths = 0
    for _ in range(40):
        try:
            judge_pending(parts)
        except KilledHere:
            deaths += 1
    expected = ["approved", "rejected", "held", "approved", "held", "approved", "rejected", "approved"]
    assert statuses(database, ids) == expected
    assert deaths == 4  # with eight, with four, with two, and alone
    assert_counts_equal_a_recount(database)


def test_what_moved_while_it_was_judged_is_left_alone(database, waiting, make_parts, site):
    edited, other = waiting(CLEAN, CLEAN)

    class EditsMeanwhile:
        def __init__(self):
            self._inner = make_classifier()
            self.labels, self.version = self._inner.labels, self._inner.version
            self.fold, self.place = self._inner.fold, self._inner.place
            self.near, self.links = self._inner.near, self._inner.links
            self.labels_in = self._inner.labels_in

        def score(self, texts):
            database.write(lambda unit: edits.reopen_for_edit(unit, site.id, edited, SPAM, now=system_clock()))
            return self._inner.score(texts)

    assert judge_pending(make_parts(classifier=EditsMeanwhile())) == 1
    assert statuses(database, [edited, other]) == ["pending", "approved"]
    assert judge_pending(make_parts()) == 1
    assert statuses(database, [edited]) == ["rejected"]
    assert_counts_equal_a_recount(database)


@pytest.mark.parametrize(("mode", "expected"), [("post", "approved"), ("pre", "held"), ("new-authors", "held")])
def test_the_sites_mode_decides_about_what_passes(database, waiting, make_parts, site, mode, expected):
    ruleset = parse({"mode": mode})
    database.write(lambda unit: rulesets.put(unit, site.id, ruleset, author="t", now=system_clock()))
    ids = waiting(CLEAN)
    judge_pending(make_parts())
    assert statuses(database, ids) == [expected]


def test_an_author_with_enough_published_comments_is_no_longer_new(database, waiting, make_parts, site):
    old = waiting(CLEAN, author_id="known")
    judge_pending(make_parts())
    ruleset = parse({"mode": "new-authors", "new_author_comments": 1})
    database.write(lambda unit: rulesets.put(unit, site.id, ruleset, author="t", now=system_clock()))
    known, new = waiting(CLEAN, author_id="known") + waiting(CLEAN, author_id="stranger")
    judge_pending(make_parts())
    assert statuses(database, [*old, known, new]) == ["approved", "approved", "held"]


def test_an_edit_does_not_get_past_a_persons_decision(database, waiting, make_parts, site):
    rejected, untouched = waiting(INSULT, CLEAN)
    judge_pending(make_parts())
    database.write(
        lambda unit: decisions.decide(
            unit,
            site.id,
            rejected,
            Status.REJECTED,
            version=2,
            person="rahima",
            reasons=[{"code": "person-abuse"}],
            note=None,
            now=system_clock(),
        )
    )
    for one in (rejected, untouched):
        database.write(lambda unit, one=one: edits.reopen_for_edit(unit, site.id, one, CLEAN, now=system_clock()))
    judge_pending(make_parts())
    assert statuses(database, [rejected, untouched]) == ["held", "approved"]
    held = database.read(lambda unit: comments.by_id(unit, site.id, rejected))
    assert [reason["code"] for reason in held.reasons] == ["edited-after-decision"]


def test_the_sweep_rings_only_when_something_is_leased_by_nobody(waiting, doorbell, make_parts):
    assert not upkeep.sweep(make_parts())
    waiting(CLEAN)
    assert upkeep.sweep(make_parts())
    doorbell.answer()
    waiting(CLEAN, lease_until=system_clock() + 60 * SECOND)
    assert upkeep.sweep(make_parts())


def test_a_database_that_is_away_leaves_the_comments_pending(database, waiting, make_parts):
    ids = waiting(CLEAN)

    class Away:
        def write(self, work):
            raise DatabaseUnavailable("gone")

    with pytest.raises(DatabaseUnavailable):
        judge_pending(make_parts(database=Away()))
    assert statuses(database, ids) == ["pending"]


# Signals beside the classifier

SENTENCE = "সেতুটি তিন বছর ধরে ভাঙা পড়ে আছে, কেউ দেখে না"


def codes(database, site, comment_id):
    return [one["code"] for one in database.read(lambda unit: comments.by_id(unit, site.id, comment_id)).reasons]


def test_a_repeat_is_held_within_a_batch_and_across_batches(database, waiting, make_parts, site):
    first, second, other = [*waiting(SENTENCE, SENTENCE), *waiting(SENTENCE, author_id="another")]
    judge_pending(make_parts())
    assert statuses(database, [first, second, other]) == ["approved", "held", "approved"]
    (third,) = waiting(SENTENCE + " !!", article_id="b")
    judge_pending(make_parts())
    assert codes(database, site, third) == ["text-repeated"]


def test_an_edited_comment_does_not_repeat_itself(database, waiting, make_parts, site):
    (one,) = waiting(SENTENCE)
    judge_pending(make_parts())
    database.write(lambda unit: edits.reopen_for_edit(unit, site.id, one, SENTENCE + ".", now=system_clock()))
    judge_pending(make_parts())
    assert statuses(database, [one]) == ["approved"]


def test_a_hurried_author_is_held_after_the_tenth_comment(database, waiting, make_parts, site):
    ids = waiting(*[f"{SENTENCE} {place} {'ক' * place} {'খ' * place} {'গ' * place}" for place in range(12)])
    judge_pending(make_parts(claim_batch=5))
    judge_pending(make_parts(claim_batch=5))
    judge_pending(make_parts(claim_batch=5))
    hurried = [one for one in ids if "writing-fast" in codes(database, site, one)]
    assert len(hurried) == 2


def test_a_list_and_a_name_are_heard_by_workers_as_well(database, waiting, make_parts, site):
    database.write(
        lambda unit: wordlist.add(
            unit,
            site.id,
            ["শাল"],
            kind=Kind.WORD,
            action=Action.REJECT,
            note=None,
            author="rahima",
            now=system_clock(),
        )
    )
    parts = make_parts()
    listed, harmless, named = [*waiting("একটা শাল", "বিশাল মাঠ"), *waiting("ভালো", author_name="শাল")]
    judge_pending(parts)
    assert statuses(database, [listed, harmless, named]) == ["rejected", "approved", "held"]
    assert codes(database, site, named) == ["name-listed"]


def test_a_task_that_runs_out_of_time_is_no_poison_comment(database, waiting, make_parts):
    class TimeIsOver(Exception):
        pass

    class Slow(BreakingClassifier):
        def score(self, texts):
            raise TimeIsOver

    ids = waiting(CLEAN, CLEAN)
    with pytest.raises(TimeIsOver):
        judge_pending(make_parts(classifier=Slow(), interrupts=(TimeIsOver,)))
    assert statuses(database, ids) == ["pending", "pending"]


def test_a_single_text_is_compared_with_recent_ones_whether_they_are_remembered_or_not(parts, site, waiting):
    remembering = replace(parts, recent=RecentCache(60))
    text = "একই লেখা বারবার পোস্ট করা হচ্ছে এখানে"
    author = {"id": "author-1"}

    def status(judging):
        return check(judging, site.id, text, author=author, language=None).verdict.status

    assert (status(remembering), status(parts)) == (Status.APPROVED, Status.APPROVED)
    waiting(text)
    assert judge_pending(parts) == 1
    assert (status(remembering), status(parts)) == (Status.HELD, Status.HELD)
    assert status(remembering) == Status.HELD  # now it is remembered
