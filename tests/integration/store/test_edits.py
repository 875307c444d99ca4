"""What a deletion leaves behind: that there was a comment, and nothing by which its text could be guessed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from policy.errors import IdempotencyMismatch
from runtime.clock import system_clock
from runtime.keyed_hash import Hasher
from store import comments, edits, idempotency
from store.tables import comment_revisions
from store.tables import comments as comments_table


def test_a_deleted_comment_keeps_no_hash_of_what_was_sent(database, site, accepted):
    new = accepted(submitted_hash="of the text")
    now = system_clock()

    def use(request_hash):
        return database.write(
            lambda unit: idempotency.take(unit, site.id, "key", request_hash=request_hash, comment_id=new.id, now=now)
        )

    use("of the text")
    database.write(lambda unit: edits.delete(unit, site.id, new.id, now=now))
    kept = database.read(lambda unit: unit.execute(select(comments_table.c.submitted_hash)).scalar_one())
    assert kept == ""
    with pytest.raises(IdempotencyMismatch):  # the key is not free again: the comment must not come back by itself
        use("of the text")


def test_equal_contents_are_known_by_who_has_the_secret_alone():
    here, there = (Hasher(f"secret of {where}", address_days=30) for where in ("this place", "another"))
    assert here.content(b"x") == here.content(b"x") != there.content(b"x")
    assert len(here.content(b"x")) == 32
    assert here.content(b"x") != here.content(b"y")


def test_of_many_edits_the_last_earlier_texts_are_kept(database, site, accepted, monkeypatch):
    monkeypatch.setattr(comments, "REVISIONS_KEPT", 3)
    new = accepted(text="0")
    for number in range(1, 7):
        database.write(lambda unit, text=str(number): edits.reopen_for_edit(unit, site.id, new.id, text, now=1))
    kept = database.read(
        lambda unit: (
            unit.execute(select(comment_revisions.c.text).order_by(comment_revisions.c.revision)).scalars().all()
        )
    )
    assert kept == ["3", "4", "5"]
    assert database.read(lambda unit: comments.by_id(unit, site.id, new.id)).revision == 7
