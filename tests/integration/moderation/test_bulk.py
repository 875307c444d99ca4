"""Work on many comments: done in chunks, what moved meanwhile left alone, taken back as a whole."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from moderation import upkeep
from moderation.bulk import work
from moderation.judging import judge_pending
from policy.states import Actor, Status
from runtime.clock import system_clock
from store import bulk, bulk_work, decisions
from store.bulk import BulkAction, BulkState, Order
from store.reads import history
from store.tables import comments as comments_table
from tests.factories import CLEAN, INSULT, SPAM, make_site
from tests.helpers import assert_counts_equal_a_recount, statuses

REJECT = Order(action=BulkAction.REJECT, reason="person-spam", person="rahima", note="একই লোক")
APPROVE = Order(action=BulkAction.APPROVE, reason="person-approved", person="rahima")


@pytest.fixture
def bell(bulk_doorbell):
    return bulk_doorbell


@pytest.fixture
def worker(make_parts):
    """Do one chunk."""
    return lambda: work(make_parts())


@pytest.fixture
def ask(database, site):
    def create(order, items, site_id=None):
        return database.write(lambda unit: bulk.create(unit, site_id or site.id, order, items, now=system_clock()))

    return create


@pytest.fixture
def look(database, site):
    return lambda work: database.read(lambda unit: bulk.by_id(unit, site.id, work.id))


def undo(database, site, work, person="karim"):
    return database.write(lambda unit: bulk.undo(unit, site.id, work.id, person=person))


def decide(database, site, comment_id, status, version):
    return database.write(
        lambda unit: decisions.decide(
            unit,
            site.id,
            comment_id,
            status,
            version=version,
            person="other",
            reasons=[],
            note=None,
            now=system_clock(),
        )
    )


def log_of(database, site, comment_id):
    return database.read(lambda unit: history.log_of(unit, site.id, comment_id))


def finish(worker) -> None:
    for _ in range(50):
        worker()


def test_each_comment_moves_by_the_persons_hand_and_keeps_its_scores(
    database, site, waiting, make_parts, ask, look, worker, bell
):
    ids = waiting(INSULT, CLEAN, SPAM)
    judge_pending(make_parts())
    before = log_of(database, site, ids[0])[-1]
    asked = ask(REJECT, [(one, 2) for one in ids])
    assert (asked.total, asked.state, sum(asked.counts.values())) == (3, BulkState.RUNNING, 0)
    assert worker() == 2
    assert statuses(database, ids) == ["rejected"] * 3
    done = look(asked)
    assert (done.state, done.counts["moved"], done.counts["skipped"]) == (BulkState.DONE, 2, 1)
    entry = log_of(database, site, ids[0])[-1]
    assert (entry.actor, entry.actor_id, entry.note) == (Actor.PERSON, "rahima", "একই লোক")
    assert [one["code"] for one in entry.reasons] == ["person-spam"]
    assert (entry.scores, entry.model, entry.policy) == (before.scores, before.model, before.policy)
    assert len(log_of(database, site, ids[2])) == 1  # it was rejected already
    assert bell.published == 0
    assert_counts_equal_a_recount(database)


def test_more_than_a_chunk_is_done_in_several_and_rings_between(
    database, waiting, ask, look, worker, bell, monkeypatch
):
    monkeypatch.setattr(bulk_work, "CHUNK", 4)
    ids = waiting(*[CLEAN] * 10)
    asked = ask(APPROVE, [(one, 1) for one in ids])
    assert [worker() for _ in range(4)] == [4, 4, 2, 0]
    assert bell.published == 2
    assert statuses(database, ids) == ["approved"] * 10
    assert look(asked).counts["moved"] == 10
    assert_counts_equal_a_recount(database)


def test_what_moved_meanwhile_is_skipped(database, site, waiting, make_parts, ask, look, worker):
    faster, stale, left = waiting(INSULT, INSULT, INSULT)
    judge_pending(make_parts())
    asked = ask(APPROVE, [(faster, 2), (stale, 1), (left, 2)])
    decide(database, site, faster, Status.REJECTED, 2)
    finish(worker)
    assert statuses(database, [faster, stale, left]) == ["rejected", "held", "approved"]
    assert (look(asked).counts["moved"], look(asked).counts["skipped"]) == (1, 2)


def test_what_is_not_there_is_not_counted(database, waiting, ask, site):
    (mine,) = waiting(CLEAN)
    gone = "01890000-0000-7000-8000-000000000000"
    assert ask(APPROVE, [(mine, 1), (gone, 1)]).total == 1
    other = make_site(database)
    assert ask(APPROVE, [(mine, 1)], other.id).total == 0


def test_all_that_match_are_chosen_in_the_database_and_fixed(database, site, waiting, make_parts, worker, look):
    ids = waiting(INSULT, CLEAN, INSULT)
    judge_pending(make_parts())
    held = select(comments_table.c.id, comments_table.c.version, comments_table.c.status).where(
        comments_table.c.site_id == site.id, comments_table.c.status == "held"
    )
    asked = database.write(lambda unit: bulk.create_matching(unit, site.id, REJECT, held, now=system_clock()))
    assert asked.total == 2
    (later,) = waiting(INSULT, author_id="later")
    judge_pending(make_parts())
    finish(worker)
    assert statuses(database, [*ids, later]) == ["rejected", "approved", "rejected", "held"]
    assert look(asked).counts["moved"] == 2


def test_undone_as_a_whole_each_returns_and_what_changed_since_is_kept(
    database, site, waiting, make_parts, ask, look, worker, doorbell
):
    held, shown, changed = waiting(INSULT, CLEAN, INSULT)
    judge_pending(make_parts(claim_batch=256))
    (pending,) = waiting(SPAM, author_id="late")
    ids = [held, shown, pending, changed]
    asked = ask(REJECT, [(held, 2), (shown, 2), (pending, 1), (changed, 2)])
    finish(worker)
    assert statuses(database, ids) == ["rejected"] * 4
    decide(database, site, changed, Status.APPROVED, 3)
    assert undo(database, site, asked).state is BulkState.UNDOING
    finish(worker)
    assert statuses(database, ids) == ["held", "approved", "pending", "approved"]
    after = look(asked)
    assert (after.state, after.undone_by) == (BulkState.UNDONE, "karim")
    assert {key.value: number for key, number in after.counts.items()} == {
        "moved": 0,
        "skipped": 0,
        "undone": 3,
        "kept": 1,
    }
    entry = log_of(database, site, held)[-1]
    assert (entry.actor_id, [one["code"] for one in entry.reasons]) == ("karim", ["bulk-undone"])
    assert entry.scores == log_of(database, site, held)[0].scores
    assert doorbell.published >= 1  # the judge is told of what is pending again
    assert judge_pending(make_parts(claim_batch=256)) == 1
    assert statuses(database, [pending]) == ["rejected"]
    assert_counts_equal_a_recount(database)
    assert undo(database, site, asked).state is BulkState.UNDONE


def test_undone_in_the_middle_the_rest_is_never_done(database, site, waiting, ask, look, worker, monkeypatch):
    monkeypatch.setattr(bulk_work, "CHUNK", 2)
    ids = waiting(*[CLEAN] * 6)
    asked = ask(APPROVE, [(one, 1) for one in ids])
    worker()
    undo(database, site, asked)
    finish(worker)
    assert statuses(database, ids) == ["pending"] * 6
    counts = look(asked).counts
    assert (counts["undone"], counts["skipped"], counts["moved"]) == (2, 4, 0)
    assert_counts_equal_a_recount(database)


def test_the_sweep_rings_for_work_whose_wake_up_was_lost(waiting, ask, worker, bell, make_parts):
    assert not upkeep.sweep_bulk(make_parts())
    ask(APPROVE, [(one, 1) for one in waiting(CLEAN)])
    assert upkeep.sweep_bulk(make_parts())
    assert worker() == 1
    assert not upkeep.sweep_bulk(make_parts())
