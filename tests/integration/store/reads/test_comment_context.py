"""One comment with everything around it, on one screen and in a fixed number of statements."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, update

from models.features.fingerprint import near
from policy.errors import CommentNotFound
from policy.states import Status
from runtime.clock import SECOND, system_clock
from runtime.ids import new_id
from store import decisions, edits, notes
from store.reads import comment_context
from store.tables import authors, reports
from store.tables import comments as comments_table
from tests.factories import make_site
from tests.helpers import claim, counted, decide_all, move, record

NOW = 1_700_000_000 * SECOND


def look(database, site, id_):
    return database.read(lambda unit: comment_context.around(unit, site.id, id_, near, now=NOW))


def test_parent_and_siblings_are_those_nearest_in_time_published_or_held(database, site, accepted):
    parent = accepted(id=new_id(), created_at=NOW)
    answers = [accepted(id=new_id(), parent_id=parent.id, created_at=NOW + n) for n in range(1, 20)]
    elsewhere = accepted(id=new_id(), article_id="article-2", created_at=NOW + 10)
    decide_all(database)
    database.write(lambda unit: edits.delete(unit, site.id, answers[8].id, now=NOW))
    seen = look(database, site, answers[9].id)
    assert seen.parent.id == parent.id
    wanted = [answers[n].id for n in (4, 5, 6, 7, 10, 11, 12, 13, 14)]
    assert [one.id for one in seen.siblings] == [answers[3].id, *wanted]
    assert {one.status for one in seen.siblings} == {Status.APPROVED}
    first = look(database, site, parent.id)
    assert (first.parent, first.siblings) == (None, [])
    assert look(database, site, elsewhere.id).siblings == []


def test_what_was_rejected_or_waits_for_the_judge_is_no_sibling(database, site, accepted):
    ids = [accepted(id=new_id(), created_at=NOW + n).id for n in range(4)]
    statuses = dict(zip(ids, [Status.HELD, Status.REJECTED, Status.APPROVED], strict=False))
    record(database, *[move(one, statuses[one.id]) for one in claim(database) if one.id in statuses])
    assert [one.id for one in look(database, site, ids[2]).siblings] == [ids[0]]


def test_the_authors_panel_counts_and_lists_what_was_decided(database, site, accepted):
    mine = [accepted(id=new_id(), author_id="anik") for _ in range(9)]
    accepted(id=new_id(), author_id="another")
    kinds = [Status.APPROVED] * 3 + [Status.REJECTED] + [Status.HELD] * 4
    by_id = dict(zip([one.id for one in mine], kinds, strict=False))
    claimed = {one.id: one for one in claim(database)}
    for second, (id_, status) in enumerate(by_id.items()):
        moved = move(claimed[id_], status)
        database.write(lambda unit, moved=moved, at=NOW + second: decisions.record(unit, [moved], now=at))
    standing = update(authors).where(authors.c.id == "anik").values(standing="suspended", standing_until=NOW)
    database.write(lambda unit: unit.execute(standing))
    panel = look(database, site, mine[0].id).author
    assert panel.counts == {Status.APPROVED: 3, Status.REJECTED: 1, Status.HELD: 4, Status.PENDING: 1}
    assert panel.approval_rate == 0.75
    assert (panel.standing, panel.until) == ("suspended", NOW)
    assert 0 < panel.first_seen <= system_clock()
    assert [one.comment_id for one in panel.decisions] == [one.id for one in reversed(mine[3:8])]
    assert panel.decisions[0].reasons == ["spam-likely"]


def test_an_author_of_whom_nothing_was_decided_has_no_approval_rate(database, site, accepted):
    assert look(database, site, accepted().id).author.approval_rate is None


def test_notes_about_the_comment_and_the_author_stand_newest_first(database, site, accepted):
    new, other = accepted(id=new_id()), accepted(id=new_id(), author_id="another")

    def leave(unit):
        notes.add(unit, site.id, new.author_id, person="rahima", text="new here", now=NOW)
        notes.add_to_comment(unit, site.id, new.id, person="karim", text="a quotation", now=NOW + 1)

    database.write(leave)
    found = look(database, site, new.id).author.notes
    assert [(one.text, one.person, one.comment_id) for one in found] == [
        ("a quotation", "karim", new.id),
        ("new here", "rahima", None),
    ]
    assert look(database, site, other.id).author.notes == []


def test_a_note_on_a_comment_of_another_site_or_a_deleted_one_is_refused(database, site, accepted):
    new = accepted()
    database.write(lambda unit: edits.delete(unit, site.id, new.id, now=NOW))
    for site_id in (site.id, make_site(database).id):
        with pytest.raises(CommentNotFound):
            database.write(
                lambda unit, site_id=site_id: notes.add_to_comment(unit, site_id, new.id, person="p", text="t", now=1)
            )


def test_reports_edits_and_the_log_are_there(database, site, accepted):
    new = accepted(text="প্রথম")
    decide_all(database)
    database.write(lambda unit: edits.reopen_for_edit(unit, site.id, new.id, "দ্বিতীয়", now=NOW))
    said = [
        {
            "id": new_id(),
            "comment_id": new.id,
            "site_id": site.id,
            "reporter": f"r{n}",
            "reason": "abuse",
            "created_at": n,
        }
        for n in (1, 2)
    ]
    database.write(lambda unit: unit.execute(insert(reports), said))
    seen = look(database, site, new.id)
    assert [one.reporter for one in seen.reports] == ["r2", "r1"]
    assert [(one.revision, one.text) for one in seen.edits] == [(1, "প্রথম")]
    assert [one.new_status for one in seen.history] == ["approved", "pending"]
    assert seen.item.comment.text == "দ্বিতীয়"


def test_near_duplicates_are_counted_by_the_bits_in_which_they_differ(database, site, accepted):
    bits = {0: Status.APPROVED, 0b11: Status.HELD, 0b11111: Status.HELD, 0b111111: Status.APPROVED}
    mine = accepted(id=new_id(), author_id="anik")
    others = {accepted(id=new_id(), author_id=f"w{change}").id: change for change in bits}
    statuses = {mine.id: Status.HELD, **{id_: bits[change] for id_, change in others.items()}}
    record(database, *[move(one, statuses[one.id]) for one in claim(database)])
    own = -6_148_914_691_236_517_206

    def print_them(unit):
        for id_, change in {mine.id: 0, **others}.items():
            here = comments_table.c.id == id_
            unit.execute(update(comments_table).where(here).values(fingerprint=own ^ change))

    database.write(print_them)
    found = look(database, site, mine.id).near
    assert found.total == 3
    assert found.counts == {Status.APPROVED: 1, Status.HELD: 2}
    assert found.some == list(others)[:3]


def test_a_comment_without_a_fingerprint_has_no_near_duplicates(database, site, accepted):
    new, _ = accepted(id=new_id()), accepted(id=new_id())
    assert look(database, site, new.id).near.total == 0


def test_the_number_of_statements_does_not_grow_with_what_is_around(database, site, accepted):
    new = accepted(id=new_id())
    sent = []
    for _ in range(2):
        decide_all(database)
        with counted() as statements:
            look(database, site, new.id)
        sent.append(len(statements))
        for number in range(20):
            accepted(id=new_id(), parent_id=new.id if number % 2 else None)
    assert sent[0] == sent[1] <= 12


def test_a_comment_of_another_site_or_a_deleted_one_has_no_context(database, site, accepted):
    new = accepted()
    with pytest.raises(CommentNotFound):
        look(database, make_site(database), new.id)
    database.write(lambda unit: edits.delete(unit, site.id, new.id, now=NOW))
    with pytest.raises(CommentNotFound):
        look(database, site, new.id)
