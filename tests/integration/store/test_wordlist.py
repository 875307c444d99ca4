"""Word lists as they are kept: by site, with who and when, and made ready anew only when they changed."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from structlog.testing import capture_logs

from models.text.fold import fold_batch
from moderation.caches import WordListCache
from policy.actions import Action
from policy.entries import MAX_PATTERNS, Kind
from policy.errors import EntryExists, EntryNotFound, ListFull
from runtime.clock import system_clock
from runtime.ids import new_id
from store import rulesets, wordlist
from store.tables import list_entries
from tests.factories import make_site


def add(database, site_id, *texts, kind=Kind.WORD, action=Action.HOLD, author="rahima"):
    return database.write(
        lambda unit: wordlist.add(
            unit, site_id, texts, kind=kind, action=action, note=None, author=author, now=system_clock()
        )
    )


def version_of(database, site_id):
    return database.read(lambda unit: rulesets.current(unit, site_id)).lists_version


def test_entries_are_kept_with_who_and_when_and_removed_ones_stay(database, site):
    before = system_clock()
    first, second = add(database, site.id, "শাল", "মাঠ")
    gone = database.write(lambda unit: wordlist.remove(unit, site.id, first.id, by="karim", now=system_clock()))
    assert (gone.author, gone.removed_by, gone.text) == ("rahima", "karim", "শাল")
    assert before <= gone.created_at <= gone.removed_at <= system_clock()
    standing, _ = database.read(lambda unit: wordlist.page(unit, site.id, removed=False, limit=10, after=None))
    everything, _ = database.read(lambda unit: wordlist.page(unit, site.id, removed=True, limit=10, after=None))
    assert standing == [second]
    assert everything == [gone, second]
    with pytest.raises(EntryNotFound):
        database.write(lambda unit: wordlist.remove(unit, site.id, first.id, by="karim", now=system_clock()))


def test_the_same_entry_is_taken_once_and_again_after_its_removal(database, site):
    (first,) = add(database, site.id, "শাল")
    assert add(database, site.id, "শাল") == []
    with pytest.raises(EntryExists):
        database.write(
            lambda unit: wordlist.add_one(
                unit, site.id, "শাল", kind=Kind.WORD, action=Action.REJECT, note=None, author="x", now=1
            )
        )
    assert len(add(database, make_site(database).id, "শাল")) == 1
    database.write(lambda unit: wordlist.remove(unit, site.id, first.id, by="karim", now=system_clock()))
    assert len(add(database, site.id, "শাল")) == 1


def test_a_list_that_is_full_takes_none_of_them(database, site):
    add(database, site.id, *[f"a{place}" for place in range(MAX_PATTERNS - 1)], kind=Kind.PATTERN)
    with pytest.raises(ListFull):
        add(database, site.id, "b1", "b2", kind=Kind.PATTERN)
    assert len(add(database, site.id, "b1", kind=Kind.PATTERN)) == 1
    with pytest.raises(ListFull):
        add(database, site.id, *[f"w{place}" for place in range(4_901)])


def test_another_sites_entry_cannot_be_removed(database, site):
    (entry,) = add(database, site.id, "শাল")
    other = make_site(database)
    with pytest.raises(EntryNotFound):
        database.write(lambda unit: wordlist.remove(unit, other.id, entry.id, by="karim", now=system_clock()))


def test_every_change_has_a_new_version_and_a_list_is_made_once_for_each(database, site):
    memory = WordListCache(fold_batch)
    assert version_of(database, site.id) == 0
    assert memory.known(site.id, 0) is not None
    (entry,) = add(database, site.id, "শাল")
    first = version_of(database, site.id)
    assert memory.known(site.id, first) is None
    made = memory.make(site.id, first, database.read(lambda unit: wordlist.active_of(unit, [site.id]))[site.id])
    assert memory.known(site.id, first) is made
    database.write(lambda unit: wordlist.remove(unit, site.id, entry.id, by="karim", now=system_clock()))
    assert memory.known(site.id, version_of(database, site.id)) is None


def test_a_broken_stored_entry_is_skipped_and_logged_by_its_id(database, site):
    def row(kind, text, action="hold"):
        return {
            "id": new_id(),
            "site_id": site.id,
            "kind": kind,
            "text": text,
            "action": action,
            "author": "x",
            "created_at": 1,
        }

    broken = [row("pattern", "("), row("colour", "red"), row("word", "a", "burn"), row("word", "!!")]
    database.write(lambda unit: unit.execute(insert(list_entries), [*broken, row("word", "শাল")]))
    with capture_logs() as said:
        entries = database.read(lambda unit: wordlist.active_of(unit, [site.id]))[site.id]
        made = WordListCache(fold_batch).make(site.id, 1, entries)
    assert [hit.entry.text for hit in made.in_fold(fold_batch(["শাল"])[0])] == ["শাল"]
    assert {line["event"] for line in said} == {"list_entry_skipped"}
    assert sorted(id_ for line in said for id_ in line["entries"]) == [one["id"] for one in broken]
