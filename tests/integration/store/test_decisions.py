"""The door: status, log, outbox and article store move together, or not at all."""

from __future__ import annotations

import dataclasses
import random

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from policy.errors import CommentNotFound, MoveNotAllowed, StaleDecision
from policy.states import Actor, Status
from runtime.clock import system_clock
from runtime.ids import new_id
from store import articles, comments, decisions, edits
from store.moves import Move
from store.reads import history, threads
from store.tables import comment_revisions, outbox
from store.tables import comments as comments_table
from store.tables import decisions as decisions_table
from tests.helpers import (
    assert_counts_equal_a_recount,
    claim,
    decide_all,
    move,
    record,
)

WHY = [{"code": "person-abuse", "label": None, "score": None, "message": "A moderator found abuse."}]


def show(database, site, new):
    return database.read(lambda unit: comments.by_id(unit, site.id, new.id))


def shown(database, site, article="article-1"):
    return database.read(lambda unit: threads.page(unit, site.id, article, limit=200, after=None, newest_first=False))[
        0
    ]


def person(database, site, new, status, version):
    return database.write(
        lambda unit: decisions.decide(
            unit,
            site.id,
            new.id,
            status,
            version=version,
            person="rahima",
            reasons=WHY,
            note="seen",
            now=system_clock(),
        )
    )


def test_an_approved_comment_is_shown_and_counted_and_explained(database, site, accepted):
    new = accepted()
    assert decide_all(database) == {new.id}
    stored = show(database, site, new)
    assert (stored.status, stored.version, stored.language, stored.model) == ("approved", 2, "bn", "test-1")
    assert stored.scores == {"spam": 0.25}
    assert stored.reasons[0]["code"] == "spam-likely"
    assert stored.published_at == stored.decided_at
    assert [one.comment_id for one in shown(database, site)] == [new.id]
    assert database.read(lambda unit: articles.by_id(unit, site.id, "article-1")).comment_count == 1
    assert_counts_equal_a_recount(database)


@pytest.mark.parametrize("status", [Status.HELD, Status.REJECTED])
def test_a_comment_that_was_not_approved_is_not_shown(database, site, accepted, status):
    accepted()
    decide_all(database, status)
    assert shown(database, site) == []
    assert_counts_equal_a_recount(database)


def test_the_same_verdict_recorded_twice_counts_once(database, site, accepted):
    accepted()
    moves = [move(one) for one in claim(database)]
    assert len(record(database, *moves)) == 1
    again = [dataclasses.replace(one, decision_id=new_id()) for one in moves]
    assert record(database, *again) == set()
    assert len(shown(database, site)) == 1
    assert_counts_equal_a_recount(database)


def test_a_verdict_on_an_edited_comment_is_dropped(database, site, accepted):
    new = accepted()
    (claimed,) = claim(database)
    database.write(lambda unit: edits.reopen_for_edit(unit, site.id, new.id, "নতুন লেখা", now=system_clock()))
    assert record(database, move(claimed)) == set()
    stored = show(database, site, new)
    assert (stored.status, stored.revision, stored.text) == ("pending", 2, "নতুন লেখা")


def test_in_a_batch_only_what_moved_meanwhile_is_skipped(database, site, accepted):
    news = [accepted() for _ in range(5)]
    claimed = claim(database)
    database.write(lambda unit: edits.delete(unit, site.id, news[2].id, now=system_clock()))
    moved = record(database, *[move(one) for one in claimed])
    assert moved == {one.id for one in news} - {news[2].id}
    assert_counts_equal_a_recount(database)


def test_each_change_has_one_log_entry_and_one_event(database, site, accepted):
    new = accepted()
    decide_all(database, Status.HELD)
    person(database, site, new, Status.APPROVED, 2)
    database.write(lambda unit: edits.reopen_for_edit(unit, site.id, new.id, "আরেকটি", now=system_clock()))
    decide_all(database)
    database.write(lambda unit: edits.delete(unit, site.id, new.id, now=system_clock()))
    log = database.read(lambda unit: history.log_of(unit, site.id, new.id))
    assert [(one.version, one.old_status, one.new_status, one.actor) for one in log] == [
        (2, "pending", "held", "machine"),
        (3, "held", "approved", "person"),
        (4, "approved", "pending", "author"),
        (5, "pending", "approved", "machine"),
        (6, "approved", "deleted", "author"),
    ]
    events = database.read(
        lambda unit: [
            tuple(row) for row in unit.execute(select(outbox.c.event, outbox.c.version).order_by(outbox.c.id))
        ]
    )
    assert events == [
        ("comment.held", 2),
        ("comment.approved", 3),
        ("comment.changed", 4),
        ("comment.approved", 5),
        ("comment.deleted", 6),
    ]


def test_a_persons_decision_keeps_the_scores_that_person_saw(database, site, accepted):
    new = accepted()
    decide_all(database, Status.HELD)
    decided = person(database, site, new, Status.REJECTED, 2)
    assert decided.scores == {"spam": 0.25}
    assert decided.reasons == WHY


