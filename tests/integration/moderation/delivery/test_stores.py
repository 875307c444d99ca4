"""A site's own article store, of every kind, ends up with what the built-in one shows, whatever comes between."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from bench.servers import create_database, drop_database
from moderation import article_store
from moderation.delivery.distribute import distribute
from store import outbox
from store.tables import destinations
from tests.factories import CLEAN, INSULT, ON_ONE_DATABASE, SPAM, author
from tests.receiver import receiving
from tests.shops import blog_shop, http_shop, maria_shop, postgres_shop

KINDS = ["http", "wordpress", "postgresql table", "mariadb table"]


@pytest.fixture(params=KINDS)
def shop(request, tmp_path: Path, client):
    """A store of each kind; the article a1 is there."""
    if request.param == "http":
        with http_shop(tmp_path) as made:
            yield made
    elif request.param == "wordpress":
        with blog_shop(request.getfixturevalue("blog")) as made:
            url = f"{made.blog.url}/?p={made.posts['a1']}"
            assert client.put("/v1/articles/a1", {"url": url, "title": "খবর"}).status_code == 201
            yield made
    elif request.param == "mariadb table":
        with maria_shop(request.getfixturevalue("maria")) as made:
            yield made
    else:
        server = request.getfixturevalue("postgres_server_url")
        url = create_database(server)
        with postgres_shop(url) as made:
            yield made
        drop_database(server, url)


def choose(client, shop):
    answer = client.put("/v1/store", shop.chosen)
    assert answer.status_code == 200, answer.text
    return answer.json


def decide(client, comment, action, **more):
    reason = {"approve": "person-approved", "reject": "person-spam", "hold": "person-held"}[action]
    version = client.get(f"/v1/comments/{comment['id']}").json["version"]
    answer = client.post(
        f"/v1/comments/{comment['id']}/decisions", {"action": action, "reason": reason, "version": version, **more}
    )
    assert answer.status_code == 201, answer.text
    return answer.json


def test_it_shows_what_readers_may_see_and_nothing_else(client, shop, deliver_all):
    before = client.post_comment(text="আগে থেকেই ছিল <b>&amp; \\", author=author(name="করিম"), wait=True)
    choose(client, shop)
    deliver_all()
    assert shop.shown("a1") == [("আগে থেকেই ছিল <b>&amp; \\", "করিম", None)]

    held = client.post_comment(text=INSULT, wait=True)
    client.post_comment(text=SPAM, wait=True)
    reply = client.post_comment(text="উত্তর", parent_id=before["id"], wait=True)
    early = client.post_comment(text="আগেই উত্তর", parent_id=held["id"], wait=True)
    deliver_all()
    there = sorted(shop.shown("a1"), key=str)
    assert [(text, parent) for text, _, parent in there if text != "আগে থেকেই ছিল <b>&amp; \\"] == [
        ("আগেই উত্তর", None),
        ("উত্তর", "আগে থেকেই ছিল <b>&amp; \\"),
    ]

    decide(client, held, "approve", undo_seconds=10)
    deliver_all()
    assert INSULT not in [text for text, *_ in shop.shown("a1")]
    deliver_all(ahead=11)
    deliver_all(ahead=12)
    assert ("আগেই উত্তর", "রহিমা বেগম", INSULT) in shop.shown("a1")

    decide(client, held, "hold")
    client.delete(f"/v1/comments/{reply['id']}")
    client.patch(f"/v1/comments/{before['id']}", {"text": "বদলানো কথা"})
    deliver_all()
    assert [text for text, *_ in shop.shown("a1")] == ["আগেই উত্তর"]
    decide(client, held, "approve")
    decide(client, before, "approve")
    decide(client, early, "reject")
    deliver_all()
    assert sorted(text for text, *_ in shop.shown("a1")) == sorted([INSULT, "বদলানো কথা"])
    assert client.get("/v1/counts", query={"article": "a1"}).json["counts"] == {"a1": 2}
    assert client.get("/v1/dead").json["dead"] == []


def test_what_an_author_says_twice_is_there_twice(client, shop, deliver_all):
    choose(client, shop)
    for _ in range(2):
        client.post_comment(text="ধন্যবাদ", wait=True)
    deliver_all()
    assert shop.shown("a1") == [("ধন্যবাদ", "রহিমা বেগম", None)] * 2


def test_a_comment_whose_arrival_nobody_heard_of_is_there_once(client, shop, deliver_all, parts, monkeypatch):
    """The store takes it, and the deliverer dies before it writes that down."""
    from moderation.delivery import deliver as sending

    choose(client, shop)
    client.post_comment(text=CLEAN, wait=True)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sending, "_write_down", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver_all()
    assert shop.shown("a1") == [(CLEAN, "রহিমা বেগম", None)]
    assert deliver_all() == 0
    assert deliver_all(ahead=600) == 1
    assert shop.shown("a1") == [(CLEAN, "রহিমা বেগম", None)]


def test_what_went_wrong_outside_is_found_and_repaired(client, shop, deliver_all, parts, database, site):
    choose(client, shop)
    texts = [f"মন্তব্য {number}" for number in range(5)]
    ids = [client.post_comment(text=text, wait=True)["id"] for text in texts]
    deliver_all()
    assert sorted(text for text, *_ in shop.shown("a1")) == texts
    shop.lose(ids[0])
    shop.spoil(ids[1])
    decide(client, {"id": ids[2]}, "reject")
    distribute(parts.delivery)
    database.write(lambda unit: unit.execute(update(destinations).values(position=outbox.last_position(unit))))

    def compared(repair):
        (found,) = article_store.reconcile(parts.delivery, site.id, None, repair=repair)
        return found

    before = compared(False)
    assert (before.missing, before.stale, before.extra, before.right) == ((ids[0],), (ids[1],), (ids[2],), 2)
    assert deliver_all() == 0
    assert compared(True) == before
    assert deliver_all() == 3
    assert sorted(text for text, *_ in shop.shown("a1")) == [texts[0], texts[1], texts[3], texts[4]]
    after = compared(False)
    assert (after.wrong, after.right, after.failed) == (0, 4, None)


@ON_ONE_DATABASE
def test_wordpress_is_tried_and_said_what_is_wrong(client, blog):
    def refused(**changed):
        chosen = {"kind": "wordpress", "url": blog.url, "user": "editor", "password": blog.password, **changed}
        answer = client.put("/v1/store", chosen)
        assert answer.status_code == 422, answer.text
        return answer.json["errors"][0]["message"]

    assert "does not know this user" in refused(password="wrong")
    assert "may not moderate comments" in refused(user="reader", password=blog.weak)
    assert "no WordPress" in refused(url=f"{blog.url}/readme.html") or "not JSON" in refused(
        url=f"{blog.url}/readme.html"
    )


@ON_ONE_DATABASE
@pytest.mark.parametrize("named", ["id", "slug", "address", "nothing"])
def test_an_article_is_a_post_by_its_id_its_slug_or_its_address(client, blog, deliver_all, named):
    slug = f"by-{named}"
    post = blog.post(slug)
    article = {"id": str(post), "slug": slug}.get(named, "n-17")
    url = f"{blog.url}/?p={post}" if named == "address" else None
    client.put(f"/v1/articles/{article}", {"url": url, "title": "খবর"})
    chosen = {"kind": "wordpress", "url": blog.url, "user": "editor", "password": blog.password}
    assert client.put("/v1/store", chosen).status_code == 200
    client.post_comment(article, text=CLEAN, wait=True)
    assert deliver_all() == 1
    if named == "nothing":
        deliver_all(ahead=4 * 24 * 3600)
        (dead,) = client.get("/v1/dead").json["dead"]
        assert dead["reason"] == "WordPress has no post for this article, by id, slug or address"
    else:
        assert len(blog.comments(post)) == 1


@ON_ONE_DATABASE
def test_what_becomes_due_while_an_older_state_is_sent_is_not_taken_for_sent(client, parts, deliver_all, tmp_path):
    """A held comment's delivery reads it unpublished; before that is written down, its approval becomes due."""
    with receiving() as receiver:
        assert client.put("/v1/store", {"kind": "http", "url": receiver.url}).status_code == 200
        other = client.post_comment(text=CLEAN, wait=True)
        held = client.post_comment(text=INSULT, wait=True)
        decide(client, held, "approve", undo_seconds=10)
        later = replace(parts.delivery, clock=lambda: parts.clock() + 11_000_000)

        def becomes_due(request, _handler):
            if request.path == f"/comments/{other['id']}":
                distribute(later)
            return 204

        receiver.answer = becomes_due
        deliver_all()
        deliver_all(ahead=11)
        assert f"/comments/{held['id']}" in [one.path for one in receiver.received if one.method == "PUT"]
