"""The desk's lists and claims: nobody gets what another has, whoever asks at the same moment."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from moderation import claims, desk, submit
from moderation.desk import Filters
from policy.errors import CommentNotFound
from runtime.clock import SECOND
from tests.factories import CLEAN, INSULT, author

HELD = 40


@pytest.fixture
def held(parts, site) -> list[str]:
    """Ids of comments that wait for a person."""
    found = []
    for number in range(HELD):
        posted = submit.Posted(
            article="a1",
            id=None,
            text=f"{INSULT} {number}",
            author=author(id=f"reader-{number}"),
            parent_id=None,
            language=None,
            created_at=None,
        )
        found.append(submit.submit(parts, site.id, posted, wait=True).comment.id)
    return found


def test_twenty_at_once_never_get_the_same_comment(parts, site, held):
    def work(number: int) -> list[str]:
        mine = []
        for _ in range(2):
            found = desk.claim_next(
                parts, [site.id], Filters(), f"moderator-{number}", order="priority", passed_over=mine
            )
            if found is not None:
                mine.append(found)
        return mine

    with ThreadPoolExecutor(20) as pool:
        taken = [id_ for mine in pool.map(work, range(20)) for id_ in mine]
    assert max(Counter(taken).values()) == 1
    assert len(taken) > 20  # each found one, and most a second one


def test_who_comes_again_gets_the_same_comment_and_who_skips_the_next(parts, site, held):
    def ask(passed_over=()):
        return desk.claim_next(parts, [site.id], Filters(), "rahima", order="oldest", passed_over=passed_over)

    assert [ask(), ask(), ask(held[:1])] == [held[0], held[0], held[1]]
    assert desk.claim_next(parts, [site.id], Filters(), "karim", order="oldest") == held[2]
    claims.release(parts, site.id, held[0], "rahima")
    assert desk.claim_next(parts, [site.id], Filters(), "karim", order="oldest") == held[0]


def test_a_list_without_free_comments_gives_none(parts, site):
    assert desk.claim_next(parts, [site.id], Filters(), "rahima", order="priority") is None
    assert desk.claim_next(parts, [], Filters(), "rahima", order="priority") is None


def test_the_numbers_are_those_of_a_recount(parts, site, held):
    found = desk.numbers(parts, [site.id])
    assert (found.counts.held.number, found.counts.approved.number) == (HELD, 0)
    assert found.oldest is not None
    assert parts.clock() - found.oldest < 60 * SECOND
    assert desk.arrived(parts, [site.id], Filters(), found.oldest).number == HELD - 1
    assert desk.numbers(parts, []).oldest is None


def test_a_comment_of_another_site_is_not_there(parts, site, held):
    assert desk.site_of(parts, {site.id}, held[0]) == site.id
    with pytest.raises(CommentNotFound):
        desk.site_of(parts, {site.id + 1}, held[0])
    with pytest.raises(CommentNotFound):
        desk.site_of(parts, {site.id}, "00000000-0000-7000-8000-000000000000")


def test_an_opened_comment_is_explained_by_weights_that_add_up(parts, site, held):
    opened = desk.open_comment(parts, site.id, held[0])
    assert opened.context.item.comment.id == held[0]
    assert opened.explained is not None
    for one in opened.explained.explanations:
        assert abs(one.intercept + sum(item.weight for item in one.contributions) - one.logit) < 1e-6
    assert CLEAN not in opened.explained.text