def test_the_slower_of_two_people_is_told_who_was_faster(database, site, accepted):
    new = accepted()
    decide_all(database, Status.HELD)
    person(database, site, new, Status.APPROVED, 2)
    with pytest.raises(StaleDecision) as caught:
        person(database, site, new, Status.REJECTED, 2)
    assert (caught.value.current_status, caught.value.current_version, caught.value.decided_by) == (
        Status.APPROVED,
        3,
        "rahima",
    )
    assert show(database, site, new).status == "approved"


def test_a_rejection_takes_a_shown_comment_away(database, site, accepted):
    new = accepted()
    decide_all(database)
    person(database, site, new, Status.REJECTED, 2)
    assert shown(database, site) == []
    assert show(database, site, new).published_at is None
    assert_counts_equal_a_recount(database)


def test_the_machine_never_overrides_a_person(database, site, accepted):
    new = accepted()
    decide_all(database, Status.HELD)
    person(database, site, new, Status.APPROVED, 2)
    stored = show(database, site, new)
    wish = Move(
        comment_id=new.id,
        site_id=site.id,
        version=stored.version,
        revision=stored.revision,
        old_status=stored.status,
        new_status=Status.REJECTED,
        actor=Actor.MACHINE,
    )
    with pytest.raises(MoveNotAllowed):
        record(database, wish)


def test_a_comment_of_another_site_cannot_be_decided(database, site, accepted):
    new = accepted()
    (claimed,) = claim(database)
    assert record(database, dataclasses.replace(move(claimed), site_id=site.id + 1)) == set()
    with pytest.raises(CommentNotFound):
        database.write(lambda unit: edits.delete(unit, site.id + 1, new.id, now=system_clock()))


def test_an_edit_keeps_the_earlier_text_and_takes_the_comment_away(database, site, accepted):
    new = accepted()
    decide_all(database)
    edited = database.write(lambda unit: edits.reopen_for_edit(unit, site.id, new.id, "বদলে দিলাম", now=system_clock()))
    assert (edited.status, edited.revision, edited.decided_at) == ("pending", 2, None)
    assert shown(database, site) == []
    kept = database.read(lambda unit: unit.execute(select(comment_revisions)).one())
    assert (kept.revision, kept.text) == (1, new.text)
    decide_all(database)
    assert [one.text for one in shown(database, site)] == ["বদলে দিলাম"]
    assert_counts_equal_a_recount(database)


def test_a_deleted_comment_leaves_no_text_and_no_author_behind(database, site, accepted):
    new = accepted(author_ip_hash="a" * 64, author_email_hash="b" * 64, author_url="https://author.example")
    database.write(lambda unit: edits.reopen_for_edit(unit, site.id, new.id, "দ্বিতীয়", now=system_clock()))
    decide_all(database)
    database.write(lambda unit: edits.delete(unit, site.id, new.id, now=system_clock()))
    row = database.read(lambda unit: unit.execute(select(comments_table)).one())
    assert (row.status, row.text) == ("deleted", "")
    assert {row.author_name, row.author_url, row.author_ip_hash, row.author_email_hash} == {None}
    assert database.read(lambda unit: unit.execute(select(comment_revisions)).first()) is None
    with pytest.raises(CommentNotFound):
        show(database, site, new)
    with pytest.raises(CommentNotFound):
        database.write(lambda unit: edits.delete(unit, site.id, new.id, now=system_clock()))
    assert_counts_equal_a_recount(database)


@pytest.mark.parametrize("statement", [delete(decisions_table), update(decisions_table).values(note="changed")])
def test_the_log_is_append_only_for_everybody(database, accepted, statement):
    accepted()
    decide_all(database)
    with pytest.raises(DBAPIError, match="append-only"):
        database.write(lambda unit: unit.execute(statement))


def test_any_interleaving_keeps_the_counts_true(database, site, accepted):
    chance = random.Random(7)
    for _ in range(12):
        accepted(article_id=f"article-{chance.randrange(3)}")
    for _ in range(60):
        act = chance.choice(["decide", "edit", "delete", "person", "accept"])
        alive = database.read(
            lambda unit: unit.execute(
                select(comments_table.c.id, comments_table.c.status, comments_table.c.version).where(
                    comments_table.c.status != "deleted"
                )
            ).all()
        )
        one = chance.choice(alive)
        now = system_clock()
        if act == "decide":
            wishes = [
                move(claimed, chance.choice([Status.APPROVED, Status.HELD, Status.REJECTED]))
                for claimed in claim(database, limit=4)
            ]
            record(database, *wishes)
        elif act == "edit":
            database.write(lambda unit, id_=one.id, now=now: edits.reopen_for_edit(unit, site.id, id_, "x", now=now))
        elif act == "delete" and len(alive) > 6:
            database.write(lambda unit, id_=one.id, now=now: edits.delete(unit, site.id, id_, now=now))
        elif act == "person" and one.status in ("held", "approved"):
            new_status = Status.REJECTED if one.status == "approved" else Status.APPROVED
            database.write(
                lambda unit, one=one, to=new_status, now=now: decisions.decide(
                    unit, site.id, one.id, to, version=one.version, person="p", reasons=WHY, note=None, now=now
                )
            )
        else:
            accepted(article_id=f"article-{chance.randrange(3)}")
        assert_counts_equal_a_recount(database)
