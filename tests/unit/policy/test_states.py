"""The whole transition table: old status x new status x actor."""

import itertools

import pytest

from policy.states import Actor, Status, may_move, sources_of

P, A, H, R, D = Status.PENDING, Status.APPROVED, Status.HELD, Status.REJECTED, Status.DELETED

ALLOWED = {
    Actor.MACHINE: {(P, A), (P, H), (P, R)},
    Actor.PERSON: {
        *((P, A), (P, H), (P, R), (P, D)),
        *((H, A), (H, R), (H, P), (H, D)),
        *((A, R), (A, H), (A, P), (A, D)),
        *((R, A), (R, H), (R, P), (R, D)),
    },
    Actor.READERS: {(A, H)},
    Actor.AUTHOR: {(P, P), (A, P), (H, P), (R, P), (P, D), (A, D), (H, D), (R, D)},
}


@pytest.mark.parametrize(("old", "new", "by"), list(itertools.product(Status, Status, Actor)))
def test_a_comment_moves_exactly_as_the_table_allows(old: Status, new: Status, by: Actor) -> None:
    assert may_move(old, new, by) is ((old, new) in ALLOWED[by])


@pytest.mark.parametrize(("new", "by"), list(itertools.product(Status, Actor)))
def test_the_sources_of_a_move_are_the_statuses_it_is_allowed_from(new: Status, by: Actor) -> None:
    assert sources_of(new, by) == {old for old, wanted in ALLOWED[by] if wanted is new}


@pytest.mark.parametrize("old", [A, H, R])
def test_the_machine_never_moves_a_comment_that_is_decided(old: Status) -> None:
    assert not any(may_move(old, new, Actor.MACHINE) for new in Status)


def test_the_values_of_statuses_and_actors_are_the_public_ones() -> None:
    assert [*Status] == ["pending", "approved", "held", "rejected", "deleted"]
    assert [*Actor] == ["machine", "person", "readers", "author"]
