"""The time to undo: what is held back is never seen before it is due, and an undo leads back to what stood before."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import func, select, update

from moderation.publishing import publish_due
from moderation.store_parts import StoreParts
from policy.errors import MoveNotAllowed, NothingToUndo, StaleDecision
from policy.states import Status
from runtime.clock import SECOND, system_clock
from store import comments, edits
from store.reads import history, threads
from store.tables import comments as comments_table
from store.tables import decisions as decisions_table
from store.tables import outbox, published
from tests.helpers import assert_counts_equal_a_recount, decide, decide_all, undo


def show(database, site, new):
    return database.read(lambda unit: comments.by_id(unit, site.id, new.id))


def shown(database, site):
    thread = database.read(
        lambda unit: threads.page(unit, site.id, "article-1", limit=200, after=None, newest_first=False)
    )
    return [one.comment_id for one in thread[0]]


def publish(database, at):
    return publish_due(StoreParts(database=database, clock=lambda: at))


@pytest.fixture
def held(database, accepted):
    """A comment that the machine held."""
    new = accepted()
    decide_all(database, Status.HELD)
    return new


def test_what_is_held_back_is_seen_once_it_is_due_and_only_once(database, site, held):
    now = system_clock()
    approved = decide(database, site, held, Status.APPROVED, 2, undo_seconds=10, now=now)
    assert (approved.status, approved.published_at, approved.publish_at) == ("approved", None, now + 10 * SECOND)
    assert database.read(lambda unit: unit.execute(select(outbox.c.event).order_by(outbox.c.id)).scalars().all()) == [
        "comment.held",
        "comment.approved",
    ]
    assert publish(database, now + 10 * SECOND - 1) == 0
    assert shown(database, site) == []
    assert_counts_equal_a_recount(database)
    assert publish(database, now + 10 * SECOND) == 1
    assert shown(database, site) == [held.id]
    stands = show(database, site, held)
    assert (stands.published_at, stands.publish_at, stands.version) == (now + 10 * SECOND, None, 3)
    assert publish(database, now + 60 * SECOND) == 0
    assert shown(database, site) == [held.id]
    assert_counts_equal_a_recount(database)


def test_what_is_undone_in_time_is_never_seen_and_stands_in_the_queue_as_before(database, site, held):
    before = show(database, site, held)
    before_row = row_of(database, held)
    now = system_clock()
    decide(database, site, held, Status.APPROVED, 2, undo_seconds=10, now=now)
    undone = undo(database, site, held, 3, now=now + 5 * SECOND)
    assert publish(database, now + 60 * SECOND) == 0
    assert shown(database, site) == []
    assert {**as_dict(undone), "version": 2} == as_dict(before)
    after_row = row_of(database, held)
    assert {**after_row, "version": 2} == before_row
    log = database.read(lambda unit: history.log_of(unit, site.id, held.id))
    assert [(one.old_status, one.new_status, one.actor) for one in log] == [
        ("pending", "held", "machine"),
        ("held", "approved", "person"),
        ("approved", "held", "person"),
    ]
    assert log[-1].reasons[0]["code"] == "person-undone"
    assert_counts_equal_a_recount(database)


def as_dict(stored):
    return {name: getattr(stored, name) for name in type(stored).__slots__}


def row_of(database, new):
    row = database.read(lambda unit: unit.execute(select(comments_table).where(comments_table.c.id == new.id)).one())
    return dict(row._mapping)


@pytest.mark.parametrize("status", [Status.APPROVED, Status.REJECTED])
def test_later_than_the_window_an_undo_reopens_the_comment(database, site, held, status):
    now = system_clock()
    decide(database, site, held, status, 2, undo_seconds=10, now=now)
    publish(database, now + 20 * SECOND)
    undone = undo(database, site, held, 3, now=now + 3600 * SECOND)
    assert undone.status == "held"
    assert shown(database, site) == []
    assert_counts_equal_a_recount(database)


def test_a_rejection_undone_puts_a_shown_comment_back(database, site, accepted):
    new = accepted()
    decide_all(database)
    decide(database, site, new, Status.REJECTED, 2)
    assert shown(database, site) == []
    undone = undo(database, site, new, 3)
    assert (undone.status, undone.reasons[0]["code"]) == ("approved", "spam-likely")
    assert undone.published_at is not None
    assert shown(database, site) == [new.id]
    assert_counts_equal_a_recount(database)


def test_decided_and_undone_again_and_again_the_first_verdict_stands_each_time(database, site, held):
    before = show(database, site, held)
    for turn, status in enumerate([Status.APPROVED, Status.REJECTED, Status.APPROVED]):
        decide(database, site, held, status, 2 + 2 * turn, undo_seconds=10)
        undone = undo(database, site, held, 3 + 2 * turn)
        assert (undone.status, undone.reasons, undone.decided_at) == ("held", before.reasons, before.decided_at)


def test_a_decision_on_what_nobody_had_judged_is_undone_to_held(database, site, accepted):
    new = accepted()
    decide(database, site, new, Status.APPROVED, 1, undo_seconds=10)
    undone = undo(database, site, new, 2)
    assert (undone.status, undone.reasons[0]["code"]) == ("held", "person-undone")
    decide(database, site, new, Status.REJECTED, 3)
    assert undo(database, site, new, 4).reasons[0]["code"] == "person-undone"


def test_what_was_escalated_is_so_again_after_an_undo_but_not_after_a_new_decision_to_hold(database, site, held):
    database.write(
        lambda unit: unit.execute(update(comments_table).where(comments_table.c.id == held.id).values(escalated_at=7))
    )
    decide(database, site, held, Status.APPROVED, 2)
    assert undo(database, site, held, 3).escalated_at == 7
    decide(database, site, held, Status.APPROVED, 4)
    assert decide(database, site, held, Status.HELD, 5).escalated_at is None


def test_only_the_person_who_made_the_last_decision_can_undo_it_and_only_once(database, site, held):
    with pytest.raises(NothingToUndo):
        undo(database, site, held, 2)
    decide(database, site, held, Status.APPROVED, 2, undo_seconds=10)
    with pytest.raises(NothingToUndo):
        undo(database, site, held, 3, person="karim")
    with pytest.raises(StaleDecision):
        undo(database, site, held, 2)
    undo(database, site, held, 3)
    with pytest.raises(NothingToUndo):
        undo(database, site, held, 4)


def test_an_approved_comment_can_be_held_back_but_a_held_one_not(database, site, held):
    decide(database, site, held, Status.APPROVED, 2)
    now = system_clock()
    again = decide(database, site, held, Status.HELD, 3, now=now)
    assert (again.status, again.decided_at, again.published_at) == ("held", now, None)
    assert shown(database, site) == []
    with pytest.raises(MoveNotAllowed):
        decide(database, site, held, Status.HELD, 4)


@pytest.mark.parametrize("change", ["edit", "delete", "reject", "hold"])
def test_what_moves_within_the_window_is_never_seen(database, site, held, change):
    now = system_clock()
    decide(database, site, held, Status.APPROVED, 2, undo_seconds=10, now=now)
    if change == "edit":
        database.write(lambda unit: edits.reopen_for_edit(unit, site.id, held.id, "নতুন", now=now))
    elif change == "delete":
        database.write(lambda unit: edits.delete(unit, site.id, held.id, now=now))
    else:
        decide(database, site, held, {"reject": Status.REJECTED, "hold": Status.HELD}[change], 3, now=now)
    assert publish(database, now + 60 * SECOND) == 0
    assert shown(database, site) == []
    assert row_of(database, held)["publish_at"] is None
    assert_counts_equal_a_recount(database)


def test_more_than_a_batch_is_published_in_one_run(database, site, accepted):
    news = [accepted() for _ in range(5)]
    decide_all(database, Status.HELD)
    for new in news:
        decide(database, site, new, Status.APPROVED, 2, undo_seconds=1)
    assert publish_due(StoreParts(database=database, clock=lambda: system_clock() + 2 * SECOND), batch=2) == 5
    assert set(shown(database, site)) == {new.id for new in news}
    assert_counts_equal_a_recount(database)


@pytest.mark.parametrize("seed", range(3))
def test_any_interleaving_shows_exactly_what_is_approved_and_due(database, site, accepted, seed):
    chance = random.Random(seed)
    now = system_clock()
    news = [accepted(pending_since=now) for _ in range(4)]
    lost = 0
    for _ in range(50):
        now += chance.randrange(5 * SECOND)
        new = chance.choice(news)
        stands = show(database, site, new)
        act = chance.choice(["judge", "approve", "reject", "hold", "undo", "edit", "publish"])
        try:
            if act == "judge":
                decide_all(database, chance.choice([Status.APPROVED, Status.HELD, Status.REJECTED]))
            elif act == "undo":
                undo(database, site, new, stands.version, now=now)
            elif act == "edit":
                database.write(
                    lambda unit, new=new, now=now: edits.reopen_for_edit(unit, site.id, new.id, "x", now=now)
                )
            elif act == "publish":
                publish(database, now)
            else:
                to = {"approve": Status.APPROVED, "reject": Status.REJECTED, "hold": Status.HELD}[act]
                seconds = chance.choice([0, 10])
                decide(database, site, new, to, stands.version, undo_seconds=seconds, now=now)
        except (MoveNotAllowed, NothingToUndo):
            lost += 1
        assert_counts_equal_a_recount(database)
        rows = database.read(lambda unit: unit.execute(select(comments_table)).all())
        visible = {row.id for row in rows if row.published_at is not None}
        assert visible == {row.id for row in rows if row.status == "approved" and row.publish_at is None}
        assert visible == set(database.read(lambda unit: unit.execute(select(published.c.comment_id)).scalars().all()))
    assert lost < 50
    entries = database.read(lambda unit: unit.execute(select(func.count()).select_from(decisions_table)).scalar_one())
    assert entries == sum(show(database, site, new).version - 1 for new in news)
