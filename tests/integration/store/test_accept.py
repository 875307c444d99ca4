"""Accepting comments: stored whole or not at all, and once."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select, text

from policy.errors import ArticleClosed, DatabaseUnavailable, DuplicateComment, ParentNotFound
from runtime.clock import system_clock
from runtime.ids import new_id
from store import accept, articles, comments, edits, people
from store.articles import ArticleText
from store.databases import open_database
from store.tables import articles as articles_table
from store.tables import authors
from store.tables import comments as comments_table

CLOSED = ArticleText(url=None, title=None, language=None, section=None, tags=(), summary=None, open=False)


def rows_in(database, table) -> int:
    return database.read(lambda unit: unit.execute(select(func.count()).select_from(table)).scalar_one())


def test_the_first_comment_brings_a_stub_of_its_article_and_its_author(database, site, accepted):
    new = accepted()
    assert database.read(lambda unit: articles.by_id(unit, site.id, new.article_id)).open
    assert rows_in(database, authors) == 1
    stored = database.read(lambda unit: comments.by_id(unit, site.id, new.id))
    assert (stored.status, stored.version, stored.text) == ("pending", 1, new.text)


def test_the_same_comment_under_the_same_id_is_stored_once(database, new_comment, accepted):
    accepted(external_id="n1")
    assert database.write(lambda unit: accept.one(unit, new_comment(external_id="n1"))) is False
    assert rows_in(database, comments_table) == 1


def test_other_content_under_a_known_id_is_refused(database, new_comment, accepted):
    accepted(external_id="n1")
    with pytest.raises(DuplicateComment):
        database.write(lambda unit: accept.one(unit, new_comment(external_id="n1", submitted_hash="other")))
    assert rows_in(database, comments_table) == 1


def test_a_closed_article_takes_no_comment_and_keeps_nothing_of_it(database, site, new_comment):
    database.write(lambda unit: articles.put(unit, site.id, "article-1", CLOSED, now=1))
    with pytest.raises(ArticleClosed):
        database.write(lambda unit: accept.one(unit, new_comment()))
    assert rows_in(database, comments_table) == rows_in(database, authors) == 0


def test_a_reply_needs_its_parent_under_the_same_article(database, new_comment, accepted):
    parent = accepted()
    assert accepted(parent_id=parent.id).parent_id == parent.id
    for wrong in (new_comment(parent_id=new_id()), new_comment(parent_id=parent.id, article_id="article-2")):
        with pytest.raises(ParentNotFound):
            database.write(lambda unit, wrong=wrong: accept.one(unit, wrong))
    assert rows_in(database, articles_table) == 1


def test_a_deleted_comment_cannot_be_replied_to(database, site, new_comment, accepted):
    parent = accepted()
    database.write(lambda unit: edits.delete(unit, site.id, parent.id, now=system_clock()))
    with pytest.raises(ParentNotFound):
        database.write(lambda unit: accept.one(unit, new_comment(parent_id=parent.id)))


def test_threads_that_post_the_same_id_at_once_store_it_once(database, new_comment):
    results = []
    barrier = threading.Barrier(8)

    def post() -> None:
        new = new_comment(external_id="n1", article_id="fresh", author_id="fresh")
        barrier.wait()
        results.append(database.write(lambda unit: accept.one(unit, new)))

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False] * 7 + [True]
    assert rows_in(database, comments_table) == 1


def test_a_batch_stores_what_is_sound_and_names_each_refusal(database, site, new_comment, accepted):
    accepted(external_id="known")
    database.write(lambda unit: articles.put(unit, site.id, "closed", CLOSED, now=1))
    sound = [new_comment(article_id=f"a{number % 3}", author_id=f"w{number % 5}") for number in range(20)]
    same = new_comment(external_id="known")
    other = new_comment(external_id="known", submitted_hash="other")
    twice = [new_comment(external_id="twice"), new_comment(external_id="twice")]
    closed = new_comment(article_id="closed", author_id="nobody")
    orphan = new_comment(article_id="nowhere", author_id="nobody", parent_id=new_id())
    refused = database.write(lambda unit: accept.many(unit, [*sound, same, other, *twice, closed, orphan]))
    assert {key: type(error) for key, error in refused.items()} == {
        same.id: type(None),
        other.id: DuplicateComment,
        twice[1].id: type(None),
        closed.id: ArticleClosed,
        orphan.id: ParentNotFound,
    }
    assert rows_in(database, comments_table) == 1 + 20 + 1

    def known(table, id_):
        return database.read(lambda unit: unit.execute(select(table).where(table.c.id == id_)).first())

    assert known(authors, "nobody") is None
    assert known(articles_table, "nowhere") is None


def test_work_that_fails_leaves_nothing_and_does_not_touch_its_neighbours(database, new_comment):
    def fails(unit):
        accept.one(unit, new_comment(article_id="lost"))
        raise RuntimeError("later fault")

    errors = []

    def run(work):
        try:
            database.write(work)
        except RuntimeError as error:
            errors.append(error)

    good = [new_comment(article_id="kept") for _ in range(10)]
    threads = [threading.Thread(target=run, args=(lambda unit, one=one: accept.one(unit, one),)) for one in good]
    threads += [threading.Thread(target=run, args=(fails,)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(errors) == 5
    assert rows_in(database, comments_table) == 10
    assert rows_in(database, articles_table) == 1


def test_a_database_without_our_tables_is_unavailable_not_a_fault_of_ours(database):
    database.write(lambda unit: unit.execute(text("ALTER TABLE people RENAME TO hidden")))
    try:
        with pytest.raises(DatabaseUnavailable):
            database.read(people.everyone)
    finally:
        database.write(lambda unit: unit.execute(text("ALTER TABLE hidden RENAME TO people")))


def test_a_file_that_is_no_database_is_unavailable(tmp_path):
    (tmp_path / "broken.db").write_bytes(b"this is not a database, it only looks like one. " * 50)
    broken = open_database(f"sqlite:///{tmp_path}/broken.db", connections=1)
    with pytest.raises(DatabaseUnavailable):
        broken.read(people.everyone)
    broken.close()
